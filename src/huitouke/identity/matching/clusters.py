"""From linked pairs to persons, guarded against chains: one wrong link must not make two persons one.

Records that links connect are not one person for that alone. Links are taken from the best supported down, and two
groups of records become one only where all evidence between them allows it: no two verified numbers forbid it, one link
between them is strong enough, and the average of all pairs across, strong and weak, is not too far below a link. This
is average linkage (Sokal and Michener 1958) over weights of evidence. docs/domain/matching.md works an example.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_BITS: Final = 20.0
"""One pair speaks with no more than this for or against, however sure it is."""
LARGEST: Final = 600
"""Records that are weighed against each other as one heap; a larger one is first cut at its weakest links."""


def components(size: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The heaps of record numbers that links connect, each in order; a record without links is its own."""
    parent = list(range(size))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for left, right in links:
        a, b = root(left), root(right)
        if a != b:
            parent[max(a, b)] = min(a, b)
    heaps: dict[int, list[int]] = defaultdict(list)
    for item in range(size):
        heaps[root(item)].append(item)
    return list(heaps.values())


def heaps_of(size: int, links: list[tuple[int, int, float]], at: float) -> list[list[int]]:
    """The heaps that links of `at` bits and more connect, those above LARGEST cut at their weakest links."""
    done: list[list[int]] = []
    waiting = [(heap, at) for heap in components(size, ((a, b) for a, b, bits in links if bits >= at))]
    within: dict[int, list[tuple[int, int, float]]] = {}
    large = {item: number for number, (heap, _) in enumerate(waiting) if len(heap) > LARGEST for item in heap}
    for link in links:
        if link[0] in large and link[2] >= at:
            within.setdefault(large[link[0]], []).append(link)
    for number, (heap, _) in enumerate(waiting):
        if len(heap) <= LARGEST:
            done.append(heap)
        else:
            done.extend(_cut(heap, within[number], at))
    return done


def _cut(heap: list[int], links: list[tuple[int, int, float]], at: float) -> list[list[int]]:
    """A heap that is too large, in pieces: the bar rises a bit at a time until each is small enough."""
    place = {item: number for number, item in enumerate(heap)}
    kept = [(place[a], place[b], bits) for a, b, bits in links if bits >= at + 1]
    pieces = [
        [heap[number] for number in piece] for piece in components(len(heap), ((a, b) for a, b, _ in kept))
    ]
    done: list[list[int]] = []
    for piece in pieces:
        if len(piece) <= LARGEST:
            done.append(piece)
            continue
        members = set(piece)
        done.extend(_cut(piece, [link for link in links if link[0] in members and link[2] >= at + 1], at + 1))
    return done


def join(
    bits: "Floats",
    forbidden: "npt.NDArray[np.bool_]",
    *,
    at: float,
    slack: float,
    units: Sequence[Sequence[int]] = (),
    voices: Sequence[float] = (),
    lacking: "npt.NDArray[np.bool_] | None" = None,
) -> list[list[int]]:
    """The persons of one heap.

    `bits` (n by n, symmetrical) are the weights of all its pairs, `forbidden` those that verified numbers keep apart.
    Two groups join while one pair across has `at` bits and the average across, each pair held within MOST_BITS, is no
    less than minus `slack`; the best average goes first. `units` are records that are one person already, whatever is
    between them; `voices`, 0 or 1 of each record, say which speak in the average: one of each unit has to. Pairs that
    are `lacking` count in the average and are no links."""
    import numpy as np

    size = len(bits)
    never = -np.inf
    voice = np.array(voices, dtype=np.float64) if len(voices) else np.ones(size)
    total = np.clip(bits, -MOST_BITS, MOST_BITS) * np.outer(voice, voice)
    best = bits.astype(np.float64).copy()
    if lacking is not None:
        best[lacking] = -1e9
    barred = forbidden.copy()
    np.fill_diagonal(best, never)
    count = voice.copy()
    groups = {item: [item] for item in range(size)}
    mean = np.zeros((size, size))
    for unit in units:
        for item in unit[1:]:
            _put_together(unit[0], item, total, count, best, barred)
            mean[item] = mean[:, item] = never
            groups[unit[0]] += groups.pop(item)
    kept = sorted(groups)
    here = np.ix_(kept, kept)
    mean[here] = np.where(barred[here], never, total[here] / np.outer(count[kept], count[kept]))
    np.fill_diagonal(mean, never)
    while len(groups) > 1:
        candidates = np.where(best >= at, mean, never)
        keep, gone = divmod(int(candidates.argmax()), size)
        if candidates[keep, gone] < -slack:
            break
        _put_together(keep, gone, total, count, best, barred)
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = np.where(barred[keep] | (best[keep] == never), never, total[keep] / (count[keep] * count))
        mean[keep] = mean[:, keep] = whole
        mean[keep, keep] = never
        mean[gone] = mean[:, gone] = never
        groups[keep] += groups.pop(gone)
    return sorted(sorted(group) for group in groups.values())


def _put_together(
    keep: int, gone: int, total: "Floats", count: "Floats", best: "Floats", barred: "npt.NDArray[np.bool_]"
) -> None:
    """Lets one group take another in: sums, best pairs and prohibitions are those of both."""
    import numpy as np

    total[keep] += total[gone]
    count[keep] += count[gone]
    best[keep] = np.maximum(best[keep], best[gone])
    barred[keep] |= barred[gone]
    for table in (total, best, barred):
        table[:, keep] = table[keep]
    best[keep, keep] = -np.inf
    best[gone] = -np.inf
    best[:, gone] = -np.inf
