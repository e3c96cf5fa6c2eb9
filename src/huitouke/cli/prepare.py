"""Making an installation ready to serve: front end, catalogues, tables and static files, where stale."""

import os

import click

from huitouke.cli.build import (
    build_catalogues,
    build_frontend,
    is_catalogues_built,
    is_frontend_built,
    is_static_collected,
    mark_static_collected,
)
from huitouke.cli.processes import run_step
from huitouke.cli.progress import step
from huitouke.cli.wiring import child_environment, database, environment, own_command, set_up_django


def build_all() -> None:
    """Builds the front end and the message catalogues where their sources changed."""
    if not is_frontend_built():
        with step("Building the front end"):
            build_frontend()
    if not is_catalogues_built():
        with step("Compiling the message catalogues"):
            build_catalogues()


def prepare_database(*, migrate: bool) -> None:
    """Brings the tables and the static files up to date, in a child that works as the tables' owner."""
    words = own_command("prepare", *([] if migrate else ["--no-migrate"]))
    with step("Bringing the database up to date" if migrate else "Collecting static files"):
        run_step(words, environment=child_environment(HUITOUKE_DATABASE_ROLE="owner"))


@click.command("prepare", hidden=True)
@click.option("--migrate/--no-migrate", default=True, show_default=True)
@click.option("--static/--no-static", default=True, show_default=True)
def prepare_command(migrate: bool, static: bool) -> None:
    """Migrate the tables as their owner and collect static files (a step of serve, demo and restore).

    A restore that was cut short is finished on the way.
    """
    from huitouke.cli.backups.restoring import clear_unfinished, finish_restore

    os.environ["HUITOUKE_DATABASE_ROLE"] = "owner"
    home = environment().home
    with database():
        clear_unfinished(home)
        set_up_django()
        from django.core.management import call_command

        if migrate:
            call_command("migrate", interactive=False, verbosity=1)
            finish_restore(home)
        if static and not is_static_collected():
            # Source maps of other people's bundles are ten megabytes to compress, and nobody asks for them.
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
            mark_static_collected()
