"""How well the matcher finds the persons of a table whose truth is known."""

import time
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from huitouke.identity.matching.clustering import Persons
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.training import train

EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairs of records: those that are of one person, those found in one cluster, and how far these agree.

    `cluster_f1` is the harmonic mean of the shares of found persons that are exactly a true one's records and of true
    persons whose records are exactly a found one (Menestrina, Whang and Garcia-Molina 2010)."""

    true_pairs: int
    found_pairs: int
    precision: float
    recall: float
    f1: float
    cluster_f1: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures at the threshold asked for and at the one at which records link by themselves, and the seconds of
    reading out columns, learning, weighing and clustering together."""

    at_threshold: Figures
    automatic: Figures
    seconds: float


def evaluate(
    rows: Sequence[MatchRow],
    truth: Sequence[str],
    *,
    parts: Sequence[int] | None = None,
    threshold: float = EVEN,
) -> Evaluation:
    """Learns on the rows without the truth, clusters them, and compares. With `parts`, the number of the file of each
    row, only pairs across files count."""
    began = time.monotonic()
    table = Table(rows)
    try:
        model = train(table)
        persons = Persons(table, model, lowest=min(threshold, model.link_at))
        at_threshold = figures(persons.at(threshold), truth, parts)
        automatic = figures(persons.at(model.link_at), truth, parts)
    finally:
        table.close()
    return Evaluation(at_threshold, automatic, time.monotonic() - began)


def figures(
    persons: Iterable[Sequence[int]], truth: Sequence[str], parts: Sequence[int] | None = None
) -> Figures:
    """Compares groups of record numbers with the truth, over all pairs of records (across files, with `parts`)."""
    group_of = [0] * len(truth)
    for number, group in enumerate(persons):
        for item in group:
            group_of[item] = number
    part_of = parts or [0] * len(truth)
    true_pairs = _pairs(zip(truth, part_of, strict=True), across=parts is not None)
    found_pairs = _pairs(zip(group_of, part_of, strict=True), across=parts is not None)
    both = list(zip(group_of, truth, strict=True))
    right = _pairs(zip(both, part_of, strict=True), across=parts is not None)
    precision = right / found_pairs if found_pairs else 1.0
    recall = right / true_pairs if true_pairs else 1.0
    found_sizes, true_sizes = Counter(group_of), Counter(truth)
    exact = sum(
        size == found_sizes[group] == true_sizes[person] for (group, person), size in Counter(both).items()
    )
    return Figures(
        true_pairs,
        found_pairs,
        precision,
        recall,
        2 * right / (found_pairs + true_pairs) if found_pairs + true_pairs else 1.0,
        2 * exact / (len(found_sizes) + len(true_sizes)) if truth else 1.0,
    )


def _pairs(items: Iterable[tuple[Hashable, int]], *, across: bool) -> int:
    """Pairs of equal first values; with `across` only those of different second values."""
    told = list(items)
    whole = sum(size * (size - 1) // 2 for size in Counter(value for value, _ in told).values())
    if not across:
        return whole
    return whole - sum(size * (size - 1) // 2 for size in Counter(told).values())
