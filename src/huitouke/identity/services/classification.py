"""Saying what kind of guest somebody is, and how colleagues find them: each a save at the desk."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.guests.choices import EVALUATION_MARKS, EvaluationScale
from huitouke.guests.errors import EvaluationInvalid, EvaluationNotFound, GuestTypeNotFound
from huitouke.guests.events import EVALUATED, EVALUATION_WITHDRAWN, TYPES_CHANGED
from huitouke.guests.models import Evaluation, Guest, GuestType
from huitouke.guests.services.evaluations import drop_evaluation, write_evaluation
from huitouke.guests.services.types import types_of_codes, write_memberships
from huitouke.identity.models import Link
from huitouke.identity.services.saves import desk_record, locked_guest, tell_saved
from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel import clock
from huitouke.kernel.history import tell_history


@transaction.atomic
def set_guest_types(*, actor: Actor, guest_id: UUID, codes: Sequence[str]) -> UUID | None:
    """Let a guest belong to these types and to no other; the record of the save, None where nothing changed. Refuses
    a code that is not offered."""
    return _set_types(actor, locked_guest(actor, guest_id), codes)


@transaction.atomic
def undo_guest_types(*, actor: Actor, guest_id: UUID, record_id: UUID) -> bool:
    """Take back what one said about the types of a guest in one save; whether anything changed. What was changed
    since stays, and a type that was closed since is not given again."""
    guest = locked_guest(actor, guest_id)
    own = Link.objects.filter(guest=guest, record_id=record_id).values("record_id")
    record = SourceRecord.objects.filter(id__in=own, system=DESK, actor_id=actor.id).first()
    content = read_content(record) if record else {}
    given = set(content.get("add", {}).get("guest_type", ()))
    taken = set(content.get("remove", {}).get("guest_type", ()))
    if not given and not taken:
        raise GuestTypeNotFound
    present = set(guest.type_memberships.filter(until=None).values_list("type__code", flat=True))
    offered = set(GuestType.objects.filter(code__in=taken, is_closed=False).values_list("code", flat=True))
    return _set_types(actor, guest, sorted(present - given | offered)) is not None


def _set_types(actor: Actor, guest: Guest, codes: Sequence[str]) -> UUID | None:
    present = list(guest.type_memberships.filter(until=None).values_list("type__code", flat=True))
    types = types_of_codes(codes, kept=present)
    if {each.code for each in types} == set(present):
        return None
    wanted = {each.code for each in types}
    content = {
        "add": {"guest_type": sorted(wanted - set(present))},
        "remove": {"guest_type": sorted(set(present) - wanted)},
    }
    record_id = desk_record(
        actor, guest, {verb: told for verb, told in content.items() if told["guest_type"]}
    )
    tell_history(actor_id=actor.id, record_id=record_id)
    today = guest.branch.business_date if guest.branch else clock.now().date()
    write_memberships(guest, types, record_id=record_id, today=today)
    tell_saved(actor, guest, TYPES_CHANGED, ["types"])
    return record_id


@transaction.atomic
def evaluate_guest(*, actor: Actor, guest_id: UUID, scale: str, value: int) -> Evaluation:
    """Give a guest a mark from 1 to 5 on one scale; the older marks stay. Refuses another scale or mark."""
    guest = locked_guest(actor, guest_id)
    problems: dict[str, list[str]] = {}
    if scale not in EvaluationScale.values:
        problems["scale"] = [_("There is no such scale.")]
    if value not in EVALUATION_MARKS:
        problems["value"] = [_("Give a mark from 1 to 5.")]
    if problems:
        raise EvaluationInvalid(problems)
    record_id = desk_record(actor, guest, {"add": {scale: [str(value)]}})
    mark = write_evaluation(
        guest, record_id=record_id, scale=scale, value=value, author_id=actor.id, author_name=actor.name
    )
    tell_saved(actor, guest, EVALUATED, [scale])
    return mark


@transaction.atomic
def withdraw_evaluation(*, actor: Actor, guest_id: UUID, evaluation_id: UUID) -> Guest:
    """Take back a mark that one gave oneself; the one before it is the present mark again."""
    guest = locked_guest(actor, guest_id)
    record_id = desk_record(actor, guest, {"withdraw": {"evaluation": str(evaluation_id)}})
    tell_history(actor_id=actor.id, record_id=record_id)
    scale = drop_evaluation(guest, evaluation_id, actor.id)
    if not scale:
        raise EvaluationNotFound
    tell_saved(actor, guest, EVALUATION_WITHDRAWN, [scale])
    return guest
