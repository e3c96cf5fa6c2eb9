"""`./huitouke import`: a file of guests, row by row, with a report of every one refused or repaired."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from huitouke.cli.progress import Bars, say
from huitouke.cli.wiring import database, set_up_tables
from huitouke.kernel.errors import DomainError

# What a file may hold → module and function that takes it in.
IMPORTERS = {
    "guests": "huitouke.connectors.files.guests:import_file",
    "rooms": "huitouke.connectors.files.rooms:import_rooms",
    "companies": "huitouke.connectors.files.companies:import_companies",
    "bookings": "huitouke.connectors.files.bookings:import_bookings",
}

WRONG_USAGE = frozenset({"branch_not_found", "system_reserved", "bad_map"})
"""Codes of refusals that an option caused, not the file."""


@click.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", type=click.Choice(sorted(IMPORTERS)), help="What the rows are.")
@click.option("--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--system", default="", help="Name of the system that the file comes from.")
@click.option("--branch", default="MAIN", show_default=True, help="Code of the branch whose guests they are.")
@click.option("--dry-run", is_flag=True, help="Read and report, and write nothing.")
@click.option("--take-back", "run_id", type=click.UUID, help="Take the import of this number back instead.")
@click.option("--json", "as_json", is_flag=True, help="Only the closing line on stdout.")
def import_command(
    file: Path | None,
    kind: str | None,
    map_file: Path | None,
    system: str,
    branch: str,
    dry_run: bool,
    run_id: UUID | None,
    as_json: bool,
) -> None:
    """Take FILE in: CSV, XLSX, Parquet or vCard. The same file twice changes nothing.

    With --take-back RUN (the number in the address of its page) take a whole import back: its guests are as
    before, but for those whom somebody has edited since.

    Exit code 0 when it was read, 1 when nothing could be read, 2 for wrong usage.
    """
    if run_id is not None:
        _take_back(run_id)
        return
    if file is None or kind is None:
        raise click.UsageError("Name a FILE and say with --as what its rows are.")
    with database():
        set_up_tables()
        with Bars() as bars:
            try:
                result = _take_in(
                    kind, file, map_file, system=system, branch=branch, dry_run=dry_run, progress=bars
                )
            except DomainError as error:
                if error.code in WRONG_USAGE:
                    raise click.UsageError(error.message) from error
                raise
    summary = result if isinstance(result, Mapping) else result.summary()
    if not as_json:
        for line in getattr(result, "lines", list)():
            say(line)
    click.echo(json.dumps(summary, ensure_ascii=False))


def _take_back(run_id: UUID) -> None:
    with database():
        set_up_tables()
        from huitouke.access.actors import SYSTEM
        from huitouke.connectors.files.taking_back import take_back_run

        with Bars() as bars:
            done = take_back_run(actor=SYSTEM, run_id=run_id, progress=bars)
    click.echo(json.dumps({"gone": done.gone, "restored": done.restored, "kept": done.kept}))


def _take_in(kind: str, file: Path, map_file: Path | None, **options: Any) -> Any:
    module, _, function = IMPORTERS[kind].partition(":")
    from huitouke.access.actors import SYSTEM

    return getattr(import_module(module), function)(file, actor=SYSTEM, map_file=map_file, **options)
