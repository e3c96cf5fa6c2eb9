"""The one way in which a page says that an act can be taken back, and that it was.

A view that did something calls `can_undo`, which remembers the act and gives the address for the toast; the view at
that address wears `undoes`. The drawer of the last acts (web/undo) needs to know no more.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huitouke.access.services.undo import note_undoable, note_undone
from huitouke.web.base.requests import actor_of

P = ParamSpec("P")
UNDONE = "act-undone"
"""Told to the page when something was taken back."""


def can_undo(
    request: HttpRequest,
    code: str,
    url_name: str,
    *args: Any,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    number: int | None = None,
) -> str:
    """The address that takes an act back, remembered for the shift. `code` is that of the audit trail; the address
    holds ids alone."""
    path = reverse(url_name, args=args)
    note_undoable(
        actor=actor_of(request),
        code=code,
        path=path,
        subject_kind=subject_kind,
        subject_id=subject_id,
        number=number,
    )
    return path


def undoes(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A view that takes an act back: once it has, the act leaves the drawer, and the page is told."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        request = args[0]
        if isinstance(request, HttpRequest) and response.status_code < 400:
            note_undone(actor=actor_of(request), path=request.path)
            _tell(response)
        return response

    return wrapped


def _tell(response: HttpResponse) -> None:
    told = response.headers.get("HX-Trigger", "")
    if told.startswith("{"):
        response.headers["HX-Trigger"] = json.dumps({**json.loads(told), UNDONE: True})
    else:
        response.headers["HX-Trigger"] = f"{told}, {UNDONE}" if told else UNDONE
