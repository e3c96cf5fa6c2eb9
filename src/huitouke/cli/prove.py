"""`./huitouke prove`: proofs too long for every test run, one JSON line each."""

import json
import time
from importlib import import_module
from importlib.util import find_spec

import click

from huitouke.cli.progress import Bars

# Above the commands in the order of layers, so found by name: PROOFS maps a name to a function of the keyword
# argument progress, which returns a mapping of figures with `ok`.
REGISTRY = "huitouke.testing.proofs"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help="Name the proofs and end.")
def prove(names: tuple[str, ...], only_list: bool) -> None:
    """Run the long proofs NAMES, or all of them; exit code 1 when one fails."""
    if find_spec(REGISTRY) is None:
        raise click.ClickException("This installation has no proofs.")
    proofs = import_module(REGISTRY).PROOFS
    if unknown := [name for name in names if name not in proofs]:
        raise click.UsageError(f"No proof {', '.join(unknown)}. There are: {', '.join(proofs)}")
    if only_list:
        click.echo("\n".join(proofs))
        return
    failed = []
    for name in names or proofs:
        began = time.monotonic()
        with Bars() as bars:
            found = dict(proofs[name](progress=bars))
        click.echo(
            json.dumps(
                {"proof": name, **found, "seconds": round(time.monotonic() - began, 1)}, ensure_ascii=False
            )
        )
        if not found.get("ok"):
            failed.append(name)
    if failed:
        raise click.ClickException(f"Failed: {', '.join(failed)}")
