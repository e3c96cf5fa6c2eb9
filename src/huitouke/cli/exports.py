"""`./huitouke export`: guests or companies out of the archive, into a file."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from huitouke.cli.progress import Bars
from huitouke.cli.wiring import database, set_up_tables
from huitouke.kernel.errors import DomainError

# What can be exported → module and function that writes it.
EXPORTERS = {
    "guests": "huitouke.connectors.files.export:export_guests",
    "companies": "huitouke.connectors.files.company_export:export_companies",
}

WRONG_USAGE = frozenset({"branch_not_found", "export_format_unknown"})
"""Codes of refusals that an option caused."""


@click.command("export")
@click.argument("kind", type=click.Choice(sorted(EXPORTERS)))
@click.option(
    "--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help=".csv, .xlsx or .vcf"
)
@click.option("--branch", default=None, help="Only those of this branch.")
def export_command(kind: str, file: Path, branch: str | None) -> None:
    """Write guests or companies to a file; numbers that are sealed at rest are masked in it."""
    module, _, function = EXPORTERS[kind].partition(":")
    if find_spec(module) is None:
        raise click.ClickException(f"This release cannot export {kind}.")
    with database():
        set_up_tables()
        from huitouke.access.actors import SYSTEM

        with Bars() as bars:
            try:
                written = getattr(import_module(module), function)(
                    file, actor=SYSTEM, branch=branch, progress=bars
                )
            except DomainError as error:
                if error.code in WRONG_USAGE:
                    raise click.UsageError(error.message) from error
                raise
            except OSError as error:
                raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{written:,} rows in {file}")
