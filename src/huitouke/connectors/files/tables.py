"""One door to every table file: `open_table(path)` gives columns and a stream of rows of text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from huitouke.connectors.files.delimited import DelimitedTable
from huitouke.connectors.files.detect import Kind, detect_kind
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.parquet import ParquetTable
from huitouke.connectors.files.rows import TOLD_COLUMNS, Row
from huitouke.connectors.files.workbooks import WorkbookTable

__all__ = ["UNPACKED_LIMIT", "Row", "Table", "open_table"]

UNPACKED_LIMIT: Final = 1 << 30
"""Bytes that a workbook may unpack to."""


class Table(Protocol):
    """A table file, opened: what it holds is read anew at each call of `rows()`.

    `encoding` is None where the format has its own. `row_count` is None where only reading on would tell;
    `row_estimate` is for a progress bar and never far too small.
    """

    @property
    def kind(self) -> Kind: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def columns(self) -> list[str]: ...
    @property
    def row_count(self) -> int | None: ...
    @property
    def row_estimate(self) -> int: ...
    def rows(self) -> Iterator[Row]: ...


def open_table(path: Path | str, sheet: str | None = None, *, unpacked_limit: int = UNPACKED_LIMIT) -> Table:
    """Open a CSV, XLSX, XLS or Parquet file, told apart by content.

    `sheet` names a sheet of a workbook (default: the first that holds anything). Raises `UnreadableFile`;
    also for a vCard file, which has no rows: `records.open_records` takes those too."""
    table = _open(Path(path), sheet, unpacked_limit)
    return MendedTable(table) if TOLD_COLUMNS.intersection(table.columns) else table


def _open(path: Path, sheet: str | None, unpacked_limit: int) -> Table:
    kind = detect_kind(path)
    if kind == "parquet":
        return ParquetTable(path)
    if kind == "xlsx" or kind == "xls":
        return WorkbookTable(path, kind, sheet, unpacked_limit=unpacked_limit)
    if kind == "csv":
        return DelimitedTable(path)
    raise UnreadableFile("unknown_kind", kind="vCard")


class MendedTable:
    """A file of refused rows that comes back: without the columns in which we said why, it has those of the first
    file again, so that what was said of their meaning still holds."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._kept = [place for place, name in enumerate(table.columns) if name not in TOLD_COLUMNS]
        self.columns = [table.columns[place] for place in self._kept]
        self.kind: Kind = table.kind
        self.encoding = table.encoding
        self.row_count = table.row_count
        self.row_estimate = table.row_estimate

    def rows(self) -> Iterator[Row]:
        for row in self._table.rows():
            cells = [row.cells[place] for place in self._kept]
            if any(cells):
                yield row._replace(cells=cells)
