"""Spark and DuckDB are one engine: the same pairs, weights, doubts and persons from the same records."""

import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import invalidate_caches
from pathlib import Path
from typing import Any, Final

from huitouke.identity.matching.clustering import Persons
from huitouke.identity.matching.databases import Database, DuckDatabase, EngineMissing
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.model import Model
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.spark_database import SparkDatabase, require_spark
from huitouke.identity.matching.training import train
from huitouke.testing.default_model import rows as make_believe
from huitouke.testing.proofs.installation import installation, last_json
from huitouke.testing.sources import REPOSITORY

Progress = Callable[[str, int, int | None], None]

RECORDS: Final = 20_000
MASTER: Final = "local[2]"
BITS: Final = 1e-6
"""Two weights of one pair may differ by no more."""
WORDS: Final = 20_000
HOUSE: Final = 2_000
SIGNS: Final = "abcdeilmnorsuxyz  äöß李晓明敏王盛泽丝绸あいうкирил😀"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one engine found: pairs proposed, and kept between guests; each pair's weight in bits; the pairs kept apart,
    and those that are no links by themselves; the persons at both thresholds; the measures of drawn words."""

    proposed: set[tuple[int, int]]
    across: set[tuple[int, int]]
    bits: dict[tuple[int, int], float]
    apart: set[tuple[int, int]]
    lacking: set[tuple[int, int]]
    linked: set[tuple[int, ...]]
    asked: set[tuple[int, ...]]
    measures: list[tuple[Any, ...]]
    features: list[Any]
    seconds: float


def prove_spark(*, progress: Progress | None = None, records: int = RECORDS) -> dict[str, Any]:
    """Learn on `records` make-believe records, compare them with that model in DuckDB and in Spark on two cores, and
    hold both against each other, pair by pair; then let a whole run over a house be done by Spark, after which DuckDB
    may find nothing left to do. Installs the extra where it is not there; without Java it fails.

    `tried` counts pairs proposed, weights, doubts, persons, measures of words (half of them alike by design, in six
    scripts) and the merges of the house; `failed` what differs, a weight by more than 1e-6 bits."""
    try:
        bring_spark()
    except EngineMissing as error:
        return {"tried": 0, "failed": 1, "failures": [f"Spark cannot run on this machine: {error.reason}"]}
    rows = make_believe()[:records]
    words = _drawn_words()
    _say(progress, "DuckDB", 0)
    model, one = _in_duckdb(rows, words)
    _say(progress, "Spark", 1)
    with tempfile.TemporaryDirectory(prefix="huitouke-spark-") as folder:
        with _spark(Path(folder)) as database:
            other = _seen(rows, model, words, database)
        left = [path.name for path in Path(folder).rglob("*.parquet")]
    failures = _differences(one, other)
    failures += [f"{len(left)} files of guests' data were left behind"] if left else []
    _say(progress, "a house", 2)
    house, faults = _house(HOUSE)
    return {
        "tried": len(one.proposed | other.proposed) + len(one.across) + len(one.bits) + len(one.apart)
        + len(one.lacking) + len(one.linked) + len(one.asked) + len(one.measures) + house["merged"] + house["proposed"],
        "failed": len(failures) + len(faults),
        "failures": (failures + faults)[:20],
        "records": len(rows),
        "pairs": len(one.proposed),
        "largest_difference_in_bits": max(
            (abs(bits - other.bits.get(pair, bits)) for pair, bits in one.bits.items()), default=0.0
        ),
        "persons": len(one.linked),
        "seconds_duckdb": round(one.seconds, 1),
        "seconds_spark": round(other.seconds, 1),
        "house": house,
    }  # fmt: skip


def bring_spark() -> None:
    """Installs the extra where it is missing, by the launcher, as anybody would. EngineMissing where Spark still cannot
    run: without Java, or where the installation failed."""
    try:
        require_spark()
    except EngineMissing as error:
        if error.reason != "package":
            raise
        subprocess.run([REPOSITORY / "huitouke", "extra", "spark"], check=False, stdout=subprocess.DEVNULL)
        invalidate_caches()
        require_spark()


def _say(progress: Progress | None, step: str, done: int) -> None:
    if progress is not None:
        progress(step, done, 3)


@contextmanager
def _spark(folder: Path) -> Iterator[SparkDatabase]:
    # The table that reads into it closes it.
    yield SparkDatabase(master=MASTER, folder=f"file://{folder}", scratch=folder)


def _in_duckdb(rows: Sequence[MatchRow], words: Sequence[tuple[str, str]]) -> tuple[Model, Seen]:
    table = Table(rows)
    try:
        model = train(table)
    finally:
        table.close()
    return model, _seen(rows, model, words, DuckDatabase())


def _seen(
    rows: Sequence[MatchRow], model: Model, words: Sequence[tuple[str, str]], database: Database
) -> Seen:
    """The whole way of a run over all, in one database, which is closed at the end."""
    import pyarrow as pa

    began = time.monotonic()
    table = Table(rows, database=database)
    try:
        table.write_frame(model.frequencies)
        table.propose_pairs()
        proposed = set(database.rows("select join_key_l, join_key_r from pairs"))
        persons = Persons(table, model, lowest=model.ask_at)
        linked, asked = (_sorted(persons.at(threshold)) for threshold in (model.link_at, model.ask_at))
        bits = {(left, right): bits for left, right, bits in table.links("pairs", model, above=-1e6)}
        apart, lacking = table.not_linking("pairs", model)
        # Guests of two records each, of three legal entities and the group, every other one shared.
        places = range(len(table))
        table.write_owners(
            [at // 2 for at in places], [at // 2 % 4 for at in places], [at % 4 < 2 for at in places]
        )
        table.keep_pairs_across()
        across = set(database.rows("select join_key_l, join_key_r from pairs"))
        measures = database.rows(
            "select l, r, jaro_winkler_similarity(l, r) as similarity, damerau_levenshtein(l, r) as distance from words"
            " order by place",
            words=pa.table(
                {"place": range(len(words)), "l": [one for one, _ in words], "r": [two for _, two in words]}
            ),
        )
        features = table.features(range(0, len(table), 100))
        seconds = time.monotonic() - began
        return Seen(
            proposed, across, bits, set(apart), set(lacking), linked, asked, measures, features, seconds
        )
    finally:
        table.close()


def _sorted(groups: Sequence[Sequence[int]]) -> set[tuple[int, ...]]:
    return {tuple(sorted(group)) for group in groups}


def _differences(one: Seen, other: Seen) -> list[str]:
    failures = []
    for what in ("proposed", "across", "apart", "lacking", "linked", "asked"):
        for found in sorted(getattr(one, what) ^ getattr(other, what)):
            failures.append(f"{what}: {found} in one engine alone")
    for pair, bits in one.bits.items():
        if abs(bits - other.bits.get(pair, float("inf"))) > BITS:
            failures.append(f"bits of {pair}: {bits} and {other.bits.get(pair)}")
    for mine, yours in zip(one.measures, other.measures, strict=True):
        if mine[:2] != yours[:2] or mine[3] != yours[3] or abs(mine[2] - yours[2]) > 1e-12:
            failures.append(f"measures of drawn words: {mine} and {yours}")
    failures += [
        "columns read back differ" for a, b in zip(one.features, other.features, strict=True) if a != b
    ]
    return failures


def _drawn_words() -> list[tuple[str, str]]:
    """Pairs of words in six scripts, half of them a slip or two apart."""
    draw = random.Random(20261122)
    pairs = []
    for number in range(WORDS):
        word = "".join(draw.choices(SIGNS, k=draw.randint(1, 14)))
        other = "".join(draw.choices(SIGNS, k=draw.randint(1, 14)))
        if number % 2:
            signs = list(word)
            for _ in range(draw.randint(1, 3)):
                place = draw.randrange(len(signs))
                signs.insert(place, signs.pop(draw.randrange(len(signs))))
                signs[place] = draw.choice((signs[place], draw.choice(SIGNS)))
            other = "".join(signs)
        pairs.append((word, other))
    return pairs


def _house(guests: int) -> tuple[dict[str, Any], list[str]]:
    """A run over a house by Spark alone, by the settings that an operator makes, and what is left to do for DuckDB."""
    with installation(is_empty=True) as one:
        one.run("load-demo", f"--guests={guests}", "--branches=1", "--seed=20261101")
        one.run("match", "rows")
        one.environment |= {"HUITOUKE_MATCHING_ENGINE": "spark", "HUITOUKE_SPARK_MASTER": MASTER}
        by_spark = last_json(one.run("match", "run", "--full", "--json").stdout)
        left = [path.name for path in (one.home / "matching").rglob("*.parquet")]
        one.environment["HUITOUKE_MATCHING_ENGINE"] = "duckdb"
        by_duckdb = last_json(one.run("match", "run", "--full", "--json").stdout)
    faults = [f"{len(left)} files of guests' data were left behind by the run"] if left else []
    if not by_spark["merged"] or not by_spark["proposed"]:
        faults.append(f"Spark found nobody twice in the house: {by_spark}")
    if by_duckdb["merged"] or by_duckdb["proposed"]:
        faults.append(f"DuckDB found more than Spark: {by_duckdb}")
    return {**by_spark, "left_for_duckdb": by_duckdb["merged"] + by_duckdb["proposed"]}, faults
