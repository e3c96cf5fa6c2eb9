"""Saying what is required, asking, and keeping what was answered."""

from collections.abc import Collection, Mapping, Set
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.capture.choices import ROW_FIELDS, WEIGHTS, Step
from huitouke.capture.errors import CaptureInvalid
from huitouke.capture.events import REQUIREMENTS_CHANGED, STEP_NOTED
from huitouke.capture.models import Capture, RequiredField
from huitouke.capture.queries import missing_of, requirements
from huitouke.guests.choices import RegistrationKind
from huitouke.guests.models import Guest, RegistrationFact
from huitouke.guests.services.registration import keep_registration_fact
from huitouke.guests.values.cells import tidy
from huitouke.identity.services import change_guest
from huitouke.identity.services.saves import locked_guest
from huitouke.kernel import bulk, clock

ANSWER_LIMIT = 200
REFRESHED_DAYS = 2
MINOR_QUESTIONS = ("guardian", "reach", "companion", "circumstances")
"""Who the parents or guardians are, how they were reached, who the people are with whom the minor stays, and what
else was found out: the questions of the check-in duty towards guests under 18."""


@transaction.atomic
def set_requirements(*, actor: Actor, branch: Branch | None, wanted: Mapping[str, Set[str]]) -> None:
    """Require these fields at these steps, in the whole group or differently in one branch. Refuses an unknown
    step or field."""
    if branch is None:
        actor.require_group(Right.HOTEL_CONFIGURE)
    else:
        actor.require(Right.HOTEL_CONFIGURE, branch.id)
    unknown = (set(wanted) - set(Step.values)) | (set().union(*wanted.values()) - set(WEIGHTS))
    if unknown:
        raise CaptureInvalid({"field": [_("There is no such step or field.")]})
    rows = RequiredField.objects.select_for_update().filter(branch=branch)
    rows.delete()
    above = requirements(None)
    RequiredField.objects.bulk_create(
        [
            RequiredField(step=step, field=field, branch=branch, is_required=field in wanted.get(step, ()))
            for step in Step.values
            for field in WEIGHTS
            if (field in wanted.get(step, ())) != (field in above[step])
        ]
    )
    record_audit(
        actor,
        REQUIREMENTS_CHANGED,
        object_type="branch",
        object_id=branch.id if branch else None,
        branch_id=branch.id if branch else None,
        fields=sorted(wanted),
    )


@transaction.atomic
def note_capture(*, actor: Actor, guest_id: UUID, step: str, branch: Branch) -> Capture:
    """The actor asks this guest at this step today: keep what is still missing. Once a day for each colleague."""
    guest = locked_guest(actor, guest_id)
    if step not in Step.values:
        raise CaptureInvalid({"step": [_("There is no such step or field.")]})
    capture, is_new = Capture.objects.get_or_create(
        guest=guest,
        step=step,
        on_day=branch.business_date,
        user_id=cast(UUID, actor.id),
        defaults={"branch": branch},
    )
    _refresh(capture, guest)
    if is_new:
        record_audit(
            actor, STEP_NOTED, object_type="guest", object_id=guest.id, branch_id=branch.id, fields=[step]
        )
    return capture


def _refresh(capture: Capture, guest: Guest) -> None:
    capture.missing = missing_of(guest, capture.step, capture.branch_id)
    capture.lack = sum(WEIGHTS[field] for field in capture.missing)
    capture.noted_at = clock.now()
    capture.save()


def refresh_captures(guest_ids: Collection[UUID]) -> int:
    """Look again at the captures of the last two days of guests whose profiles changed; how many. Safe to run twice."""
    since = clock.now().date() - timedelta(days=REFRESHED_DAYS)
    captures = list(
        Capture.objects.filter(guest_id__in=bulk.among(guest_ids), on_day__gte=since).select_related("guest")
    )
    for capture in captures:
        _refresh(capture, capture.guest)
    return len(captures)


@transaction.atomic
def answer(*, actor: Actor, guest_id: UUID, step: str, branch: Branch, field: str, text: str) -> Capture:
    """Save the answer to one question of a step, as a save at the desk. Refuses a field that no step asks, an
    empty answer, and what cannot be kept."""
    if field not in WEIGHTS or field == "document":
        raise CaptureInvalid({"field": [_("There is no such step or field.")]})
    if not tidy(text):
        raise CaptureInvalid({field: [_("Write or choose an answer.")]})
    target = "birth_date" if field == "birthday" else field
    change_guest(
        actor=actor,
        guest_id=guest_id,
        fields={} if field in ROW_FIELDS else {target: text},
        additions={target: [text]} if field in ROW_FIELDS else {},
        removals={},
    )
    return note_capture(actor=actor, guest_id=guest_id, step=step, branch=branch)


@transaction.atomic
def keep_minor_answers(
    *, actor: Actor, guest_id: UUID, branch: Branch, answers: Mapping[str, str]
) -> RegistrationFact:
    """Keep the answers asked for a guest under 18 in the registration compartment. Refuses where one of the first
    three is missing, and a guest whom the actor may not change."""
    locked_guest(actor, guest_id)
    content = {name: tidy(answers.get(name, ""))[:ANSWER_LIMIT] for name in MINOR_QUESTIONS}
    missing = [name for name in MINOR_QUESTIONS[:3] if not content[name]]
    if missing:
        raise CaptureInvalid({name: [_("The law asks for this answer.")] for name in missing})
    return keep_registration_fact(
        actor=actor,
        guest_id=guest_id,
        kind=RegistrationKind.MINOR,
        content=content,
        branch_id=branch.id,
    )


def has_minor_answers(guest_id: UUID) -> bool:
    """Whether the questions were answered before; not what was said."""
    return RegistrationFact.objects.filter(guest_id=guest_id, kind=RegistrationKind.MINOR).exists()
