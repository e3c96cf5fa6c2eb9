"""Choosing the duty: one dialog, three fields, all of them filled in already."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import ROLES, Shift
from huitouke.guests.values.cells import tidy
from huitouke.web.base.context import current_branch
from huitouke.web.base.duty import PLACE_LIMIT, keep_duty, kept_duty, proposed_duty, roles_at
from huitouke.web.base.requests import actor_of, go_to, part, toast


@require_GET
def duty_dialog(request: HttpRequest) -> HttpResponse:
    """The dialog with post, shift and place of now."""
    actor, branch = actor_of(request), current_branch(request)
    if branch is None:
        return toast(_("You hold no post in a branch."), "watch")
    kept = kept_duty(request)
    if kept is None or kept.branch != branch.code:
        kept = proposed_duty(request, actor, branch)
    context = {
        "kept": kept,
        "branch": branch,
        "roles": [(role, ROLES[role].label) for role in roles_at(actor, branch)],
        "shifts": Shift.choices,
        "place_limit": PLACE_LIMIT,
        "next": request.headers.get("HX-Current-URL", "/"),
    }
    return part(request, "base/duty_dialog.html", context)


@require_POST
def save_duty(request: HttpRequest) -> HttpResponse:
    """Work at this post from now on; a post that one does not hold is passed over."""
    actor, branch = actor_of(request), current_branch(request)
    if branch is None:
        return toast(_("You hold no post in a branch."), "watch")
    kept = kept_duty(request)
    if kept is None or kept.branch != branch.code:
        kept = proposed_duty(request, actor, branch)
    role, shift = request.POST.get("role", kept.role), request.POST.get("shift", kept.shift)
    keep_duty(
        request,
        replace(
            kept,
            role=role if role in roles_at(actor, branch) else kept.role,
            shift=shift if shift in Shift.values else kept.shift,
            place=tidy(request.POST.get("place", kept.place))[:PLACE_LIMIT],
            day=branch.business_date.isoformat(),
            is_confirmed=True,
        ),
    )
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    return go_to(back)
