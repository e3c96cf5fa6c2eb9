"""Purchases from a file of anybody's, as arrays: whose, on which day, for how much."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

_SEPARATORS: Final = ",;\t|"
_DATES: Final = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


class PurchasesProblem(Exception):
    """A file of purchases that cannot be read as told; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Purchases:
    """One place a row, by guest and day: the guest as a number from 0 (in the order of what the file calls them), the
    day counted from 1970-01-01, the amount (nan: the file has none). `left_out`: rows without a guest."""

    guest: NDArray[np.int64]
    day: NDArray[np.int64]
    amount: NDArray[np.float64]
    left_out: int


def day_of(told: date) -> int:
    """The day as `Purchases.day` counts."""
    return told.toordinal() - date(1970, 1, 1).toordinal()


def read_purchases(
    path: Path, *, guest: str, date: str, amount: str = "", columns: Sequence[str] = ()
) -> Purchases:
    """Reads a Parquet file, or one of text whose columns are parted by comma, semicolon, tab, | or blanks.

    `guest`, `date` and `amount` name columns; `columns` names all of them, in order, for a file whose first line is a
    row. PurchasesProblem names the first row that holds no date or no number where one is due.
    """
    table = _table(path, columns)
    wanted = [name for name in (guest, date, amount) if name]
    if missing := [name for name in wanted if name not in table.column_names]:
        raise PurchasesProblem(
            f"{path.name} has no column {missing[0]}. It has: {', '.join(table.column_names)}"
        )
    told = table.select(wanted).rename_columns(["told_guest", "told_date", "told_amount"][: len(wanted)])
    return _arrays(path.name, told, has_amount=bool(amount))


def _table(path: Path, columns: Sequence[str]) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    if not path.is_file():
        raise PurchasesProblem(f"There is no file {path}")
    try:
        if path.suffix.lower() == ".parquet":
            return pyarrow.parquet.read_table(path)
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        first = content.partition(b"\n")[0].decode("utf-8", errors="replace")
        separator = max(_SEPARATORS, key=first.count)
        if separator not in first:
            separator = " "
            content = re.sub(rb"(?m)^ +| +$", b"", re.sub(rb" +", b" ", content.replace(b"\r", b"")))
        width = len(first.split() if separator == " " else first.split(separator))
        if columns and len(columns) != width:
            raise PurchasesProblem(f"{path.name} has {width} columns, and {len(columns)} are named")
        reading = pyarrow.csv.ReadOptions(column_names=list(columns) or None)
        parsing = pyarrow.csv.ParseOptions(delimiter=separator)
        names = columns or pyarrow.csv.open_csv(pa.BufferReader(content), reading, parsing).schema.names
        as_text = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True
        )
        return pyarrow.csv.read_csv(pa.BufferReader(content), reading, parsing, as_text)
    except (pa.ArrowException, OSError) as error:
        raise PurchasesProblem(
            f"{path.name} is neither a Parquet file nor a table of text in UTF-8: {error}"
        ) from error


def _arrays(name: str, table: "pa.Table", *, has_amount: bool) -> Purchases:
    import duckdb

    with duckdb.connect() as database:
        database.register(
            "told", table if has_amount else table.append_column("told_amount", [[None] * len(table)])
        )
        database.execute(
            "CREATE TABLE purchase AS SELECT row_number() OVER () AS number,"
            " nullif(trim(told_guest::VARCHAR), '') AS guest, trim(told_date::VARCHAR) AS told_date,"
            " told_amount::VARCHAR AS told_amount FROM told"
        )
        database.execute(
            "ALTER TABLE purchase ADD COLUMN day DATE; UPDATE purchase SET day = coalesce("
            " try_cast(told_date AS DATE), CAST(try_strptime(told_date, $dates) AS DATE))",
            {"dates": list(_DATES)},
        )
        wrong: Any = database.execute(
            "SELECT number, told_date, told_amount, day FROM purchase WHERE guest IS NOT NULL AND"
            " (day IS NULL OR ($has_amount AND try_cast(told_amount AS DOUBLE) IS NULL)) ORDER BY number LIMIT 1",
            {"has_amount": has_amount},
        ).fetchone()
        if wrong is not None:
            number, told_date, told_amount, day = wrong
            what = f"{told_date!r} is no date" if day is None else f"{told_amount!r} is no amount"
            raise PurchasesProblem(f"{name}, row {number}: {what}")
        found = database.execute(
            "SELECT dense_rank() OVER (ORDER BY guest) - 1 AS guest,"
            " date_diff('day', DATE '1970-01-01', day) AS day,"
            " coalesce(try_cast(told_amount AS DOUBLE), 'nan') AS amount FROM purchase WHERE guest IS NOT NULL"
            " ORDER BY 1, 2"
        ).fetchnumpy()
        left_out: Any = database.execute("SELECT count(*) FROM purchase WHERE guest IS NULL").fetchone()
    return Purchases(
        np.asarray(found["guest"], np.int64),
        np.asarray(found["day"], np.int64),
        np.asarray(found["amount"], np.float64),
        left_out[0],
    )
