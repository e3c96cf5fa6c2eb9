"""Bench `import_bookings`: a file of bookings whose guests nobody names, through the whole path, against COPY of the
rows that they became."""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from huitouke.testing.bench.database import Template, copied
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import BenchHome
from huitouke.testing.bench.importing import timed_import
from huitouke.testing.bench.lines import BenchLine, of_rate
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.records import branch_codes
from huitouke.testing.bench.rows_again import copy_rows, dump_rows

MOST_ROWS: Final = 80_000
_SEED: Final = 29
_FIRST: Final = date(2015, 7, 1)
_DAYS: Final = 549
_HEADER: Final = (
    "hotel", "is_canceled", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month",
    "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "meal", "country",
    "market_segment", "distribution_channel", "reserved_room_type", "deposit_type", "agent", "adr",
    "reservation_status",
)  # fmt: skip
_OURS: Final = "run_id IS NOT NULL AND external_id LIKE 'reservation:%'"
_BECAME: Final = (
    "system || ' reservation:' || external_id IN"
    f" (SELECT system || ' ' || external_id FROM intake_sourcerecord WHERE {_OURS})"
)


def import_bookings(
    home: BenchHome, template: Template, rows: int | None, progress: Progress
) -> Iterator[BenchLine]:
    """Case `csv`: rows a second of `./huitouke import --as bookings` in a process of its own, from opening the file to
    the last commit; the file has the public header and `rows` bookings (80,000 at most by default), drawn by a seed.

    The limit writes the same rows (records, reservations, report) into the same indexed tables of a second copy.
    """
    count = rows or min(template.guests, MOST_ROWS)
    path = home.files / "bookings.csv"
    _write(path, count, progress)
    with copied(home, template.name, "limit") as other:
        with copied(home, template.name, "import") as database:
            seconds, peak = timed_import(home, database, path, "bookings")
            dumps = dump_rows(
                home.cluster.url(database),
                {
                    "intake_sourcerecord": ((), _OURS),
                    "stays_reservation": ((), _BECAME),
                    "intake_rowreport": (
                        ("run_id", "row_number", "outcome", "field", "code", "data"),
                        "TRUE",
                    ),
                },
            )
        became = dumps["stays_reservation"][1].count(b"\n")
        if became != count:
            raise BenchRefused(f"{count:,} bookings became {became:,} reservations")
        progress("The same rows by COPY", 0, count)
        limit_seconds = copy_rows(home.cluster.url(other), dumps)
        progress("The same rows by COPY", count, count)
    path.unlink()
    line = BenchLine(bench="import_bookings", case="csv", guests=template.guests)
    yield of_rate(replace(line, peak_rss_mb=peak), count / seconds, count / limit_seconds)


def _write(path: Path, count: int, progress: Progress) -> None:
    progress("File to be imported", 0, count)
    rnd = random.Random(_SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        writer.writerows(_booking(rnd) for _number in range(count))
    progress("File to be imported", count, count)


def _booking(rnd: random.Random) -> tuple[object, ...]:
    """One booking in the columns of the public header: one in three is cancelled, few are of no night."""
    arrival = _FIRST + timedelta(days=rnd.randrange(_DAYS))
    is_cancelled = rnd.random() < 0.33
    segment, channel = rnd.choice(
        (("Online TA", "TA/TO"), ("Online TA", "TA/TO"), ("Offline TA/TO", "TA/TO"), ("Direct", "Direct"),
         ("Corporate", "Corporate"), ("Groups", "TA/TO"))
    )  # fmt: skip
    return (
        branch_codes()[0],
        int(is_cancelled),
        rnd.randrange(300),
        arrival.year,
        arrival.strftime("%B"),
        arrival.day,
        rnd.choice((0, 0, 1, 2)),
        rnd.choice((0, 1, 2, 3, 5)),
        rnd.choice((1, 2, 2, 3)),
        rnd.choice((0, 0, 0, 1)),
        0,
        rnd.choice(("BB", "BB", "HB", "SC")),
        rnd.choice(("PRT", "GBR", "FRA", "DEU", "CHN")),
        segment,
        channel,
        rnd.choice("AAADEFG"),
        "No Deposit",
        rnd.choice(("NULL", "9", "240", "14")),
        f"{rnd.randrange(3_000, 25_000) / 100:.2f}",
        "Canceled" if is_cancelled else "Check-Out",
    )
