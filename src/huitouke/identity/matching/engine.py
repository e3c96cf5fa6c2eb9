"""The engine: all records of a table compared, by Splink over a database (`databases.py`).

A `Table` holds the records' columns and keys. It proposes pairs, has Splink reach the level of each comparison for all
of them at once, and weighs them with a model. Splink and its database are imported when a table is made, not before.
"""

import logging
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from huitouke.identity.matching.comparisons import COMPARISONS, FREQUENCIES, Comparison
from huitouke.identity.matching.databases import Database, DuckDatabase
from huitouke.identity.matching.doubting import doubt_sql, lacking_sql
from huitouke.identity.matching.features import (
    COLUMNS,
    LISTS,
    Features,
    blocking_keys,
    count_sharers,
    work_out,
)
from huitouke.identity.matching.model import Frequencies, Model
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.scorer import numbers_differ
from huitouke.identity.matching.splink_settings import SHARE_OF, settings_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from splink import Linker

Pair = tuple[int, int]

PAIRS_A_RULE: Final = 500_000
PAIRS_A_RECORD: Final = 2
"""Pairs that one blocking rule may propose: so many, or so many for each record of a large table. Its smallest blocks
are taken first, so that what a rule leaves out is what it tells least about."""

RAREST_SHARE: Final = 1e-5
"""Values rarer than this share of the records are all equally rare: no name is worth more than that it is rare."""

FEWEST_TELLINGS: Final = 1.5
"""A value counts as the rarest unless more records tell it."""

SHARE_COLUMNS: Final = tuple(sorted({column for columns in FREQUENCIES.values() for column in columns}))

ROWS_AT_ONCE: Final = 20_000

BITS: Final = "round(match_weight, 9)"
"""A weight without the digits in which databases differ, so that what weighs the same is in the same order."""


class Table:
    """The records of one run in a database, numbered from 0 in the order in which they came (`rid`)."""

    def __init__(
        self,
        rows: Iterable[MatchRow],
        *,
        sharers: Mapping[str, int] | None = None,
        database: Database | None = None,
    ) -> None:
        """`sharers` are the counts of `count_sharers` over all rows; who has them may tell the rows as a stream. The
        database, a DuckDB where none is given, is this table's from here on."""
        self.database = database if database is not None else DuckDatabase()
        self._size = 0
        try:
            told = self._read(rows, sharers)
        except BaseException:
            self.database.close()
            raise
        compared = [item for item in COMPARISONS if told.intersection(item.columns)]
        self.comparisons = compared or [COMPARISONS[0]]

    def __len__(self) -> int:
        return self._size

    def features(self, rids: Sequence[int]) -> list[Features]:
        """The columns of some records, in the order asked for."""
        import pyarrow as pa

        found = {
            rid: Features(*(_of(value, name) for name, value in zip(COLUMNS, told, strict=True)))
            for rid, *told in self.database.rows(
                f"select rid, {', '.join(COLUMNS)} from records semi join wanted using (rid)",
                wanted=pa.table({"rid": pa.array(rids, pa.int64())}),
            )
        }
        return [found[rid] for rid in rids]

    def numbers_of(self, record_ids: Sequence[str]) -> dict[str, int]:
        """By record id its number, of those that are here."""
        import pyarrow as pa

        return dict(
            self.database.rows(
                "select record_id, rid from records semi join wanted using (record_id)",
                wanted=pa.table({"record_id": pa.array(record_ids, pa.string())}),
            )
        )

    def close(self) -> None:
        """Ends its database."""
        self.database.close()

    def _read(self, rows: Iterable[MatchRow], sharers: Mapping[str, int] | None) -> set[str]:
        """Writes all rows; the columns that any of them tells. Without a row the tables stand empty."""
        if sharers is None:
            rows = list(rows)
            sharers = count_sharers(rows)
        stream = iter(rows)
        told: set[str] = set()
        is_first = True
        while (some := [work_out(row, sharers) for row in islice(stream, ROWS_AT_ONCE)]) or is_first:
            told |= self._write(self._size, some)
            self._size += len(some)
            is_first = False
        return told

    def _write(self, first: int, features: list[Features]) -> set[str]:
        """Writes some records and their keys; the columns that any of them tells."""
        import pyarrow as pa

        columns: dict[str, Any] = {"rid": pa.array(range(first, first + len(features)), pa.int64())}
        told = set()
        for name in COLUMNS:
            values = [value or None for value in map(attrgetter(name), features)]
            columns[name] = pa.array(values, pa.list_(pa.string()) if name in LISTS else pa.string())
            if columns[name].null_count < len(values):
                told.add(name)
        rids: array[int] = array("q")
        rules: list[str] = []
        parts: list[str] = []
        for rid, row in enumerate(features, first):
            keys = blocking_keys(row)
            rids.extend([rid] * len(keys))
            rules += [rule for rule, _value in keys]
            parts += [value for _rule, value in keys]
        told_keys = pa.table(
            {
                "rid": pa.array(rids, pa.int64()),
                "rule": pa.array(rules, pa.string()),
                "value": pa.array(parts, pa.string()),
            }
        )
        self.database.append("records", "select * from told_records", told_records=pa.table(columns))
        self.database.append(
            "keys", "select rid, rule, hash(rule, value) as key from told_keys", told_keys=told_keys
        )
        return told

    def write_owners(self, guests: Sequence[int], entities: Sequence[int], shared: Sequence[bool]) -> None:
        """Says of each record whose it is, in the order of the records: the number of a guest, that of the legal entity
        which knows the guest (0 for all of them), and whether the guest agreed to be known by the others."""
        import pyarrow as pa

        told = pa.table(
            {
                "rid": pa.array(range(len(self)), pa.int64()),
                "guest": pa.array(guests, pa.int64()),
                "entity": pa.array(entities, pa.int32()),
                "shared": pa.array(shared, pa.bool_()),
            }
        )
        self.database.make("owners", "select * from told_owners", told_owners=told)

    def keep_pairs_across(self) -> int:
        """Leaves of `pairs` those of different guests who may become one, and says how many they are. The rule is
        `identity.togetherness.may_be_one`, on numbers."""
        # One owner after the other: given both at once, an optimiser may join owners with owners first, which is every
        # guest of an entity with every other.
        self.database.make(
            "pairs",
            """
            select p.*, a.guest as guest_l, a.entity as entity_l, a.shared as shared_l
            from pairs p join owners a on a.rid = p.join_key_l
            """,
        )
        self.database.make(
            "pairs",
            """
            select p.join_key_l, p.join_key_r, p.match_key from pairs p join owners b on b.rid = p.join_key_r
            where p.guest_l <> b.guest
              and (p.entity_l = 0 or b.entity = 0 or p.entity_l = b.entity or (p.shared_l and b.shared))
            """,
        )
        return self.count("pairs")

    def propose_pairs(self) -> int:
        """Writes the table `pairs` of all that the blocking rules bring together, and says how many they are."""
        budget = max(PAIRS_A_RULE, PAIRS_A_RECORD * len(self))
        self.database.make(
            "blocks",
            "select rule, key, count(*) as records from keys group by rule, key having count(*) > 1",
        )
        self.database.make(
            "limits",
            f"""
            select rule, max(records) as largest from (
                select rule, records, sum(sum(records * (records - 1) / 2)) over (
                    partition by rule order by records) as pairs
                from blocks group by rule, records)
            where pairs <= {budget} group by rule
            """,
        )
        self.database.make(
            "pairs",
            """
            select distinct a.rid as join_key_l, b.rid as join_key_r, '0' as match_key
            from blocks join limits using (rule) join keys a using (key) join keys b using (key)
            where blocks.records <= limits.largest and a.rid < b.rid
            """,
        )
        return self.count("pairs")

    def count(self, table: str) -> int:
        """Rows of one of the run's own tables."""
        return int(self.database.rows(f"select count(*) from {table}")[0][0])

    def pairs_from(self, name: str, left: "npt.NDArray[np.int64]", right: "npt.NDArray[np.int64]") -> None:
        """Writes a table of given pairs of record numbers, the smaller one first."""
        import pyarrow as pa

        given = pa.table(
            {
                "join_key_l": pa.array(left),
                "join_key_r": pa.array(right),
                "number": pa.array(range(len(left)), pa.int64()),
            }
        )
        self.database.make(name, "select *, '0' as match_key from given_pairs", given_pairs=given)

    def not_linking(self, pairs: str, model: Model | None) -> tuple[list[Pair], list[Pair]]:
        """Of a table of pairs those that are kept apart, and those that are no links by themselves. Kept apart are all
        whom verified numbers tell apart and, with a model, all that contradict each other; no links are then those of
        which nothing agrees that one person alone has."""
        doubt, lacking = (doubt_sql(model), lacking_sql(model)) if model is not None else ("false", "false")
        sides = (
            f"(select {', '.join(f'{name} as {name}_{side}' for name in ('rid', *COLUMNS))} from records) {side}"
            for side in "lr"
        )
        found = self.database.rows(
            f"select rid_l, rid_r, {doubt} as doubt, {lacking} as lacking, documents_l, documents_r from {pairs} p"
            f" join {next(sides)} on rid_l = p.join_key_l join {next(sides)} on rid_r = p.join_key_r"
            f" where {doubt} or {lacking} or list_has_any(document_kinds_l, document_kinds_r)"
        )
        apart = [
            (one, two)
            for one, two, is_doubtful, _is_lacking, mine, yours in found
            if is_doubtful or numbers_differ(mine or (), yours or ())
        ]
        return apart, [(one, two) for one, two, _is_doubtful, is_lacking, *_rest in found if is_lacking]

    def count_shares(self, *, fewest: float = FEWEST_TELLINGS) -> Frequencies:
        """Counts how common each value is among the records that tell its column, and writes `frame`. Values that fewer
        records tell than `fewest` are all equally rare and stand in no list."""
        floor = max(fewest / max(len(self), 2), RAREST_SHARE)
        shares: dict[str, dict[str, float]] = {}
        for column in SHARE_COLUMNS:
            found = self.database.rows(
                f"select {column}, count(*) / sum(count(*)) over () as share from records"
                f" where {column} is not null group by {column} qualify share > {floor!r} order by share desc, {column}"
            )
            shares[column] = {value: float(share) for value, share in found}
        self.write_frame(Frequencies(floor, shares, {}))
        averages = ", ".join(
            f"avg({SHARE_OF}{frequency}) filter (where {' and '.join(f'{part} is not null' for part in parts)})"
            for frequency, parts in FREQUENCIES.items()
        )
        [bases] = self.database.rows(f"select {averages} from frame")
        return Frequencies(
            floor, shares, {name: base or 1.0 for name, base in zip(FREQUENCIES, bases, strict=True)}
        )

    def write_frame(self, frequencies: Frequencies) -> None:
        """Writes `frame`: the records with the share of each value beside them, as Splink reads them, and of each kind
        of share (`of_…`) those that there are."""
        import pyarrow as pa

        floor, shares = frequencies.floor, frequencies.shares
        columns = SHARE_COLUMNS
        told = [
            (column, value, share) for column, counted in shares.items() for value, share in counted.items()
        ]
        names, values, parts = zip(*told, strict=True) if told else ((), (), ())
        told_shares = pa.table(
            {"name": pa.array(names, pa.string()), "value": pa.array(values, pa.string()),
             "share": pa.array(parts, pa.float64())}
        )  # fmt: skip
        of = {column: f"coalesce(s_{column}.share, {floor!r}::double)" for column in columns}
        shown = []
        for frequency, (first, *rest) in FREQUENCIES.items():
            share = f"greatest({of[first]}, {' * '.join(of[part] for part in rest)})" if rest else of[first]
            shown.append(f"{share} as {SHARE_OF}{frequency}")
        joins = " ".join(
            f"left join told_shares s_{column} on s_{column}.name = '{column}' and s_{column}.value = r.{column}"
            for column in columns
        )
        self.database.make(
            "frame", f"select r.*, {', '.join(shown)} from records r {joins}", told_shares=told_shares
        )
        for column in self._share_columns():
            self.database.make(
                f"of_{column}", f"select distinct {column}, {column} as tf_{column} from frame"
            )

    @contextmanager
    def weighed(self, pairs: str, model: Model, *, above: float | None = None) -> "Iterator[str]":
        """The name of Splink's answer for a table of pairs: `match_weight` in bits, `rid_l`, `rid_r`, and of each
        comparison `mw_…`, the weight of the level reached, and `mw_tf_adj_…`, what its value's frequency adds. With
        `above`, a weight in bits, only the pairs at and above it, and only their whole weight. Dropped at the end."""
        with _quiet():
            linker = self.linker(pairs, model, detailed=above is None)
            found = linker.inference.predict(threshold_match_weight=above, warning_mode="never")
        try:
            yield found.physical_name
        finally:
            found.drop_table_from_database_and_remove_from_cache()

    def links(self, pairs: str, model: Model, *, above: float) -> list[tuple[int, int, float]]:
        """(record, record, bits) of the pairs of a table at and above a weight, the weightiest first."""
        with self.weighed(pairs, model, above=above) as found:
            return self.database.rows(
                f"select rid_l, rid_r, {BITS} as bits from {found} order by bits desc, rid_l, rid_r"
            )

    def bits(self, pairs: str, model: Model) -> "npt.NDArray[np.float64]":
        """The weights of a table made by `pairs_from`, in its order."""
        with self.weighed(pairs, model, above=-1e6) as found:
            bits: npt.NDArray[np.float64] = self.database.arrays(
                f"select {BITS} as bits from {pairs} p join {found} f"
                " on f.rid_l = p.join_key_l and f.rid_r = p.join_key_r order by p.number"
            )["bits"]
        return bits

    def linker(self, pairs: str, model: Model, *, detailed: bool) -> "Linker":
        """Splink over `frame`, about to weigh a table of pairs; `detailed` where what each comparison adds counts."""
        from splink import Linker

        # What nothing was learnt about weighs nothing, as for the scorer.
        known = [item for item in self.comparisons if item.code in model.weights]
        api = self.database.splink()
        linker = Linker(
            api.register("frame"),
            settings_of(model, known, detailed=detailed, words=self.database.words),
            log_level=None,
            validate_settings=False,
        )
        for column in self._share_columns():
            linker.table_management.register_term_frequency_lookup(api.register(f"of_{column}"), column)
        linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
        return linker

    def _share_columns(self) -> list[str]:
        used = {level.frequency for item in self.comparisons for level in item.levels if level.frequency}
        return [f"{SHARE_OF}{frequency}" for frequency in sorted(used)]


def number_of(comparison: Comparison, level: str) -> int:
    """The `gamma` by which Splink numbers a level: the last one is 0."""
    codes = [item.code for item in comparison.levels]
    return len(codes) - 1 - codes.index(level)


def _of(value: Any, column: str) -> Any:
    """A value as Features hold it."""
    return tuple(value or ()) if column in LISTS else value or ""


@contextmanager
def _quiet() -> "Iterator[None]":
    """Keeps Splink's running commentary out of our logs."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
