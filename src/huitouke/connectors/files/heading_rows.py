"""Which row of a table holds its headings: below titles, and over two rows where groups are merged."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.headers import looks_like_guest, recognise
from huitouke.connectors.files.rows import unique_columns

SAMPLE_ROWS: Final = 40
"""Rows from the top among which the headings are looked for."""

Range = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: (row, column) of its first and its last cell, 0-based, in the coordinates of the rows
given."""


class Heading(NamedTuple):
    """The columns of a table and the 0-based rows that their headings take."""

    first_row: int
    last_row: int
    columns: list[str]


def find_heading(rows: Sequence[Sequence[str]], merges: Sequence[Range] = ()) -> Heading:
    """The headings among the first rows of a table.

    The row with most known headings; where none is known, the first row as wide as the table. A second row
    joins it where a group (联系方式) lies over its columns (手机 | 邮箱): these become "联系方式/手机",
    "联系方式/邮箱".

    Raises `UnreadableFile`: no_rows; no_header where the first full row is already a guest.
    """
    top = [[cell.strip() for cell in row] for row in rows[:SAMPLE_ROWS]]
    filled = [place for place, row in enumerate(top) if any(row)]
    if not filled:
        raise UnreadableFile("no_rows")
    known = {place: _known(top[place]) for place in filled}
    best = max(filled, key=lambda place: (known[place], -place))
    if not known[best]:
        best = _first_wide(top, filled)
        if looks_like_guest(top[best]):
            raise UnreadableFile("no_header", row=best + 1)
    spread = _spread(top, merges)
    first, last = _levels(top, spread, merges, best)
    if first == last:
        headers = list(top[first])
    else:
        headers = _joined(spread[first], spread[last], top[last])
    while (
        len(headers) > 1 and not headers[-1] and not any(len(row) >= len(headers) and row[-1] for row in top)
    ):
        headers.pop()
        top = [row[: len(headers)] for row in top]
    return Heading(first, last, unique_columns(headers))


def _known(row: Sequence[str]) -> int:
    """How many different targets the cells of a row head; 0 for a row of a guest."""
    if looks_like_guest(row):
        return 0
    return len({known.target for cell in row if cell and len(cell) <= 60 and (known := recognise(cell))})


def _first_wide(top: Sequence[Sequence[str]], filled: Sequence[int]) -> int:
    widths = {place: sum(map(bool, top[place])) for place in filled}
    wanted = max(widths.values()) * 0.6
    return next(place for place in filled if widths[place] >= wanted)


def _spread(top: Sequence[Sequence[str]], merges: Sequence[Range]) -> list[list[str]]:
    """The rows with the text of every merged range in all of its cells."""
    spread = [list(row) for row in top]
    for (row, column), (last_row, last_column) in merges:
        if row >= len(top) or column >= len(top[row]):
            continue
        for r in range(row, min(last_row + 1, len(top))):
            for c in range(column, min(last_column + 1, len(spread[r]))):
                spread[r][c] = top[row][column]
    return spread


def _levels(
    top: Sequence[Sequence[str]], spread: Sequence[Sequence[str]], merges: Sequence[Range], best: int
) -> tuple[int, int]:
    """The first and last row of the headings round the row `best`."""
    if best and _is_group_row(top, spread, merges, best - 1):
        return best - 1, best
    if best + 1 < len(top) and _is_group_row(top, spread, merges, best):
        return best, best + 1
    return best, best


def _is_group_row(
    top: Sequence[Sequence[str]], spread: Sequence[Sequence[str]], merges: Sequence[Range], upper: int
) -> bool:
    """Whether row `upper` heads groups of the columns named in the row below it."""
    lower = top[upper + 1]
    # A row with one text is a title, however wide it is merged.
    if not any(lower) or looks_like_guest(lower) or sum(map(bool, top[upper])) < 2:
        return False
    width = len(top[upper])
    over_two_rows = any(a[0] == upper and b[0] == upper + 1 for a, b in merges)
    over_columns = [
        (a[1], b[1])
        for a, b in merges
        if a[0] == b[0] == upper and b[1] - a[1] > 0 and b[1] - a[1] + 1 < width
    ]
    if over_two_rows or over_columns:
        below = [lower[c] for a, b in over_columns for c in range(a, min(b + 1, len(lower)))]
        return over_two_rows or any(recognise(cell) for cell in below if cell)
    # Merges are lost in text: the group then stands over its first column, and blanks over the rest.
    named = [place for place, cell in enumerate(lower) if cell]
    blanks_filled = any(place >= width or not top[upper][place] for place in named)
    only_headings = all(recognise(lower[place]) for place in named)
    return blanks_filled and only_headings and len(named) < max(map(len, (top[upper], lower)))


def _joined(upper: Sequence[str], lower: Sequence[str], own: Sequence[str]) -> list[str]:
    headers: list[str] = []
    group = ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        written = own[place] if place < len(own) else ""
        group = above or (group if written else "")
        if not below or below == group:
            headers.append(group)
        else:
            headers.append(f"{group}/{below}" if group else below)
    return headers
