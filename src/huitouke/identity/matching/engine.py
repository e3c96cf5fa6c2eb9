"""The engine: all records of a table compared, by Splink over DuckDB.

A `Table` holds the records' columns and keys. It proposes pairs, has Splink reach the level of each comparison for all
of them at once, and weighs them with a model. Splink and DuckDB are imported here and only here, when a table is made.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from huitouke.identity.matching.comparisons import COMPARISONS, FREQUENCIES, Comparison
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
from huitouke.identity.matching.scorer import doubts, forbids

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    import numpy as np
    import numpy.typing as npt

PAIRS_A_RULE: Final = 500_000
PAIRS_A_RECORD: Final = 2
"""Pairs that one blocking rule may propose: so many, or so many for each record of a large table. Its smallest blocks
are taken first, so that what a rule leaves out is what it tells least about."""

RAREST_SHARE: Final = 1e-5
"""Values rarer than this share of the records are all equally rare: no name is worth more than that it is rare."""

_SHARE_OF: Final = "share_of_"
"""Beginning of the frame's columns of shares. Splink looks the share of a value up in a table of its own; here the
value looked up is the share itself, because a name's share comes from several columns."""

ROWS_AT_ONCE: Final = 20_000


class Table:
    """The records of one run in an in-memory database, numbered from 0 in the order in which they came (`rid`)."""

    def __init__(self, rows: Sequence[MatchRow], *, memory: str = "3GB", threads: int = 2) -> None:
        import duckdb

        self.rows = rows
        self._sharers = count_sharers(rows)
        self.connection = duckdb.connect(":memory:", config={"memory_limit": memory, "threads": threads})
        self.connection.execute(
            f"create table records (rid bigint, {', '.join(f'{name} {_kind(name)}' for name in COLUMNS[1:])});"
            "create table keys (rid bigint, rule varchar, key ubigint)"
        )
        told: set[str] = set()
        for first in range(0, len(rows), ROWS_AT_ONCE):
            told |= self._write(first, [self.features(rid) for rid in range(first, len(rows))[:ROWS_AT_ONCE]])
        self.comparisons = [item for item in COMPARISONS if told.intersection(item.columns)]

    def __len__(self) -> int:
        return len(self.rows)

    def features(self, rid: int) -> Features:
        """The columns of one record."""
        return work_out(self.rows[rid], self._sharers)

    def close(self) -> None:
        """Gives the memory back."""
        self.connection.close()

    def _write(self, first: int, features: list[Features]) -> set[str]:
        """Writes some records and their keys; the columns that any of them tells."""
        import pyarrow as pa

        columns: dict[str, Any] = {"rid": pa.array(range(first, first + len(features)), pa.int64())}
        told = set()
        for name in COLUMNS[1:]:
            values = [_or_none(getattr(row, name)) for row in features]
            columns[name] = pa.array(values, pa.list_(pa.string()) if name in LISTS else pa.string())
            if columns[name].null_count < len(values):
                told.add(name)
        keys = [
            (rid, rule, value)
            for rid, row in enumerate(features, first)
            for rule, value in blocking_keys(row)
        ]
        rids, rules, parts = zip(*keys, strict=True) if keys else ((), (), ())
        told_keys = pa.table(
            {
                "rid": pa.array(rids, pa.int64()),
                "rule": pa.array(rules, pa.string()),
                "value": pa.array(parts, pa.string()),
            }
        )
        with self._beside(told_records=pa.table(columns), told_keys=told_keys):
            self.connection.execute(
                "insert into records by name select * from told_records;"
                "insert into keys select rid, rule, hash(rule, value) from told_keys"
            )
        return told

    @contextmanager
    def _beside(self, **tables: Any) -> "Iterator[None]":
        """Arrow tables that the database reads by name for a while."""
        for name, table in tables.items():
            self.connection.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self.connection.unregister(name)

    def propose_pairs(self) -> int:
        """Writes the table `pairs` of all that the blocking rules bring together, and says how many they are."""
        budget = max(PAIRS_A_RULE, PAIRS_A_RECORD * len(self))
        self.connection.execute(
            """
            create or replace table blocks as
            select rule, key, count(*) as records from keys group by rule, key having count(*) > 1;
            create or replace table limits as
            select rule, max(records) as largest from (
                select rule, records, sum(sum(records * (records - 1) / 2)) over (
                    partition by rule order by records) as pairs
                from blocks group by rule, records)
            where pairs <= ? group by rule;
            """,
            [budget],
        )
        self.connection.execute(
            """
            create or replace table pairs as
            select distinct a.rid as join_key_l, b.rid as join_key_r, '0' as match_key
            from blocks join limits using (rule) join keys a using (key) join keys b using (key)
            where blocks.records <= limits.largest and a.rid < b.rid
            """
        )
        return self.count("pairs")

    def count(self, table: str) -> int:
        """Rows of one of the run's own tables."""
        found = self.connection.table(table).count("*").fetchone()
        return int(found[0]) if found else 0

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
        with self._beside(given_pairs=given):
            self.connection.execute(
                f"create or replace table {name} as select *, '0' as match_key from given_pairs"
            )

    def doubtful_among(self, rids: Sequence[int], model: Model) -> list[tuple[int, int]]:
        """The pairs, as places in `rids`, that do not link by themselves for what they contradict each other in."""
        features = list(enumerate(map(self.features, rids)))
        return [
            (one, two)
            for (one, left), (two, right) in combinations(features, 2)
            if doubts(left, right, model)
        ]

    def forbidden_among(self, rids: Sequence[int]) -> list[tuple[int, int]]:
        """The pairs, as places in `rids`, that verified numbers of one lifelong kind keep apart."""
        holders = [(place, self.features(rid)) for place, rid in enumerate(rids) if self.rows[rid].documents]
        return [(one, two) for (one, left), (two, right) in combinations(holders, 2) if forbids(left, right)]

    def write_frame(self) -> Frequencies:
        """Counts how common each value is among the records that tell its column, and writes `frame`: the records with
        the share of each value beside them, as Splink reads them."""
        import pyarrow as pa

        floor = max(1.5 / max(len(self), 2), RAREST_SHARE)
        columns = sorted({column for columns in FREQUENCIES.values() for column in columns})
        shares: dict[str, dict[str, float]] = {}
        for column in columns:
            found = self.connection.execute(
                f"select {column}, count(*) / sum(count(*)) over () as share from records"
                f" where {column} is not null group by {column} qualify share > ? order by share desc, {column}",
                [floor],
            ).fetchall()
            shares[column] = {value: float(share) for value, share in found}
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
            shown.append(f"{share} as {_SHARE_OF}{frequency}")
        joins = " ".join(
            f"left join told_shares s_{column} on s_{column}.name = '{column}' and s_{column}.value = r.{column}"
            for column in columns
        )
        with self._beside(told_shares=told_shares):
            self.connection.execute(
                f"create or replace table frame as select r.*, {', '.join(shown)} from records r {joins}"
            )
        averages = ", ".join(
            f"avg({_SHARE_OF}{frequency}) filter (where {' and '.join(f'{part} is not null' for part in parts)})"
            for frequency, parts in FREQUENCIES.items()
        )
        bases = self.connection.execute(f"select {averages} from frame").fetchone() or ()
        return Frequencies(
            floor, shares, {name: base or 1.0 for name, base in zip(FREQUENCIES, bases, strict=True)}
        )

    @contextmanager
    def weighed(
        self, pairs: str, model: Model, *, above: float | None = None
    ) -> "Iterator[duckdb.DuckDBPyRelation]":
        """Splink's answer for a table of pairs: `match_weight` in bits, `rid_l`, `rid_r`, and of each comparison
        `mw_…`, the weight of the level reached, and `mw_tf_adj_…`, what its value's frequency adds. With `above`, a
        weight in bits, only the pairs at and above it, and only their whole weight. Dropped at the end."""
        from splink import DuckDBAPI, Linker

        with _quiet():
            api = DuckDBAPI(self.connection)
            linker = Linker(
                api.register("frame"),
                settings_of(model, self.comparisons, detailed=above is None),
                log_level=None,
                validate_settings=False,
            )
            for column in self._share_columns():
                self.connection.execute(
                    f"create or replace table of_{column} as"
                    f" select distinct {column}, {column} as tf_{column} from frame"
                )
                linker.table_management.register_term_frequency_lookup(api.register(f"of_{column}"), column)
            linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
            found = linker.inference.predict(threshold_match_weight=above, warning_mode="never")
        try:
            yield found.as_duckdbpyrelation()
        finally:
            found.drop_table_from_database_and_remove_from_cache()

    def _share_columns(self) -> list[str]:
        used = {level.frequency for item in self.comparisons for level in item.levels if level.frequency}
        return [f"{_SHARE_OF}{frequency}" for frequency in sorted(used)]


def settings_of(model: Model, comparisons: Iterable[Comparison], *, detailed: bool) -> dict[str, Any]:
    """The model in Splink's words. Splink weighs a frequent value against the level's u; ours is weighed against the
    average of all records, which is why u is told as that average there and m with it: their quotient stays."""
    told = []
    for comparison in comparisons:
        levels: list[dict[str, Any]] = [
            {"sql_condition": comparison.unknown.sql, "label_for_charts": "unknown", "is_null_level": True}
        ]
        for level in comparison.levels:
            weight = model.weights[comparison.code][level.code]
            share = model.frequencies.bases[level.frequency] if level.frequency else weight.other_share
            told_level: dict[str, Any] = {
                "sql_condition": level.condition.sql if level.condition else "ELSE",
                "label_for_charts": level.code,
                "m_probability": weight.same_share / weight.other_share * share,
                "u_probability": share,
            }
            if level.frequency:
                told_level |= {
                    "tf_adjustment_column": f"{_SHARE_OF}{level.frequency}",
                    "tf_adjustment_weight": 1.0,
                    "disable_tf_exact_match_detection": True,
                }
            levels.append(told_level)
        told.append({"output_column_name": comparison.code, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "rid",
        "comparisons": told,
        "blocking_rules_to_generate_predictions": [],
        "probability_two_random_records_match": model.prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": detailed,
    }


def number_of(comparison: Comparison, level: str) -> int:
    """The `gamma` by which Splink numbers a level: the last one is 0."""
    codes = [item.code for item in comparison.levels]
    return len(codes) - 1 - codes.index(level)


def _kind(column: str) -> str:
    return "varchar[]" if column in LISTS else "varchar"


def _or_none(value: str | tuple[str, ...]) -> str | list[str] | None:
    if not value:
        return None
    return list(value) if isinstance(value, tuple) else value


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
