"""The registration compartment: what the law makes the hotel keep, with rights, keys and an end of its own."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.choices import RegistrationKind, RetentionKind
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest, RegistrationFact
from huitouke.guests.policy import may_edit, named_condition, visible_condition
from huitouke.guests.services.retention import keep_until
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7


@transaction.atomic
def keep_registration_fact(
    *,
    actor: Actor,
    guest_id: UUID,
    kind: RegistrationKind,
    content: dict[str, Any],
    branch_id: UUID | None = None,
) -> RegistrationFact:
    """Put a fact into the compartment of a guest whom the actor may change; who writes it there need not be allowed
    to read it again. Its end comes from the retention rule of the day. `content` is JSON of any shape."""
    actor.require(Right.GUESTS_EDIT)
    guest: Guest | None = Guest.objects.visible_to(actor).select_related("branch").filter(id=guest_id).first()
    if guest is None or not may_edit(actor, guest.legal_entity_id, guest.is_shared):
        raise GuestNotFound
    fact_id = uuid7()
    today = guest.branch.business_date if guest.branch else clock.now().date()
    fact = RegistrationFact.objects.create(
        id=fact_id,
        guest_id=guest_id,
        branch_id=branch_id or guest.branch_id,
        kind=kind,
        content=RegistrationFact.seal(fact_id, content),
        recorded_at=clock.now(),
        actor_id=actor.id,
        keep_until=keep_until(RetentionKind.REGISTRATION, today),
        law=RetentionKind.REGISTRATION,
    )
    record_audit(
        actor,
        "guests.registration.kept",
        object_type="guest",
        object_id=guest_id,
        branch_id=fact.branch_id,
        fields=sorted(content),
        kind=kind,
    )
    return fact


@transaction.atomic
def read_registration(*, actor: Actor, guest_id: UUID) -> list[tuple[RegistrationFact, dict[str, Any]]]:
    """The compartment of a guest, newest first, opened; the trail keeps that it was read. The right is asked for this
    very guest, and for who it is: the facts name them."""
    actor.require(Right.REGISTRATION_VIEW)
    theirs = visible_condition(actor, Right.REGISTRATION_VIEW) & named_condition(actor)
    if not Guest.objects.visible_to(actor).filter(theirs, id=guest_id).exists():
        raise GuestNotFound
    facts = list(RegistrationFact.objects.select_related("branch").filter(guest_id=guest_id))
    if facts:
        record_audit(
            actor, "guests.registration.read", object_type="guest", object_id=guest_id, facts=len(facts)
        )
    return [(fact, fact.open()) for fact in facts]


def dispose_registration(today: date) -> int:
    """Take away the facts whose day is past; how many. Safe to run twice."""
    gone, _by_model = RegistrationFact.objects.filter(keep_until__lt=today).delete()
    return gone
