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
    "guests": "huitouke.connectors.files.guests:import_guests",
    "rooms": "huitouke.connectors.files.rooms:import_rooms",
    "companies": "huitouke.connectors.files.companies:import_companies",
    "bookings": "huitouke.connectors.files.bookings:import_bookings",
    "messages": "huitouke.connectors.messages.importing:import_messages",
}
MESSAGES = "messages"
WITH_REFUSED = frozenset({"guests", "companies", "bookings"})
"""What gives refused rows back as a file."""

WRONG_USAGE = frozenset({"branch_not_found", "system_reserved", "bad_map", "message_kind_unknown"})
"""Codes of refusals that an option caused, not the file."""


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--as", "rows", type=click.Choice(sorted(IMPORTERS)), help="What the rows are.")
@click.option("--kind", default="", help="What messages speak: opentravel, opera, mews or cloudbeds.")
@click.option("--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--system", default="", help="Name of the system that the file comes from.")
@click.option("--branch", default="MAIN", show_default=True, help="Code of the branch whose guests they are.")
@click.option("--dry-run", is_flag=True, help="Read and report, and write nothing.")
@click.option(
    "--refused",
    "refused_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused rows here (.csv or .xlsx), each with its reason, to be mended and imported.",
)
@click.option("--take-back", "run_id", type=click.UUID, help="Take the import of this number back instead.")
@click.option("--json", "as_json", is_flag=True, help="Only the closing line on stdout.")
def import_command(
    files: tuple[Path, ...],
    rows: str | None,
    kind: str,
    map_file: Path | None,
    system: str,
    branch: str,
    dry_run: bool,
    refused_to: Path | None,
    run_id: UUID | None,
    as_json: bool,
) -> None:
    """Take FILE in: CSV, XLSX, Parquet or vCard. The same file twice changes nothing.

    With --as messages any number of FILES, or of folders with them, each one message of a property management system
    or a channel of the --kind; the closing line counts what became of them.

    With --take-back RUN (the number in the address of its page) take a whole import back: its guests are as
    before, but for those whom somebody has edited since.

    Exit code 0 when it was read, 1 when nothing could be read, 2 for wrong usage.
    """
    if run_id is not None:
        _take_back(run_id)
        return
    if not files or rows is None:
        raise click.UsageError("Name a FILE and say with --as what its rows are.")
    _refuse_wrong_usage(files, rows, kind, map_file, dry_run)
    if refused_to is not None and (dry_run or rows not in WITH_REFUSED):
        raise click.UsageError("--refused is for guests, companies and bookings, and not for --dry-run.")
    with database():
        set_up_tables()
        with Bars() as bars:
            try:
                result = _take_in(
                    rows, files, kind, map_file, system=system, branch=branch, dry_run=dry_run, progress=bars
                )
            except DomainError as error:
                if error.code in WRONG_USAGE:
                    raise click.UsageError(error.message) from error
                raise
        refused = _write_refused(result.run_id, refused_to) if refused_to is not None else 0
    summary = result if isinstance(result, Mapping) else result.summary()
    if not as_json:
        for line in getattr(result, "lines", list)():
            say(line)
        if refused:
            say(f"{refused:>9,}  refused rows written to {refused_to}")
    click.echo(json.dumps(summary, ensure_ascii=False))
    if not getattr(result, "is_answered", True):
        raise SystemExit(1)


def _refuse_wrong_usage(
    files: tuple[Path, ...], rows: str, kind: str, map_file: Path | None, dry_run: bool
) -> None:
    """Options that do not go together."""
    if rows == MESSAGES:
        if not kind:
            raise click.UsageError("Say with --kind what the messages speak.")
        if map_file is not None or dry_run:
            raise click.UsageError("Messages have neither --map nor --dry-run.")
        return
    if kind:
        raise click.UsageError("--kind is for --as messages.")
    if len(files) > 1:
        raise click.UsageError("One FILE at a time, but for messages.")
    if not files[0].is_file():
        raise click.UsageError(f"{files[0]} is no file.")


def _write_refused(run_id: str, target: Path) -> int:
    """Write the refused rows of a run to a file, for its owner alone; how many. Without any no file is written."""
    from huitouke.access.actors import SYSTEM
    from huitouke.connectors.files.exports import private_file
    from huitouke.connectors.files.refused import refused_file
    from huitouke.intake.errors import RefusedRowsNotFound

    try:
        form = "xlsx" if target.suffix.casefold() == ".xlsx" else "csv"
        rows = refused_file(actor=SYSTEM, run_id=UUID(run_id), form=form)
    except RefusedRowsNotFound:
        return 0
    with private_file(target) as stream:
        return rows.write(stream)


def _take_back(run_id: UUID) -> None:
    with database():
        set_up_tables()
        from huitouke.access.actors import SYSTEM
        from huitouke.connectors.files.taking_back import take_back_run

        with Bars() as bars:
            done = take_back_run(actor=SYSTEM, run_id=run_id, progress=bars)
    click.echo(json.dumps({"gone": done.gone, "restored": done.restored, "kept": done.kept}))


def _take_in(
    rows: str, files: tuple[Path, ...], kind: str, map_file: Path | None, *, dry_run: bool, **options: Any
) -> Any:
    module, _, function = IMPORTERS[rows].partition(":")
    from huitouke.access.actors import SYSTEM

    take_in = getattr(import_module(module), function)
    if rows == MESSAGES:
        return take_in(files, actor=SYSTEM, kind=kind, **options)
    return take_in(files[0], actor=SYSTEM, map_file=map_file, dry_run=dry_run, **options)
