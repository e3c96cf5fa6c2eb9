"""What a run found, brought to guests: sure pairs merge by themselves and keep their evidence, others are proposed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.guests.services.joined import hold_profiles
from huitouke.identity.choices import ProposalReason
from huitouke.identity.evidence import as_told
from huitouke.identity.match_models import InForce
from huitouke.identity.match_tables import MatchRun
from huitouke.identity.matching.features import Features
from huitouke.identity.matching.scorer import Score, score
from huitouke.identity.models import Link
from huitouke.identity.papers import pairs_with_other_numbers
from huitouke.identity.services.merging import Pair as MergePair
from huitouke.identity.services.merging import merge_many
from huitouke.identity.services.proposals import FoundPair, propose
from huitouke.identity.togetherness import parted_among

AUTOMATIC: Final = "automatic"
"""How a decision was made that no person made; in its evidence under `how`."""
ASKED_AT_ONCE: Final = 1000

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of different guests, and what their comparison says."""

    first: UUID
    second: UUID
    score: Score


def spanning_pairs(records: Sequence[Features], owners: Sequence[int], model: InForce) -> list[Pair]:
    """The comparisons by which all owners of these records are one person: one fewer than owners, each the weightiest
    undoubted one between who is joined already and who is not. Begins with the weightiest of all."""
    found = sorted(
        (
            (weighed, one, other)
            for other in range(len(records))
            for one in range(other)
            if owners[one] != owners[other]
            for weighed in (score(records[one], records[other], model.model),)
        ),
        key=lambda each: (each[0].doubtful or each[0].forbidden, -each[0].bits),
    )
    joined = {owners[found[0][1]]} if found else set()
    everyone = set(owners)
    pairs = []
    while joined < everyone:
        weighed, one, other = next(
            each for each in found if (owners[each[1]] in joined) != (owners[each[2]] in joined)
        )
        joined |= {owners[one], owners[other]}
        pairs.append(Pair(UUID(records[one].record_id), UUID(records[other].record_id), weighed))
    return pairs


def merge_persons(persons: Sequence[Sequence[Pair]], *, run: MatchRun, model: InForce) -> tuple[int, int]:
    """Let the guests of each person's records be one, the first pair of all persons at once, then the second: how many
    became one with another, and how many could not any more. Each round is a transaction. Whose a record is is read
    then: who was said meanwhile not to be the same, went or may not be one stays as they are. Who holds another number
    of a lifelong kind is asked about instead, and counts as proposed. The guest who was known first is shown."""
    merged = left_out = 0
    asked: list[Pair] = []
    for number in range(max(map(len, persons), default=0)):
        pairs = [each[number] for each in persons if len(each) > number]
        done, missed = _merge(pairs, run, model, asked)
        merged += done
        left_out += missed
    run.proposed += propose_pairs(asked, model=model, progress=lambda *_told: None, total=len(asked))
    return merged, left_out


@transaction.atomic
def _merge(pairs: Sequence[Pair], run: MatchRun, model: InForce, asked: list[Pair]) -> tuple[int, int]:
    owners = _owners(pairs)
    found: dict[tuple[UUID, UUID], Pair] = {}
    left_out = 0
    for pair in pairs:
        if pair.first not in owners or pair.second not in owners:
            left_out += 1
        elif owners[pair.first] != owners[pair.second]:
            found.setdefault(_ordered(owners[pair.first], owners[pair.second]), pair)
    everyone = {guest for guests in found for guest in guests}
    # Held from here on: a number that is saved meanwhile is seen, or waits for us.
    hold_profiles(everyone)
    apart = parted_among(everyone)
    differing = pairs_with_other_numbers(found)
    taken: set[UUID] = set()
    wanted = []
    for (kept, gone), pair in found.items():
        # Two persons may have become one since they were found.
        if (kept, gone) in apart or not taken.isdisjoint((kept, gone)):
            left_out += 1
            continue
        if (kept, gone) in differing:
            asked.append(pair)
            continue
        taken |= {kept, gone}
        wanted.append(
            MergePair(
                kept, gone,
                as_told(pair.score, model.name)
                | {"how": AUTOMATIC, "run": str(run.id), "records": [str(pair.first), str(pair.second)]},
            )
        )  # fmt: skip
    decisions = merge_many(actor=SYSTEM, pairs=wanted) if wanted else {}
    return len(decisions), left_out + len(wanted) - len(decisions)


def _ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


def propose_pairs(pairs: Iterable[Pair], *, model: InForce, progress: Progress, total: int) -> int:
    """Put pairs to the people who decide; how many are new in the queue."""
    made = done = 0
    stream = iter(pairs)
    while some := list(islice(stream, ASKED_AT_ONCE)):
        owners = _owners(some)
        proposed = propose(
            [
                FoundPair(
                    owners[each.first], owners[each.second], each.first, each.second, each.score, ProposalReason.RUN
                )
                for each in some
                if each.first in owners and each.second in owners
            ],
            model=model.name,
        )  # fmt: skip
        made += proposed.made
        done += len(some)
        progress("proposals", done, max(done, total))
    return made


def _owners(pairs: Collection[Pair]) -> Mapping[UUID, UUID]:
    records = {each for pair in pairs for each in (pair.first, pair.second)}
    found: Any = Link.objects.filter(record_id__in=records).values_list("record_id", "guest_id")
    return dict(found)


def best_between(
    links: Iterable[tuple[int, int, float]], group_of: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Of links between records, the weightiest first, the first between each two groups."""
    seen: set[tuple[int, int]] = set()
    for one, other, _bits in links:
        groups = group_of[one], group_of[other]
        pair = (min(groups), max(groups))
        if pair[0] != pair[1] and pair not in seen:
            seen.add(pair)
            yield one, other
