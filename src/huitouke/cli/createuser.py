"""`./huitouke createuser`: a login for a member of staff."""

import sys

import click

from huitouke.cli.wiring import database, set_up_tables


@click.command()
@click.argument("username")
@click.option("--role", default="administrator", show_default=True, help="administrator, front_desk, …")
@click.option(
    "--branch", "branch_code", help="Code of the branch; without it the role holds in the whole group."
)
@click.option("--name", "display_name", default="", help="Name as the colleagues know it.")
@click.option("--email", default="")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
def createuser(
    username: str, role: str, branch_code: str | None, display_name: str, email: str, password_stdin: bool
) -> None:
    """Create the login USERNAME; asks for its password."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    with database():
        set_up_tables()
        from huitouke.access.actors import SYSTEM
        from huitouke.access.services import create_user
        from huitouke.kernel.errors import Invalid

        try:
            create_user(
                actor=SYSTEM,
                username=username,
                password=password,
                role=role,
                branch_code=branch_code,
                display_name=display_name,
                email=email,
            )
        except Invalid as error:
            lines = [f"  {field}: {' '.join(words)}" for field, words in error.fields.items()]
            raise click.ClickException("\n".join((error.message, *lines))) from error
    click.echo(f"{username} can sign in.")
