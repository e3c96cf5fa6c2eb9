"""The database notes every change of the named fields, whoever makes it."""

from uuid import UUID

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError

from huitouke.kernel.history import keep_history, tell_history
from huitouke.kernel.models import FieldChange

OWNER, ROW, ACTOR, RECORD = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)


def run(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture
def lamp(db):
    """One row of a table whose fields `name`, `lit` and `seal` are kept history of; `colour` is not."""
    run(
        "CREATE TABLE scratch_lamp (id uuid PRIMARY KEY, owner uuid, name text, lit boolean, seal bytea, colour text)"
    )
    run(keep_history("scratch_lamp", "owner", ["name", "lit", "seal"]).sql)
    run("INSERT INTO scratch_lamp VALUES (%s, %s, 'hall', true, '\\x01', 'red')", [ROW, OWNER])


def changes():
    rows = FieldChange.objects.filter(table_name="scratch_lamp").order_by("id")
    return [(row.field, row.old, row.new) for row in rows]


def test_an_insert_leaves_no_history(lamp):
    assert changes() == []


def test_a_changed_field_is_noted_with_its_old_and_new_value(lamp):
    run("UPDATE scratch_lamp SET name = 'stairs'")
    assert changes() == [("name", "hall", "stairs")]
    note = FieldChange.objects.get(table_name="scratch_lamp")
    assert (note.subject_id, note.row_id) == (OWNER, str(ROW))


def test_each_changed_field_is_noted_and_no_other(lamp):
    run("UPDATE scratch_lamp SET name = 'stairs', lit = false, seal = '\\x02', colour = 'blue'")
    assert sorted(changes()) == [
        ("lit", True, False),
        ("name", "hall", "stairs"),
        ("seal", "\\x01", "\\x02"),
    ]


def test_a_write_that_changes_nothing_is_not_noted(lamp):
    run("UPDATE scratch_lamp SET name = 'hall', colour = 'blue'")
    assert changes() == []


def test_a_value_set_to_null_and_back_is_noted(lamp):
    run("UPDATE scratch_lamp SET name = NULL")
    run("UPDATE scratch_lamp SET name = 'hall'")
    assert changes() == [("name", "hall", None), ("name", None, "hall")]


def test_a_deletion_notes_what_was_there_and_no_empty_field(lamp):
    run("UPDATE scratch_lamp SET lit = false")
    FieldChange.objects.all().delete()
    run("DELETE FROM scratch_lamp")
    assert changes() == [("name", "hall", None), ("seal", "\\x01", None)]


def test_actor_record_and_reason_are_told_with_the_change(lamp):
    tell_history(actor_id=ACTOR, record_id=RECORD, reason="guest asked")
    run("UPDATE scratch_lamp SET name = 'stairs'")
    note = FieldChange.objects.get(table_name="scratch_lamp")
    assert (note.actor_id, note.record_id, note.reason) == (ACTOR, RECORD, "guest asked")


def test_a_change_that_nobody_told_of_is_noted_all_the_same(lamp):
    run("UPDATE scratch_lamp SET name = 'stairs'")
    note = FieldChange.objects.get(table_name="scratch_lamp")
    assert (note.actor_id, note.record_id, note.reason) == (None, None, "")


def test_who_told_last_stands_with_what_follows(lamp):
    tell_history(actor_id=ACTOR, record_id=RECORD, reason="guest asked")
    tell_history(actor_id=None)
    run("UPDATE scratch_lamp SET name = 'stairs'")
    note = FieldChange.objects.get(table_name="scratch_lamp")
    assert (note.actor_id, note.record_id, note.reason) == (None, None, "")


def test_telling_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(TransactionManagementError):
        tell_history(actor_id=ACTOR)


def test_forgetting_is_not_noted(lamp):
    run("SET LOCAL huitouke.forget = 'on'")
    run("UPDATE scratch_lamp SET name = ''")
    run("DELETE FROM scratch_lamp")
    assert changes() == []
