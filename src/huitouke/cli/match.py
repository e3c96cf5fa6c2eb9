"""`./huitouke match`: the hotel's own records made ready, learnt from, and compared."""

import json
import time
from typing import Any, Final

import click

from huitouke.cli.progress import Bars
from huitouke.cli.wiring import database, set_up_tables

_AS_JSON: Final = click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")


@click.group()
def match() -> None:
    """Matching of the hotel's own records."""


@match.command()
@_AS_JSON
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
    _tell(as_json, began, {"kept": kept}, f"{kept:,} records made ready for matching")


@match.command()
@_AS_JSON
def train(as_json: bool) -> None:
    """Learn from the hotel's own records what speaks for one person here, how common names are, and how rare two
    records of one person. Weighs from then on, live and at night, unless it breaks a rule of sanity; then it is told,
    and what weighed before goes on. The worker does the same once a week.
    """
    began = time.monotonic()
    with database():
        set_up_tables()
        from huitouke.identity.services.match_learning import FEWEST
        from huitouke.identity.services.match_runs import learn_now
        from huitouke.kernel.errors import DomainError

        with Bars() as bars:
            try:
                learnt = learn_now(bars)
            except DomainError as error:
                raise click.ClickException(error.message) from error
    if learnt.id is None:
        words = f"{learnt.sample:,} profiles teach too little; from {FEWEST:,} on. The shipped weights stay in force"
    elif learnt.faults:
        words = (
            f"Learnt on {learnt.sample:,} records and refused: {', '.join(learnt.faults)}. Nothing changed"
        )
    else:
        words = f"Learnt on {learnt.sample:,} records, in force"
    told = {
        "model": str(learnt.id) if learnt.id else None,
        "sample": learnt.sample,
        "in_force": learnt.is_in_force,
        "faults": list(learnt.faults),
    }
    _tell(as_json, began, told, words)
    if learnt.faults:
        raise SystemExit(1)


@match.command()
@click.option("--full", is_flag=True, help="Compare all records anew, not only those since the last run.")
@_AS_JSON
def run(full: bool, as_json: bool) -> None:
    """Compare the hotel's records. Who is one person beyond doubt becomes one guest, which can be taken back; who may
    be one waits in the review queue. The worker does the same each night. May be killed and run again.
    """
    began = time.monotonic()
    with database():
        set_up_tables()
        from huitouke.identity.services.match_runs import run_matching
        from huitouke.kernel.errors import DomainError

        with Bars() as bars:
            try:
                done = run_matching(whole=full, progress=bars)
            except DomainError as error:
                raise click.ClickException(error.message) from error
    told = {name: getattr(done, name) for name in ("kind", "rows", "pairs", "merged", "proposed", "left_out")}
    words = (
        f"{done.rows:,} records compared in {done.pairs:,} pairs: {done.merged:,} guests merged,"
        f" {done.proposed:,} pairs wait for a person"
    )
    _tell(as_json, began, told, words)


@match.command()
@click.option("--full", is_flag=True, help="Look at all guests, not only those of whom anything is new.")
@_AS_JSON
def relations(full: bool, as_json: bool) -> None:
    """Suggest which guests have to do with each other, by telephones, addresses and rooms that they share, though
    they are two persons. A person confirms or refuses each. The worker does the same each night. May be killed and run
    again.
    """
    began = time.monotonic()
    with database():
        set_up_tables()
        from huitouke.identity.services.relation_finding import find_relations

        with Bars() as bars:
            done = find_relations(whole=full, progress=bars)
    told = {name: getattr(done, name) for name in ("guests", "made", "changed", "gone")}
    words = f"{done.guests:,} guests looked at: {done.made:,} relations suggested, {done.gone:,} let go"
    _tell(as_json, began, told, words)


def _tell(as_json: bool, began: float, told: dict[str, Any], words: str) -> None:
    seconds = round(time.monotonic() - began, 3)
    click.echo(json.dumps({**told, "seconds": seconds}) if as_json else f"{words}; {seconds:,} s.")
