"""Nobody writes on a day while it is being closed: what is written stands on that day, or on the next one."""

from typing import Final

from django.db import connection

from huitouke.access.models import Branch

_LOCK_SPACE: Final = 0x48544B08


def keep_day_open(branch: Branch) -> None:
    """Let the day of a branch not be closed until the caller's transaction ends, and read which day it is. Taken before
    any other lock, by everybody who writes on a business date; many may hold it at once."""
    _lock("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))", branch)
    branch.refresh_from_db(fields=["open_date", "day_change_hour", "time_zone"])


def close_door(branch: Branch) -> None:
    """Wait for those who write on the day of a branch, and keep everybody else from it until the caller's transaction
    ends."""
    _lock("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", branch)


def _lock(statement: str, branch: Branch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LOCK_SPACE, str(branch.id)])
