"""Bench `import_guests`: a file of new guests through the whole path, against COPY of the rows it wrote; then the same
guests told differently, against the rate of new ones."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from huitouke.testing.bench.database import Template, copied, places
from huitouke.testing.bench.home import BenchHome
from huitouke.testing.bench.importing import timed_import
from huitouke.testing.bench.lines import BenchLine, of_rate
from huitouke.testing.bench.loading import TABLES, Progress, copy_sql
from huitouke.testing.bench.records import (
    NEW_SEED,
    Given,
    branch_codes,
    filed,
    guests,
    write_file,
)

MOST_ROWS: Final = 200_000
_REPORT: Final = ("run_id", "row_number", "outcome", "field", "code", "data")


def import_guests(
    home: BenchHome, template: Template, rows: int | None, progress: Progress
) -> Iterator[BenchLine]:
    """Case `csv`: rows a second of `./huitouke import` in a process of its own.

    The file holds `rows` new guests (by default as many as the database holds, 200,000 at most) and goes into
    a database that holds the template's guests already. The limit writes the same rows, taken out of that
    database, into the same indexed tables of a second copy: one COPY a table, one transaction, one connection.

    Case `changed`: the same file again, into the same database, with another mobile, address, company and tag in every
    row. Its limit is the rate at which these guests came in.
    """
    count = rows or min(template.guests, MOST_ROWS)
    line = BenchLine(bench="import_guests", case="csv", guests=template.guests)
    with copied(home, template.name, "limit") as other:
        with copied(home, template.name, "import") as database:
            path = _file(home, count, places(database)[1], progress)
            seconds, peak = timed_import(home, database, path, "guests")
            dumps = _dump(home, database, progress)
            _copy_tags(home, database, other)
            path = _file(home, count, places(database)[1], progress, change=_told_differently)
            changed_seconds, changed_peak = timed_import(home, database, path, "guests", outcome="updated")
        path.unlink()
        limit_seconds = _copy(home, other, dumps, progress)
    yield of_rate(replace(line, peak_rss_mb=peak), count / seconds, count / limit_seconds)
    changed = replace(line, case="changed", peak_rss_mb=changed_peak)
    yield of_rate(changed, count / changed_seconds, count / seconds)


def _as_it_is(given: Given, _number: int) -> Given:
    return given


def _told_differently(given: Given, number: int) -> Given:
    """The same guest with another mobile, address, company and tag."""
    told = {
        "mobile": [f"139{number % 10**8:08d}"],
        "address": [f"新华路{number}号"],
        "company": [f"苏州第{number}丝绸公司"],
        "tag": [f"新标签{number % 7}"],
    }
    return given._replace(raw={**given.raw, **told})


def _file(
    home: BenchHome,
    count: int,
    today: date,
    progress: Progress,
    *,
    change: Callable[[Given, int], Given] = _as_it_is,
) -> Path:
    path = home.files / "guests.csv"
    progress("File to be imported", 0, count)
    rows = filed(guests(count, NEW_SEED, today), branch_codes()[0])
    write_file(path, (change(row, number) for number, row in enumerate(rows)))
    progress("File to be imported", count, count)
    return path


def _dump(home: BenchHome, database: str, progress: Progress) -> dict[str, Path]:
    """The rows that the import wrote, each table in the form of COPY in a file of its own."""
    dumps = {}
    tables = {**TABLES, "intake_rowreport": _REPORT}
    with psycopg.connect(home.cluster.url(database), autocommit=True) as connection:
        for number, (table, columns) in enumerate(tables.items(), 1):
            path = home.files / f"{table}.copy"
            with (
                path.open("wb") as file,
                connection.cursor() as cursor,
                cursor.copy(_dump_sql(table, columns)) as copy,
            ):
                file.writelines(copy)
            dumps[table] = path
            progress("Imported rows read back", number, len(tables))
    return dumps


def _dump_sql(table: str, columns: Sequence[str]) -> sql.Composed:
    ours = "SELECT id FROM intake_sourcerecord WHERE run_id IS NOT NULL"
    where = {
        "intake_sourcerecord": "run_id IS NOT NULL",
        "intake_rowreport": "TRUE",
        "guests_guest": f"origin_record_id IN ({ours})",
    }.get(table, f"record_id IN ({ours})")
    names = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    return sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY ctid) TO STDOUT").format(
        names, sql.Identifier(table), sql.SQL(where)
    )


def _copy_tags(home: BenchHome, database: str, other: str) -> None:
    """Makes the tags that the file brought known to the other database: its rows name them."""
    with psycopg.connect(home.cluster.url(database)) as one, psycopg.connect(home.cluster.url(other)) as two:
        columns = "id, name, is_closed, description, colour, sort"
        tags = one.execute(f"SELECT {columns} FROM guests_tag").fetchall()
        told = f"INSERT INTO guests_tag ({columns}) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
        two.cursor().executemany(told, tags)


def _copy(home: BenchHome, database: str, dumps: dict[str, Path], progress: Progress) -> float:
    """Seconds that COPY of the dumped rows and their commit take."""
    url = home.cluster.url(database)
    with psycopg.connect(url, autocommit=True) as connection:
        # The run itself is no part of what is measured, and its foreign key would ask for it.
        connection.execute("ALTER TABLE intake_rowreport DISABLE TRIGGER ALL")
    tables = {**TABLES, "intake_rowreport": _REPORT}
    contents = {table: path.read_bytes() for table, path in dumps.items()}
    with psycopg.connect(url) as connection:
        began = time.monotonic()
        for number, (table, lines) in enumerate(contents.items(), 1):
            with connection.cursor().copy(copy_sql(table, tables[table], "FROM STDIN")) as copy:
                copy.write(lines)
            progress("The same rows by COPY", number, len(contents))
        connection.commit()
        seconds = time.monotonic() - began
    for path in dumps.values():
        path.unlink()
    return seconds
