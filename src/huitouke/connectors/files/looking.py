"""What a file holds, seen by the worker before anything is taken in: its columns, its codes, its first rows.

What is seen holds values of the file. It lies beside the file, for the eyes of whoever sent it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from huitouke.connectors.files.coded import Coded
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.own_columns import with_own_columns
from huitouke.connectors.files.records import Propose, Record, Records, open_records
from huitouke.connectors.files.targets import EXTRA

SAMPLE_ROWS: Final = 6
SAMPLE_VALUES: Final = 3
SAMPLE_SIGNS: Final = 40
FIRST_ROWS: Final = 20
CODED_ROWS: Final = 300_000
"""Rows read to see what columns of codes say."""
TOLD_EVERY: Final = 20_000

Foresee = Callable[[Iterable[Record], Any], list[dict[str, Any]]]
"""From the first rows and what is known of the hotel to what each row would do."""


def look_at(path: Path, propose: Propose, subject: str) -> dict[str, Any]:
    """Kind, encoding, size and columns of a file, with what each column is proposed to mean, own fields of the subject
    among it. Raises `UnreadableFile`."""
    records = open_records(path, propose=propose)
    proposed = with_own_columns(records.mapping, subject)
    return {
        "kind": records.kind,
        "encoding": (records.encoding or "").upper().replace("-SIG", ""),
        "row_count": records.row_count,
        "row_estimate": records.row_count or records.row_estimate,
        "columns": list(records.columns),
        "proposed": proposed.as_stored()["columns"],
        "samples": _samples(records),
    }


def _samples(records: Records) -> list[list[str]]:
    """What the first rows hold in each column, read by itself whatever it means."""
    columns = records.mapping.columns
    apart = Mapping(tuple(ColumnTarget(one.column, f"{EXTRA}{place}") for place, one in enumerate(columns)))
    held: list[dict[str, None]] = [{} for _column in columns]
    for record in records.under(apart).sample(SAMPLE_ROWS):
        for place, texts in enumerate(held):
            for text in record.raw.get(f"{EXTRA}{place}", []):
                texts.setdefault(text[:SAMPLE_SIGNS])
    return [list(texts)[:SAMPLE_VALUES] for texts in held]


def study(
    path: Path,
    mapping: Mapping,
    source: Any,
    *,
    propose: Propose,
    coded: Coded,
    foresee: Foresee,
    progress: Callable[[int], None],
) -> dict[str, Any]:
    """Under a mapping: what the columns of codes say, and what each of the first rows would do. Raises
    `UnreadableFile`."""
    records = open_records(path, mapping, propose=propose)
    first = records.sample(FIRST_ROWS)
    return {
        "codes": _codes(records.under(replace(mapping, values={})), source, coded, progress),
        "first": foresee(first, source),
    }


def _codes(records: Records, source: Any, coded: Coded, progress: Callable[[int], None]) -> dict[str, Any]:
    columns = {one.target: one.column for one in records.mapping.columns if coded.holds(one.target)}
    if not columns:
        return {}
    counts: dict[str, Counter[str]] = {target: Counter() for target in columns}
    for number, record in enumerate(islice(records, CODED_ROWS), start=1):
        for target, found in counts.items():
            for text in record.raw.get(target, ()):
                found[text] += 1
        if number % TOLD_EVERY == 0:
            progress(number)
    return {columns[target]: coded.told(target, found, source) for target, found in counts.items() if found}
