"""A backup of a full archive while an import writes into it, restored elsewhere; damaged copies refused."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from huitouke.cli.backups.key_file import keys_in, read_key_file
from huitouke.cli.backups.manifest import Keys
from huitouke.cli.backups.reading import open_backup
from huitouke.cli.backups.tables import TableSum, fix_forms, table_rights, table_sums
from huitouke.cli.wiring import environment
from huitouke.demo.records import generate
from huitouke.kernel import clock
from huitouke.kernel.backups.errors import BackupKeyMissing, BackupUnreadable
from huitouke.kernel.crypto import generate_key
from huitouke.testing.files import write_guest_csv
from huitouke.testing.proofs.installation import Installation, installation, last_json, wait_for_rows

Progress = Callable[[str, int, int | None], None]
_AUDIT = "access_auditentry_"
_RESTORED = "access.backup.restored"
_HALF_CHUNKS = """
SELECT count(*) FROM intake_importrun r
WHERE r.created <> (SELECT count(*) FROM intake_sourcerecord s WHERE s.run_id = r.id)"""


def prove_backup(
    *,
    progress: Progress | None = None,
    guests: int = 1_000_000,
    writes: int = 100_000,
    damages: int = 30,
    seed: int = 11,
) -> dict[str, Any]:
    """Import `guests`, start an import of `writes` more, back up meanwhile, and restore into an empty installation:
    every table must be equal to what the backup saw at its one instant, and `damages` ways to cut or alter the file
    must be refused."""
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder, installation() as source:
        place = Path(folder)
        source.environment["HUITOUKE_BACKUP_KEY"] = generate_key()
        _import(source, place, "old", guests, seed)
        _lay_files(source.home / "files", seed)
        began = time.monotonic()
        growing = source.start(*_command(place, "new", writes, seed + 1))
        try:
            wait_for_rows(source, guests + min(2_000, writes // 2), growing)
            file, size, during = _back_up(source, place)
        finally:
            growing.wait()
        last = _records(source)
        backup_seconds = round(time.monotonic() - began, 1)
        source.run("backup", "--keys", "--to", str(place / "keys"))
        variables = read_key_file(place / "keys")
        keys = keys_in(variables, environment())
        expected = open_backup(file, keys).manifest
        problems = _refusals(file, keys, damages, seed, progress)
        with _fresh(place / "home") as target:
            began = time.monotonic()
            told = last_json(target.run("restore", str(file), "--keys", str(place / "keys"), "--json").stdout)
            restore_seconds = round(time.monotonic() - began, 1)
            with target.cluster.running(), target.connect() as connection:
                problems += _differences(connection, expected.tables)
                if table_rights(connection) != expected.rights:
                    problems.append("rights")
                row = connection.execute(_HALF_CHUNKS).fetchone()
                if row is None or row[0]:
                    problems.append("an import is there in part")
                seen = _count(connection, "intake_sourcerecord")
                found = _count(connection, "guests_guest")
            if _tree(target.home / "files") != _tree(source.home / "files"):
                problems.append("files")
            again = _run_refused(target, "restore", str(file), "--json")
            if not again:
                problems.append("a restore over data was not refused")
    if not (during > 0 and seen < last):
        problems.append("nothing was written during the backup")
    if not told["equal"]:
        problems.append("the restore did not compare")
    return {
        "tried": len(expected.tables) + damages + 6,
        "failed": len(problems),
        "problems": problems,
        "guests": found,
        "rows": expected.rows,
        "records_written_meanwhile": during,
        "records_after_the_instant": last - seen,
        "megabytes": round(size / 1e6, 1),
        "backup_seconds": backup_seconds,
        "restore_seconds": restore_seconds,
    }


def _command(place: Path, name: str, rows: int, seed: int) -> tuple[str, ...]:
    file = place / f"{name}.csv"
    mapping = write_guest_csv(file, generate(rows, seed, ["MAIN"], clock.now().date()))
    return ("import", str(file), "--as", "guests", "--system", name, "--map", str(mapping), "--json")


def _import(one: Installation, place: Path, name: str, rows: int, seed: int) -> None:
    one.run(*_command(place, name, rows, seed))


def _back_up(one: Installation, place: Path) -> tuple[Path, int, int]:
    """The file of a backup, its size, and how many records came in while it was made."""
    before = _records(one)
    receipt = last_json(one.run("backup", "--to", str(place / "shelf"), "--json").stdout)
    file = place / "shelf" / str(receipt["name"])
    return file, int(receipt["size"]), _records(one) - before


def _records(one: Installation) -> int:
    with one.connect() as connection:
        return _count(connection, "intake_sourcerecord")


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0


def _lay_files(folder: Path, seed: int) -> None:
    rnd = random.Random(seed)
    for number in range(20):
        path = folder / f"{number:02x}" / f"{number:04d}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rnd.randbytes(rnd.randrange(0, 3_000_000) if number else 0))


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _differences(connection: psycopg.Connection[Any], expected: dict[str, TableSum]) -> list[str]:
    """Tables that are not equal; the one line that the restore itself added to the audit trail is left aside."""
    found = table_sums(connection)
    for name in expected:
        if name.startswith(_AUDIT) and found.get(name) != expected[name]:
            found[name] = _sum_without_restore(connection, name)
    return sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))


def _sum_without_restore(connection: psycopg.Connection[Any], name: str) -> TableSum:
    fix_forms(connection)
    row = connection.execute(
        sql.SQL(
            "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text"
            " FROM ONLY {} t WHERE code <> %s"
        ).format(sql.Identifier(name)),
        [_RESTORED],
    ).fetchone()
    return TableSum(int(row[0]), str(row[1])) if row else TableSum(0, "")


def _refusals(file: Path, keys: Keys, damages: int, seed: int, progress: Progress | None) -> list[str]:
    """Damages the file in place, one way after the other, and mends it; the ways that were not noticed."""
    rnd = random.Random(seed)
    unnoticed = []
    for number in range(damages):
        size = file.stat().st_size
        at = rnd.randrange(size) if number % 2 else size - 1 - rnd.randrange(min(size, 4_000))
        way = ("cut", "altered", "appended")[number % 3]
        with _damaged(file, way, at):
            if not _is_refused(file, keys):
                unnoticed.append(f"{way}@{at}")
        if progress is not None:
            progress("damages", number + 1, damages)
    wrong = Keys(keys.field_keys, keys.blind_index_key, bytes(32))
    if not _is_refused(file, wrong):
        unnoticed.append("wrong key")
    return unnoticed


@contextmanager
def _damaged(file: Path, way: str, at: int) -> Iterator[None]:
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(at)
        rest = opened.read() if way == "cut" else opened.read(1)
        if way == "cut":
            opened.truncate(at)
        else:
            opened.seek(at if way == "altered" else size)
            opened.write(bytes([rest[0] ^ 0x40]))
    try:
        yield
    finally:
        with file.open("r+b") as opened:
            opened.seek(at)
            opened.write(rest)
            opened.truncate(size)


def _is_refused(file: Path, keys: Keys) -> bool:
    try:
        open_backup(file, keys)
    except (BackupUnreadable, BackupKeyMissing):
        return True
    return False


def _run_refused(one: Installation, *words: str) -> bool:
    """Whether a command ended with the code of what could not be done."""
    child = one.start(*words)
    return child.wait() == 1


@contextmanager
def _fresh(home: Path) -> Iterator[Installation]:
    """A home where nothing ever ran."""
    try:
        yield Installation(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
