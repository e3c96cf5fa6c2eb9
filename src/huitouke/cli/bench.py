"""`./huitouke bench`: measured speeds, one JSON object a line, each against its limit on the same machine."""

import json
from importlib import import_module
from importlib.util import find_spec

import click

from huitouke.cli.prepare import build_all
from huitouke.cli.progress import Bars
from huitouke.cli.wiring import environment, set_up_django

# Above the commands in the order of layers, so found by name. The home is entered before Django is readied,
# the benches stand on Django.
HOME = "huitouke.testing.bench.home"
REGISTRY = "huitouke.testing.bench.run"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--guests", default=100_000, show_default=True, type=click.IntRange(1))
@click.option(
    "--rows", type=click.IntRange(1), help="Rows of the imported file (default: guests, 200,000 at most)."
)
@click.option("--reuse", is_flag=True, help="Measure on the kept guests though their generator has changed.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, which is all there is.")
def bench(names: tuple[str, ...], guests: int, rows: int | None, reuse: bool, as_json: bool) -> None:
    """Measure NAMES, or everything, on a database of its own under HUITOUKE_HOME/bench."""
    if find_spec("huitouke.testing") is None:
        raise click.ClickException("This installation has no benches.")
    home = import_module(HOME).enter(environment().home / "bench")
    # Before Django, which reads the manifest of the front end as it starts and keeps it.
    build_all()
    set_up_django()
    registry = import_module(REGISTRY)
    if unknown := [name for name in names if name not in registry.NAMES]:
        raise click.UsageError(f"No bench {', '.join(unknown)}. There are: {', '.join(registry.NAMES)}")
    with Bars() as bars:
        for line in registry.run_benches(
            home, names or registry.NAMES, guests=guests, rows=rows, reuse=reuse, progress=bars
        ):
            click.echo(json.dumps(line.as_json(), ensure_ascii=False))
