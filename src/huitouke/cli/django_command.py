"""`./huitouke django …`: Django's own commands, with the database running."""

import os

import click

from huitouke.cli.wiring import SETTINGS_MODULE, database, environment

# These change tables, so they work as the owner of the tables unless HUITOUKE_DATABASE_ROLE says otherwise.
_OWNERS_COMMANDS = frozenset({"migrate", "makemigrations", "dbshell", "sqlmigrate", "flush"})


@click.command(
    "django",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def django_command(words: tuple[str, ...]) -> None:
    """Run a command of Django itself, such as `migrate` or `shell`."""
    if words and words[0] in _OWNERS_COMMANDS:
        os.environ.setdefault("HUITOUKE_DATABASE_ROLE", "owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    environment()
    from django.core.management import execute_from_command_line

    with database():
        execute_from_command_line(["huitouke django", *words])
