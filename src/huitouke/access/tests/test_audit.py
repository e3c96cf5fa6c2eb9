"""The audit trail: written once, changed by nobody, and without a word about any guest."""

from importlib import import_module

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.models import AuditEntry
from huitouke.access.queries import list_audit_of
from huitouke.access.services import record_audit
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7
from huitouke.kernel.partitions import ensure_partitions

APP = "huitouke_app"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def audit_tables():
    """The trail and each of its partitions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'access_auditentry'::regclass"
        )
        return ["access_auditentry", *sorted(name for (name,) in cursor.fetchall())]


@pytest.fixture
def entry(db):
    record_audit(SYSTEM, "test.noted", object_type="thing", object_id=uuid7(), fields=["name"], count=1)
    return AuditEntry.objects.get(code="test.noted")


@pytest.fixture
def app_role(db):
    """The application's role with the rights that cli.postgres_databases.fit_out gives it.

    A test database that was made without them (pytest alone, without `./huitouke test`) gets them here, and
    the migration's own protection once more on top.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APP}")
        cursor.execute("SELECT has_table_privilege(%s, 'access_auditentry', 'INSERT')", [APP])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}")
            cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP}")
            trail = import_module("huitouke.access.migrations.0002_audit_trail").REFUSE_CHANGE
            cursor.execute(trail[trail.index("DO $$") :])
            for table in audit_tables()[1:]:
                cursor.execute("SELECT kernel_keep_append_only('access_auditentry', %s)", [table])
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}"
        )
        cursor.execute(f"SET LOCAL ROLE {APP}")
    yield APP
    if not connection.needs_rollback:
        run("RESET ROLE")


def test_an_entry_tells_who_did_what_to_which_thing_when(group, alma, still_clock):
    thing = uuid7()
    record_audit(
        alma.actor,
        "test.done",
        object_type="guest",
        object_id=thing,
        branch_id=group.main.id,
        fields=["name"],
        rows=3,
    )
    (found,) = list_audit_of(thing)
    assert (found.actor_id, found.actor_name, found.branch_id) == (alma.user.id, "Alma", group.main.id)
    assert (found.object_type, found.fields, found.data) == ("guest", ["name"], {"rows": 3})
    assert found.created_at == still_clock


def test_an_entry_goes_with_its_act(db):
    with transaction.atomic():
        record_audit(SYSTEM, "test.noted", object_type="thing", object_id=None)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(code="test.noted").exists()


def test_the_latest_entry_comes_first(db):
    thing = uuid7()
    for number in range(3):
        record_audit(SYSTEM, f"test.{number}", object_type="thing", object_id=thing)
    assert [one.code for one in list_audit_of(thing)] == ["test.2", "test.1", "test.0"]
    assert [one.code for one in list_audit_of(thing, limit=1)] == ["test.2"]


def test_the_application_may_write_and_read_the_trail(app_role):
    record_audit(SYSTEM, "test.noted", object_type="thing", object_id=None)
    assert AuditEntry.objects.filter(code="test.noted").count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET code = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
    ],
)
def test_the_application_changes_neither_the_trail_nor_a_partition(entry, app_role, statement):
    for table in audit_tables():
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            run(statement.format(table))
    assert AuditEntry.objects.get(code="test.noted").id == entry.id


def test_the_application_makes_the_coming_months_and_cannot_change_those_either(app_role):
    from datetime import UTC, datetime

    with clock.frozen_at(datetime(2061, 5, 5, tzinfo=UTC)):
        made = ensure_partitions(months_ahead=0)
        record_audit(SYSTEM, "test.noted", object_type="thing", object_id=None)
    assert "access_auditentry_2061_05" in made
    for statement in ("UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(statement.format("access_auditentry_2061_05"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'kernel_outboxevent_2061_05', 'UPDATE')", [app_role])
        assert cursor.fetchone() == (True,)


def test_the_application_cannot_become_the_owner(app_role, db):
    # RESET ROLE would go back here, where the session is the owner's; at work it is the application's own.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = %s",
            [APP],
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", [APP])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}"])
def test_not_even_the_owner_changes_an_entry(entry, statement):
    for table in ("access_auditentry", entry_partition(entry)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(statement.format(table))


def entry_partition(entry):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM access_auditentry WHERE id = %s", [entry.id])
        return cursor.fetchone()[0]


def test_the_refusal_is_told_as_a_missing_right(entry):
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run("DELETE FROM access_auditentry")
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
