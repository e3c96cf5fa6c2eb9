"""Tokens of programs: the list, a new one (shown once), the end of one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.services import issue_token, revoke_token
from huitouke.access.staff import get_staff, list_staff, list_tokens
from huitouke.web.base.requests import actor_of


@require_GET
def token_list(request: HttpRequest) -> HttpResponse:
    """Which programs speak for whom."""
    return _page(request)


def _page(request: HttpRequest, told: str = "") -> HttpResponse:
    actor = actor_of(request)
    tokens = list_tokens(actor)
    context = {
        "rows": tokens,
        "told": told,
        "people": [line.user for line in list_staff(actor) if line.may_manage],
        "count": ngettext("%(count)s token", "%(count)s tokens", len(tokens)) % {"count": len(tokens)},
        "columns": [
            {"label": _("For")},
            {"label": _("Speaks as")},
            {"label": _("Issued")},
            {"label": _("Last used")},
            {"label": _("State")},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "access/token_list.html", context)


@require_POST
def issue(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """A new token, on the page that answers and nowhere else."""
    actor = actor_of(request)
    user = get_staff(actor, user_id).user
    return _page(request, issue_token(actor=actor, user=user, purpose=request.POST.get("purpose", "")))


@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token."""
    revoke_token(actor=actor_of(request), token_id=token_id)
    messages.success(request, _("The token is revoked. The program is refused from now on."))
    return redirect("access:token-list")
