"""The site as `serve` starts it, over a database of the bench, with somebody of the front desk signed in."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import psutil
import psycopg

from huitouke.access.actors import SYSTEM
from huitouke.access.services import create_user, issue_token
from huitouke.cli.processes import Supervisor
from huitouke.cli.serve import APPLICATION, THREADS, _granian, _wait_until_ready
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import BenchHome, connected_to
from huitouke.testing.bench.http import HOST, Caller, Connection
from huitouke.testing.bench.meters import tree
from huitouke.testing.bench.records import branch_codes

USERNAME: Final = "bench"
LANGUAGE_COOKIE: Final = ("django_language", "zh-hans")


@dataclass(frozen=True, slots=True)
class Site:
    """A running site. `clerk` is signed in with a cookie, `program` bears an API token of the same user, who
    works at the front desk of the first branch and sees two thirds of the guests; `nobody` is a stranger."""

    home: BenchHome
    database: str
    port: int
    pid: int
    clerk: Caller
    csrf: str
    program: Caller
    nobody: Caller

    def processes(self) -> list[psutil.Process]:
        """The web server's processes and PostgreSQL's."""
        postmaster = self.home.cluster.postmaster()
        return tree(self.pid) + (tree(postmaster.pid) if postmaster else [])


@contextmanager
def running_site(home: BenchHome, database: str) -> Iterator[Site]:
    """The site over `database` inside the block, warm, with a user and a token."""
    password = secrets.token_urlsafe(20)
    token = _hire(database, password)
    settle(home, database)
    port = _free_port()
    environment = home.environment(database, HUITOUKE_DATABASE_POOL=str(THREADS))
    with Supervisor() as parts:
        parts.start("the web server", _granian(HOST, port), environment=environment)
        _wait_until_ready(HOST, port, parts)
        clerk, csrf = _signed_in(port, password)
        yield Site(
            home,
            database,
            port,
            _pid(port),
            clerk,
            csrf,
            Caller(headers=(("Authorization", f"Bearer {token}"),)),
            Caller(),
        )


def _hire(database: str, password: str) -> str:
    with connected_to(database):
        user = create_user(
            actor=SYSTEM,
            username=USERNAME,
            password=password,
            role="front_desk",
            branch_code=branch_codes()[0],
            display_name="Bench",
        )
        return issue_token(actor=SYSTEM, user=user)


def settle(home: BenchHome, database: str) -> None:
    """Writes down what was changed and brings tables, then indexes, into memory, as far as they fit: the state of a
    server that has run for a day."""
    with psycopg.connect(home.cluster.url(database), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        connection.execute("CHECKPOINT")
        found = connection.execute(
            "SELECT oid FROM pg_class WHERE relkind IN ('r', 'i') AND relpersistence = 'p'"
            " AND relnamespace = 'public'::regnamespace ORDER BY relkind DESC"
        ).fetchall()
        for (relation,) in found:
            connection.execute("SELECT pg_prewarm(%s::oid::regclass)", [relation])


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


def _pid(port: int) -> int:
    """The process that the web server's workers, who listen on `port`, descend from."""
    for held in psutil.net_connections("tcp4"):
        if held.status == psutil.CONN_LISTEN and held.laddr.port == port and held.pid:
            process = psutil.Process(held.pid)
            while (parent := process.parent()) is not None and APPLICATION in parent.cmdline():
                process = parent
            return int(process.pid)
    raise BenchRefused(f"nobody listens on port {port}")


def _signed_in(port: int, password: str) -> tuple[Caller, str]:
    """A clerk with the cookies of a session, and the token that every form carries."""
    connection = Connection(port)
    page = connection.ask(Caller().get("/accounts/login/"))
    cookies = _cookies(page.headers)
    if page.status != 200 or "csrftoken" not in cookies:
        raise BenchRefused(f"the login page was answered with {page.status} and without a token")
    caller = Caller(cookies=tuple(cookies.items()))
    form = {"login": USERNAME, "password": password, "csrfmiddlewaretoken": cookies["csrftoken"]}
    answer = connection.ask(caller.post("/accounts/login/", form))
    cookies |= _cookies(answer.headers)
    connection.close()
    if answer.status != 302 or "sessionid" not in cookies:
        raise BenchRefused(f"signing in was answered with {answer.status}")
    return Caller(cookies=(*cookies.items(), LANGUAGE_COOKIE)), cookies["csrftoken"]


def _cookies(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    pairs = [value.split(";", 1)[0].partition("=") for name, value in headers if name == "set-cookie"]
    return {name: value for name, _, value in pairs}
