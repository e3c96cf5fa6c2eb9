"""The truth of a make-believe run, kept apart from its records, and the shares that it promises.

A truth file is a table, CSV or Parquet by its name, of one row a record: system, external_id, person (a
number), trap (a label or ''), damage (kinds joined by +). It is for scoring: nothing in Huitouke reads it
to decide whose a record is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from huitouke.demo.records import DemoRecord

_COLUMNS = ("system", "external_id", "person", "trap", "damage")
_SCHEMA = pa.schema([(name, pa.int64() if name == "person" else pa.string()) for name in _COLUMNS])
_BATCH = 50_000


class TruthRow(NamedTuple):
    system: str
    external_id: str
    person: int
    trap: str
    damage: str


def truth_row(record: DemoRecord) -> TruthRow:
    return TruthRow(
        record.system,
        record.raw["external_id"][0],
        record.person,
        record.trap,
        "+".join(record.kind_of_damage),
    )


def write_truth(path: Path, records: Iterable[DemoRecord]) -> int:
    """Write the truth of the records to `path` (.csv or .parquet), row by row; gives the number of rows.

    Raises ValueError for another ending.
    """
    with open_truth(path) as writer:
        for record in records:
            writer.add(record)
        return writer.count


def open_truth(path: Path) -> TruthWriter:
    """A writer for records as they stream past: `with open_truth(path) as truth: truth.add(record)`."""
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"a truth file ends in .csv or .parquet, not {path.suffix!r}")
    return TruthWriter(path)


class TruthWriter:
    """Keeps at most 50,000 rows in memory."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._rows: list[TruthRow] = []
        self._parquet = pq.ParquetWriter(path, _SCHEMA) if path.suffix == ".parquet" else None
        self._file = None if self._parquet else path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file) if self._file else None
        if self._csv:
            self._csv.writerow(_COLUMNS)

    def __enter__(self) -> TruthWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        if self._parquet:
            self._parquet.close()
        if self._file:
            self._file.close()

    def add(self, record: DemoRecord) -> None:
        self._rows.append(truth_row(record))
        self.count += 1
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._csv:
            self._csv.writerows(self._rows)
        elif self._parquet and self._rows:
            columns = [list(column) for column in zip(*self._rows, strict=True)]
            self._parquet.write_table(pa.table(columns, schema=_SCHEMA))
        self._rows = []


def read_truth(path: Path) -> Iterator[TruthRow]:
    """The rows of a truth file, in its order."""
    if path.suffix == ".parquet":
        for batch in pq.ParquetFile(path).iter_batches(_BATCH):
            for row in batch.to_pylist():
                yield TruthRow(**row)
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield TruthRow(row["system"], row["external_id"], int(row["person"]), row["trap"], row["damage"])


_PHONES = ("mobile", "home_phone", "office_phone", "phone")
_PAPERS = ("id_card", "passport", "hkmo_permit", "taiwan_permit", "residence_permit", "foreign_id")
_LENT_SITES = ("guest.booking.com", "m.expediapartnercentral.com", "agoda-messaging.com")


def phones_in(raw: dict[str, list[str]]) -> set[str]:
    """The digits of every telephone of a record, without +86; lent and masked numbers are nobody's."""
    found = set()
    for target in _PHONES:
        for text in raw.get(target, ()):
            if "*" in text or "转" in text:
                continue
            digits = "".join([sign for sign in text if sign.isdigit()])
            found.add(digits.removeprefix("86") if text.startswith("+86") else digits)
    return found


def emails_in(raw: dict[str, list[str]]) -> set[str]:
    """The mail boxes of a record: lower case, no plus tag, no dots in a Gmail name, none that a site lent."""
    found = set()
    for text in raw.get("email", ()):
        local, _, site = text.lower().partition("@")
        if site in _LENT_SITES:
            continue
        local = local.partition("+")[0]
        found.add(f"{local.replace('.', '') if site == 'gmail.com' else local}@{site}")
    return found


def sure_keys(raw: dict[str, list[str]]) -> set[str]:
    """Phones, mail boxes, papers and cards: what two records of one person may have in common."""
    keys = phones_in(raw) | emails_in(raw)
    for target in (*_PAPERS, "card_number"):
        keys.update([f"{target}:{number}" for number in raw.get(target, ())])
    return keys


def damaged_fields(first: dict[str, list[str]], second: dict[str, list[str]]) -> int:
    """How many fields both records fill and yet have no value in common; telephones are one field.

    A field that one of them lacks does not count, and letter case counts only in names.
    """
    count = 0
    mine, yours = phones_in(first), phones_in(second)
    if mine and yours and not mine & yours:
        count += 1
    for target in ("birth_date", "sex", "email", "company", "address", "plate", "wechat", *_PAPERS):
        if target in first and target in second and not set(first[target]) & set(second[target]):
            count += 1
    names = set(first["name"]) | set(first.get("latin_name", ()))
    others = set(second["name"]) | set(second.get("latin_name", ()))
    return count + (not names & others)


def is_hanzi_against_latin(first: dict[str, list[str]], second: dict[str, list[str]]) -> bool:
    """Whether one record has its name in signs only, and the other in Latin letters only."""
    return {_script(first), _script(second)} == {"signs", "latin"}


def _script(raw: dict[str, list[str]]) -> str:
    texts = raw["name"] + raw.get("latin_name", [])
    latin = [text.isascii() or "a" <= text[0].lower() <= "ž" for text in texts]
    if all(latin):
        return "latin"
    return "both" if any(latin) else "signs"


def shares(records: Iterable[DemoRecord]) -> dict[str, float]:
    """What a run really holds, measured on its raw records.

    `records`, `persons` and `pairs` are counts. Of persons: `duplicated` (two or more records) and
    `sharing_a_phone` (a number that stands on a record of somebody else too). Of duplicate pairs, all pairs
    of records of one person: `no_common_key`, `two_damaged`, `hanzi_against_latin`. Of records:
    `distinct_names` (different texts in `name`).
    """
    by_person: dict[int, list[dict[str, list[str]]]] = {}
    names: set[str] = set()
    on_phone: dict[str, set[int]] = {}
    count = 0
    for record in records:
        count += 1
        by_person.setdefault(record.person, []).append(record.raw)
        names.add(record.raw["name"][0])
        for phone in phones_in(record.raw):
            on_phone.setdefault(phone, set()).add(record.person)
    sharing = set().union(*(persons for persons in on_phone.values() if len(persons) > 1))
    pairs = no_key = two = scripts = 0
    for raws in by_person.values():
        for first, second in combinations(raws, 2):
            pairs += 1
            no_key += not sure_keys(first) & sure_keys(second)
            two += damaged_fields(first, second) >= 2
            scripts += is_hanzi_against_latin(first, second)
    persons, all_pairs = max(len(by_person), 1), max(pairs, 1)
    return {
        "records": count,
        "persons": len(by_person),
        "pairs": pairs,
        "duplicated": sum(len(raws) > 1 for raws in by_person.values()) / persons,
        "sharing_a_phone": len(sharing) / persons,
        "no_common_key": no_key / all_pairs,
        "two_damaged": two / all_pairs,
        "hanzi_against_latin": scripts / all_pairs,
        "distinct_names": len(names) / max(count, 1),
    }
