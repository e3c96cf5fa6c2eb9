"""Who is one person in a whole table: pairs weighed, heaps weighed within, each heap parted by the guard."""

from typing import TYPE_CHECKING, Final

from huitouke.identity.matching.clusters import heaps_of, join
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.model import Model
from huitouke.identity.matching.scorer import bits_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SLACK_AT_EVEN: Final = 3.0
"""Bits that the average pair across may speak against, at a threshold of even odds; from SLACK_ENDS_AT on, none."""
SLACK_ENDS_AT: Final = 9.0


def slack_at(at: float) -> float:
    """How far below zero the average across may lie at a threshold in bits: the surer a link has to be, the less."""
    return SLACK_AT_EVEN * min(max(1 - at / SLACK_ENDS_AT, 0.0), 1.0)


class Persons:
    """The persons of a table at any threshold, from one weighing of its proposed pairs."""

    def __init__(self, table: Table, model: Model, *, lowest: float) -> None:
        """`lowest` is the lowest threshold, a probability, that will be asked for."""
        self._table = table
        self._model = model
        with table.weighed("pairs", model, above=bits_of(lowest)) as found:
            self._links: list[tuple[int, int, float]] = (
                found.project("rid_l, rid_r, match_weight")
                .order("match_weight desc, rid_l, rid_r")
                .fetchall()
            )

    def at(self, threshold: float) -> list[list[int]]:
        """Groups of record numbers, one a person, where links need that probability. From the model's threshold of
        linking on, records are kept apart by doubts too."""
        import numpy as np

        bits = bits_of(threshold)
        heaps = heaps_of(len(self._table), self._links, bits)
        small = [heap for heap in heaps if len(heap) < 3]
        large = [np.array(heap, dtype=np.int64) for heap in heaps if len(heap) >= 3]
        alone = threshold >= self._model.link_at
        persons = [part for heap in small for part in self._allowed(heap, alone=alone)]
        for heap, weights in zip(large, self._within(large), strict=True):
            forbidden = np.zeros(weights.shape, dtype=bool)
            for one, two in self._apart(heap.tolist(), alone=alone):
                forbidden[one, two] = forbidden[two, one] = True
            parts = join(weights, forbidden, at=bits, slack=slack_at(bits))
            persons.extend([[int(heap[item]) for item in part] for part in parts])
        return persons

    def _apart(self, heap: list[int], *, alone: bool) -> list[tuple[int, int]]:
        apart = self._table.forbidden_among(heap)
        return apart + self._table.doubtful_among(heap, self._model) if alone else apart

    def _allowed(self, heap: list[int], *, alone: bool) -> list[list[int]]:
        return [[item] for item in heap] if len(heap) == 2 and self._apart(heap, alone=alone) else [heap]

    def _within(self, heaps: "list[npt.NDArray[np.int64]]") -> "list[npt.NDArray[np.float64]]":
        """Of each heap the weights of all its pairs."""
        import numpy as np

        if not heaps:
            return []
        corners = [np.triu_indices(len(heap), 1) for heap in heaps]
        left = np.concatenate([heap[a] for heap, (a, _) in zip(heaps, corners, strict=True)])
        right = np.concatenate([heap[b] for heap, (_, b) in zip(heaps, corners, strict=True)])
        self._table.pairs_from("inner_pairs", left, right)
        with self._table.weighed("inner_pairs", self._model, above=-1e6) as found:
            weights = found.query(
                "found",
                "select match_weight from inner_pairs p join found f"
                " on f.rid_l = p.join_key_l and f.rid_r = p.join_key_r order by p.number",
            ).fetchnumpy()["match_weight"]
        answers = []
        start = 0
        for heap, (a, b) in zip(heaps, corners, strict=True):
            bits = np.zeros((len(heap), len(heap)))
            bits[a, b] = bits[b, a] = weights[start : start + len(a)]
            start += len(a)
            answers.append(bits)
        return answers
