"""No page pays for the engine: only a run of it imports it."""

import subprocess
import sys
from pathlib import Path

SOURCES = str(Path(__file__).resolve().parents[4])
HEAVY = ("django", "splink", "duckdb", "numpy", "sqlglot", "pyarrow")


def test_the_scorer_and_the_engine_import_nothing_heavy_until_they_run():
    program = (
        "import sys; import huitouke.identity.matching.scorer, huitouke.identity.matching.clustering,"
        " huitouke.identity.matching.evaluation, huitouke.identity.matching.labelled, huitouke.cli.evaluate;"
        f" print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={"PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"
