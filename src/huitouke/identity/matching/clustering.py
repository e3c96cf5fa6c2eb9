"""Who is one person in a whole table: pairs weighed, heaps weighed within, each heap parted by the guard."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
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
_TIED: Final = 1e9
"""Bits between records that are one person's already."""

Link = tuple[int, int, float]
Apart = Callable[[int, int], bool]


def slack_at(at: float) -> float:
    """How far below zero the average across may lie at a threshold in bits: the surer a link has to be, the less."""
    return SLACK_AT_EVEN * min(max(1 - at / SLACK_ENDS_AT, 0.0), 1.0)


class Persons:
    """The persons of a table at any threshold, from one weighing of its proposed pairs."""

    def __init__(
        self,
        table: Table,
        model: Model,
        *,
        lowest: float,
        owners: Sequence[int] = (),
        voices: Sequence[float] = (),
        apart: Apart | None = None,
    ) -> None:
        """`lowest` is the lowest threshold, a probability, that will be asked for. Of records of a hotel's guests
        `owners` say which are one already, `voices` which speak in the average of the guard, and `apart` which two
        owners may not become one."""
        self._table = table
        self._model = model
        self._owners = owners
        self._voices = voices
        self._apart = apart
        self.links: list[Link] = table.links("pairs", model, above=bits_of(lowest))
        """(record, record, bits) of the pairs at and above the lowest threshold, the weightiest first."""
        self._ties = list(_ties(owners))

    def at(self, threshold: float) -> list[list[int]]:
        """Groups of record numbers, one a person, where links need that probability. From the model's threshold of
        linking on, records are kept apart by doubts too."""
        import numpy as np

        bits = bits_of(threshold)
        heaps = heaps_of(len(self._table), [*self._ties, *self.links], bits)
        persons = [heap for heap in heaps if self._is_one(heap)]
        several = [np.array(heap, dtype=np.int64) for heap in heaps if not self._is_one(heap)]
        doubting = self._model if threshold >= self._model.link_at else None
        for heap, (inside, forbidden, lacking) in zip(several, self._within(several, doubting), strict=True):
            parts = join(
                inside,
                forbidden,
                at=bits,
                slack=slack_at(bits),
                units=self._units(heap.tolist()),
                voices=[self._voices[item] for item in heap] if self._voices else (),
                lacking=lacking,
            )
            persons.extend([[int(heap[item]) for item in part] for part in parts])
        return persons

    def _is_one(self, heap: Sequence[int]) -> bool:
        return len(heap) == 1 or (bool(self._owners) and len({self._owners[item] for item in heap}) == 1)

    def _units(self, heap: Sequence[int]) -> list[list[int]]:
        """Of a heap the places of the records that are one person already."""
        if not self._owners:
            return []
        places: dict[int, list[int]] = defaultdict(list)
        for place, item in enumerate(heap):
            places[self._owners[item]].append(place)
        return [each for each in places.values() if len(each) > 1]

    def _within(
        self, heaps: "list[npt.NDArray[np.int64]]", doubting: Model | None
    ) -> "list[tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]":
        """Of each heap the weights of all its pairs, which of them are kept apart, and which are no links."""
        import numpy as np

        if not heaps:
            return []
        corners = [np.triu_indices(len(heap), 1) for heap in heaps]
        left = np.concatenate([heap[a] for heap, (a, _) in zip(heaps, corners, strict=True)])
        right = np.concatenate([heap[b] for heap, (_, b) in zip(heaps, corners, strict=True)])
        self._table.pairs_from("inner_pairs", left, right)
        weights = self._table.bits("inner_pairs", self._model)
        told_apart, told_lacking = map(set, self._table.not_linking("inner_pairs", doubting))
        pairs = list(zip(left.tolist(), right.tolist(), strict=True))
        owners, apart = self._owners, self._apart
        barred = np.array(
            [
                pair in told_apart or (apart is not None and apart(owners[pair[0]], owners[pair[1]]))
                for pair in pairs
            ],
            dtype=bool,
        )
        lacking = np.array([pair in told_lacking for pair in pairs], dtype=bool)
        answers = []
        start = 0
        for heap, (a, b) in zip(heaps, corners, strict=True):
            tables = np.zeros((len(heap), len(heap))), *np.zeros((2, len(heap), len(heap)), dtype=bool)
            for table, values in zip(tables, (weights, barred, lacking), strict=True):
                table[a, b] = table[b, a] = values[start : start + len(a)]
            start += len(a)
            answers.append(tables)
        return answers


def _ties(owners: Iterable[int]) -> Iterable[Link]:
    """A chain through the records of each owner who has several."""
    last: dict[int, int] = {}
    for item, owner in enumerate(owners):
        if owner in last:
            yield last[owner], item, _TIED
        last[owner] = item
