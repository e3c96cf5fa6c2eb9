"""Which roles work with a second factor only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitouke.access.choices import Right
from huitouke.access.queries import get_group
from huitouke.access.services import require_second_factor
from huitouke.access.staff import list_staff
from huitouke.web.access.words import role_choices
from huitouke.web.base.requests import actor_of


@require_http_methods(["GET", "POST"])
def required_roles(request: HttpRequest) -> HttpResponse:
    """The roles, and how many of those who hold them are ready."""
    actor = actor_of(request)
    actor.require_group(Right.SYSTEM_MANAGE)
    if request.method == "POST":
        require_second_factor(actor=actor, roles=request.POST.getlist("role"))
        messages.success(request, _("Saved. It holds from the next page that somebody opens."))
        return redirect("access:second-factor")
    group = get_group()
    wanted = set(group.second_factor_roles) if group else set()
    staff = list_staff(actor)
    rows = []
    for code, label in role_choices():
        holders = [line for line in staff if any(post.role == code for post in line.posts)]
        ready = sum(line.has_second_factor for line in holders)
        rows.append((code, label, code in wanted, len(holders), ready))
    return render(request, "access/second_factor.html", {"rows": rows})
