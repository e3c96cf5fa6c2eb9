"""Months of the append-only logs: each is a partition made ahead of time, with a default that loses nothing."""

from datetime import date

from django.db import connection
from django.db.migrations.operations import RunSQL

from huitouke.kernel import clock

PARTITIONED_TABLES = ("kernel_outboxevent", "access_auditentry")


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def ensure_partitions(months_ahead: int = 2) -> list[str]:
    """Make the partitions of this month and the coming ones where they are missing; names of those made.

    A month whose first rows already lie in the default partition stays there: nothing is lost or moved, and
    an installation that nobody looked after for some months starts all the same.

    The work is done by a function that belongs to the owner of the tables, since the application's own
    role may not create tables.
    """
    month = clock.now().date().replace(day=1)
    made = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'p' AND relname = ANY(%s)",
            [list(PARTITIONED_TABLES)],
        )
        present = [name for (name,) in cursor.fetchall()]
        for _ in range(months_ahead + 1):
            following = month_after(month)
            for table in present:
                # `table` is one of PARTITIONED_TABLES.
                cursor.execute(
                    f"SELECT 1 FROM {table}_default WHERE created_at >= %s AND created_at < %s LIMIT 1",  # noqa: S608
                    [month, following],
                )
                if cursor.fetchone():
                    continue
                cursor.execute("SELECT kernel_ensure_partition(%s, %s, %s)", [table, month, following])
                if cursor.fetchone()[0]:
                    made.append(f"{table}_{month:%Y_%m}")
            month = following
    return made


def partition_by_month(create_table: str, table: str) -> RunSQL:
    """A migration step: make `table` partitioned by month of `created_at`, with its default partition."""
    return RunSQL(
        [
            f"{create_table} PARTITION BY RANGE (created_at)",
            f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT",
        ],
        f"DROP TABLE {table}",
    )
