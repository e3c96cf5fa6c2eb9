"""Parquet files as rows of text, streamed batch by batch."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huitouke.connectors.files.errors import Problem, UnreadableFile
from huitouke.connectors.files.rows import CELL_LIMIT, Row, unique_columns

_BATCH_BYTES: Final = 16 << 20
_BATCH_ROWS: Final = 4096
_FAULTS: Final = (pa.ArrowException, OSError, ValueError, EOFError)


class ParquetTable:
    """A Parquet file. Rows are numbered by record from 1, since the format has no heading row."""

    kind: Final = "parquet"
    encoding: Final = None

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with pq.ParquetFile(path) as file:
                self.columns = unique_columns(list(file.schema_arrow.names))
                self.row_count: int = file.metadata.num_rows
                groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
                unpacked = sum(group.total_byte_size for group in groups)
        except _FAULTS as error:
            raise UnreadableFile("damaged_parquet", row=0) from error
        if not self.columns:
            raise UnreadableFile("no_rows")
        row_bytes = max(1, unpacked // max(1, self.row_count))
        self._batch_rows = max(16, min(_BATCH_ROWS, _BATCH_BYTES // row_bytes))

    @property
    def row_estimate(self) -> int:
        return self.row_count

    def rows(self) -> Iterator[Row]:
        """Stream the rows. Raises `UnreadableFile` ("damaged_parquet") where the file breaks off."""
        number = 0
        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(batch_size=self._batch_rows, use_threads=False):
                    yield from self._rows_of(batch, number)
                    number += batch.num_rows
        except _FAULTS as error:
            raise UnreadableFile("damaged_parquet", row=number) from error

    def _rows_of(self, batch: Any, before: int) -> Iterator[Row]:
        texts: list[list[str]] = []
        too_long: dict[int, list[Problem]] = {}
        for name, column in zip(self.columns, batch.columns, strict=True):
            cells = _texts(column)
            if column.nbytes > CELL_LIMIT:
                for place, cell in enumerate(cells):
                    if len(cell) > CELL_LIMIT:
                        cells[place] = ""
                        problem = ("too_long", {"column": name, "limit_mb": CELL_LIMIT >> 20})
                        too_long.setdefault(place, []).append(problem)
            texts.append(cells)
        make = tuple.__new__
        for place, line in enumerate(map(list, zip(*texts, strict=True)), start=1):
            if too_long and place - 1 in too_long:
                yield Row(before + place, line, (), tuple(too_long[place - 1]))
            elif any(line):
                yield make(Row, (before + place, line, (), ()))


def _texts(column: Any) -> list[str]:
    """The cells of one Arrow array as text; null is the empty text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _plain(column)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date(kind):
        return _plain(column.cast(pa.string()))
    if pa.types.is_floating(kind):
        return [_number(value) for value in column.cast(pa.float64()).to_pylist()]
    if pa.types.is_decimal(kind):
        return ["" if value is None else format(value, "f") for value in column.to_pylist()]
    if pa.types.is_timestamp(kind):
        return _instants(column)
    if pa.types.is_time(kind):
        text = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+$", "")
        return _plain(text)
    return [_structured(value) for value in column.to_pylist()]


def _plain(column: Any) -> list[str]:
    texts: list[str] = (column.fill_null("") if column.null_count else column).to_pylist()
    return texts


def _instants(column: Any) -> list[str]:
    """ISO dates and times; midnight without a zone is a date, as data frames store birthdays."""
    text = column.cast(pa.string())
    text = pc.replace_substring_regex(text, r"(\d\d:\d\d:\d\d)\.0+", r"\1")
    if column.type.tz is None:
        text = pc.replace_substring_regex(text, r" 00:00:00$", "")
    else:
        text = pc.replace_substring_regex(text, r"([+-]\d\d)(\d\d)$", r"\1:\2")
    return _plain(text)


def _number(value: float | None) -> str:
    if value is None or value != value:
        return ""
    if value.is_integer():
        return str(int(value))
    return repr(value)


def _structured(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return _bytes(value)
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=_leaf)
    return str(value)


def _leaf(value: object) -> str:
    return _bytes(value) if isinstance(value, bytes) else str(value)


def _bytes(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
