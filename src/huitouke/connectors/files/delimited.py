"""CSV and its relatives as rows of text, streamed line by line."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from huitouke.connectors.files.detect import LINE_LIMIT, detect_delimiter, scan_text
from huitouke.connectors.files.errors import Problem
from huitouke.connectors.files.heading_rows import SAMPLE_ROWS, find_heading
from huitouke.connectors.files.rows import CELL_LIMIT, Row

_SAMPLE_SIGNS: Final = 1 << 20
DEFUSED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_REPLAY_LIMIT: Final = 256 << 20
"""Signs that one reading takes back to mend unclosed quotes, before it gives such records up."""


class DelimitedTable:
    """A text table: encoding, delimiter and heading row found by itself.

    A quote that is never closed would swallow the rest of the file: where the swallowed lines look like rows,
    the quote is read as a plain sign and the reading goes on behind that line.
    """

    kind: Final = "csv"
    row_count: Final = None

    def __init__(self, path: Path) -> None:
        self._path = path
        scan = scan_text(path)
        self.encoding: str = scan.encoding
        self._has_nuls = scan.nuls > 0
        self._is_defused = scan.defused
        with self._open() as stream:
            sample = stream.read(_SAMPLE_SIGNS).replace("\0", "")
        self.delimiter = detect_delimiter(sample[: 1 << 18])
        first = sample.split("\n", 1)[0].strip()
        self._told_delimiter = len(first) == 5 and first.lower().startswith("sep=")
        _allow_long_cells(CELL_LIMIT)
        records = csv.reader(sample.splitlines(keepends=True), delimiter=self.delimiter)
        top: list[list[str]] = []
        try:
            top.extend(islice(records, SAMPLE_ROWS))
        except csv.Error:
            top = top or [[first]]
        heading = find_heading([[], *top[1:]] if self._told_delimiter else top)
        self.columns = heading.columns
        self._heading_end = heading.last_row + 1
        self.row_estimate = max(0, scan.lines - 1 - self._heading_end)

    def rows(self) -> Iterator[Row]:
        """Stream the rows; see `Row` for numbering."""
        _allow_long_cells(CELL_LIMIT)
        with self._open() as stream:
            rows = _Reading(self, stream, self._has_nuls).rows(self._heading_end)
            yield from map(_undefused, rows) if self._is_defused else rows

    def _open(self) -> TextIO:
        return self._path.open(encoding=self.encoding, newline="", errors="strict")


class _Reading:
    """One pass over an open stream, able to take lines back and read them another way."""

    def __init__(self, table: DelimitedTable, stream: TextIO, has_nuls: bool) -> None:
        self._columns = table.columns
        self._delimiter = table.delimiter
        self._stream = stream
        self._has_nuls = has_nuls
        self._held: list[str] = []
        """The lines of the record being read."""
        self._pushed: deque[str] = deque()
        """Lines taken back, to be read before the stream goes on."""
        self._ended = False
        """Whether the lines ran out, of the file or of the limit, before the record did."""
        self._cut = False
        """Whether it was the limit."""
        self._stopped = False
        self._nuls = 0
        self._line = 0
        """Lines of finished records."""
        self._replayed = 0

    def rows(self, heading_end: int) -> Iterator[Row]:
        width = len(self._columns)
        held = self._held
        make = tuple.__new__
        number = 0
        nothing: tuple[()] = ()
        while not self._stopped:
            # Strict, so that a quote closed in the middle of a cell is noticed: it mostly was opened rows before.
            reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
            try:
                for cells in reader:
                    number += 1
                    self._line += len(held)
                    held.clear()
                    if number <= heading_end:
                        self._nuls = 0
                    elif len(cells) == width and not self._nuls:
                        if any(cells):
                            yield make(Row, (number, cells, nothing, nothing))
                    elif any(cells):
                        yield self._uneven(number, cells)
            except csv.Error:
                number += 1
                row = self._mended(number)
                if number > heading_end:
                    yield row
            else:
                return

    def _lines(self, limit: int | None = None) -> Iterator[str]:
        """Lines from what was taken back, then from the stream; `limit` ends it after so many signs."""
        held, pushed, stream = self._held, self._pushed, self._stream
        size = 0
        while True:
            if pushed:
                line = pushed.popleft()
            else:
                try:
                    line = next(stream)
                except StopIteration:
                    self._ended = True
                    return
                if self._has_nuls and "\0" in line:
                    self._nuls += line.count("\0")
                    line = line.replace("\0", "")
            held.append(line)
            yield line
            if limit is not None:
                size += len(line)
                if size > limit:
                    self._ended = self._cut = True
                    return

    def _uneven(self, number: int, cells: list[str], problems: tuple[Problem, ...] = ()) -> Row:
        """A row that is short, long or mended."""
        width = len(self._columns)
        overflow: tuple[str, ...] = ()
        if self._nuls:
            problems += (("nul_removed", {"count": self._nuls}),)
            self._nuls = 0
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        elif len(cells) > width:
            overflow = tuple(cells[width:]) if any(cells[width:]) else ()
            cells = cells[:width]
            if overflow:
                problems += (("overflow", {"count": len(overflow), "label": "overflow"}),)
        return Row(number, cells, overflow, problems)

    def _mended(self, number: int) -> Row:
        """The record that strict reading broke off at: a cell over the limit, a stray quote or an unclosed
        one."""
        if self._swallowed_rows():
            return self._literal(number)
        self._pushed.extendleft(reversed(self._held))
        self._held.clear()
        self._ended = self._cut = False
        _allow_long_cells(2 * LINE_LIMIT)
        try:
            cells = next(csv.reader(self._lines(LINE_LIMIT), delimiter=self._delimiter))
        finally:
            _allow_long_cells(CELL_LIMIT)
        if self._ended and self._swallowed_rows():
            return self._literal(number)
        line = self._line + 1
        if self._cut or (self._replayed > _REPLAY_LIMIT and len(self._held) > 1):
            self._stopped = self._cut
            self._line += len(self._held)
            self._held.clear()
            return Row(number, [""] * len(self._columns), (), (("swallowed_rows", {"line": line}),))
        self._line += len(self._held)
        self._held.clear()
        problems: list[Problem] = [("unterminated_quote", {"line": line})] if self._ended else []
        for place, cell in enumerate(cells):
            if len(cell) > CELL_LIMIT:
                cells[place] = ""
                name = self._columns[place] if place < len(self._columns) else "overflow"
                problems.append(("too_long", {"column": name, "limit_mb": CELL_LIMIT >> 20}))
        return self._uneven(number, cells, tuple(problems))

    def _swallowed_rows(self) -> bool:
        """Whether the lines held behind the first look like rows of this table."""
        if self._replayed > _REPLAY_LIMIT:
            return False
        following = [line for line in self._held[1:21] if line.strip()]
        if not following or len(self._columns) < 2:
            return False
        wanted = len(self._columns) - 1
        alike = sum(line.count(self._delimiter) >= wanted for line in following)
        return alike * 2 >= len(following)

    def _literal(self, number: int) -> Row:
        """The first held line with its quotes as plain signs; the lines behind it are taken back."""
        first, *rest = self._held
        self._replayed += sum(map(len, rest))
        self._pushed.extendleft(reversed(rest))
        self._held.clear()
        self._line += 1
        cells = [_unquoted(cell) for cell in first.rstrip("\r\n").split(self._delimiter)]
        return self._uneven(number, cells, (("unterminated_quote", {"line": self._line}),))


def _undefused(row: Row) -> Row:
    """The row without the apostrophes that exports put before what a spreadsheet would work out."""
    return row._replace(cells=[cell[1:] if DEFUSED.match(cell) else cell for cell in row.cells])


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _allow_long_cells(limit: int) -> None:
    # csv's limit is one number for the whole process; every reader of ours sets it before it reads.
    csv.field_size_limit(limit)
