"""`./huitouke bench`: measured speeds, one JSON object a line, each against its limit on the same machine."""

import json
from importlib import import_module
from importlib.util import find_spec

import click

from huitouke.cli.progress import Bars
from huitouke.cli.wiring import database, environment, set_up_django

# Above the commands in the order of layers, so found by name: BENCHES maps a name to a function of keyword
# arguments guests, home and progress that yields one mapping a case.
REGISTRY = "huitouke.testing.bench"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--guests", default=100_000, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="JSON lines (the default away from a terminal).")
def bench(names: tuple[str, ...], guests: int, as_json: bool) -> None:
    """Measure NAMES, or everything, on a database of its own under HUITOUKE_HOME/bench."""
    if find_spec(REGISTRY) is None:
        raise click.ClickException("This installation has no benches.")
    with database():
        set_up_django()
        benches = import_module(REGISTRY).BENCHES
        if unknown := [name for name in names if name not in benches]:
            raise click.UsageError(f"No bench {', '.join(unknown)}. There are: {', '.join(benches)}")
        for name in names or benches:
            with Bars() as bars:
                for row in benches[name](guests=guests, home=environment().home / "bench", progress=bars):
                    click.echo(json.dumps({"bench": name, **row}, ensure_ascii=False))
