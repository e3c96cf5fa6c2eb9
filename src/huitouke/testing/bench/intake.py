"""Bench `intake`: messages of three systems, from their being handed over to the last one applied, by two workers;
against COPY of the rows that they became."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import psycopg

from huitouke.cli.processes import stop_child
from huitouke.cli.wiring import own_command
from huitouke.testing.bench.database import Template, copied
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import BenchHome
from huitouke.testing.bench.lines import BenchLine, of_rate
from huitouke.testing.bench.loading import TABLES, Progress
from huitouke.testing.bench.meters import MemoryMeter
from huitouke.testing.bench.records import branch_codes
from huitouke.testing.bench.rows_again import Dumps, copy_rows, dump_rows
from huitouke.testing.proofs import storm

MESSAGES: Final = 6_000
WORKERS: Final = 2
WAIT_SECONDS: Final = 600
_SEED: Final = 23
_STAYS: Final = (
    "stays_reservation",
    "stays_reservationperson",
    "stays_roomnight",
    "stays_folio",
    "stays_folioline",
)


def intake(home: BenchHome, template: Template, rows: int | None, progress: Progress) -> Iterator[BenchLine]:
    """Case `messages`: messages a second, each one different, of reservations and people that are new to a database
    that holds the template's guests. Handed over by one process as web-hooks do, applied by two workers, from the
    first that was kept to the last that was settled.

    The limit writes the same rows (records, guests, links, reservations, people, nights, bills) into the same indexed
    tables of a second copy: one COPY a table, one transaction, without checks of foreign keys.
    """
    count = min(rows or MESSAGES, max(300, template.guests))
    line = BenchLine(bench="intake", case="messages", guests=template.guests)
    file = home.files / "messages"
    storm.write(file, storm.in_order(count, _SEED))
    with copied(home, template.name, "limit") as other:
        with copied(home, template.name, "intake") as database:
            seconds, peak = _take(home, database, file, count, progress)
            dumps = _dump(home, database)
        limit_seconds = copy_rows(home.cluster.url(other), dumps)
    file.unlink()
    yield of_rate(
        BenchLine(**{**line.as_json(), "peak_rss_mb": peak}), count / seconds, count / limit_seconds
    )


def _take(home: BenchHome, database: str, file: Path, count: int, progress: Progress) -> tuple[float, float]:
    """Seconds from the first message kept to the last settled, and the peak of one worker in MiB."""
    _act(home, database, "rooms", str(storm.ROOMS))
    with ExitStack() as stack:
        children = []
        for _number in range(WORKERS):
            child = subprocess.Popen(
                own_command("worker"), env=home.environment(database), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            stack.callback(stop_child, child)
            children.append(child)
        _wait(home, database, "SELECT count(*) FROM procrastinate_workers", WORKERS)
        with MemoryMeter(children[0].pid) as memory:
            _act(home, database, "give", str(file))
            settled = "SELECT count(*) FROM intake_message WHERE settled_at IS NOT NULL"
            _wait(home, database, settled, count, progress)
    with psycopg.connect(home.cluster.url(database)) as connection:
        row = connection.execute(
            "SELECT extract(epoch FROM max(settled_at) - min(received_at)) FROM intake_message"
        ).fetchone()
    if row is None or not row[0]:
        raise BenchRefused("no message was settled")
    return float(row[0]), memory.peak_mb


def _act(home: BenchHome, database: str, *words: str) -> Any:
    said = subprocess.run(
        [sys.executable, "-P", "-m", "huitouke.testing.proofs.storm", *words, branch_codes()[0]],
        env=home.environment(database),
        check=True,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
    )
    return json.loads(said.stdout.strip().splitlines()[-1])


def _wait(home: BenchHome, database: str, query: str, wanted: int, progress: Progress | None = None) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    found = 0
    while found < wanted:
        if time.monotonic() > deadline:
            raise BenchRefused(f"only {found} of {wanted} after {WAIT_SECONDS} s")
        with psycopg.connect(home.cluster.url(database)) as connection:
            # A constant of this module.
            row = connection.execute(query).fetchone()
        found = int(row[0]) if row else 0
        if progress is not None:
            progress("Messages applied", found, wanted)
        time.sleep(0.2)


def _dump(home: BenchHome, database: str) -> Dumps:
    """The rows that the messages became."""
    ours = "SELECT id FROM intake_sourcerecord WHERE system = ANY(ARRAY['opentravel', 'opera', 'mews'])"
    tables: dict[str, tuple[Sequence[str], str]] = {}
    for table, columns in TABLES.items():
        named = {"intake_sourcerecord": "id", "guests_guest": "origin_record_id"}.get(table, "record_id")
        tables[table] = (columns, f"{named} IN ({ours})")
    return dump_rows(home.cluster.url(database), {**tables, **dict.fromkeys(_STAYS, ((), "TRUE"))})
