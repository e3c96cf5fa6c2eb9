"""Which guests a page is about: a view of the address, else the quick filters of the address."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from huitouke.guests.conditions.asking import Question, question
from huitouke.guests.models import SavedView
from huitouke.guests.queries import GuestFilter, NobodyMeant, conditions_of
from huitouke.guests.saved_views import conditions_of as conditions_of_view
from huitouke.guests.saved_views import get_view
from huitouke.kernel.conditions.shapes import EVERYBODY, Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.filters import list_url, read_filter


@dataclass(frozen=True, slots=True)
class Chosen:
    """Conditions with the view that holds them, or the quick filters that mean the same."""

    conditions: Conditions
    view: SavedView | None
    quick: GuestFilter

    def list_url(self, **more: str) -> str:
        """The address of the list."""
        if self.view is None:
            return list_url(self.quick, **more)
        query = QueryDict(mutable=True)
        query.update({"view": str(self.view.id), **{name: text for name, text in more.items() if text}})
        return f"{reverse('guests:guest-list')}?{query.urlencode()}"

    @property
    def query(self) -> str:
        """The query of that address."""
        return self.list_url().partition("?")[2]

    def question(self, request: HttpRequest) -> Question:
        return question(actor_of(request), self.conditions, today=business_date(request))


def read_chosen(request: HttpRequest, data: QueryDict | None = None, *, is_strict: bool = False) -> Chosen:
    """What the address (or a form's `data`) chooses. Raises `ViewNotFound`, and `NobodyMeant` where it is strict;
    else a filter that names what is not there is passed over."""
    text = str((data if data is not None else request.GET).get("view", ""))
    quick = read_filter(request)
    if text:
        try:
            view_id = uuid.UUID(text)
        except ValueError:
            view_id = uuid.UUID(int=0)
        view = get_view(actor_of(request), view_id)
        return Chosen(conditions_of_view(view), view, GuestFilter())
    try:
        return Chosen(conditions_of(quick), None, quick)
    except NobodyMeant:
        if is_strict:
            raise
        return Chosen(EVERYBODY, None, GuestFilter())


__all__ = ["Chosen", "NobodyMeant", "read_chosen"]
