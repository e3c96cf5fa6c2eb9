"""Setting the field rules: proposed, tried on every guest, then put in force and applied, guests by the chunk."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from huitouke.access.actors import Actor
from huitouke.access.services import record_audit
from huitouke.guests.events import PROFILE_CHANGED, RULES_CHANGED
from huitouke.guests.field_rules import GROUPS, MOST_CRITERIA, OWN, Criterion, FieldRules, rules_from
from huitouke.identity.choices import RulesState
from huitouke.identity.errors import RulesInvalid, RulesNotReady
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.field_rules import RIGHT, get_proposal, rules_in_force
from huitouke.identity.services.settling import settle_under
from huitouke.kernel import clock
from huitouke.kernel.history import tell_history
from huitouke.kernel.outbox import publish_each

TASK: Final = "identity.run_field_rules"
CHUNK: Final = 500
MOST_EXAMPLES: Final = 20
MOST_SYSTEMS: Final = 100

_SEVERAL: Final = """
SELECT guest_id FROM identity_link WHERE guest_id > %s
GROUP BY guest_id HAVING count(*) > 1 ORDER BY guest_id LIMIT %s"""
_COUNT: Final = (
    "SELECT count(*) FROM (SELECT guest_id FROM identity_link GROUP BY guest_id HAVING count(*) > 1) s"
)


@transaction.atomic
def propose_rules(
    *, actor: Actor, orders: Mapping[str, Sequence[str]], systems: Sequence[str] = ()
) -> FieldRuleSet:
    """Write down rules and let the worker see what they would change; nothing changes yet. By group the criteria in
    their order, none for the usual way. A proposal made before that is not in force yet gives way.

    Refuses a group or a criterion that is not known, one named twice, and an order by source without sources."""
    actor.require_group(RIGHT)
    rules = _read(orders, systems)
    FieldRuleSet.objects.filter(
        in_force_at=None, state__in=(RulesState.LOOKING, RulesState.LOOKED, RulesState.FAILED)
    ).update(state=RulesState.DROPPED, finished_at=clock.now())
    proposal = FieldRuleSet.objects.create(
        rules=rules.as_told(), actor_id=actor.id, actor_name=actor.name, total=_total()
    )
    _hand_over(proposal)
    return proposal


@transaction.atomic
def drop_rules(*, actor: Actor, rules_id: UUID) -> None:
    """Put a proposal away that is not in force."""
    proposal = _locked(get_proposal(actor, rules_id).id)
    if proposal.in_force_at is not None:
        raise RulesNotReady
    proposal.state, proposal.finished_at = RulesState.DROPPED, clock.now()
    proposal.save()


@transaction.atomic
def apply_rules(*, actor: Actor, rules_id: UUID) -> FieldRuleSet:
    """Put rules in force that were tried. From now on every change goes by them; the worker lets all other guests
    follow. Refuses rules that are still being tried, were put away or are in force."""
    proposal = _locked(get_proposal(actor, rules_id).id)
    if proposal.state != RulesState.LOOKED:
        raise RulesNotReady
    before = rules_in_force()
    rules = rules_from(proposal.rules)
    proposal.in_force_at, proposal.state = clock.now(), RulesState.APPLYING
    proposal.last_id, proposal.done, proposal.total = None, 0, _total()
    proposal.save()
    record_audit(
        actor,
        RULES_CHANGED,
        object_type="field_rules",
        object_id=proposal.id,
        fields=sorted(_groups(before, rules)),
        foreseen=proposal.foreseen,
    )
    _hand_over(proposal)
    return proposal


def run_rules(rules_id: UUID) -> None:
    """Do what is left of trying or applying rules. Safe to stop and to run again."""
    while _step(rules_id):
        pass


@transaction.atomic
def _step(rules_id: UUID) -> bool:
    """Deal with the next guests; whether there may be more."""
    proposal = _locked(rules_id)
    if not proposal.is_running:
        return False
    is_applied = proposal.state == RulesState.APPLYING
    ids = _next(proposal.last_id)
    rules = rules_from(proposal.rules)
    # Whoever was changed by the rules before has to go the way of these.
    groups = _groups(_before(proposal), rules)
    if is_applied:
        tell_history(actor_id=proposal.actor_id, reason=RULES_CHANGED)
    changed = settle_under(ids, rules, groups, writes=is_applied, at=clock.now())
    if is_applied:
        proposal.changed += len(changed)
        publish_each(PROFILE_CHANGED, {guest_id: {"guest": str(guest_id)} for guest_id in changed})
    else:
        proposal.foreseen += len(changed)
        proposal.examples = [*proposal.examples, *changed][:MOST_EXAMPLES]
    proposal.done += len(ids)
    proposal.last_id = ids[-1] if ids else proposal.last_id
    if len(ids) < CHUNK:
        proposal.state = RulesState.APPLIED if is_applied else RulesState.LOOKED
        proposal.finished_at = clock.now()
        proposal.total = proposal.done
    proposal.save()
    return proposal.is_running


def fail_rules(rules_id: UUID) -> None:
    """Say that the run broke off; what is in force stays so, and going on is a press away."""
    at_work = FieldRuleSet.objects.filter(id=rules_id, state__in=(RulesState.LOOKING, RulesState.APPLYING))
    at_work.update(state=RulesState.FAILED, finished_at=clock.now())


@transaction.atomic
def resume_rules(*, actor: Actor, rules_id: UUID) -> FieldRuleSet:
    """Go on with a run that broke off, from where it stopped."""
    proposal = _locked(get_proposal(actor, rules_id).id)
    if proposal.state != RulesState.FAILED or _is_past(proposal):
        raise RulesNotReady
    proposal.state = RulesState.LOOKING if proposal.in_force_at is None else RulesState.APPLYING
    proposal.save()
    _hand_over(proposal)
    return proposal


def _is_past(proposal: FieldRuleSet) -> bool:
    """Whether others were put in force since."""
    if proposal.in_force_at is None:
        return False
    return FieldRuleSet.objects.filter(in_force_at__gt=proposal.in_force_at).exists()


def _read(orders: Mapping[str, Sequence[str]], systems: Sequence[str]) -> FieldRules:
    problems: dict[str, list[str]] = {}
    for code, order in orders.items():
        if code not in GROUPS and code != OWN:
            problems[code] = [_("There is no such group of fields.")]
        elif set(order) - set(Criterion) or len(order) > MOST_CRITERIA:
            problems[code] = [_("Choose the criteria of the list.")]
        elif len(set(order)) < len(order):
            problems[code] = [_("Name each criterion once.")]
        elif Criterion.SOURCE in order and not systems:
            problems[code] = [_("Say in which order the sources are trusted, or choose another criterion.")]
    if len(systems) > MOST_SYSTEMS or len(set(systems)) < len(systems):
        problems["systems"] = [_("Name each source once.")]
    if problems:
        raise RulesInvalid(problems)
    return rules_from({"orders": orders, "systems": systems})


def _groups(before: FieldRules, rules: FieldRules) -> set[str]:
    return {*before.orders, *rules.orders}


def _before(proposal: FieldRuleSet) -> FieldRules:
    """The rules that were in force when these were proposed or put in force."""
    earlier = FieldRuleSet.objects.exclude(in_force_at=None).exclude(id=proposal.id)
    if proposal.in_force_at is not None:
        earlier = earlier.filter(in_force_at__lt=proposal.in_force_at)
    # A run of older rules may have been broken off: what any of them decided is decided anew.
    orders: dict[str, tuple[Criterion, ...]] = {}
    for told in earlier.values_list("rules", flat=True):
        orders |= rules_from(told).orders
    return FieldRules(orders)


def _locked(rules_id: UUID) -> FieldRuleSet:
    return FieldRuleSet.objects.select_for_update().get(id=rules_id)


def _next(last_id: UUID | None) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL, [last_id or UUID(int=0), CHUNK])
        return [row[0] for row in cursor.fetchall()]


def _total() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return int(cursor.fetchone()[0])


def _hand_over(proposal: FieldRuleSet) -> None:
    app.configure_task(TASK, lock=TASK).defer(rules_id=str(proposal.id))
