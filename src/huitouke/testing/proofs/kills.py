"""Kill -9 of importer, worker and database at random instants of an import that was begun in the browser.

The file holds new guests and newer rows of guests who are there already. However often it was struck, the import
ends as the one that nobody disturbed; taken back, every table is what it was before, but for those of records, runs
and trail, and whoever was edited since is kept and listed.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg

from huitouke.cli.backups.tables import TableSum, fix_forms, table_sums
from huitouke.demo.records import generate
from huitouke.kernel import clock
from huitouke.testing.files import write_guest_csv
from huitouke.testing.proofs.fingerprint import fingerprint
from huitouke.testing.proofs.installation import Installation, installation

Progress = Callable[[str, int, int | None], None]

VICTIMS: Final = ("importer", "worker", "database")
EDITED: Final = 12
END_SECONDS: Final = 600
_LOGS: Final = (
    "intake_",
    "access_auditentry",
    "access_user",
    "access_staffsession",
    "kernel_outboxevent",
    "procrastinate_",
    "django_",
    "axes_",
)
"""Tables that remember that something was done: records and runs, trail, outbox, jobs, sessions and sign-ins."""
_FIGURES: Final = (
    "state, rows, created, updated, unchanged, rejected, repaired, settled_rows, settled_repeats"
)

_AT_WORK: Final = (
    "EXISTS (SELECT FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'started'"
    " WHERE j.status = 'doing' AND j.args->>'run_id' = intake_importrun.id::text AND e.at > '%s')"
)
"""The worker has begun with the run since a moment."""
_ASKED: Final = "identity_proposal"
_PAIRS: Final = """
SELECT count(*), md5(coalesce(string_agg(
    concat_ws('|', first_id, second_id, first_record_id, second_record_id,
              round((bits - prior_bits)::numeric, 6), state),
    ',' ORDER BY first_id, second_id), '')) FROM identity_proposal"""
"""What speaks for each pair. The odds before it follow how many guests there are, as the database last counted them."""
_BUSY: Final = """
SELECT EXISTS (SELECT FROM kernel_outboxevent WHERE delivered_at IS NULL) OR EXISTS (
    SELECT FROM procrastinate_jobs
    WHERE status = 'doing' OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now()))"""


def prove_kills(
    *,
    progress: Progress | None = None,
    rows: int = 100_000,
    kills: int = 10,
    seed: int = 7,
    hurried: bool = False,
) -> dict[str, Any]:
    """Import `rows` rows by the wizard undisturbed, and beside it with `kills` kills by turns of an encoding process of
    the importer, the worker and the database; then take both back, the second with a kill of the worker and after
    some guests were edited. A kill strikes only where the worker is at the import again after the one before; an
    encoding process may have had its last rows by then, and nobody misses it. A kill that found no work left to strike
    counts as failed, and so does each table, figure or line of the report that differs.
    Where `hurried`, a struck worker counts as silent at once: the seconds that others wait for a sign of it pass."""
    held = max(rows // 30, 20)
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        old, file = Path(folder) / "old.csv", Path(folder) / "guests.csv"
        _write_files(old, file, rows, held, seed)
        with installation() as one, installation() as other, ThreadPoolExecutor() as beside:
            calm = beside.submit(_undisturbed, one, old, file)
            with Worker(other, keys_of(one), hurried=hurried) as worker:
                _prepared(other, worker, old)
                run_id = _begin(other, file)
                struck = _strike(other, worker, run_id, _instants(kills, rows, seed), progress)
                _wait_for(other, worker, run_id, "done")
                found = _outcome(other, run_id)
                kept = _edited_and_taken_back(other, worker, run_id)
            expected, gone, tables, left = calm.result()
    differing = sorted(
        [name for name in expected["tables"] if expected["tables"][name] != found["tables"].get(name)]
        + [name for name in ("figures", "report") if expected[name] != found[name]]
    )
    founded = expected["figures"][2]
    faults = [f"{name} differs after kills" for name in differing]
    faults += [f"{name} differs after taking back" for name in left]
    faults += [f"strike {number} found nothing to strike" for number in range(len(struck) + 1, kills + 1)]
    if gone != {"gone": founded, "restored": held, "kept": 0}:
        faults.append(f"taken back undisturbed: {gone}")
    faults += kept["faults"]
    if kept["figures"] != {"gone": founded - EDITED, "restored": held, "kept": EDITED}:
        faults.append(f"taken back after edits: {kept['figures']}")
    return {
        "tried": kills + len(expected["tables"]) + tables + EDITED,
        "failed": len(faults),
        "faults": faults,
        "struck": struck,
        "rows": expected["figures"][1],
        "founded": founded,
        "changed": held,
        "kept": EDITED,
    }


def _write_files(old: Path, file: Path, rows: int, held: int, seed: int) -> None:
    """The first file holds `held` guests; the second the same with another position, and `rows` in all."""
    records = list(generate(rows, seed, ["MAIN"], clock.now().date()))
    known = {record.raw["external_id"][0] for record in records[:held]}
    write_guest_csv(old, (record for record in records if record.raw["external_id"][0] in known))
    for record in records:
        if record.raw["external_id"][0] in known:
            record.raw["position"] = ["夜班经理"]
    write_guest_csv(file, records)


class Worker:
    """The worker of an installation; started again whenever it is gone, as a service manager does."""

    def __init__(
        self, one: Installation, keys: dict[str, str] | None = None, *, hurried: bool = False
    ) -> None:
        self.one = one
        self.hurried = hurried
        # Both installations share the keys, so that digests and blind indexes can be compared.
        one.environment.update(keys or {})
        self.child = one.start("worker")

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def keep(self) -> None:
        """See that it lives."""
        if self.child.poll() is not None:
            self.kill()
            self.child = self.one.start("worker")

    def kill(self) -> None:
        """Strike it and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def strike(self) -> None:
        """Kill -9 of the worker alone: what it started has to notice by itself."""
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()
        if self.hurried:
            with self.one.connect() as connection:
                connection.execute(
                    "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
                )

    def encoders(self) -> list[psutil.Process]:
        """The processes that encode rows for the importer."""
        found = []
        for each in psutil.Process(self.child.pid).children(recursive=True):
            # One that ended meanwhile, as a command of the backup does, is none of them.
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(each.cmdline()):
                    found.append(each)
        return found


def _walk(one: Installation, *words: str) -> dict[str, Any]:
    """Let the wizard of an installation be walked; what it came to."""
    said = subprocess.run(
        [sys.executable, "-P", "-m", "huitouke.testing.proofs.wizard", *words],
        env={**one.environment, "HUITOUKE_DATABASE_URL": one.cluster.url()},
        check=True,
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
    )
    told: dict[str, Any] = json.loads(said.stdout.strip().splitlines()[-1])
    return told


def _begin(one: Installation, file: Path) -> str:
    return str(_walk(one, "import", str(file))["run"])


def _prepared(one: Installation, worker: Worker, old: Path) -> dict[str, TableSum]:
    """Take the first file in; what every table holds then."""
    _wait_for(one, worker, _begin(one, old), "done")
    return _sums(one)


def _undisturbed(
    one: Installation, old: Path, file: Path
) -> tuple[dict[str, Any], dict[str, int], int, list[str]]:
    """What the import comes to, what taking it back says, how many tables were compared, and which differ then."""
    with Worker(one) as worker:
        before = _prepared(one, worker, old)
        run_id = _begin(one, file)
        _wait_for(one, worker, run_id, "done")
        expected = _outcome(one, run_id)
        gone = _taken_back(one, worker, run_id)
        return expected, gone, len(before), _differing(before, _sums(one))


def _outcome(one: Installation, run_id: str) -> dict[str, Any]:
    """All that an import left behind, independent of ids and times."""
    with one.connect() as connection:
        figures = connection.execute(
            f"SELECT {_FIGURES} FROM intake_importrun WHERE id = %s",  # names of this module
            [run_id],
        ).fetchone()
        report = connection.execute(
            "SELECT count(*), md5(string_agg(line, '' ORDER BY line)) FROM (SELECT"
            " concat_ws('|', row_number, outcome, field, code, data) AS line FROM intake_rowreport"
            " WHERE run_id = %s) q",
            [run_id],
        ).fetchone()
        return {"run": run_id, "figures": figures, "report": report, "tables": fingerprint(connection)}


def _sums(one: Installation) -> dict[str, TableSum]:
    """The checksum of every table but those that only remember that something was done. What the worker keeps beside
    each record for matching, and whom it proposes then, follows when it has time: that is waited for."""
    with one.connect() as connection:
        deadline = time.monotonic() + END_SECONDS
        while connection.execute(_BUSY).fetchone() != (False,):
            if time.monotonic() > deadline:
                raise RuntimeError("the worker came to no end")
            # Asked again and again, as nothing tells another process that it is done.
            time.sleep(0.1)
            connection.rollback()
        fix_forms(connection)
        sums = table_sums(connection)
        # A pair is looked for again when the record goes by which it waited: another row, and the same question.
        for pairs, checksum in connection.execute(_PAIRS):
            sums[_ASKED] = TableSum(pairs, checksum)
    return {name: found for name, found in sums.items() if not name.startswith(_LOGS)}


def _differing(before: dict[str, TableSum], after: dict[str, TableSum]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _taken_back(one: Installation, worker: Worker, run_id: str) -> dict[str, int]:
    _walk(one, "back", run_id)
    _wait_for(one, worker, run_id, "taken_back")
    return _figures_back(one, run_id)


def _figures_back(one: Installation, run_id: str) -> dict[str, int]:
    with one.connect() as connection:
        row = connection.execute("SELECT take_back FROM intake_importrun WHERE id = %s", [run_id]).fetchone()
    told: dict[str, int] = dict(row[0]) if row else {}
    return {name: told[name] for name in ("gone", "restored", "kept")}


def _edited_and_taken_back(one: Installation, worker: Worker, run_id: str) -> dict[str, Any]:
    """Edit some of the new guests, take the import back with a kill of the worker meanwhile; who is left."""
    edited = _walk(one, "edit", str(EDITED))["edited"]
    _walk(one, "back", run_id)
    faults = []
    if _when(one, worker, run_id, "(take_back->>'gone')::int > 0 AND state = 'taking_back'"):
        worker.strike()
    else:
        faults.append("taking back found nothing to strike")
    _wait_for(one, worker, run_id, "taken_back")
    with one.connect() as connection:
        kept = [
            str(row[0])
            for row in connection.execute(
                "SELECT DISTINCT l.guest_id FROM identity_link l JOIN intake_sourcerecord r"
                " ON r.id = l.record_id WHERE r.run_id = %s AND r.state = 0",
                [run_id],
            )
        ]
    faults += [f"guest {guest} was to be kept" for guest in set(edited) - set(kept)]
    faults += [f"guest {guest} was to go" for guest in set(kept) - set(edited)]
    return {"figures": _figures_back(one, run_id), "faults": faults}


def keys_of(one: Installation) -> dict[str, str]:
    folder = one.home / "keys"
    return {
        "HUITOUKE_FIELD_KEYS": (folder / "field_keys").read_text().strip().replace("\n", ","),
        "HUITOUKE_BLIND_INDEX_KEY": (folder / "blind_index_key").read_text().strip(),
    }


def _instants(kills: int, rows: int, seed: int) -> list[tuple[int, str]]:
    """For each kill, after how many rows it strikes and whom: rising, so that each finds work to do."""
    rnd = random.Random(seed)
    points = sorted(rnd.randrange(0, max(1, rows * 8 // 10)) for _ in range(kills))
    return [(point, VICTIMS[number % len(VICTIMS)]) for number, point in enumerate(points)]


def _strike(
    one: Installation,
    worker: Worker,
    run_id: str,
    instants: list[tuple[int, str]],
    progress: Progress | None,
) -> list[str]:
    """Kill, once for each instant, while the import goes on; who was struck after how many rows."""
    struck = []
    since = "-infinity"
    for number, (point, victim) in enumerate(instants, start=1):
        if not _when(one, worker, run_id, f"rows >= {point} AND state = 'running' AND {_AT_WORK % since}"):
            break
        # Between two commits as well as on one: the instant within the chunk is left to chance.
        _spin(random.Random(number).uniform(0, 0.3))
        if _kill(one, worker, victim):
            since = _now(one)
        struck.append(f"{victim}@{point}")
        if progress is not None:
            progress("kills", number, len(instants))
    return struck


def _now(one: Installation) -> str:
    """The time by the clock of the database."""
    with one.connect() as connection:
        [(moment,)] = connection.execute("SELECT now()::text").fetchall()
    return str(moment)


def _kill(one: Installation, worker: Worker, victim: str) -> bool:
    """Kill -9 of the victim; whether the import has to begin anew for certain."""
    encoders = worker.encoders() if victim == "importer" else []
    if encoders:
        encoders[0].kill()
        return False
    if victim == "database":
        postmaster = one.cluster.postmaster()
        if postmaster is None:
            raise RuntimeError("there is no database to kill")
        for process in _family(postmaster):
            process.kill()
        one.cluster.start()
    else:
        # A small file is encoded by the worker itself.
        worker.strike()
    return True


def _family(postmaster: Any) -> Iterator[Any]:
    """The postmaster first, then its children, as a machine that loses power takes all of them."""
    children = postmaster.children(recursive=True)
    yield postmaster
    yield from children


def _when(one: Installation, worker: Worker, run_id: str, condition: str) -> bool:
    """Wait until a condition on the run holds, and see that the worker lives; False where the run is over first. The
    run's row is held between two looks, so that each look lets the worker settle one chunk at most: however busy the
    machine, the run is not over before anybody looked."""
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), one.connect() as connection:
            while time.monotonic() < deadline:
                worker.keep()
                connection.execute("SELECT FROM intake_importrun WHERE id = %s FOR UPDATE", [run_id])
                row = connection.execute(
                    f"SELECT {condition}, state, error_code FROM intake_importrun WHERE id = %s",
                    [run_id],
                ).fetchone()
                if row is None or row[1] == "failed" or row[2]:
                    raise RuntimeError(f"the import ended as {row}")
                if row[0]:
                    return True
                if row[1] in ("done", "taken_back"):
                    return False
                time.sleep(0.1)
                connection.commit()
    raise TimeoutError("the import made no headway")


def _wait_for(one: Installation, worker: Worker, run_id: str, state: str) -> None:
    _when(one, worker, run_id, f"state = '{state}'")


def _spin(seconds: float) -> None:
    """Let so much time pass, busily: the strike must fall at a random instant, not after an event."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
