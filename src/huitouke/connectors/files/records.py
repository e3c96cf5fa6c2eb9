"""One door to every file: each row or card as a raw guest, company or room."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from huitouke.connectors.files.card_guests import is_picture, raw_guest_of
from huitouke.connectors.files.detect import Kind, detect_kind
from huitouke.connectors.files.errors import REJECTING, Problem
from huitouke.connectors.files.headers import propose_mapping
from huitouke.connectors.files.mapping import ColumnTarget, MapLine, Mapping, apply
from huitouke.connectors.files.tables import Table, open_table
from huitouke.connectors.files.targets import EXTRA, IGNORE, RawGuest
from huitouke.connectors.files.vcards import count_cards, read_cards
from huitouke.guests.values.prepared import Issue

SAMPLE_SIZE: Final = 200
Propose = Callable[[Sequence[str], Sequence[Sequence[str]]], Mapping]
"""From the columns of a table and its first rows to what the columns mean."""
OVERFLOW: Final = EXTRA + "overflow"
"""Where the cells beyond the last column are kept."""


class Record(NamedTuple):
    """One row or card: its 1-based number in the file, what it says of a guest, what was odd about it.

    A record with a problem of `errors.REJECTING` must not be taken; its raw guest may lack cells.
    """

    number: int
    raw: RawGuest
    problems: list[Problem]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was odd about it, in the words of a report."""
        return tuple(
            Issue("", code, code in REJECTING, {name: str(value) for name, value in data.items()})
            for code, data in self.problems
        )


class Records(Protocol):
    """An opened file of guests. Iterating reads the file anew each time, one record at a time."""

    @property
    def kind(self) -> Kind: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def columns(self) -> list[str]: ...
    @property
    def mapping(self) -> Mapping: ...
    @property
    def row_count(self) -> int | None: ...
    @property
    def row_estimate(self) -> int: ...
    def sample(self, n: int) -> list[Record]: ...
    def under(self, mapping: Mapping) -> "Records": ...
    def originals(self) -> Iterator[tuple[int, list[str]]]:
        """Each record's number, and what stands in the file: the cells of a row, or the text of a card as one."""
        ...

    def __iter__(self) -> Iterator[Record]: ...


def open_records(
    path: Path | str,
    mapping: Mapping | None = None,
    sheet: str | None = None,
    *,
    said: list[MapLine] | None = None,
    propose: Propose = propose_mapping,
) -> Records:
    """Open a file of any kind.

    Without `mapping` the columns are recognised by themselves (`propose`); `said` (see `mapping.read_map`) is laid over
    that. Raises `UnreadableFile`, also for a vCard of anything but guests."""
    path = Path(path)
    if detect_kind(path) == "vcard" and propose is propose_mapping:
        return CardRecords(path, mapping, said)
    return TableRecords(open_table(path, sheet), mapping, said, propose)


class TableRecords:
    """The rows of a table under a mapping."""

    def __init__(
        self, table: Table, mapping: Mapping | None, said: list[MapLine] | None, propose: Propose
    ) -> None:
        self.table = table
        self._propose = propose
        if mapping is None:
            sample = [row.cells for row in islice(table.rows(), SAMPLE_SIZE)]
            mapping = propose(table.columns, sample)
        else:
            mapping = _in_order(mapping, table.columns)
        self.mapping = mapping.with_map(said) if said else mapping
        self.kind = table.kind
        self.encoding = table.encoding
        self.columns = table.columns
        self.row_count = table.row_count
        self.row_estimate = table.row_estimate

    def sample(self, n: int) -> list[Record]:
        return list(islice(self, n))

    def under(self, mapping: Mapping) -> Records:
        """The same opened file under another meaning of its columns."""
        return TableRecords(self.table, mapping, None, self._propose)

    def originals(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells, overflow, _problems in self.table.rows():
            yield number, [*cells, *overflow]

    def __iter__(self) -> Iterator[Record]:
        raw_guest = apply(self.mapping)
        make = tuple.__new__
        for number, cells, overflow, problems in self.table.rows():
            raw = raw_guest(cells)
            if overflow:
                raw[OVERFLOW] = [cell for cell in overflow if cell]
            yield make(Record, (number, raw, list(problems)))


class CardRecords:
    """The cards of a vCard file; its columns are the extras that its first cards hold."""

    kind: Final = "vcard"
    encoding: Final = None

    def __init__(self, path: Path, mapping: Mapping | None, said: list[MapLine] | None) -> None:
        self._path = path
        self.row_count: int = count_cards(path)
        self.row_estimate = self.row_count
        extras: dict[str, None] = {}
        for card in islice(read_cards(path), SAMPLE_SIZE):
            extras |= {
                target.removeprefix(EXTRA): None
                for target in raw_guest_of(card)[0]
                if target.startswith(EXTRA)
            }
        self.columns = list(extras)
        own = Mapping(tuple(ColumnTarget(column, EXTRA + column, 1.0, "vCard") for column in self.columns))
        mapping = _in_order(mapping, self.columns) if mapping else own
        self.mapping = mapping.with_map(said) if said else mapping
        self._moved = {
            EXTRA + one.column: one.target for one in self.mapping.columns if one.target != EXTRA + one.column
        }

    def sample(self, n: int) -> list[Record]:
        return list(islice(self, n))

    def under(self, mapping: Mapping) -> Records:
        """The same file under another meaning of its extras."""
        return CardRecords(self._path, mapping, None)

    def originals(self) -> Iterator[tuple[int, list[str]]]:
        for card in read_cards(self._path):
            yield card.number, ["\r\n".join(line for line in card.lines if not is_picture(line))]

    def __iter__(self) -> Iterator[Record]:
        for card in read_cards(self._path):
            raw, problems = raw_guest_of(card)
            for extra, target in self._moved.items():
                if extra in raw:
                    values = raw.pop(extra)
                    if target != IGNORE:
                        raw.setdefault(target, []).extend(values)
            yield Record(card.number, raw, problems)


def _in_order(mapping: Mapping, columns: list[str]) -> Mapping:
    """A stored mapping laid on the columns of this file, in their order; columns it does not name are
    kept."""
    stored = {one.column: one for one in mapping.columns}
    return replace(
        mapping,
        columns=tuple(
            stored.get(column, ColumnTarget(column, EXTRA + column, 0.0, "not in the map"))
            for column in columns
        ),
    )
