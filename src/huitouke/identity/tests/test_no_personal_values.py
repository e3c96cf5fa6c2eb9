"""No personal value ever stands in the audit trail or the outbox, whatever staff do with a guest."""

import json
from datetime import date

import pytest
from django.db import connection

from huitouke.guests.errors import GuestInvalid
from huitouke.guests.models import Guest
from huitouke.guests.queries import find_guests
from huitouke.identity.services import add_note, change_guest, register_guest, remove_note
from huitouke.testing.factories import SOME_ID_CARD

MARKERS = (
    "琥珀",
    "Amberson",
    "13855556666",
    "5555",
    "amber@",
    "E77777777",
    SOME_ID_CARD,
    "苏E8K213",
    "HUPO",
    "hupo",
    "1949",
)


def logs_as_text():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a::text FROM access_auditentry a UNION ALL SELECT o::text FROM kernel_outboxevent o"
        )
        return "\n".join(row for (row,) in cursor.fetchall())


def test_markers_planted_in_every_field_come_up_in_no_log(group, alma, mei):
    raw = {
        "name": ["琥珀"],
        "latin_name": ["Amberson"],
        "mobile": ["138 5555 6666"],
        "email": ["amber@example.com"],
        "id_card": [SOME_ID_CARD],
        "passport": ["E77777777"],
        "plate": ["苏E8K213"],
        "company": ["琥珀公司"],
        "card_number": ["HUPO1"],
        "taboo": ["不要琥珀"],
        "tag": ["琥珀"],
        "note": ["琥珀 13855556666"],
        "wechat": ["hupo_1"],
        "extra:琥珀": ["琥珀"],
        "琥珀": ["琥珀"],
    }
    guest_id = register_guest(actor=alma.actor, raw=raw, branch=group.main)
    guest = Guest.objects.get(id=guest_id)
    change_guest(
        actor=alma.actor,
        guest_id=guest_id,
        fields={
            "name": "琥珀二",
            "address": "琥珀路 5555",
            "referred_by": "Amberson",
            "birth_date": "1949-12-30",
        },
        additions={"mobile": ["13855556667"], "email": ["amber@example.org"], "琥珀": ["琥珀"]},
        removals={"contact": [guest.contacts.filter(kind="email").get().id]},
    )
    with pytest.raises(GuestInvalid):
        change_guest(actor=alma.actor, guest_id=guest_id, fields={"琥珀": "琥珀"}, additions={}, removals={})
    note = add_note(actor=mei.actor, guest_id=guest_id, text="琥珀", expires_on=date(2049, 1, 1))
    remove_note(actor=mei.actor, guest_id=guest_id, note_id=note.id)
    find_guests(alma.actor, "琥珀")
    text = logs_as_text()
    assert str(guest_id) in text
    assert [marker for marker in MARKERS if marker in text or json.dumps(marker) in text] == []
