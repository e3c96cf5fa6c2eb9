"""Saying what two guests are to each other, answering what was suggested, and taking either back.

A relation makes nobody one with anybody: both profiles stay what they are. It is no record of either guest, as a
decision who is one person is none: it belongs to both (ADR 0038).
"""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.services import record_audit
from huitouke.guests.aliases import present_id
from huitouke.guests.errors import (
    GuestNotFound,
    RelationInvalid,
    RelationKnown,
    RelationMoved,
    RelationNotFound,
)
from huitouke.guests.events import (
    RELATION_CONFIRMED,
    RELATION_ENDED,
    RELATION_REFUSED,
    RELATION_SAID,
    RELATION_TAKEN_BACK,
)
from huitouke.guests.models import Guest, Relation, RelationEnd
from huitouke.guests.relation_choices import RELATION_TABLE, RelationState
from huitouke.guests.services.relations import NewRelation, drop_relations, set_roles, write_relations
from huitouke.guests.values.cells import tidy
from huitouke.hotels.queries import list_choices
from huitouke.identity.services.merge_locks import locked_guests
from huitouke.kernel import clock
from huitouke.kernel.outbox import publish

NOTE_LIMIT: Final = 200


@transaction.atomic
def relate_guests(*, actor: Actor, guest_id: UUID, other_id: UUID, role: str, note: str = "") -> Relation:
    """Note that the other is `role` to the guest. Where it was suggested that the two have to do with each other, the
    suggestion is answered by it. Refuses one and the same guest, a role that is not offered, and what is known already;
    guests whom the actor may not change as if they did not exist. Nothing is written then."""
    actor.require(Right.GUESTS_EDIT)
    guest, other = locked_guests(actor, [guest_id, other_id], Right.GUESTS_EDIT)
    note = _checked(role, note)
    if guest.id == other.id:
        raise RelationInvalid({"other": [_("Choose another guest.")]})
    between = list(
        Relation.objects.filter(ends__guest_id=guest.id)
        .filter(ends__guest_id=other.id)
        .order_by("made_at", "id")
    )
    known = RelationEnd.objects.filter(
        relation__in=[each for each in between if each.state == RelationState.CONFIRMED],
        guest_id=other.id,
        role=role,
    )
    if known.exists():
        raise RelationKnown
    suggested = next((each for each in between if each.state == RelationState.SUGGESTED), None)
    relation = suggested or Relation()
    _say(actor, relation, note)
    if suggested is None:
        write_relations([NewRelation(relation, guest.id, other.id, role)])
    else:
        relation.save()
        set_roles(relation.id, guest.id, role)
    _tell(actor, RELATION_SAID, relation, [guest, other])
    return relation


@transaction.atomic
def confirm_relation(
    *, actor: Actor, relation_id: UUID, guest_id: UUID, role: str, note: str = ""
) -> Relation:
    """A suggestion is right: the other is `role` to the guest `guest_id`. Refuses what is no suggestion any more."""
    relation, guests = _locked(actor, relation_id, guest_id)
    note = _checked(role, note)
    _refuse_other_than(relation, RelationState.SUGGESTED)
    _say(actor, relation, note)
    relation.save()
    set_roles(relation.id, guests[0].id, role)
    _tell(actor, RELATION_CONFIRMED, relation, guests)
    return relation


@transaction.atomic
def refuse_relation(*, actor: Actor, relation_id: UUID, guest_id: UUID) -> Relation:
    """A suggestion is wrong: the two have nothing to do with each other, and it is not suggested again."""
    relation, guests = _locked(actor, relation_id, guest_id)
    _refuse_other_than(relation, RelationState.SUGGESTED)
    _end(actor, relation, RelationState.REFUSED)
    _tell(actor, RELATION_REFUSED, relation, guests)
    return relation


@transaction.atomic
def end_relation(*, actor: Actor, relation_id: UUID, guest_id: UUID) -> Relation:
    """A known relation is over, or was wrong. It stays among the former ones, and is not suggested again."""
    relation, guests = _locked(actor, relation_id, guest_id)
    _refuse_other_than(relation, RelationState.CONFIRMED)
    _end(actor, relation, RelationState.ENDED)
    _tell(actor, RELATION_ENDED, relation, guests)
    return relation


@transaction.atomic
def undo_relation(*, actor: Actor, relation_id: UUID, guest_id: UUID, state: str) -> None:
    """Take back what one did oneself, which left the relation in `state`: what was suggested is so again, what was
    taken off is known again, and what nobody had suggested is gone. Refuses where somebody has decided since."""
    relation, guests = _locked(actor, relation_id, guest_id)
    _refuse_other_than(relation, state)
    is_over = relation.state in (RelationState.REFUSED, RelationState.ENDED)
    if (relation.ended_by_id if is_over else relation.said_by_id) != actor.id or not (
        is_over or relation.said_at
    ):
        raise RelationNotFound
    _tell(actor, RELATION_TAKEN_BACK, relation, guests)
    if relation.state == RelationState.ENDED:
        relation.state = RelationState.CONFIRMED
        relation.ended_at, relation.ended_by_id, relation.ended_by = None, None, ""
    elif relation.found_at is None:
        drop_relations([relation.id])
        return
    else:
        relation.state = RelationState.SUGGESTED
        relation.note = ""
        relation.said_at, relation.said_by_id, relation.said_by = None, None, ""
        relation.ended_at, relation.ended_by_id, relation.ended_by = None, None, ""
    relation.save()


def _locked(actor: Actor, relation_id: UUID, guest_id: UUID) -> tuple[Relation, list[Guest]]:
    """The relation and its two guests, `guest_id` first, all locked; guests before what hangs on them. An id that the
    guest had before a merge stands for who they are now."""
    actor.require(Right.GUESTS_EDIT)
    ends = set(RelationEnd.objects.filter(relation_id=relation_id).values_list("guest_id", flat=True))
    first = present_id(guest_id)
    if first not in ends or len(ends) == 1:
        raise RelationNotFound
    try:
        guests = locked_guests(actor, [first, *(ends - {first})], Right.GUESTS_EDIT)
    except (GuestNotFound, RightMissing):
        raise RelationNotFound from None
    relation = Relation.objects.select_for_update().filter(id=relation_id).first()
    if relation is None or guests[0].id == guests[1].id:
        raise RelationNotFound
    return relation, guests


def _checked(role: str, note: str) -> str:
    """The note as it is kept; refuses a role that is not offered and a note that is too long."""
    note = tidy(note)
    problems: dict[str, list[str]] = {}
    if role not in dict(list_choices(RELATION_TABLE)):
        problems["role"] = [_("Choose what the two are to each other.")]
    if len(note) > NOTE_LIMIT:
        problems["note"] = [_("Write it in at most %(limit)s signs.") % {"limit": NOTE_LIMIT}]
    if problems:
        raise RelationInvalid(problems)
    return note


def _refuse_other_than(relation: Relation, state: str) -> None:
    if relation.state != state:
        raise RelationMoved


def _say(actor: Actor, relation: Relation, note: str) -> None:
    relation.state = RelationState.CONFIRMED
    relation.note = note
    relation.said_at, relation.said_by_id, relation.said_by = clock.now(), actor.id, actor.name


def _end(actor: Actor, relation: Relation, state: RelationState) -> None:
    relation.state = state
    relation.ended_at, relation.ended_by_id, relation.ended_by = clock.now(), actor.id, actor.name
    relation.save()


def _tell(actor: Actor, code: str, relation: Relation, guests: list[Guest]) -> None:
    """An audit row and an event of each of the two."""
    for guest in guests:
        record_audit(
            actor,
            code,
            object_type="guest",
            object_id=guest.id,
            branch_id=guest.branch_id,
            fields=["relation"],
            relation=str(relation.id),
        )
        publish(code, key=guest.id, guest=str(guest.id), relation=str(relation.id))
