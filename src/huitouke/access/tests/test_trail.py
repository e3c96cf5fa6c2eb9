"""Looking through the audit trail: by whom, what, which field, when; within what one answers for."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.access.services import export_trail, record_audit, record_read
from huitouke.access.trail import TrailFilter, entries_under, last_days, list_trail
from huitouke.kernel import clock
from huitouke.kernel.clock import frozen_at
from huitouke.testing.personas import hire


def under(**chosen):
    since, until = last_days()
    return TrailFilter(since=since, until=until, **chosen)


def note(person, code="guests.profile.changed", **more):
    record_audit(person.actor, code, object_type="guest", object_id=more.pop("object_id", uuid4()), **more)


def test_finds_by_guest_person_field_code_and_time(still_clock, irene, alma, mei, group):
    guest = uuid4()
    note(alma, object_id=guest, fields=["mobile", "name"], branch_id=group.main.id)
    note(mei, object_id=guest, fields=["name"], branch_id=group.main.id)
    note(alma, "guests.note.added", branch_id=group.lake.id)
    with frozen_at(still_clock - timedelta(days=40)):
        note(alma, object_id=guest, fields=["mobile"], branch_id=group.main.id)

    def found(**chosen):
        return len(list_trail(irene.actor, under(**chosen)).entries)

    assert found(object_id=guest) == 2
    assert found(object_id=guest, actor_id=alma.user.id) == 1
    assert found(field="mobile") == 1
    assert found(code="guests.") == 3
    assert found(code="guests.note.added") == 1
    assert found(branch_id=group.lake.id, code="guests.") == 1
    since, until = last_days(60)
    assert len(list_trail(irene.actor, TrailFilter(since, until, object_id=guest)).entries) == 3


def test_tells_who_read_what_is_sensitive(irene, alma, group):
    guest = uuid4()
    note(alma, object_id=guest)
    record_read(
        alma.actor,
        "guests.field.read",
        object_type="guest",
        object_id=guest,
        fields=["id_card"],
        branch_id=group.main.id,
    )
    [entry] = list_trail(irene.actor, under(only_reads=True)).entries
    assert (entry.actor_id, entry.object_id, entry.fields) == (alma.user.id, guest, ["id_card"])


@pytest.mark.parametrize(
    ("code", "fields"), [("guests.field.revealed", ["id_card"]), ("guests.field.read", [])]
)
def test_a_reading_names_itself_and_its_fields(alma, refuses_to_write, code, fields):
    with refuses_to_write(), pytest.raises(ValueError, match="ends in"):
        record_read(alma.actor, code, object_type="guest", object_id=uuid4(), fields=fields)


def test_turns_pages_both_ways_and_misses_none(still_clock, irene, alma):
    for number in range(25):
        with frozen_at(still_clock - timedelta(minutes=number // 2)):
            note(alma, "guests.note.added")
    chosen = under(code="guests.note.added")
    first = list_trail(irene.actor, chosen, limit=10)
    second = list_trail(irene.actor, chosen, older_than=first.older, limit=10)
    third = list_trail(irene.actor, chosen, older_than=second.older, limit=10)
    ids = [entry.id for page in (first, second, third) for entry in page.entries]
    assert len(ids) == len(set(ids)) == 25
    assert (first.newer, third.older) == ("", "")
    back = list_trail(irene.actor, chosen, newer_than=third.newer, limit=10)
    assert [entry.id for entry in back.entries] == [entry.id for entry in second.entries]
    assert list_trail(irene.actor, chosen, older_than="nonsense").entries[0].id == ids[0]


def test_who_answers_for_a_branch_sees_that_branch_and_its_own_people(group, alma, chiara, bruno, irene):
    note(alma, branch_id=group.main.id)
    note(chiara, branch_id=group.bay.id)
    note(chiara, "guests.profile.exported", branch_id=None)
    note(bruno, "guests.profile.exported", branch_id=None)
    record_audit(SYSTEM, "intake.run.started", object_type="run", object_id=uuid4())
    of_bay = hire("ines", "auditor", group.bay)

    def names(person):
        return sorted(entry.actor_name for entry in list_trail(person.actor, under(code="guests.")).entries)

    assert names(of_bay) == ["Chiara", "Chiara"]
    assert names(irene) == ["Alma", "Bruno", "Chiara", "Chiara"]
    with pytest.raises(RightMissing):
        list_trail(alma.actor, under())


def test_opens_only_the_months_that_are_asked_for(irene, group):
    now = clock.now()
    chosen = TrailFilter(now - timedelta(days=1), now)
    with connection.cursor() as cursor:
        query, values = (
            entries_under(irene.actor, chosen).order_by("-created_at", "-id")[:50].query.sql_with_params()
        )
        cursor.execute(f"EXPLAIN {query}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'access_auditentry'::regclass")
        parts = cursor.fetchone()[0]
    opened = set(re.findall(r"access_auditentry_(\d{4}_\d{2})", plan))
    assert opened <= {f"{day:%Y_%m}" for day in (now, now - timedelta(days=1))}
    assert len(opened) < parts - 1


def test_taking_the_trail_out_is_an_entry_too(irene, alma, bruno, refuses_to_write):
    note(alma)
    assert len(export_trail(actor=irene.actor, chosen=under(code="guests."))) == 1
    entry = AuditEntry.objects.get(code="access.trail.exported")
    assert entry.data == {"rows": 1}
    with refuses_to_write(), pytest.raises(RightMissing):
        export_trail(actor=alma.actor, chosen=under())
