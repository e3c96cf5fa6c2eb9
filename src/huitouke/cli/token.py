"""`./huitouke token --user NAME`: an API token with the rights of a user."""

import click

from huitouke.cli.wiring import database, set_up_tables


@click.command()
@click.option("--user", "username", required=True, help="Login whose rights the token has.")
def token(username: str) -> None:
    """Print a new API token; it is shown this once."""
    with database():
        set_up_tables()
        from huitouke.access.actors import SYSTEM
        from huitouke.access.models import User
        from huitouke.access.services import issue_token

        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise click.ClickException(f"There is no active login {username}.")
        issued = issue_token(actor=SYSTEM, user=user)
    click.echo(issued)
