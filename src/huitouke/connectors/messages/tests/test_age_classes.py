"""Whom a reservation of Mews counts: grown-ups, children and babies, by the classes of age that its sender tells."""

import json

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.mappings import map_code
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin
from huitouke.kernel.outbox import deliver_pending
from huitouke.stays.models import Reservation

CLASSES = {
    "AgeCategories": [
        {"Id": "grown", "Classification": "Adult", "MinimalAge": 18, "MaximalAge": None},
        {"Id": "kid", "Classification": "Child", "MinimalAge": 3, "MaximalAge": 12},
        {"Id": "small", "Classification": "Child", "MinimalAge": 0, "MaximalAge": 2},
        {"Id": "odd", "Classification": "Senior"},
    ]
}


def take(branch, *messages):
    origin = Origin(branch, "mews", "mews", MessageWay.WEBHOOK)
    kept = receive_messages(
        actor=SYSTEM, origin=origin, bodies=[json.dumps(each).encode() for each in messages]
    )
    settled = take_messages("mews", ids=[message_id for message_id, _waits in kept], waits=True)
    deliver_pending()
    return [str(each.state) for each in settled.values()]


def reservation(*counts):
    item = {
        "Id": "r1", "State": "Confirmed", "StartUtc": "2026-05-01T14:00:00Z", "EndUtc": "2026-05-03T10:00:00Z",
        "PersonCounts": [{"AgeCategoryId": code, "Count": count} for code, count in counts],
    }  # fmt: skip
    return {"Reservations": [item]}


def counted():
    row = Reservation.objects.get()
    return row.adults, row.children, row.babies


PARTY = reservation(("grown", 2), ("kid", 1), ("small", 1))


def test_classes_told_with_the_reservation_count_at_once(group):
    take(group.main, PARTY | CLASSES)
    assert counted() == (2, 1, 1)


def test_classes_told_afterwards_are_followed_and_told_again_change_nothing(group):
    take(group.main, PARTY)
    assert counted() == (4, 0, 0), "until somebody says what they are, all count as adults"
    assert set(CodeMapping.objects.values_list("their_code", "is_mapped")) == {
        ("grown", False), ("kid", False), ("small", False),
    }  # fmt: skip
    assert take(group.main, CLASSES) == ["applied"]
    assert counted() == (2, 1, 1)
    assert take(group.main, CLASSES | {"Cursor": "next"}) == ["unchanged"]


def test_what_somebody_said_of_a_class_stays_and_can_be_said_anew(group):
    take(group.main, PARTY)
    small = CodeMapping.objects.get(their_code="small")
    map_code(actor=SYSTEM, mapping_id=small.id, our_code="child")
    take(group.main, CLASSES)
    assert counted() == (2, 2, 0)
    map_code(actor=SYSTEM, mapping_id=small.id, our_code="baby")
    deliver_pending()
    assert counted() == (2, 1, 1)
