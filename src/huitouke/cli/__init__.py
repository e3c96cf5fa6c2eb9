"""The console command: every verb of `./huitouke`.

A verb is a file with a click command and a line in `COMMANDS`. The files are imported when their verb is
asked for, and import Django only while they run, so that `./huitouke --help` answers at once. Exit codes: 0
done, 1 could not be done, 2 wrong usage, 128 + n stopped by signal n.
"""

from importlib import import_module
from typing import Final

import click

# Verb → module and attribute of its click command. Hidden ones are steps that other commands run as children.
COMMANDS: Final[dict[str, str]] = {
    "backup": "huitouke.cli.backup:backup",
    "bench": "huitouke.cli.bench:bench",
    "createuser": "huitouke.cli.createuser:createuser",
    "demo": "huitouke.cli.demo:demo",
    "django": "huitouke.cli.django_command:django_command",
    "doctor": "huitouke.cli.doctor:doctor",
    "evaluate": "huitouke.cli.evaluate:evaluate",
    "export": "huitouke.cli.exports:export_command",
    "extra": "huitouke.cli.extra:extra",
    "import": "huitouke.cli.imports:import_command",
    "load-demo": "huitouke.cli.demo:load_demo_command",
    "match": "huitouke.cli.match:match",
    "prepare": "huitouke.cli.prepare:prepare_command",
    "prove": "huitouke.cli.prove:prove",
    "rebuild": "huitouke.cli.rebuild:rebuild",
    "restore": "huitouke.cli.restore:restore",
    "rotate-keys": "huitouke.cli.rotate_keys:rotate_keys",
    "serve": "huitouke.cli.serve:serve",
    "test": "huitouke.cli.test:test",
    "token": "huitouke.cli.token:token",
    "worker": "huitouke.cli.worker:worker",
}


class Verbs(click.Group):
    """The verbs of COMMANDS, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all verbs, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None for a word that is none."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place} is no click command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Runs the verb; what a person can mend becomes one line and exit code 1, anything else crashes."""
        from huitouke.cli.build import BuildError
        from huitouke.cli.postgres_binaries import PostgresError
        from huitouke.cli.processes import StepError
        from huitouke.kernel.errors import DomainError

        try:
            return super().invoke(ctx)
        except (BuildError, PostgresError, StepError, DomainError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def verbs() -> None:
    """Huitouke (回头客), customer relationship management for hotels."""


def main() -> None:
    """Entry of `./huitouke` and `python -m huitouke`."""
    from huitouke.cli.processes import install_signal_handlers

    install_signal_handlers()
    verbs(prog_name="huitouke")
