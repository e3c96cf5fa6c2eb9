"""Which engine compares all records: DuckDB on this machine, or Spark where HUITOUKE_MATCHING_ENGINE says so."""

from pathlib import Path
from typing import Final

from django.conf import settings

from huitouke.identity.errors import MatchEngineMissing
from huitouke.identity.matching.databases import Database, DuckDatabase, EngineMissing

SPARK: Final = "spark"
MEMORY: Final = "2500MB"
"""Of the engine; the rest of 4 GiB is for what Python holds beside it."""
SPARK_MEMORY: Final = "2500m"
"""The same in Spark's words, of a master on this machine."""


def require_engine() -> None:
    """Refuse with `MatchEngineMissing` where the engine that is set cannot run here."""
    if settings.MATCHING_ENGINE == SPARK:
        from huitouke.identity.matching.spark_database import require_spark

        try:
            require_spark()
        except EngineMissing as error:
            raise MatchEngineMissing(error.reason) from error


def engine_database(spill: Path) -> Database:
    """A database of the engine that is set, for a run over all records. `spill` is a folder of this machine for what
    does not fit into memory, of Spark on this machine for everything. Refuses as `require_engine` does."""
    if settings.MATCHING_ENGINE != SPARK:
        return duck_database(spill)
    from huitouke.identity.matching.spark_database import SparkDatabase

    require_engine()
    return SparkDatabase(
        master=settings.SPARK_MASTER,
        folder=settings.SPARK_FOLDER or f"file://{spill}",
        scratch=spill,
        memory=SPARK_MEMORY,
    )


def duck_database(spill: Path) -> Database:
    """A DuckDB that leaves room beside itself."""
    return DuckDatabase(memory=MEMORY, spill=spill)
