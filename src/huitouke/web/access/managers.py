"""The line of managers of each branch."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.access.queries import get_branch, list_branches
from huitouke.access.services import set_manager_line
from huitouke.access.services.managers import MOST_STEPS
from huitouke.access.staff import list_manager_line, list_people_of
from huitouke.kernel.errors import Invalid
from huitouke.web.access.words import role_choices, role_word
from huitouke.web.base.requests import actor_of

PERSON = "user:"
ROLE = "role:"


@require_GET
def manager_lines(request: HttpRequest) -> HttpResponse:
    """Every branch that this person configures, with its line."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branches = list_branches(actor, Right.HOTEL_CONFIGURE)
    rows = [
        (
            branch,
            [
                (step, str(step.person) if step.person else role_word(step.role))
                for step in list_manager_line(branch)
            ],
        )
        for branch in branches
    ]
    return render(request, "access/manager_lines.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def manager_line(request: HttpRequest, branch: str) -> HttpResponse:
    """Who is called at one branch, first to last."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    place = get_branch(branch)
    actor.require(Right.HOTEL_CONFIGURE, place.id)
    errors: list[str] = []
    if request.method == "POST":
        chosen = [text for text in request.POST.getlist("step")[: MOST_STEPS + 1] if text]
        try:
            set_manager_line(actor=actor, branch=place, steps=[_step(text) for text in chosen])
        except Invalid as error:
            errors = error.fields["steps"]
        else:
            messages.success(request, _("Saved."))
            return redirect("access:manager-lines")
    else:
        chosen = [
            f"{PERSON}{step.person.id}" if step.person else f"{ROLE}{step.role}"
            for step in list_manager_line(place)
        ]
    context = {
        "branch": place,
        "steps": [*chosen, *[""] * (MOST_STEPS - len(chosen))][:MOST_STEPS],
        "roles": [(f"{ROLE}{code}", label) for code, label in role_choices()],
        "people": [(f"{PERSON}{user.id}", str(user)) for user in list_people_of(place)],
        "errors": errors,
    }
    return render(request, "access/manager_line.html", context, status=422 if errors else 200)


def _step(text: str) -> tuple[str, User | None]:
    if not text.startswith(PERSON):
        return text.removeprefix(ROLE), None
    try:
        return "", User.objects.filter(id=UUID(text.removeprefix(PERSON))).first()
    except ValueError:
        return "?", None
