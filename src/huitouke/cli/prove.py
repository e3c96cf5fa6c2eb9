"""`./huitouke prove`: proofs too long for every test run, one line each."""

import json
import time
from importlib import import_module
from importlib.util import find_spec

import click

from huitouke.cli.prepare import build_all
from huitouke.cli.progress import Bars

# Above the commands in the order of layers, so found by name: PROOFS maps a name to a function of the keyword
# argument progress, which returns a mapping with the counts `tried` and `failed`, and further figures.
REGISTRY = "huitouke.testing.proofs"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help="Name the proofs and end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a proof: proof, tried, failed, seconds.")
def prove(names: tuple[str, ...], only_list: bool, as_json: bool) -> None:
    """Run the long proofs NAMES, or all of them; exit code 1 when one fails.

    A proof fails where it tried nothing, or where anything that it tried failed. With --json standard output holds
    the lines alone, and what a failed proof saw goes to standard error.
    """
    if find_spec(REGISTRY) is None:
        raise click.ClickException("This installation has no proofs.")
    proofs = import_module(REGISTRY).PROOFS
    if unknown := [name for name in names if name not in proofs]:
        raise click.UsageError(f"No proof {', '.join(unknown)}. There are: {', '.join(proofs)}")
    if only_list:
        click.echo("\n".join(proofs))
        return
    # The pages that are asked for want the front end, which a fresh clone has not built.
    build_all()
    failed = []
    for name in names or proofs:
        began = time.monotonic()
        with Bars() as bars:
            found = dict(proofs[name](progress=bars))
        line = {
            "proof": name,
            "tried": int(found.pop("tried")),
            "failed": int(found.pop("failed")),
            "seconds": round(time.monotonic() - began, 1),
        }
        is_failed = bool(line["failed"]) or not line["tried"]
        if is_failed:
            failed.append(name)
        if as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            click.echo("{proof}: {tried} tried, {failed} failed, {seconds} s".format(**line))
        if found and (is_failed or not as_json):
            click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str), err=as_json)
    if failed:
        raise click.ClickException(f"Failed: {', '.join(failed)}")
