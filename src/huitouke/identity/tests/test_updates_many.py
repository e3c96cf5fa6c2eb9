"""Thousands of newer rows at once come to the same as one after the other."""

import json
import zlib
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.guests.models import Guest
from huitouke.identity.earlier import find_earlier
from huitouke.identity.models import GuestImage, Link
from huitouke.identity.rows import RowEncoder
from huitouke.identity.services import change_guest, write_rows
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.updates import admit_newer
from huitouke.identity.tests import row_by_row
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import next_versions, start_run
from huitouke.kernel.crypto import sealer
from huitouke.kernel.models import CustomFieldDefinition, FieldChange, OutboxEvent
from huitouke.testing.factories import SOME_ID_CARD

SYSTEM = "opera"
CELLS = {
    "name": ["王小明", "王晓明", "Anna Smith"],
    "mobile": ["13812345678", "138 1234 5678", "13700002222", "1370000"],
    "email": ["wang@example.com", "anna@example.com"],
    "company": ["苏州丝绸有限公司", "杭州茶叶公司"],
    "birth_date": ["1980-01-02", "1980-02-30"],
    "id_card": [SOME_ID_CARD, "110101199001010010"],
    "plate": ["沪A12345", "沪A12345（红色 奥迪）", "京B54321"],
    "taboo": ["不吃香菜", "怕吵"],
    "preference": ["高楼层", "低楼层"],
    "tag": ["摄影", "亲子"],
    "note": ["来电问过停车"],
    "address": ["江苏省苏州市姑苏区平江路1号"],
    "follow_up": ["bruno", "nobody"],
    "custom:club": ["银", "金"],
}
EDITS = [
    {"fields": {"company": "员工写的公司"}},
    {"fields": {"name": "员工写的名字", "birth_date": ""}},
    {"additions": {"mobile": ["13700002222"], "tag": ["亲子"], "plate": ["京B54321"]}},
    {"removals": "contact"},
    {"removals": "tag"},
]


@st.composite
def rows(draw):
    """A row of a file: some targets with one text or two."""
    targets = draw(st.sets(st.sampled_from(sorted(CELLS)), max_size=7)) | {"name"}
    return {
        target: draw(st.lists(st.sampled_from(CELLS[target]), min_size=1, max_size=2, unique=True))
        for target in sorted(targets)
    }


@pytest.fixture
def club(db):
    return CustomFieldDefinition.objects.create(
        subject="guest", code="club", kind="text", labels={"zh": "俱乐部"}, is_searched=True
    )


def founded(source, given):
    """Let these rows found guests under the ids 0, 1, 2 ..."""
    encoder = RowEncoder(sealer(), source)
    encoded = [encoder.encode_new(1, str(key), raw, *encoder.digest(raw)) for key, raw in enumerate(given)]
    write_rows(encoded, encoder)
    return [UUID(row.guest_id) for row in encoded]


def edited(bruno, guest_id, edit):
    guest = Guest.objects.get(id=guest_id)
    change = {"fields": {}, "additions": {}, "removals": {}} | edit
    if isinstance(change["removals"], str):
        kind = change["removals"]
        held = guest.contacts if kind == "contact" else guest.guest_tags
        change["removals"] = {kind: list(held.values_list("id", flat=True))}
    change_guest(actor=bruno.actor, guest_id=guest_id, **change)


def one_by_one(source, actor, given):
    encoder = RowEncoder(sealer(), source)
    for key, raw in given:
        version = next_versions(SYSTEM, [key])[key]
        row_by_row.admit_newer(
            encoder, source, actor, key, raw, version=version, occurrence=1, people=source.follow_up_ids
        )


def at_once(source, actor, given):
    encoder = RowEncoder(sealer(), source)
    waiting = list(given)
    while waiting:
        group, later = {}, []
        for key, raw in waiting:
            if key in group or later:
                later.append((key, raw))
            else:
                group[key] = raw
        waiting = later
        versions, earlier = next_versions(SYSTEM, list(group)), find_earlier(SYSTEM, list(group))
        newer = [
            encoder.encode_newer(1, key, raw, *encoder.digest(raw), earlier[key], version=versions[key])
            for key, raw in group.items()
        ]
        admit_newer(newer, source, actor)


TIMES = ("created_at", "updated_at", "noted_at", "written_at", "linked_at", "left_at", "taken_at")
FACTS = (
    "guests_contactpoint",
    "guests_document",
    "guests_vehicle",
    "guests_preference",
    "guests_guesttag",
    "guests_note",
    "identity_link",
)


def everything():
    """All that the rows came to, ids of new rows and times left out, records told by their version."""
    records = {
        str(record_id): f"{key}v{version}"
        for record_id, key, version in SourceRecord.objects.values_list("id", "external_id", "version")
    }
    tags = "SELECT jsonb_object_agg(id, name) FROM guests_tag"
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(tags)
        names = json.loads(cursor.fetchone()[0] or "{}") or {}
        for table in ("guests_guest", *FACTS):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            lines = []
            for (text,) in cursor.fetchall():
                row = json.loads(text)
                for left_out in (*TIMES, "number"):
                    row.pop(left_out, None)
                if table != "guests_guest":
                    row.pop("id", None)
                row["record_id"] = records.get(row.get("record_id"))
                row["tag_id"] = names.get(row.get("tag_id"))
                lines.append(json.dumps(row, sort_keys=True))
            found[table] = sorted(lines)
    found["history"] = sorted(
        repr((line.subject_id, line.table_name, line.field, *told(line, names), line.actor_id, line.reason))
        + records.get(str(line.record_id), "")
        for line in FieldChange.objects.all()
    )
    found["events"] = sorted(
        (row.code, str(row.key), json.dumps(row.payload)) for row in OutboxEvent.objects.all()
    )
    found["records"] = sorted(
        (*told, bytes(digest))
        for *told, digest in SourceRecord.objects.values_list(
            "external_id", "version", "occurrence", "state", "run_id", "actor_id", "digest"
        )
    )
    found["images"] = sorted(
        (str(image.guest_id), opened(image), bool(image.after)) for image in GuestImage.objects.all()
    )
    found["made"] = [
        sorted(names[tag] for tag in made.get("guests_tag", ()))
        for made in ImportRun.objects.values_list("made", flat=True)
    ]
    return found


def told(line, names):
    """The values of a line of history; a sealed number is another text each time that it is sealed."""
    if line.field == "number":
        return (None, None)
    return tuple(
        names.get(value, value) if isinstance(value, str) else value for value in (line.old, line.new)
    )


def opened(image):
    return zlib.decompress(sealer().open(bytes(image.before), image.guest_id.bytes)).decode()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=st.lists(rows(), min_size=1, max_size=3),
    newer=st.lists(st.tuples(st.integers(0, 2), rows()), min_size=1, max_size=6),
    edits=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(EDITS)), max_size=2),
    is_joined=st.booleans(),
)
def test_all_at_once_comes_to_the_same_as_one_after_the_other(
    group, bruno, club, base, newer, edits, is_joined
):
    outcomes = []
    with transaction.atomic():
        first = source_of(bruno.actor, group.main, SYSTEM, None)
        guests = founded(first, base)
        for place, edit in edits:
            edited(bruno, guests[place % len(guests)], edit)
        if is_joined:
            # Two ids of the system tell of one guest.
            record = SourceRecord.objects.get(system=SYSTEM, external_id=str(len(base) - 1))
            Link.objects.filter(record_id=record.id).update(guest=guests[0])
        run = start_run(actor=bruno.actor, system=SYSTEM, branch=group.main, file_name="guests.csv")
        source = source_of(bruno.actor, group.main, SYSTEM, run.id)
        given_rows = [(str(place % len(base)), raw) for place, raw in newer]
        for way in (one_by_one, at_once):
            point = transaction.savepoint()
            way(source, bruno.actor, given_rows)
            outcomes.append(everything())
            transaction.savepoint_rollback(point)
        transaction.set_rollback(True)
    plain, many = outcomes
    for what, lines in plain.items():
        assert many[what] == lines, what
