"""`./huitouke rebuild --check`: whether what is shown is what the records say."""

import json
import time

import click

from huitouke.cli.progress import Bars
from huitouke.cli.wiring import database, set_up_tables


@click.command()
@click.option("--check", is_flag=True, required=True, help="Compare and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def rebuild(check: bool, as_json: bool) -> None:
    """Make every reservation, its people, nights and bill anew from the source records, and compare them with the live
    ones. Exit code 1 where any differs. May run while work goes on; writes nothing.
    """
    began = time.monotonic()
    with database():
        set_up_tables()
        from huitouke.stays.services.rebuilding import check_reservations

        with Bars() as bars:
            found = check_reservations(bars)
    seconds = time.monotonic() - began
    if as_json:
        told = {
            "checked": found.checked,
            "equal": found.equal,
            "different": found.different,
            "erased": found.erased,
            "waiting": found.waiting,
            "fields": dict(found.fields),
            "seconds": round(seconds, 3),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(
            f"{found.checked:,} reservations made anew: {found.equal:,} equal, {found.different:,} different."
        )
        click.echo(
            f"{found.erased:,} stand without their records, since somebody was erased; {found.waiting:,} wait."
        )
        for name, count in found.fields.most_common():
            click.echo(f"{count:>9,}  {name}")
        for example in found.examples[:20]:
            click.echo(f"           reservation {example}")
    if found.different:
        raise SystemExit(1)
