"""Excel workbooks, .xlsx and the old .xls, as rows of text."""

import datetime
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import python_calamine as calamine

from huitouke.connectors.files.compound_guard import check_compound
from huitouke.connectors.files.errors import Problem, UnreadableFile
from huitouke.connectors.files.heading_rows import SAMPLE_ROWS, Range, find_heading
from huitouke.connectors.files.rows import CELL_LIMIT, Row
from huitouke.connectors.files.workbook_guard import check_workbook

_LOST_DIGITS: Final = 1e15
"""From here on a number of Excel no longer holds every digit that was typed."""


class WorkbookTable:
    """One sheet of a workbook. The reader holds the whole sheet in memory: some 1 GB for a million wide rows.

    Formulas give the value that Excel last worked out. A range merged down the rows gives its text to each
    row."""

    encoding: Final = None
    row_count: Final = None

    def __init__(
        self, path: Path, kind: Literal["xlsx", "xls"], sheet: str | None, *, unpacked_limit: int
    ) -> None:
        self.kind: Literal["xlsx", "xls"] = kind
        if kind == "xlsx":
            check_workbook(path, unpacked_limit=unpacked_limit)
        else:
            check_compound(path)
        try:
            # Given a path, calamine goes by the suffix; uploads and hotel systems get that wrong.
            with path.open("rb") as stream, calamine.load_workbook(stream) as book:
                self.sheets: list[str] = list(book.sheet_names)
                self._sheet = _chosen(book, self.sheets, sheet)
        except calamine.PasswordError as error:
            raise UnreadableFile("encrypted") from error
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise UnreadableFile("damaged_workbook") from error
        except BaseException as error:
            # A panic of the Rust reader over a damaged .xls derives from BaseException and has no public name.
            if type(error).__name__ != "PanicException":
                raise
            raise UnreadableFile("damaged_workbook") from error
        self.sheet: str = self._sheet.name
        left = self._sheet.start[1] if self._sheet.start else 0
        merges: list[Range] = [
            ((first[0], first[1] - left), (last[0], last[1] - left))
            for first, last in self._sheet.merged_cell_ranges or []
        ]
        top = [[text_of(cell) for cell in row] for row in islice(self._sheet.iter_rows(), SAMPLE_ROWS)]
        heading = find_heading(top, merges)
        self.columns = heading.columns
        self._first_row = heading.last_row + 1
        self._merges = {
            row: (first, last)
            for first, last in merges
            for row in range(first[0] + 1, last[0] + 1)
            if first[0] >= self._first_row
        }
        self._origins = {first[0] for first, _ in self._merges.values()}
        self.row_estimate = max(0, self._sheet.height + (self._sheet.start or (0, 0))[0] - self._first_row)
        self._may_be_long = kind == "xlsx" and path.stat().st_size > CELL_LIMIT // 1024

    def rows(self) -> Iterator[Row]:
        """The rows below the headings, numbered as Excel shows them."""
        width = len(self.columns)
        lost: list[float] = []
        text = _texter(lost)
        above: dict[tuple[int, int], list[str]] = {}
        first_row = self._first_row
        for place, values in enumerate(islice(self._sheet.iter_rows(), first_row, None), start=first_row):
            cells = [value if type(value) is str else text(value) for value in values]
            problems: tuple[Problem, ...] = ()
            if lost:
                problems += tuple(
                    ("digits_lost", {"column": column})
                    for column, value in zip(self.columns, values, strict=False)
                    if type(value) is float and abs(value) >= _LOST_DIGITS
                )
                lost.clear()
            if self._origins:
                self._fill_down(place, cells, above)
            if not any(cells):
                continue
            if self._may_be_long and max(map(len, cells)) > CELL_LIMIT:
                problems += self._shorten(cells)
            overflow: tuple[str, ...] = ()
            if len(cells) > width:
                overflow = tuple(cells[width:]) if any(cells[width:]) else ()
                cells = cells[:width]
                if overflow:
                    problems += (("overflow", {"count": len(overflow), "label": "overflow"}),)
            elif len(cells) < width:
                cells += [""] * (width - len(cells))
            yield tuple.__new__(Row, (place + 1, cells, overflow, problems))

    def _fill_down(self, place: int, cells: list[str], above: dict[tuple[int, int], list[str]]) -> None:
        if merge := self._merges.get(place):
            (_, left), (_, right) = merge
            source = above.get(merge[0], [])
            for column in range(left, min(right + 1, len(cells), len(source))):
                cells[column] = cells[column] or source[column]
        if place in self._origins:
            for first, _ in self._merges.values():
                if first[0] == place:
                    above[first] = list(cells)

    def _shorten(self, cells: list[str]) -> tuple[Problem, ...]:
        problems: list[Problem] = []
        for place, cell in enumerate(cells):
            if len(cell) > CELL_LIMIT:
                cells[place] = ""
                column = self.columns[place] if place < len(self.columns) else "overflow"
                problems.append(("too_long", {"column": column, "limit_mb": CELL_LIMIT >> 20}))
        return tuple(problems)


def _chosen(book: Any, names: list[str], wanted: str | None) -> Any:
    if wanted is not None:
        if wanted not in names:
            raise UnreadableFile("sheet_not_found", sheet=wanted, sheets="、".join(names))
        return book.get_sheet_by_name(wanted)
    hidden = {one.name for one in book.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible}
    for name in sorted(names, key=lambda name: name in hidden):
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise UnreadableFile("no_rows")


def text_of(value: object) -> str:
    """A cell of a workbook as text: ISO dates, whole numbers without ".0", "true" and "false"."""
    return value if isinstance(value, str) else _texter([])(value)


def _texter(lost: list[float]) -> Callable[[Any], str]:
    """A `text_of` that also notes in `lost` the numbers too large to be exact."""

    def number(value: float) -> str:
        if abs(value) >= _LOST_DIGITS:
            lost.append(value)
        return str(int(value)) if value.is_integer() else repr(value)

    def instant(value: datetime.datetime) -> str:
        midnight = value.hour == value.minute == value.second == value.microsecond == 0
        return value.date().isoformat() if midnight else value.isoformat(" ")

    def span(value: datetime.timedelta) -> str:
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    by_type: dict[type, Callable[[Any], str]] = {
        str: str,
        float: number,
        int: str,
        bool: lambda value: "true" if value else "false",
        datetime.date: lambda value: value.isoformat(),
        datetime.datetime: instant,
        datetime.time: lambda value: value.isoformat(),
        datetime.timedelta: span,
        type(None): lambda _: "",
    }
    return lambda value: by_type[type(value)](value)
