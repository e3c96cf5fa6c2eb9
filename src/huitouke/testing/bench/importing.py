"""Commands in a process of their own, as a bench runs them; an import, as it is timed."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huitouke.cli.processes import stop_child
from huitouke.cli.wiring import own_command
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import BenchHome
from huitouke.testing.bench.meters import MemoryMeter
from huitouke.testing.bench.records import FILE_SYSTEM, branch_codes


def timed_import(
    home: BenchHome, database: str, path: Path, rows: str, *, outcome: str = "created"
) -> tuple[float, float]:
    """Seconds from opening the file to the last commit as the importer says, and its processes' peak in MiB. Raises
    BenchRefused where not every one of the `rows` had this outcome."""
    words = own_command("import", str(path), "--as", rows, "--json")
    words += ["--system", FILE_SYSTEM, "--branch", branch_codes()[0]]
    summary, peak = told_by(home, database, words)
    if summary[outcome] != summary["rows"]:
        raise BenchRefused(f"not every row of an import was {outcome}: {summary}")
    return float(summary["seconds"]), peak


def told_by(home: BenchHome, database: str, words: Sequence[str]) -> tuple[dict[str, Any], float]:
    """What a command says as JSON on its last line, and the peak of its processes in MiB. Raises BenchRefused where it
    fails."""
    child = subprocess.Popen(
        words,
        env=home.environment(database),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        with MemoryMeter(child.pid) as memory:
            said, _ = child.communicate()
    finally:
        stop_child(child)
    if child.returncode != 0:
        raise BenchRefused(f"{' '.join(words[-3:])} ended with code {child.returncode}")
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told, memory.peak_mb
