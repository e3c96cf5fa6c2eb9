"""Making backups and reading them back: the database by PostgreSQL's own dump, the files, the manifest.

`./huitouke backup` and `restore` are thin over it; the worker runs the same command by the clock (ADR 0019)."""

from typing import Final

MARKER: Final = "restore-unfinished.json"
"""File of the home that tells what a restore has still to do."""
