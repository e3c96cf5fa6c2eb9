import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages.connections import add_connection
from huitouke.connectors.messages.folders import make_folder
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.connectors.messages.tests.test_taking import message
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin
from huitouke.intake.models import Message
from huitouke.stays.models import FolioLine, Reservation
from huitouke.stays.services.rebuilding import compare_with_records

MOBILE = "13812345678"


def about(external_id, mobile=MOBILE, **more):
    person = {"role": "guest", "raw": {"name": ["Wang Xiaoming"], "mobile": [mobile]}, "external_id": ""}
    return message(external_id, persons=[person], **more)


@pytest.fixture
def origin(group, plain, settings, tmp_path):
    settings.HOME = tmp_path
    connection, _secret = add_connection(actor=SYSTEM, name="PMS", kind=plain, branch_code="MAIN")
    return Origin(group.main, connection.system, plain, MessageWay.WEBHOOK, connection)


def test_messages_and_files_that_tell_of_an_erased_guest_are_emptied(
    origin, guest_of, bruno, django_capture_on_commit_callbacks
):
    guest = guest_of(origin.branch, name="王小明", latin_name="Wang Xiaoming", mobile=MOBILE)
    bodies = [
        about("r-1"),
        about("r-2")[:-1],
        about("r-3", "13900000000", hotels=["X"]),
        b"{" + b"13900000001",
    ]
    kept = receive_messages(actor=SYSTEM, origin=origin, bodies=bodies[1:])
    take_messages(origin.system)
    kept = receive_messages(actor=SYSTEM, origin=origin, bodies=bodies[:1]) + kept
    done = make_folder(origin.connection) / "done"
    (done / "theirs.json").write_bytes(bodies[0])
    (done / "theirs.xml").write_bytes('<?xml version="1.0" encoding="GBK"?><n>王小明</n>'.encode("gbk"))
    (done / "theirs-2.xml").write_bytes("王小明".encode("utf-16"))
    (done / "others.json").write_bytes(b"13900000001")
    with django_capture_on_commit_callbacks(execute=True):
        erase_guest(actor=bruno.actor, guest_id=guest.id, typed="王小明", reason="asked")
    found = [Message.objects.get(id=message_id) for message_id, _waits in kept]
    assert [(each.state, each.reason, each.body is None) for each in found][:2] == [
        ("ignored", "erased", True)
    ] * 2
    assert found[3].body is not None
    assert [path.name for path in done.iterdir()] == ["others.json"]


def test_an_erased_guest_does_not_come_back_by_a_message(
    origin, guest_of, bruno, django_capture_on_commit_callbacks
):
    guest = guest_of(origin.branch, name="Wang Xiaoming", mobile=MOBILE)
    with django_capture_on_commit_callbacks(execute=True):
        erase_guest(actor=bruno.actor, guest_id=guest.id, typed="Wang Xiaoming", reason="asked")
    receive_messages(actor=SYSTEM, origin=origin, bodies=[about("r-1")])
    take_messages(origin.system)
    assert Reservation.objects.get().guest is None
    assert Message.objects.get().body is None


def test_what_comes_of_an_erased_guest_later_leaves_no_words(
    origin, guest_of, bruno, django_capture_on_commit_callbacks
):
    guest = guest_of(origin.branch, name="Wang Xiaoming", mobile=MOBILE)
    with django_capture_on_commit_callbacks(execute=True):
        erase_guest(actor=bruno.actor, guest_id=guest.id, typed="Wang Xiaoming", reason="asked")
    words = {
        "requests": ["Mr Wang wants a high floor"], "remarks": ["Wang Xiaoming was here"],
        "facts": {"mobile": MOBILE}, "send_off": "Wave to Mr Wang",
        "lines": [{"external_id": "l-1", "business_date": "2026-03-16", "amount": 8800, "text": "Taxi Mr Wang",
                   "kind": "other"}],
    }  # fmt: skip
    receive_messages(actor=SYSTEM, origin=origin, bodies=[about("r-1", **words)])
    take_messages(origin.system)
    row = Reservation.objects.get()
    assert (row.guest, row.requests, row.remarks, row.send_off, row.facts) == (None, "", "", "", {})
    assert FolioLine.objects.get().text == ""
    assert compare_with_records().different == 0
