"""What must be asked at each step: a table of ticks, for the group or for one branch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch, list_branches
from huitouke.capture.choices import WEIGHTS, Step
from huitouke.capture.queries import requirements
from huitouke.capture.services import set_requirements
from huitouke.web.base.requests import actor_of
from huitouke.web.capture.words import word_of


def required_fields(request: HttpRequest) -> HttpResponse:
    """The ticks of the group, or of the branch in the address; then the save."""
    actor = actor_of(request)
    branches = list_branches(actor, Right.HOTEL_CONFIGURE)
    code = request.POST.get("branch", request.GET.get("branch", ""))
    branch: Branch | None = next((each for each in branches if each.code == code), None)
    if code and branch is None:
        branch = get_branch(code)
        actor.require(Right.HOTEL_CONFIGURE, branch.id)
    if branch is None and not actor.has_group_right(Right.HOTEL_CONFIGURE):
        actor.require(Right.HOTEL_CONFIGURE)
        branch = branches[0]
    if request.method == "POST":
        wanted = {step: set(request.POST.getlist(step)) for step in Step.values}
        set_requirements(actor=actor, branch=branch, wanted=wanted)
        messages.success(request, _("Saved."))
        query = f"?branch={branch.code}" if branch else ""
        return redirect(reverse("capture:required-fields") + query)
    required = requirements(branch.id if branch else None)
    context = {
        "branch": branch,
        "branches": branches,
        "may_all": actor.has_group_right(Right.HOTEL_CONFIGURE),
        "steps": Step.choices,
        "rows": [
            (word_of(field), [(step, label, field, field in required[step]) for step, label in Step.choices])
            for field in WEIGHTS
        ],
        "columns": [{"label": _("Field")}, *({"label": label} for _step, label in Step.choices)],
    }
    return render(request, "capture/required_fields.html", context)
