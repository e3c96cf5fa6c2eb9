"""Notes about guests carry author, purpose and end from the start."""

from datetime import date, timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.errors import GuestInvalid, GuestNotFound
from huitouke.guests.models import Note
from huitouke.guests.queries import get_guest_detail
from huitouke.identity.services import add_note, remove_note
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.fixtures import TODAY

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王小明")


def test_a_note_has_author_purpose_end_and_a_record(wang, mei, still_clock):
    note = add_note(
        actor=mei.actor, guest_id=wang.id, text=" 喜欢靠窗 ", purpose="care", expires_on=date(2026, 12, 31)
    )
    note = Note.objects.get(id=note.id)
    assert (note.text, note.purpose, note.expires_on) == ("喜欢靠窗", "care", date(2026, 12, 31))
    assert (note.author_id, note.author_name, note.written_at) == (mei.user.id, "梅", still_clock)
    assert read_content(SourceRecord.objects.get(id=note.record_id)) == {
        "add": {"note": ["喜欢靠窗"]},
        "purpose": "care",
        "expires_on": "2026-12-31",
    }
    assert AuditEntry.objects.get(code="guests.note.added", object_id=wang.id).fields == ["note"]
    assert OutboxEvent.objects.filter(code="guests.note.added", key=wang.id).exists()


def test_an_expired_note_is_shown_no_more(wang, mei):
    for days in (-1, 0, 1):
        add_note(actor=mei.actor, guest_id=wang.id, text=f"{days}", expires_on=TODAY + timedelta(days=days))
    add_note(actor=mei.actor, guest_id=wang.id, text="endless")
    shown = {note.text for note in get_guest_detail(mei.actor, wang.id, TODAY).notes}
    assert shown == {"0", "1", "endless"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": "\x00\u200b"}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"purpose": "gossip"}, "purpose"),
    ],
)
def test_what_is_no_note_is_refused_and_nothing_is_written(wang, mei, refuses_to_write, change, field):
    with refuses_to_write(), pytest.raises(GuestInvalid) as refused:
        add_note(**({"actor": mei.actor, "guest_id": wang.id, "text": "x"} | change))
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\u202eb"])
def test_signs_that_no_database_or_screen_bears_are_taken_out(wang, mei, text):
    note = add_note(actor=mei.actor, guest_id=wang.id, text=text)
    assert Note.objects.get(id=note.id).text == "ab"


def test_a_note_keeps_its_lines(wang, mei):
    note = add_note(actor=mei.actor, guest_id=wang.id, text="first\r\n\r\nsecond")
    assert Note.objects.get(id=note.id).text == "first\nsecond"


def test_a_note_taken_off_stands_in_the_history(wang, mei, alma):
    note = add_note(actor=mei.actor, guest_id=wang.id, text="喜欢靠窗")
    remove_note(actor=alma.actor, guest_id=wang.id, note_id=note.id)
    assert not Note.objects.exists()
    told = FieldChange.objects.get(table_name="guests_note", field="text")
    assert (told.old, told.new, told.actor_id) == ("喜欢靠窗", None, alma.user.id)
    assert AuditEntry.objects.filter(code="guests.note.removed", object_id=wang.id).exists()


def test_a_note_of_another_guest_cannot_be_taken_off(group, wang, mei, guest_of, refuses_to_write):
    other = guest_of(group.main, name="李雷", note="x")
    with refuses_to_write(), pytest.raises(GuestNotFound):
        remove_note(actor=mei.actor, guest_id=wang.id, note_id=other.notes.get().id)
    with refuses_to_write(), pytest.raises(GuestNotFound):
        remove_note(actor=mei.actor, guest_id=wang.id, note_id=uuid7())


def test_strangers_and_readers_write_no_notes(wang, chiara, irene, dario, refuses_to_write):
    with refuses_to_write():
        with pytest.raises(GuestNotFound):
            add_note(actor=chiara.actor, guest_id=wang.id, text="x")
        for persona in (irene, dario):
            with pytest.raises(RightMissing):
                add_note(actor=persona.actor, guest_id=wang.id, text="x")
