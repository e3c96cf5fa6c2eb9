"""Who is changing rows and why: told to the database once a transaction, so that its triggers can note it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from django.db.migrations.operations import RunSQL
from django.db.transaction import TransactionManagementError

from huitouke.kernel.bulk import array_of
from huitouke.kernel.models import FieldChange


def tell_history(*, actor_id: UUID | None, record_id: UUID | None = None, reason: str = "") -> None:
    """Name the actor, the source record and the reason for the changes of this transaction.

    Raises where no transaction is open: the names would be lost before the change.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("history is told inside the transaction of the change")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('huitouke.actor', %s, true), set_config('huitouke.record', %s, true),"
            " set_config('huitouke.reason', %s, true), set_config('huitouke.records', '', true)",
            [str(actor_id or ""), str(record_id or ""), reason],
        )


@contextmanager
def told_by_each(*, actor_id: UUID | None, records: Mapping[UUID, UUID]) -> Iterator[None]:
    """Inside the block of an open transaction, changes of each of these subjects are noted with the source record
    that stands beside it: for statements that change many subjects at once."""
    tell_history(actor_id=actor_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS huitouke_told"
            " (subject_id uuid PRIMARY KEY, record_id uuid NOT NULL) ON COMMIT DELETE ROWS"
        )
        cursor.execute(
            "INSERT INTO pg_temp.huitouke_told SELECT * FROM unnest(%s::uuid[], %s::uuid[])",
            [array_of(records.keys()), array_of(records.values())],
        )
        cursor.execute("SELECT set_config('huitouke.records', 'on', true)")
        yield
        cursor.execute("SELECT set_config('huitouke.records', '', true)")
        cursor.execute("DELETE FROM pg_temp.huitouke_told")


def keep_history(table: str, subject: str, fields: list[str]) -> RunSQL:
    """A migration step: from now on, changes of `fields` in `table` are noted under the id in `subject`."""
    arguments = ", ".join(f"'{name}'" for name in [subject, *fields])
    return RunSQL(
        f"CREATE TRIGGER {table}_history AFTER UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION kernel_note_change({arguments})",
        f"DROP TRIGGER {table}_history ON {table}",
    )


@contextmanager
def unnoted_changes() -> Iterator[None]:
    """Inside the block of an open transaction, changes of rows are not noted: for acts that make it as if
    something had never been."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("history is switched off inside the transaction of the change")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huitouke.forget', 'on', true)")
        yield
        cursor.execute("SELECT set_config('huitouke.forget', '', true)")


def forget_changes(*, subjects: Sequence[UUID], records: Sequence[UUID] | None = None) -> int:
    """Delete what was noted of these subjects, with `records` only the changes that these records made; how
    many lines they were."""
    lines = FieldChange.objects.filter(subject_id__in=subjects)
    if records is not None:
        lines = lines.filter(record_id__in=records)
    return int(lines.delete()[0])


def drop_history(table: str, subject: str, fields: list[str]) -> RunSQL:
    """A migration step before `keep_history` with another list: the trigger of the old list goes."""
    kept = keep_history(table, subject, fields)
    return RunSQL(kept.reverse_sql or "", kept.sql)


def empty_history_of(row_ids: Iterable[UUID]) -> int:
    """Empty the values noted of these rows, whoever's history they stand in; how many lines. That a field changed,
    when and by whom, stays. Only erasure does this."""
    wanted = [str(row_id) for row_id in row_ids]
    return FieldChange.objects.filter(row_id__in=wanted).update(old=None, new=None, reason="")
