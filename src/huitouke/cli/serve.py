"""`./huitouke serve`: the site and its worker, made ready, watched over and stopped together."""

import http.client
import socket
import sys
import time
from collections.abc import Callable

import click

from huitouke.cli.prepare import build_all, prepare_database
from huitouke.cli.processes import Supervisor
from huitouke.cli.progress import say, step
from huitouke.cli.wiring import child_environment, database, environment, environment_module, own_command

APPLICATION = "huitouke.config.wsgi:application"
WORKERS = 2
# Without a limit Granian opens threads freely, and each its own connection to the database.
THREADS = 4
READY_SECONDS = 120.0
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_POLL = 0.05


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--migrate/--no-migrate", default=True, help="Bring the tables up to date first (default).")
@click.option("--plain-http", is_flag=True, help="Browsers come by http, on this machine only.")
def serve(host: str, port: int, migrate: bool, plain_http: bool) -> None:
    """Serve the site with its worker, until stopped.

    Browsers are expected by HTTPS, through a proxy in front; --plain-http is for this machine alone.
    """
    if plain_http and host not in _LOOPBACK:
        raise click.UsageError(
            "--plain-http is for 127.0.0.1 only: elsewhere a proxy with a certificate belongs in front."
        )
    serve_site(host=host, port=port, migrate=migrate, plain_http=plain_http)


def serve_site(
    *,
    host: str = "127.0.0.1",
    port: int,
    migrate: bool = True,
    plain_http: bool,
    may_move: bool = False,
    before: Callable[[], None] | None = None,
    welcome: Callable[[str], None] | None = None,
) -> None:
    """Serves until a signal or until a part ends by itself, then stops everything it started.

    A taken port is an error, since a proxy looks for us there; with `may_move` the next free one is used.
    `before` runs when the tables are ready and nothing is served yet; `welcome` gets the address once the
    first page has been answered.
    """
    changes = {"HUITOUKE_DATABASE_POOL": str(THREADS)}
    if plain_http and not environment_module().is_given("HUITOUKE_HTTPS"):
        changes["HUITOUKE_HTTPS"] = "no"
    build_all()
    with database():
        prepare_database(migrate=migrate)
        if before is not None:
            before()
        port = _free_port(host, port, may_move=may_move)
        with Supervisor() as parts:
            parts.start("the web server", _granian(host, port), environment=child_environment(**changes))
            parts.start("the worker", own_command("worker"), environment=child_environment())
            with step("Starting the site"):
                _wait_until_ready(host, port, parts)
            address = f"http://{host}:{port}/"
            if welcome is not None:
                welcome(address)
            else:
                _say_address(address, plain_http=plain_http)
            raise click.ClickException(f"{parts.wait()}; stopped.")


def _say_address(address: str, *, plain_http: bool) -> None:
    click.echo(f"Huitouke is at {address}")
    if environment().https and not plain_http:
        say("Browsers are expected by HTTPS through a proxy; without one, start it with --plain-http.")
    say("Ctrl-C stops it.")


def _granian(host: str, port: int) -> list[str]:
    words = [
        sys.executable,
        "-P",
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
    ]
    words += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws"]
    return [*words, "--respawn-failed-workers", "--log-level", "warning", APPLICATION]


def _free_port(host: str, wanted: int, *, may_move: bool) -> int:
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except PermissionError as error:
                raise click.ClickException(f"This user may not listen on port {port}.") from error
            except OSError as error:
                if not may_move:
                    raise click.ClickException(
                        f"Port {wanted} is taken. End what listens there, or choose another with --port."
                    ) from error
                continue
        if port != wanted:
            say(f"Port {wanted} is taken; using {port}.")
        return port
    raise click.ClickException(f"No port from {wanted} to {wanted + 99} is free on {host}.")


def _wait_until_ready(host: str, port: int, parts: Supervisor) -> None:
    """Returns when the site answers; raises where a part ended or the time is over."""
    deadline = time.monotonic() + READY_SECONDS
    target = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not listened on
    while time.monotonic() < deadline:
        if (ended := parts.ended()) is not None:
            raise click.ClickException(f"{ended} before the site was up; the lines above say why.")
        connection = http.client.HTTPConnection(target, port, timeout=10)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status < 400:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(_POLL)
    raise click.ClickException(f"The site did not answer within {READY_SECONDS:.0f} s.")
