"""What stands between a sign-in and the pages: a password to be changed, a second factor to be set up, a part that is
switched off; and the note of where a session is used."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from huitouke.access.models import User
from huitouke.access.sessions import SessionStore
from huitouke.access.switches import is_address_on
from huitouke.web.base.requests import go_to, wants_part

GetResponse = Callable[[HttpRequest], HttpResponse]

ALWAYS: Final = frozenset(
    {"account_logout", "account_login", "account_reauthenticate", "set_language", "healthz"}
)
PASSWORD: Final = frozenset({"account_change_password"})
SECOND_FACTOR_PREFIX: Final = "mfa_"


class GateMiddleware:
    """Leads whoever must first change a given password, or set up a second factor, to the page for it, and nowhere
    else; and notes the visit in the list of sign-ins."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if isinstance(session, SessionStore) and isinstance(request.user, User):
            session.note_visit(
                request.META.get("REMOTE_ADDR") or None, request.headers.get("User-Agent", "?")
            )
        return response

    def process_view(self, request: HttpRequest, view: Any, *_given: Any) -> HttpResponse | None:
        if not isinstance(request.user, User) or not getattr(view, "login_required", True):
            return None
        name = _name(request)
        if name in ALWAYS:
            return None
        if request.user.must_change_password:
            return None if name in PASSWORD else _lead(request, "account_change_password")
        if request.standing.lacks_second_factor:  # type: ignore[attr-defined]
            is_there = name in PASSWORD or name.startswith(SECOND_FACTOR_PREFIX)
            return None if is_there else _lead(request, "mfa_index")
        return None


class SwitchMiddleware:
    """Answers 404 for pages of a part that is switched off."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_given: Any) -> None:
        if not is_address_on(_name(request), request.path) and not request.path.startswith("/api/"):
            raise Http404


def _name(request: HttpRequest) -> str:
    match: ResolverMatch | None = request.resolver_match
    return match.view_name if match else ""


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    return go_to(reverse(name)) if wants_part(request) else redirect(name)
