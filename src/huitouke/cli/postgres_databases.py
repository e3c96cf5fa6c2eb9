"""Making and fitting out databases on a server, the embedded one or any PostgreSQL 15 or later."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from huitouke.cli.postgres_folders import APP_ROLE

EXTENSIONS: Final = ("pg_trgm", "btree_gist", "citext")
_ON_WHAT_COMES: Final = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
# The builtin provider of text order came with PostgreSQL 17; the C library's compares by code point too.
_BUILTIN_SINCE: Final = 170000


def with_database(url: str, name: str) -> str:
    """The same server and account, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def create_database(server: str, name: str, *, template: str | None = None, is_bare: bool = False) -> None:
    """Makes a database with our text order, extensions and rights, or as a copy of `template`; a bare one has
    neither extensions nor rights, since a dump that is read into it brings them.

    `server` is the address of any other database there, as a role that may create databases. Text compares by
    code point (C), the same on every server; signs are still known as letters (C.UTF-8), because trigram
    search drops every hanzi in a database whose letters are those of C.
    """
    made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        if template is not None:
            made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        else:
            made += sql.SQL(" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
            if connection.info.server_version >= _BUILTIN_SINCE:
                made += sql.SQL(" LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'")
        connection.execute(made)
    if template is None and not is_bare:
        fit_out(with_database(server, name))


def drop_database(server: str, name: str) -> None:
    """Drops a database if it is there, and ends whoever is connected to it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_role(server: str) -> None:
    """Makes the application's role, which owns nothing, where it is missing."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))


def has_database(server: str, name: str) -> bool:
    """Whether the server has a database of this name."""
    with psycopg.connect(server, autocommit=True) as connection:
        return (
            connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        )


def fit_out(url: str) -> None:
    """Extensions, and the application's rights on what the owner will make in `public`; safe to repeat."""
    app = sql.Identifier(APP_ROLE)
    with psycopg.connect(url, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension))
            )
        for grant in (
            "GRANT USAGE ON SCHEMA public TO {}",
            f"{_ON_WHAT_COMES} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{}}",
            f"{_ON_WHAT_COMES} USAGE, SELECT, UPDATE ON SEQUENCES TO {{}}",
        ):
            connection.execute(sql.SQL(grant).format(app))
