"""`./huitouke rebuild --check`: whether what is shown is what the records say."""

import json
import time
from typing import TYPE_CHECKING, Any, Final

import click

from huitouke.cli.progress import Bars
from huitouke.cli.wiring import database, set_up_tables

if TYPE_CHECKING:
    from huitouke.intake.rebuilt import Rebuilt

COUNTS: Final = ("checked", "equal", "different", "erased", "waiting")


@click.command()
@click.option("--check", is_flag=True, required=True, help="Compare and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def rebuild(check: bool, as_json: bool) -> None:
    """Make every guest's profile, and every reservation with its people, nights and bill, anew from the source records,
    and compare them with the live ones. Exit code 1 where any differs. May run while work goes on; writes nothing.
    """
    began = time.monotonic()
    with database():
        set_up_tables()
        from huitouke.identity.services.rebuilding import check_guests
        from huitouke.stays.services.rebuilding import check_reservations

        with Bars() as bars:
            guests, reservations = check_guests(bars), check_reservations(bars)
    seconds = round(time.monotonic() - began, 3)
    if as_json:
        parts = {"guests": _as_json(guests), "reservations": _as_json(reservations)}
        whole = {name: sum(part[name] for part in parts.values()) for name in COUNTS}
        told = {**whole, **parts, "seconds": seconds}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell("guests", guests)
        _tell("reservations", reservations)
    if guests.different or reservations.different:
        raise SystemExit(1)


def _as_json(found: "Rebuilt") -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in COUNTS},
        "fields": dict(found.fields.most_common()),
        "examples": found.examples[:20],
    }


def _tell(what: str, found: "Rebuilt") -> None:
    click.echo(f"{found.checked:,} {what} made anew: {found.equal:,} equal, {found.different:,} different.")
    click.echo(
        f"{found.erased:,} stand without their records, since somebody was erased; {found.waiting:,} wait."
    )
    for name, count in found.fields.most_common():
        click.echo(f"{count:>9,}  {name}")
    for example in found.examples[:20]:
        click.echo(f"           {example}")
