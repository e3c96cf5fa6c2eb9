"""Benches of matching, over one copy of the database: `match_full`, all records compared for the first time;
`match_day`, those of one more day; `match_live`, who it may be while somebody types."""

import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final

import psycopg

from huitouke.cli.wiring import own_command
from huitouke.testing.bench.database import Template, copied, places
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import BenchHome, connected_to
from huitouke.testing.bench.http import time_alone
from huitouke.testing.bench.importing import timed_import, told_by
from huitouke.testing.bench.lines import BenchLine, of_rate, of_times
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.meters import CpuMeter, MemoryMeter
from huitouke.testing.bench.pages import ALONE, WARM_UP, Bare
from huitouke.testing.bench.records import branch_codes, filed, guests, write_file
from huitouke.testing.bench.site import Site, running_site

FULL: Final = "match_full"
DAY: Final = "match_day"
LIVE: Final = "match_live"
NAMES: Final = (FULL, DAY, LIVE)
DAY_ROWS: Final = 2_000
CANDIDATES: Final = "/api/v1/guests/candidates"
_DAY_SEED: Final = 31
_LOOKUPS: Final = 8
"""Look-ups of the bare view beside the candidates: a query for the session and the rights, and one for each step."""

_KNOWN: Final = """
SELECT coalesce(nullif(hanzi, ''), concat_ws(' ', given, family)), phones[1], birth_date
FROM identity_keptrow WHERE cardinality(phones) > 0 AND (hanzi <> '' OR family <> '')
ORDER BY uuid_hash_extended(record_id, 5) LIMIT %s"""


def matching(
    home: BenchHome, template: Template, names: Collection[str], progress: Progress
) -> Iterator[BenchLine]:
    """The named ones of `NAMES`, in that order. What matching compares of each record is kept first, as it is when
    records come in, and the weights are learnt; neither is counted."""
    with copied(home, template.name, "match") as database:
        progress("Rows of matching", 0, template.guests)
        told_by(home, database, own_command("match", "rows", "--json"))
        progress("Rows of matching", template.guests, template.guests)
        full = None
        if FULL in names or DAY in names:
            told_by(home, database, own_command("match", "train", "--json"))
            full = _full(home, database, template)
            progress("Runs of matching", 1, 2)
        if full is not None and FULL in names:
            yield full
        if full is not None and DAY in names:
            yield _day(home, database, template, full)
            progress("Runs of matching", 2, 2)
        if LIVE in names:
            with running_site(home, database) as site:
                yield _live(site, template)


def _full(home: BenchHome, database: str, template: Template) -> BenchLine:
    """Case `first`: records a second of the first run over all of them, reading, comparing, grouping and merging. The
    limit is Splink's own predict and cluster over the same frame and pairs."""
    bare, _memory = told_by(
        home, database, [sys.executable, "-P", "-m", "huitouke.testing.bench.bare_splink"]
    )
    told, memory = told_by(home, database, own_command("match", "run", "--full", "--json"))
    line = BenchLine(bench=FULL, case="first", guests=template.guests, peak_rss_mb=memory)
    return of_rate(line, told["rows"] / told["seconds"], bare["rows"] / bare["seconds"])


def _day(home: BenchHome, database: str, template: Template, full: BenchLine) -> BenchLine:
    """Case `new`: records a second of the run over what one more day brought. The rows that were made anew since guests
    whom the run over all made one agree to other things by now are dealt with before. The limit is the rate of the run
    over all: beneath it, a day costs more than its share."""
    told_by(home, database, own_command("match", "run", "--json"))
    path = home.files / "day.csv"
    # So few that nothing is learnt anew.
    count = min(DAY_ROWS, template.guests // 50)
    write_file(path, filed(guests(count, _DAY_SEED, places(database)[1]), branch_codes()[0]))
    timed_import(home, database, path, "guests")
    path.unlink()
    told, memory = told_by(home, database, own_command("match", "run", "--json"))
    if told["kind"] != "new" or told["rows"] < count:
        raise BenchRefused(f"the run over {count:,} new records says {told}")
    line = BenchLine(bench=DAY, case="new", guests=template.guests, peak_rss_mb=memory)
    return of_rate(line, told["rows"] / told["seconds"], full.per_second or 1.0)


def _live(site: Site, template: Template) -> BenchLine:
    """Case `typed`: the API is asked who it may be, one after another, of people who are known (the whole name, with
    the telephone, with one digit of it wrong, or with the birth date) and of others."""
    wanted, warm = template.fitting(ALONE), template.fitting(WARM_UP)
    asked = [site.program.post_json(CANDIDATES, told) for told in _typed(site, wanted + warm)]
    time_alone(site.port, asked[wanted:])
    with MemoryMeter(site.pid) as memory, CpuMeter(site.processes) as cpu:
        times = time_alone(site.port, asked[:wanted])
    with connected_to(site.database):
        bare = Bare(_LOOKUPS, 1, 2_000).path("bench-bare-json")
    limit = time_alone(site.port, [site.nobody.get(bare)] * wanted)
    line = BenchLine(bench=LIVE, case="typed", guests=template.guests, peak_rss_mb=memory.peak_mb)
    return of_times(replace(line, cpu_ms=round(cpu.seconds * 1000 / len(times), 3)), times, limit)


def _typed(site: Site, count: int) -> list[dict[str, Any]]:
    with psycopg.connect(site.home.cluster.url(site.database)) as connection:
        known = connection.execute(_KNOWN, [count]).fetchall()
    branch = branch_codes()[0]
    typed: list[dict[str, Any]] = []
    for number, (name, phone, born) in enumerate(known):
        told: dict[str, Any] = {"branch": branch, "name": name}
        if number % 4 == 0:
            told["mobile"] = [phone]
        elif number % 4 == 1:
            told["mobile"] = [f"{phone[:-1]}{(int(phone[-1]) + 1) % 10}"]
        elif number % 4 == 2 and born:
            told["birth_date"] = born
        else:
            told["name"], told["mobile"] = f"{name}甲", [f"+8613800{number:06d}"]
        typed.append(told)
    return typed
