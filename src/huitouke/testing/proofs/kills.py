"""Kill -9 of the importer and of the database at random instants, then the same command again."""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from huitouke.demo.records import generate
from huitouke.kernel import clock
from huitouke.testing.files import write_guest_csv
from huitouke.testing.proofs.fingerprint import fingerprint
from huitouke.testing.proofs.installation import (
    Installation,
    installation,
    last_json,
    random_instants,
    wait_for_rows,
)

Progress = Callable[[str, int, int | None], None]


def prove_kills(
    *, progress: Progress | None = None, rows: int = 50_000, kills: int = 10, seed: int = 7
) -> dict[str, Any]:
    """Import `rows` rows undisturbed, and again with `kills` kills, by turns of importer and database; the two
    end states must be equal row for row. A kill that found no work left to strike counts as failed, and so does a
    table that differs, and an import that a further run of the command would still change."""
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        file = Path(folder) / "guests.csv"
        mapping = write_guest_csv(file, generate(rows, seed, ["MAIN"], clock.now().date()))
        command = (
            "import",
            str(file),
            "--as",
            "guests",
            "--system",
            "proof",
            "--map",
            str(mapping),
            "--json",
        )
        # Both installations share the keys, so that digests and blind indexes can be compared.
        with installation() as undisturbed:
            undisturbed.run(*command)
            with undisturbed.connect() as connection:
                expected = fingerprint(connection)
            keys = _keys_of(undisturbed)
        with installation() as disturbed:
            disturbed.environment.update(keys)
            struck = _strike(disturbed, command, random_instants(kills, rows, seed), progress)
            closing = last_json(disturbed.run(*command).stdout)
            again = last_json(disturbed.run(*command).stdout)
            with disturbed.connect() as connection:
                found = fingerprint(connection)
    differing = sorted(table for table in expected if expected[table] != found[table])
    is_settled = again["unchanged"] + again["rejected"] == again["rows"]
    return {
        "tried": len(struck),
        "failed": len(differing) + (kills - len(struck)) + int(not is_settled),
        "struck": struck,
        "differing": differing,
        "rows": {table: count for table, (count, _digest) in found.items()},
        "last_run": dict(closing),
    }


def _keys_of(one: Installation) -> dict[str, str]:
    folder = one.home / "keys"
    return {
        "HUITOUKE_FIELD_KEYS": (folder / "field_keys").read_text().strip().replace("\n", ","),
        "HUITOUKE_BLIND_INDEX_KEY": (folder / "blind_index_key").read_text().strip(),
    }


def _strike(
    one: Installation,
    command: tuple[str, ...],
    instants: list[tuple[int, str]],
    progress: Progress | None,
) -> list[str]:
    """Start the import and kill, once for each instant; who was struck after how many rows."""
    struck = []
    for number, (point, victim) in enumerate(instants, start=1):
        child = one.start(*command)
        try:
            if not wait_for_rows(one, point, child):
                break
            # Between two commits as well as on one: the instant within the chunk is left to chance.
            _spin(random.Random(number).uniform(0, 0.3))
            _kill(one, victim, child.pid)
            struck.append(f"{victim}@{point}")
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if victim == "database":
            one.cluster.start()
        if progress is not None:
            progress("kills", number, len(instants))
    return struck


def _kill(one: Installation, victim: str, importer_pid: int) -> None:
    if victim == "importer":
        os.kill(importer_pid, signal.SIGKILL)
        return
    postmaster = one.cluster.postmaster()
    if postmaster is None:
        raise RuntimeError("there is no database to kill")
    for process in _family(postmaster):
        process.kill()


def _family(postmaster: Any) -> Iterator[Any]:
    """The postmaster first, then its children, as a machine that loses power takes all of them."""
    children = postmaster.children(recursive=True)
    yield postmaster
    yield from children


def _spin(seconds: float) -> None:
    """Let so much time pass, busily: the strike must fall at a random instant, not after an event."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
