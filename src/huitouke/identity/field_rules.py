"""Reads of the field rules: what is in force, what was, and what a proposal would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.differences import values_of
from huitouke.guests.field_rules import USUAL, FieldRules, rules_from
from huitouke.guests.models import Guest
from huitouke.identity.choices import RulesState
from huitouke.identity.errors import RulesNotFound
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.lineage import read_past

RIGHT: Final = Right.HOTEL_CONFIGURE
"""Asked for in the whole group: the rules hold for every guest."""


_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)


def rules_in_force() -> FieldRules:
    """The rules that hold now. One query."""
    return rules_and_since()[0]


def rules_and_since() -> tuple[FieldRules, datetime | None]:
    """The rules that hold now, and since when every guest is shown by them: None while the worker is still letting
    guests follow, or broke off. One query."""
    told = (
        FieldRuleSet.objects.exclude(in_force_at=None)
        .order_by("-in_force_at")
        .values_list("rules", "state", "finished_at")
        .first()
    )
    if told is None:
        return USUAL, _ALWAYS
    rules, state, finished_at = told
    return rules_from(rules), finished_at if state == RulesState.APPLIED else None


def groups_ever_ruled() -> set[str]:
    """The groups of fields that any rules decided which were ever in force. One query."""
    told = FieldRuleSet.objects.exclude(in_force_at=None).values_list("rules", flat=True)
    return {group for each in told for group in rules_from(each).orders}


def not_shown(actor: Actor, guest_id: UUID, saved: Iterable[str]) -> list[str]:
    """Of the fields that staff just saved, those of which the rules show another value: who told the shown one does not
    matter. One query where every field goes its usual way, two where the rules let what was saved show."""
    rules = rules_in_force()
    saved = list(saved)
    ruled = {target for unit, _order in rules.units(saved) for target in unit}
    if ruled.isdisjoint(saved):
        return []
    sources = Guest.objects.values_list("field_sources", flat=True).get(id=guest_id)
    hidden = [target for target in saved if target in ruled and target not in sources]
    if not hidden:
        return []
    past = read_past(actor, guest_id)
    said = {
        target: values_of(telling.prepared, target)
        for telling in past.tellings
        for target in hidden
        if telling.is_staff and target in telling.current
    }
    return [target for target in hidden if said.get(target) != values_of(past.guest, target)]


@dataclass(frozen=True, slots=True)
class RulesNow:
    """What is in force, what is being tried or waits to be applied, and what was in force before, newest first."""

    rules: FieldRules
    open: FieldRuleSet | None
    past: tuple[FieldRuleSet, ...]


def get_rules(actor: Actor, limit: int = 20) -> RulesNow:
    """The rules with their history, for whoever may set them."""
    actor.require_group(RIGHT)
    past = tuple(FieldRuleSet.objects.exclude(in_force_at=None).order_by("-in_force_at")[:limit])
    return RulesNow(rules_from(past[0].rules) if past else USUAL, open_proposal(), past)


def open_proposal() -> FieldRuleSet | None:
    """The proposal that is being tried, waits to be applied, or broke off before it held."""
    found: FieldRuleSet | None = (
        FieldRuleSet.objects.filter(in_force_at=None, state__in=("looking", "looked", "failed"))
        .order_by("-made_at")
        .first()
    )
    return found


def get_proposal(actor: Actor, rules_id: UUID) -> FieldRuleSet:
    """One set of rules, for whoever may set them; else `RulesNotFound`."""
    actor.require_group(RIGHT)
    found: FieldRuleSet | None = FieldRuleSet.objects.filter(id=rules_id).first()
    if found is None:
        raise RulesNotFound
    return found
