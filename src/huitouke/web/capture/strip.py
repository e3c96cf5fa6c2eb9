"""The capture strip of a guest's page: what the step still lacks, one tap or one line each."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.capture.choices import CHOICE_TABLES, STEP_OF_ROLE, Step
from huitouke.capture.queries import is_minor, judged_guest, missing_of
from huitouke.capture.services import (
    MINOR_QUESTIONS,
    answer,
    has_minor_answers,
    keep_minor_answers,
    note_capture,
)
from huitouke.guests.choices import Sex
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.values.names import title_sex
from huitouke.hotels.queries import list_choices
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import current_branch
from huitouke.web.base.duty import duty_of
from huitouke.web.base.requests import actor_of, part
from huitouke.web.capture.words import word_of

STEP_KEY = "capture_step"
COUNTRIES_OFFERED = 5
MINOR_WORDS = {
    "guardian": gettext_lazy("Who are the parents or guardians?"),
    "reach": gettext_lazy("How were they reached, at which number?"),
    "companion": gettext_lazy("Who stays with the minor, and how are they related?"),
    "circumstances": gettext_lazy("What else was found out? (suspicion: report to the police at once)"),
}


def step_of(request: HttpRequest) -> str:
    """The step that this login asks at: chosen last, else its post's."""
    asked = request.GET.get("step") or request.POST.get("step") or request.session.get(STEP_KEY, "")
    if asked in Step.values:
        return str(asked)
    duty = duty_of(request)
    return str(STEP_OF_ROLE.get(duty.role, Step.CHECK_IN) if duty else Step.CHECK_IN)


@require_GET
def strip(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The strip as it stands; a step that is chosen is kept for the next guest."""
    actor_of(request).require(Right.GUESTS_EDIT)
    if request.GET.get("step") in Step.values:
        request.session[STEP_KEY] = request.GET["step"]
    return _strip(request, guest_id, {})


@require_POST
def save_answer(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Save one answer; what is refused stands at its question."""
    field, text = request.POST.get("field", ""), request.POST.get("value", "")
    branch = current_branch(request)
    if branch is None:
        raise GuestNotFound
    try:
        answer(
            actor=actor_of(request),
            guest_id=guest_id,
            step=step_of(request),
            branch=branch,
            field=field,
            text=text,
        )
    except Invalid as error:
        texts = [sentence for sentences in error.fields.values() for sentence in sentences]
        return _strip(request, guest_id, {"wrong": field, "typed": text, "errors": texts}, status=422)
    return _strip(request, guest_id, {"said": _("%(field)s saved.") % {"field": word_of(field)}})


@require_POST
def save_step(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The guest was asked at this step: what is missing is kept as missing."""
    branch = current_branch(request)
    if branch is None:
        raise GuestNotFound
    step = step_of(request)
    capture = note_capture(actor=actor_of(request), guest_id=guest_id, step=step, branch=branch)
    said = _("Noted: %(step)s, %(n)s still missing.") if capture.missing else _("Noted: %(step)s, complete.")
    return _strip(request, guest_id, {"said": said % {"step": Step(step).label, "n": len(capture.missing)}})


@require_POST
def save_minor(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Keep the answers asked for a guest under 18."""
    branch = current_branch(request)
    if branch is None:
        raise GuestNotFound
    answers = {name: request.POST.get(name, "") for name in MINOR_QUESTIONS}
    try:
        keep_minor_answers(actor=actor_of(request), guest_id=guest_id, branch=branch, answers=answers)
    except Invalid as error:
        return _strip(request, guest_id, {"answers": answers, "minor_errors": error.fields}, status=422)
    return _strip(request, guest_id, {"said": _("Kept in the registration compartment.")})


def _strip(request: HttpRequest, guest_id: UUID, more: dict[str, Any], status: int = 200) -> HttpResponse:
    guest = judged_guest(actor_of(request), guest_id)
    branch, step = current_branch(request), step_of(request)
    missing = missing_of(guest, step, branch.id if branch else None)
    answers = more.get("answers", {})
    minor_errors = more.get("minor_errors", {})
    asks_minor = branch is not None and step == Step.CHECK_IN and is_minor(guest, branch.business_date)
    context = {
        "guest_id": guest_id,
        "step": step,
        "steps": Step.choices,
        "asked": [(field, word_of(field), _choices(field, guest.form_of_address)) for field in missing],
        "minor": [
            (name, MINOR_WORDS[name], answers.get(name, ""), minor_errors.get(name, ()))
            for name in MINOR_QUESTIONS
        ]
        if asks_minor and (minor_errors or not has_minor_answers(guest_id))
        else [],
        "minor_done": asks_minor and has_minor_answers(guest_id),
        "is_queue": (request.GET.get("from") or request.POST.get("from")) == "queue",
        **more,
    }
    return part(request, "capture/_strip.html", context, status=status)


def _choices(field: str, form_of_address: str) -> list[tuple[str, str, bool]]:
    """The answers that one tap gives: value, word, and whether the archive proposes it."""
    if field in CHOICE_TABLES:
        return [(code, word, False) for code, word in list_choices(CHOICE_TABLES[field])]
    if field == "sex":
        proposed = title_sex(form_of_address) if form_of_address else ""
        return [(code, str(word), code == proposed) for code, word in Sex.choices if code]
    if field == "nationality":
        return [(code, word, False) for code, word in list_choices("country")[:COUNTRIES_OFFERED]]
    return []
