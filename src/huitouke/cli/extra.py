"""`./huitouke extra`: packages that only some houses want. The launcher installs them before this runs."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

import click

PACKAGES: Final = {"spark": "pyspark"}
"""Extra to the package that it is there for; `requirements-NAME.lock` holds what is installed."""


@click.command()
@click.argument("name", type=click.Choice(sorted(PACKAGES)))
def extra(name: str) -> None:
    """Install an extra: `spark`, with which groups that outgrow one machine compare their records on a cluster (about
    450 MB; Java 17 or later has to be there). From then on every installation of this clone brings it.
    """
    try:
        found = version(PACKAGES[name])
    except PackageNotFoundError as error:
        raise click.ClickException(
            f"{name} is not installed. Start this by ./huitouke extra {name}"
        ) from error
    click.echo(f"{name} is installed: {PACKAGES[name]} {found}.")
