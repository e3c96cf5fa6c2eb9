"""`./huitouke doctor`: what is wrong with this installation, and how to mend it."""

import json
from collections.abc import Iterable, Iterator

import click
from rich.console import Console
from rich.table import Table

from huitouke.cli.doctor_checks import Finding, Level
from huitouke.cli.doctor_checks.backups import check_backups
from huitouke.cli.doctor_checks.database import check_database
from huitouke.cli.doctor_checks.machine import check_machine
from huitouke.cli.wiring import database, environment

_STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.BAD: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(as_json: bool) -> None:
    """Look the installation over; exit code 1 when something is bad."""
    findings = list(_findings())
    if as_json:
        for finding in findings:
            click.echo(json.dumps(finding.as_dict(), ensure_ascii=False))
    else:
        Console(soft_wrap=False).print(_table(findings))
    if any(finding.level is Level.BAD for finding in findings):
        raise SystemExit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = environment()
    except click.ClickException as error:
        yield Finding(Level.BAD, "settings", error.message, "correct it where it is set, or in .env")
        return
    yield Finding(Level.OK, "settings", "every HUITOUKE_ variable makes sense")
    yield from check_machine(settings)
    yield from check_backups(settings)
    try:
        with database():
            yield from check_database(settings)
    except (click.ClickException, RuntimeError) as error:
        words = error.message if isinstance(error, click.ClickException) else str(error)
        yield Finding(Level.BAD, "database", words, "see the server's log, or HUITOUKE_DATABASE_URL")


def _table(findings: Iterable[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("", "what", "found", "what to do"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        style = _STYLES[finding.level]
        table.add_row(f"[{style}]{finding.level.value}[/]", finding.what, finding.found, finding.mend)
    return table
