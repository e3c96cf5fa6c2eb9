"""Giving an act on many guests or companies, and taking it back: a few at once, many by the worker, both or neither."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.guests.conditions.columns import GUEST
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.services.bulk_acts import begin_bulk_act, begin_joining, undo_bulk_act
from huitouke.identity.tasks import carry_out_act
from huitouke.kernel.conditions.shapes import Conditions


@transaction.atomic
def give_act(
    *,
    actor: Actor,
    kind: str,
    chosen: Conditions | Sequence[UUID],
    today: date,
    tag_name: str = "",
    login: str = "",
    subject: str = GUEST,
    company_kind: str = "",
) -> BulkAct:
    """As `begin_bulk_act`; what is left is handed to the worker."""
    act = begin_bulk_act(
        actor=actor,
        kind=kind,
        chosen=chosen,
        today=today,
        tag_name=tag_name,
        login=login,
        subject=subject,
        company_kind=company_kind,
    )
    if not act.is_over:
        carry_out_act.defer(act_id=str(act.id))
    return act


@transaction.atomic
def take_act_back(*, actor: Actor, act_id: UUID) -> BulkAct:
    """As `undo_bulk_act`; what is left is handed to the worker."""
    act = undo_bulk_act(actor=actor, act_id=act_id)
    if not act.is_over:
        carry_out_act.defer(act_id=str(act.id))
    return act


@transaction.atomic
def give_joining(*, actor: Actor, tag_id: UUID, into_id: UUID) -> BulkAct:
    """As `begin_joining`; what is left is handed to the worker."""
    act = begin_joining(actor=actor, tag_id=tag_id, into_id=into_id)
    if not act.is_over:
        carry_out_act.defer(act_id=str(act.id))
    return act
