"""Which rows a page is about: a view of the address, else the quick filters of the address."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from huitouke.guests.conditions.asking import Question, question
from huitouke.guests.models import SavedView
from huitouke.guests.queries import NobodyMeant
from huitouke.guests.saved_views import conditions_of as conditions_of_view
from huitouke.guests.saved_views import get_view
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.lists.faces import Face


@dataclass(frozen=True, slots=True)
class Chosen:
    """Conditions with the view that holds them, or the quick filters that mean the same."""

    face: Face
    conditions: Conditions
    view: SavedView | None
    quick: Any

    def list_url(self, **more: str) -> str:
        """The address of the list."""
        if self.view is None:
            return self.face.quick_url(self.quick, **more)
        query = QueryDict(mutable=True)
        query.update({"view": str(self.view.id), **{name: text for name, text in more.items() if text}})
        return f"{reverse(self.face.list_name)}?{query.urlencode()}"

    @property
    def query(self) -> str:
        """The query of that address."""
        return self.list_url().partition("?")[2]

    def question(self, request: HttpRequest) -> Question:
        return question(
            actor_of(request), self.conditions, today=business_date(request), subject=self.face.subject
        )

    def is_own(self, request: HttpRequest) -> bool:
        """Whether the view has a name and is the reader's own."""
        view = self.view
        return view is not None and not view.is_draft and view.owner_id == actor_of(request).id


def read_chosen(
    request: HttpRequest, face: Face, data: QueryDict | None = None, *, is_strict: bool = False
) -> Chosen:
    """What the address (or a form's `data`) chooses. Raises `ViewNotFound`, and `NobodyMeant` where it is strict;
    else a filter that names what is not there is passed over."""
    text = str((data if data is not None else request.GET).get("view", ""))
    if text:
        try:
            view_id = uuid.UUID(text)
        except ValueError:
            view_id = uuid.UUID(int=0)
        view = get_view(actor_of(request), view_id, subject=face.subject)
        return Chosen(face, conditions_of_view(view), view, face.no_quick())
    quick = face.read_quick(request)
    try:
        return Chosen(face, face.conditions_of(quick), None, quick)
    except NobodyMeant:
        if is_strict:
            raise
        return Chosen(face, face.conditions_of(face.no_quick()), None, face.no_quick())


__all__ = ["Chosen", "NobodyMeant", "read_chosen"]
