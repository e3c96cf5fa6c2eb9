"""The append-only logs have a partition a month, made ahead, and lose nothing where one is missing."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from huitouke.kernel.clock import frozen_at
from huitouke.kernel.models import OutboxEvent
from huitouke.kernel.outbox import publish
from huitouke.kernel.partitions import PARTITIONED_TABLES, ensure_partitions, month_after

FAR_OFF = datetime(2061, 11, 30, 23, 0, tzinfo=UTC)


def partition_of(code):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM kernel_outboxevent WHERE code = %s", [code])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("month", "following"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_months_follow_each_other_over_the_end_of_the_year(month, following):
    assert month_after(month) == following


def test_this_month_and_the_coming_ones_are_made_once(db):
    with frozen_at(FAR_OFF):
        made = ensure_partitions(months_ahead=2)
        again = ensure_partitions(months_ahead=2)
    assert sorted(made) == sorted(
        f"{table}_{month}" for table in PARTITIONED_TABLES for month in ("2061_11", "2061_12", "2062_01")
    )
    assert again == []


def test_this_month_stands_after_a_migration(db):
    assert ensure_partitions() == []


def test_a_row_lands_in_its_month(db):
    with frozen_at(FAR_OFF):
        ensure_partitions(months_ahead=0)
        publish("test.far_off", key=None)
    assert partition_of("test.far_off") == ["kernel_outboxevent_2061_11"]


def test_a_row_of_a_month_without_a_partition_is_kept(db):
    with frozen_at(FAR_OFF):
        publish("test.far_off", key=None)
    assert partition_of("test.far_off") == ["kernel_outboxevent_default"]
    assert OutboxEvent.objects.filter(code="test.far_off").count() == 1


def test_a_month_whose_rows_wait_in_the_default_stays_there_and_the_others_are_made(db):
    with frozen_at(FAR_OFF):
        publish("test.far_off", key=None)
        made = ensure_partitions(months_ahead=1)
    assert "kernel_outboxevent_2061_11" not in made
    assert "kernel_outboxevent_2061_12" in made
    assert "access_auditentry_2061_11" in made


def test_only_our_logs_get_partitions(db):
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="not partitioned"), connection.cursor() as cursor:
        cursor.execute("SELECT kernel_ensure_partition('access_user', '2061-01-01', '2061-02-01')")
