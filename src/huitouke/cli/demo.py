"""`./huitouke demo`: a make-believe hotel group on this machine, from nothing to a page and its logins."""

import dataclasses
import json
from importlib import import_module
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from huitouke.cli.prepare import build_all, prepare_database
from huitouke.cli.processes import run_step
from huitouke.cli.progress import Bars, say
from huitouke.cli.serve import serve_site
from huitouke.cli.wiring import child_environment, database, own_command, set_up_django


@click.command()
@click.option(
    "--guests", default=20_000, show_default=True, type=click.IntRange(0), help="0: an empty group."
)
@click.option("--branches", default=3, show_default=True, type=click.IntRange(1, 99))
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed makes the same guests.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Make the group and end.")
def demo(guests: int, branches: int, seed: int, port: int, no_serve: bool) -> None:
    """Make a make-believe hotel group and serve it.

    A second run keeps the data and takes seconds.
    """
    logins: list[dict[str, Any]] = []

    def load() -> None:
        words = own_command("load-demo", f"--guests={guests}", f"--branches={branches}", f"--seed={seed}")
        logins.extend(json.loads(run_step(words, environment=child_environment(), tell=True) or "[]"))

    if no_serve:
        build_all()
        with database():
            prepare_database(migrate=True)
            load()
        _show_logins(logins)
        return

    def welcome(address: str) -> None:
        click.echo(f"Huitouke is at {address}")
        _show_logins(logins)
        say("Ctrl-C stops it.")

    serve_site(port=port, plain_http=True, may_move=True, before=load, welcome=welcome)


@click.command("load-demo", hidden=True)
@click.option("--guests", type=click.IntRange(0), required=True)
@click.option("--branches", type=click.IntRange(1), required=True)
@click.option("--seed", type=int, required=True)
def load_demo_command(guests: int, branches: int, seed: int) -> None:
    """Make the group where there is none and print its logins as JSON (a step of demo)."""
    with database():
        set_up_django()
        load_demo = import_module("huitouke.demo.load").load_demo
        with Bars() as bars:
            result = load_demo(guests=guests, branches=branches, seed=seed, progress=bars)
    logins = getattr(result, "logins", result) or ()
    click.echo(json.dumps([_plain(login) for login in logins], ensure_ascii=False))


def _plain(login: Any) -> dict[str, Any]:
    return dict(login) if isinstance(login, dict) else dataclasses.asdict(login)


def _show_logins(logins: list[dict[str, Any]]) -> None:
    if not logins:
        return
    table = Table(title="Logins of the make-believe group")
    for column in logins[0]:
        table.add_column(column.replace("_", " "))
    for login in logins:
        table.add_row(*(str(value) for value in login.values()))
    Console().print(table)
