"""The databases of the benches: templates that are made once and kept, and copies that a run may spoil."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.access.services import open_branch, set_up_group
from huitouke.cli.processes import run_step
from huitouke.cli.progress import say
from huitouke.cli.wiring import own_command
from huitouke.connectors.files.guests import import_guests
from huitouke.demo.group import make_group
from huitouke.guests.services.lexicon import load_lexicon
from huitouke.guests.values.lexicon import Lexicon
from huitouke.hotels.services.own_fields import add_field
from huitouke.kernel import clock
from huitouke.testing.bench.checking import first_difference
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.facts import OWN_FIELDS, add_facts
from huitouke.testing.bench.home import BenchHome, connected_to
from huitouke.testing.bench.loading import Progress, drop_indexes, fill, make_indexes
from huitouke.testing.bench.records import BRANCHES, SEED, branch_codes, filed, guests, write_file

MOST_BYTES: Final = 30_000_000_000
BYTES_PER_GUEST: Final = 2_600
"""What a guest takes on disk with all indexes: 2,150 measured, and the rows of an import."""
STAYS_BYTES_PER_GUEST: Final = 12_000
"""What five stays of a guest take besides, with people, bills and lines; in one copy."""
COPIES: Final = 3
"""The kept template, and two copies at most beside it."""
FIXED_BYTES: Final = 5_000_000_000
"""The log of changes, and the databases without guests."""
CHECKED_ROWS: Final = 10_000
TRIAL_BELOW: Final = 20_000

MAKING: Final = "making"
RUN: Final = "run_"
_SOURCE: Final = Path(__file__).parents[2]
_TABLE_SOURCES: Final = ("*/migrations/*.py",)
_ROW_SOURCES: Final = (
    "demo/*.py",
    "guests/values/*.py",
    "guests/rows.py",
    "identity/rows.py",
    "intake/rows.py",
    "intake/payloads.py",
    "kernel/bulk.py",
    "kernel/crypto.py",
    "testing/bench/records.py",
    "testing/bench/facts.py",
    "testing/bench/loading.py",
    "testing/bench/particulars.py",
)


class Template(NamedTuple):
    """A kept database of `guests` guests."""

    name: str
    guests: int

    def fitting(self, count: int) -> int:
        """How many requests are worth making: `count`, or a twentieth of them for a trial with few guests."""
        return count if self.guests >= TRIAL_BELOW else max(count // 20, 1)


def estimated_bytes(count: int) -> int:
    """What benches with `count` guests take on disk at most."""
    return FIXED_BYTES + (COPIES * BYTES_PER_GUEST + STAYS_BYTES_PER_GUEST) * count


def require_room(home: BenchHome, count: int) -> None:
    """Says how much the benches will take, and refuses more than 30 GB or more than the disk has."""
    wanted = estimated_bytes(count)
    say(f"The bench with {count:,} guests takes up to {_gigabytes(wanted)} in {home.folder}.")
    if wanted > MOST_BYTES:
        most = (MOST_BYTES - FIXED_BYTES) // (COPIES * BYTES_PER_GUEST + STAYS_BYTES_PER_GUEST)
        raise BenchRefused(
            f"That is more than the {_gigabytes(MOST_BYTES)} that a bench may take: at most {most:,} guests."
        )
    held = sum(path.stat().st_size for path in (home.folder / "postgres").rglob("*") if path.is_file())
    free = shutil.disk_usage(home.folder).free
    if wanted > free + held:
        raise BenchRefused(
            f"The disk of {home.folder} has {_gigabytes(free)} free. Make room, or take fewer guests."
        )


def ensure_template(home: BenchHome, count: int, progress: Progress, *, reuse: bool = False) -> Template:
    """The kept database of `count` guests of the present code, made where there is none.

    One of other tables or rows is dropped first; with `reuse` one of other rows is taken as it is. Templates
    of other sizes are dropped too where all together would take more than 30 GB.
    """
    rows = _digest(_ROW_SOURCES)
    name = f"guests_{count}_{_digest(_TABLE_SOURCES)}"
    kept = _databases(home)
    if name in kept and (reuse or kept[name] == rows):
        _drop_others(home, name, count)
        return Template(name, count)
    for other in kept:
        if other.startswith((f"guests_{count}_", RUN, MAKING)):
            home.cluster.drop_database(other)
    _drop_others(home, name, count)
    empty = _ensure_empty(home)
    _check_against_services(home, empty, count, progress)
    with _made_as(home, name, empty):
        _fill(home, MAKING, count, SEED, progress)
        _comment(home, MAKING, rows)
    return Template(name, count)


@contextmanager
def copied(home: BenchHome, template: str, name: str) -> Iterator[str]:
    """A copy of a template under `run_<name>`, gone after the block."""
    copy = f"{RUN}{name}"
    home.cluster.drop_database(copy)
    _copy(home, template, copy)
    try:
        yield copy
    finally:
        home.cluster.drop_database(copy)


def lexicon_of(database: str) -> Lexicon:
    """What `database` knows of codes and of fields of the hotel's own."""
    with connected_to(database):
        return load_lexicon()


def places(database: str) -> tuple[dict[str, tuple[UUID, UUID]], date]:
    """Branch codes to ids of branch and legal entity in `database`, and the business date there."""
    with connected_to(database):
        branches = list(Branch.objects.all())
        return {one.code: (one.id, one.legal_entity_id) for one in branches}, branches[0].business_date


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def _digest(patterns: tuple[str, ...]) -> str:
    found = hashlib.blake2b(digest_size=5)
    for pattern in patterns:
        for path in sorted(_SOURCE.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()


def _admin(home: BenchHome) -> psycopg.Connection:
    return psycopg.connect(home.cluster.url("postgres"), autocommit=True)


def _databases(home: BenchHome) -> dict[str, str]:
    """Our databases in the bench's server, each with its comment."""
    with _admin(home) as connection:
        found = connection.execute(
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database"
            " WHERE NOT datistemplate AND datname <> 'postgres'"
        )
        return dict(found.fetchall())


def _drop_others(home: BenchHome, name: str, count: int) -> None:
    others = [other for other in _databases(home) if other.startswith("guests_") and other != name]
    with _admin(home) as connection:
        sizes = {
            other: connection.execute("SELECT pg_database_size(%s)", [other]).fetchone() for other in others
        }
    taken = sum(size[0] for size in sizes.values() if size)
    if taken + estimated_bytes(count) <= MOST_BYTES:
        return
    for other in others:
        say(f"Dropping the kept database {other}: all together would take more than 30 GB.")
        home.cluster.drop_database(other)


def _copy(home: BenchHome, template: str, copy: str) -> None:
    # File by file: copying through the log would write a large template twice.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    with _admin(home) as connection:
        connection.execute(statement.format(sql.Identifier(copy), sql.Identifier(template)))


def _comment(home: BenchHome, name: str, text: str) -> None:
    with _admin(home) as connection:
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), text))


@contextmanager
def _made_as(home: BenchHome, name: str, template: str | None) -> Iterator[None]:
    """Inside the block the database MAKING is filled; it gets its name only when all went well."""
    home.cluster.drop_database(MAKING)
    if template is None:
        home.cluster.create_database(MAKING)
    else:
        _copy(home, template, MAKING)
    yield
    with _admin(home) as connection:
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(statement.format(sql.Identifier(MAKING), sql.Identifier(name)))


def _ensure_empty(home: BenchHome) -> str:
    """The database of the group without guests, of the present tables."""
    kept, name = _databases(home), f"empty_{_digest(_TABLE_SOURCES)}"
    if name in kept:
        return name
    for other in kept:
        if other.startswith("empty_"):
            home.cluster.drop_database(other)
    with _made_as(home, name, None):
        run_step(own_command("prepare"), environment=home.environment(MAKING, HUITOUKE_DATABASE_ROLE="owner"))
        _found_group(MAKING)
    return name


def _found_group(database: str) -> None:
    group = make_group(BRANCHES)
    entities = {entity.code: {"zh-hans": entity.zh, "en": entity.en} for entity in group.entities}
    with connected_to(database):
        set_up_group(actor=SYSTEM, labels={"zh-hans": group.zh, "en": group.en}, is_make_believe=True)
        for branch in group.branches:
            open_branch(
                actor=SYSTEM,
                code=branch.code,
                labels={"zh-hans": branch.zh, "en": branch.en},
                legal_entity_code=branch.entity,
                legal_entity_labels=entities[branch.entity],
                time_zone=branch.time_zone,
                currency=branch.currency,
            )
        for code, (kind, zh, en, choices) in OWN_FIELDS.items():
            add_field(
                actor=SYSTEM,
                subject="guest",
                code=code,
                kind=kind,
                labels={"zh": zh, "en": en},
                choices=choices,
            )


def _fill(home: BenchHome, database: str, count: int, seed: int, progress: Progress) -> None:
    url = home.cluster.url(database)
    by_code, today = places(database)
    with psycopg.connect(url, autocommit=True) as connection:
        indexes = drop_indexes(connection)
        at, lexicon = clock.now(), lexicon_of(database)
        fill(url, guests(count, seed, today), by_code, today, at, lexicon, progress, count)
        add_facts(connection, today)
        make_indexes(connection, indexes, progress)
        connection.execute("VACUUM (ANALYZE)")


def _check_against_services(home: BenchHome, empty: str, count: int, progress: Progress) -> None:
    """Refuses where the fast way into the database writes other rows than an import of the same guests."""
    rows = min(count, CHECKED_ROWS)
    branch = branch_codes()[0]
    by_code, today = places(empty)
    path = home.files / "check.csv"
    with copied(home, empty, "check_copy") as by_copy, copied(home, empty, "check_file") as by_file:
        write_file(path, filed(guests(rows, SEED, today), branch))
        with connected_to(by_file):
            import_guests(path, actor=SYSTEM, branch=branch, system="bench", progress=progress)
        given = filed(guests(rows, SEED, today), branch)
        lexicon = lexicon_of(empty)
        fill(home.cluster.url(by_copy), given, by_code, today, clock.now(), lexicon, progress, rows)
        difference = first_difference(home.cluster.url(by_copy), home.cluster.url(by_file))
    path.unlink()
    if difference:
        raise BenchRefused(f"The bench's way into the database differs from an import: {difference}")
    say(f"{rows:,} guests written as the bench does are the same as an import of them.")
