"""Sign-ins: one's own for everybody, all for who looks after them, and ending them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.models import StaffSession, User
from huitouke.access.services import end_session, end_sessions
from huitouke.access.sessions import SessionStore
from huitouke.access.staff import get_staff, list_sessions
from huitouke.web.access.words import device_words
from huitouke.web.base.requests import actor_of


def here(request: HttpRequest) -> UUID | None:
    """The id of the session of this request."""
    return request.session.row_id if isinstance(request.session, SessionStore) else None


@require_GET
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    user = request.user
    sessions = list_sessions(actor_of(request), user) if isinstance(user, User) else []
    return _page(request, sessions, is_own=True)


@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """Who is signed in where, of all whom this person looks after."""
    return _page(request, list_sessions(actor_of(request)), is_own=False)


def _page(request: HttpRequest, sessions: list[StaffSession], *, is_own: bool) -> HttpResponse:
    current = here(request)
    context = {
        "rows": [(session, device_words(session.device), session.id == current) for session in sessions],
        "is_own": is_own,
        "count": ngettext("%(count)s sign-in", "%(count)s sign-ins", len(sessions))
        % {"count": len(sessions)},
        "columns": [
            *([] if is_own else [{"label": _("Name")}]),
            {"label": _("Device")},
            {"label": _("Address")},
            {"label": _("Last seen")},
            {"label": _("Signed in")},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "access/session_list.html", context)


@require_POST
def end_one(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign one device out."""
    end_session(actor=actor_of(request), session_id=session_id)
    messages.success(request, _("Signed out there, with the next page that is opened."))
    return redirect("access:own-sessions" if "own" in request.POST else "access:session-list")


@require_POST
def end_everybody(request: HttpRequest) -> HttpResponse:
    """Sign everybody out but this session; with `own`, oneself on every other device."""
    is_own = "own" in request.POST
    user = request.user if is_own and isinstance(request.user, User) else None
    count = end_sessions(actor=actor_of(request), user=user, but=here(request))
    words = ngettext("%(count)s sign-in ended.", "%(count)s sign-ins ended.", count) % {"count": count}
    messages.success(request, words)
    return redirect("access:own-sessions" if is_own else "access:session-list")


@require_POST
def end_all_of(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign one user out everywhere."""
    actor = actor_of(request)
    count = end_sessions(actor=actor, user=get_staff(actor, user_id).user, but=here(request))
    words = ngettext("%(count)s sign-in ended.", "%(count)s sign-ins ended.", count) % {"count": count}
    messages.success(request, words)
    return redirect("access:user-detail", user_id)
