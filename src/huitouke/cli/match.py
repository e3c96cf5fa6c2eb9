"""`./huitouke match rows`: every record made ready for matching."""

import json
import time

import click

from huitouke.cli.progress import Bars
from huitouke.cli.wiring import database, set_up_tables


@click.group()
def match() -> None:
    """Matching of the hotel's own records."""


@match.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def rows(as_json: bool) -> None:
    """Keep a row for matching beside every record that has none by the rules of today. The worker does the same after
    each record and each night. May run while work goes on, be stopped and run again.
    """
    began = time.monotonic()
    with database():
        set_up_tables()
        from huitouke.identity.services.kept_rows import keep_missing_rows

        with Bars() as bars:
            kept = keep_missing_rows(bars)
    seconds = round(time.monotonic() - began, 3)
    if as_json:
        click.echo(json.dumps({"kept": kept, "seconds": seconds}))
    else:
        click.echo(f"{kept:,} records made ready for matching in {seconds:,} s.")
