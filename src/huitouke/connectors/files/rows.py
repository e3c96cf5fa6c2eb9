"""A row of a table file, as every reader gives it."""

from typing import Final, NamedTuple

from huitouke.connectors.files.errors import Problem

CELL_LIMIT: Final = 10 << 20
"""Signs of one cell. A row with a longer cell comes out with that cell empty and the problem `too_long`."""


TOLD: Final = {"zh": ("未导入：原行号", "未导入：原因"), "en": ("Not taken: row", "Not taken: why")}
"""Headings of the columns that a file of refused rows has besides: where the row stood, and why it was refused."""
TOLD_COLUMNS: Final = frozenset(heading for pair in TOLD.values() for heading in pair)


class Row(NamedTuple):
    """One row of a table.

    `number` is 1-based and counts as the file's own program does: headings and blank rows included in CSV and
    Excel, records only in Parquet. `cells` has exactly one text per column. `overflow` holds cells beyond the
    last column. Blank rows do not come out.
    """

    number: int
    cells: list[str]
    overflow: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def unique_columns(headers: list[str]) -> list[str]:
    """Headings stripped of blanks and line breaks; an empty one becomes "column 3", a repeated one "手机
    (2)"."""
    taken: set[str] = set()
    columns: list[str] = []
    for position, header in enumerate(headers, start=1):
        name = " ".join(header.replace("\ufeff", "").split()) or f"column {position}"
        unique, copy = name, 1
        while unique in taken:
            copy += 1
            unique = f"{name} ({copy})"
        taken.add(unique)
        columns.append(unique)
    return columns
