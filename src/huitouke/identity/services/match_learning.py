"""Learning the weights of matching from the hotel's own records, and putting them in force where they are sane."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.identity.choices import LinkReason, ProposalState
from huitouke.identity.events import MODEL_LEARNT, MODEL_REFUSED
from huitouke.identity.match_models import InForce, in_force
from huitouke.identity.match_tables import MatchModel
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.kept import RULES_NUMBER
from huitouke.identity.matching.model import Model
from huitouke.identity.matching.sanity import DECIDED, LEAP, contradicts_people, faults_of, is_leap
from huitouke.identity.matching.scorer import bits_of
from huitouke.identity.matching.training import Decided, train
from huitouke.identity.models import KeptRow, Link, Proposal
from huitouke.identity.services.match_reading import Owners, sample_rows
from huitouke.identity.togetherness import all_parted
from huitouke.kernel import clock

FEWEST: Final = 3_000
"""Records that founded a profile, below which the shipped model weighs: fewer teach too little."""
MOST: Final = 200_000
"""Rows that are learnt on."""
FEWEST_TELLINGS: Final = 4.5
"""What fewer than five records tell stands in no stored model."""
DUE_AFTER: Final = timedelta(days=7)
DUE_GROWTH: Final = 1.1

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of learning: the model's row, on how many rows, and why it weighs nothing where it does not. Without a
    row there were too few records."""

    id: UUID | None
    sample: int
    faults: tuple[str, ...] = ()

    @property
    def is_in_force(self) -> bool:
        return self.id is not None and not self.faults


def is_learning_due() -> bool:
    """Whether the newest lesson, good or refused, is of older rules, a week old, or of a house a tenth smaller."""
    last = MatchModel.objects.order_by("-learnt_at", "-id").first()
    if last is None or last.rules != RULES_NUMBER or last.learnt_at < clock.now() - DUE_AFTER:
        return True
    return KeptRow.objects.count() > last.records * DUE_GROWTH


def learn_model(*, actor: Actor = SYSTEM, progress: Progress, most: int = MOST) -> Learnt:
    """Learn a model from the hotel's own rows and put it in force. One that breaks a rule of sanity is kept as refused,
    and what weighed before goes on; with fewer than FEWEST profiles nothing is learnt."""
    actor.require(Right.GUESTS_MERGE)
    founding = Link.objects.filter(reason=LinkReason.FOUNDED).count()
    if founding < FEWEST:
        return Learnt(None, founding)
    before = in_force()
    with sample_rows(most, founding, progress) as (table, owners):
        progress("learn", 0, None)
        model = train(table, fewest=FEWEST_TELLINGS, decided=_decided(table))
        faults = faults_of(model, len(table))
        if not faults:
            faults = _against(before, model, table, owners)
        return _keep(actor, model, len(table), faults)


def _decided(table: Table) -> Decided:
    """What people said of pairs in the review queue, of the records that are learnt on."""
    said = Proposal.objects.filter(
        state__in=(ProposalState.MERGED, ProposalState.APART), decided_by_id__isnull=False
    ).values_list("first_record_id", "second_record_id", "state")
    rows = [(str(one), str(other), state) for one, other, state in said.iterator()]
    number = table.numbers_of(sorted({record for one, other, _state in rows for record in (one, other)}))
    pairs: dict[str, list[tuple[int, int]]] = {ProposalState.MERGED: [], ProposalState.APART: []}
    for one, other, state in rows:
        if one in number and other in number:
            pairs[state].append((number[one], number[other]))
    return Decided(pairs[ProposalState.MERGED], pairs[ProposalState.APART])


def _against(before: InForce, model: Model, table: Table, owners: Owners) -> list[str]:
    """What speaks against a model that is sane by itself: the pairs that people parted, and the model before."""
    faults = []
    linked = _linked(table, model)
    apart = all_parted(owners.number)
    wrongly = {tuple(sorted(owners.of_record[rid] for rid in pair)) for pair in linked} & apart
    if contradicts_people(len(wrongly), len(apart)):
        faults.append(DECIDED)
    if before.id is not None:
        table.write_frame(before.model.frequencies)
        if is_leap(len(_linked(table, before.model)), len(linked)):
            faults.append(LEAP)
    return faults


def _linked(table: Table, model: Model) -> set[tuple[int, int]]:
    """The pairs of the table that the model would link by itself, but for the guard."""
    found = table.links("pairs", model, above=bits_of(model.link_at))
    links = {(one, other) for one, other, _bits in found}
    apart, lacking = table.not_linking("pairs", model)
    return links.difference(apart, lacking)


@transaction.atomic
def _keep(actor: Actor, model: Model, sample: int, faults: list[str]) -> Learnt:
    now = clock.now()
    row = MatchModel.objects.create(
        learnt_at=now,
        rules=RULES_NUMBER,
        records=KeptRow.objects.count(),
        sample=sample,
        body=None if faults else model.to_json(),
        faults=faults,
        in_force_since=None if faults else now,
    )
    if not faults:
        MatchModel.objects.exclude(id=row.id).update(body=None)
    record_audit(
        actor,
        MODEL_REFUSED if faults else MODEL_LEARNT,
        object_type="match_model",
        object_id=row.id,
        broken_rules=", ".join(faults),
        rows=sample,
    )
    return Learnt(row.id, sample, tuple(faults))
