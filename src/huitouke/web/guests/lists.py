"""The guest list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huitouke.access.choices import Right
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.face import GUESTS
from huitouke.web.lists.bulk import bar_of
from huitouke.web.lists.pages import list_context


def guest_list(request: HttpRequest) -> HttpResponse:
    """A page of guests, newest first, under the view or the quick filters of the address."""
    actor = actor_of(request)
    context = list_context(request, GUESTS)
    context |= {
        "may_edit": actor.has_right(Right.GUESTS_EDIT),
        "may_import": actor.has_right(Right.IMPORTS_RUN),
        "may_review": actor.has_right(Right.GUESTS_MERGE),
        "may_export": actor.has_right(Right.GUESTS_EXPORT),
        "bar": bar_of(request, context["chosen"]) if context["rows"] else None,
    }
    return render(request, "guests/guest_list.html", context)
