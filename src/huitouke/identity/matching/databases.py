"""Where the tables of one run of matching stand: in DuckDB on this machine, or in Spark (`spark_database.py`).

Every statement is written once, in DuckDB's words; a database that speaks otherwise translates it. Splink is asked
through the same seam, and gets its conditions in the database's own words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa


class EngineMissing(Exception):
    """The engine that is asked for cannot run here. `reason` is `package`, `java` or `java_old`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Database(Protocol):
    """Tables by name, made and asked by SELECT statements. Tables of `told` are read by their names meanwhile."""

    def append(self, name: str, select: str, **told: "pa.Table") -> None:
        """Adds what a query gives to a table, which the first time makes; its columns stay those."""

    def make(self, name: str, select: str, **told: "pa.Table") -> None:
        """Makes a table of what a query gives, in place of one of that name, which the query may read."""

    def rows(self, select: str, **told: "pa.Table") -> list[tuple[Any, ...]]:
        """What a query gives, a list a value of a list column."""

    def arrays(self, select: str) -> "dict[str, npt.NDArray[Any]]":
        """What a query gives, by column, none of them a list or text."""

    def words(self, sql: str) -> str:
        """An expression or a statement in this database's own words."""

    def splink(self) -> Any:
        """A new `splink` DatabaseAPI over these tables."""

    def close(self) -> None:
        """Ends it, with all its tables."""


class DuckDatabase:
    """An in-memory DuckDB, which writes beside itself what does not fit."""

    def __init__(self, *, memory: str = "3GB", threads: int = 2, spill: Path | None = None) -> None:
        """What does not fit into `memory` goes into a folder of its own, below `spill` or among temporary files, until
        the database is closed."""
        import duckdb

        self._spilt = TemporaryDirectory(prefix="huitouke-match-", dir=spill)
        self.connection = duckdb.connect(
            ":memory:",
            config={"memory_limit": memory, "threads": threads, "temp_directory": self._spilt.name},
        )
        self._begun: set[str] = set()

    def append(self, name: str, select: str, **told: "pa.Table") -> None:
        """Adds what a query gives."""
        into = f"insert into {name} by name" if name in self._begun else f"create table {name} as"
        with self._beside(told):
            self.connection.execute(f"{into} {select}")
        self._begun.add(name)

    def make(self, name: str, select: str, **told: "pa.Table") -> None:
        """Makes a table anew."""
        with self._beside(told):
            self.connection.execute(f"create or replace table {name} as {select}")

    def rows(self, select: str, **told: "pa.Table") -> list[tuple[Any, ...]]:
        """What a query gives."""
        with self._beside(told):
            return self.connection.execute(select).fetchall()

    def arrays(self, select: str) -> "dict[str, npt.NDArray[Any]]":
        """What a query gives, by column."""
        return self.connection.execute(select).fetchnumpy()

    def words(self, sql: str) -> str:
        """The same: DuckDB's words are those that everything is written in."""
        return sql

    def splink(self) -> Any:
        """Splink over these tables."""
        from splink import DuckDBAPI

        return DuckDBAPI(self.connection)

    def close(self) -> None:
        """Gives memory and disk back."""
        self.connection.close()
        self._spilt.cleanup()

    @contextmanager
    def _beside(self, told: "dict[str, pa.Table]") -> Iterator[None]:
        for name, table in told.items():
            self.connection.register(name, table)
        try:
            yield
        finally:
            for name in told:
                self.connection.unregister(name)
