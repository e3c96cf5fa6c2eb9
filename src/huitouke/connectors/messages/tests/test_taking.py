import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.connectors.messages import taking, tasks
from huitouke.connectors.messages.kinds import get_kind
from huitouke.connectors.messages.quarantine import replay_reason
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.guests.models import Guest
from huitouke.hotels.models import CodeMapping
from huitouke.intake.choices import MessageState, MessageWay
from huitouke.intake.messages import Origin, read_body
from huitouke.intake.models import Message, SourceRecord
from huitouke.stays.models import Reservation

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def message(external_id="r-1", *, minutes=0, hotels=(), person="p-1", **told):
    said = {
        "status": "reserved", "arrival": "2026-03-16", "departure": "2026-03-18", "rates": [50000],
        "persons": [{"role": "guest", "raw": {"name": ["王小明"]}, "external_id": person}],
    } | told  # fmt: skip
    at = (START + timedelta(minutes=minutes)).isoformat()
    return json.dumps(
        {"hotels": list(hotels), "reservations": [{"id": external_id, "at": at, "told": said}]}
    ).encode()


@pytest.fixture
def origin(group, plain):
    return Origin(group.main, "pms", plain, MessageWay.WEBHOOK)


@pytest.fixture
def take(origin):
    def run(*bodies, of=None):
        kept = receive_messages(actor=SYSTEM, origin=of or origin, bodies=bodies)
        take_messages("pms")
        return [Message.objects.get(id=message_id) for message_id, _waits in kept]

    return run


def test_a_message_becomes_a_reservation_and_is_emptied(take):
    [found] = take(message())
    assert (found.state, found.parts, found.parts_new, found.attempts) == ("applied", 1, 1, 1)
    assert found.body is None
    assert Reservation.objects.get().guest.name == "王小明"


def test_the_same_message_twice_is_one(take):
    [first] = take(message())
    records = SourceRecord.objects.count()
    second, third = take(message(), message())
    assert (second.id, third.id) == (first.id, first.id)
    assert (second.state, second.times, second.attempts) == ("applied", 3, 1)
    assert SourceRecord.objects.count() == records


def test_what_is_said_in_other_words_again_is_known(take):
    take(message())
    [found] = take(message() + b"\n")
    assert (found.state, found.parts_new) == ("unchanged", 0)


def test_a_profile_and_its_reservation_meet_in_one_guest(take):
    profile = {"id": "p-1", "raw": {"name": ["王小明"], "mobile": ["13800138000"]}, "at": START.isoformat()}
    take(json.dumps({"profiles": [profile]}).encode(), message(minutes=5))
    assert Reservation.objects.get().guest == Guest.objects.get()


def test_what_cannot_be_read_is_kept_with_its_reason(take):
    [found] = take(b"{broken")
    assert (found.state, found.reason) == ("quarantined", "not_json")
    assert read_body(found) == b"{broken"
    assert not SourceRecord.objects.exists()


def test_of_a_message_half_read_what_was_read_stands(take):
    said = json.loads(message())
    said["reservations"].append({"id": "r-2"})
    [found] = take(json.dumps(said).encode())
    assert (found.state, found.reason, found.reason_data, found.parts_new) == (
        "quarantined", "dates_missing", {"at": "r-2"}, 1,
    )  # fmt: skip
    assert Reservation.objects.count() == 1


def test_nothing_to_keep_is_ignored_with_its_reason(take):
    [found] = take(b'{"ignored": ["acknowledgement"]}')
    assert (found.state, found.reason, found.body) == ("ignored", "acknowledgement", None)


def test_no_card_number_is_kept(take):
    [found] = take(b'{"cardNumber": "4111111111111111", broken')
    assert b"4111111111111111" not in read_body(found)


def test_the_first_hotel_code_is_learnt_and_another_one_is_foreign(take):
    first, foreign = take(message(hotels=["H1"]), message("r-2", hotels=["H2"]))
    assert first.state == "applied"
    assert (foreign.state, foreign.reason) == ("quarantined", "hotel_unknown")
    assert list(CodeMapping.objects.order_by("their_code").values_list("their_code", "our_code", "is_mapped")) == [
        ("H1", "MAIN", True), ("H2", "", False),
    ]  # fmt: skip
    assert Reservation.objects.count() == 1


def test_a_hotel_code_that_was_mapped_since_brings_the_message_to_its_branch(take, group):
    take(message(hotels=["H1"]), message("r-2", hotels=["H2"]))
    CodeMapping.objects.filter(their_code="H2").update(our_code="LAKE", is_mapped=True)
    replay_reason(actor=SYSTEM, reason="hotel_unknown")
    take_messages("pms")
    assert Reservation.objects.get(external_id="r-2").branch == group.lake
    assert not Message.objects.filter(state="quarantined").exists()


def test_the_command_line_says_the_branch(take, origin, group):
    by_hand = Origin(group.main, "pms", origin.kind, MessageWay.COMMAND)
    assert [each.state for each in take(message(hotels=["X"]), message("r-2", hotels=["Y"]), of=by_hand)] == [
        "applied", "applied",
    ]  # fmt: skip


def test_a_message_that_breaks_holds_up_no_other(take):
    bad, good = take(message(adults=70000), message("r-2"))
    assert (bad.state, bad.reason, bad.reason_data) == ("quarantined", "not_applied", {"error": "DataError"})
    assert good.state == "applied"
    assert [each.external_id for each in Reservation.objects.all()] == ["r-2"]


@pytest.mark.parametrize("field", ["number", "market", "group"])
def test_a_text_that_fits_no_index_holds_up_no_other(take, field):
    # 20,000 signs of which none repeats: an index refuses them with an operational error, each time anew.
    long = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    bad, good = take(message(**{field: long}), message("r-2"))
    assert (bad.state, bad.reason) == ("quarantined", "not_applied")
    assert good.state == "applied"


def test_dates_told_apart_come_to_no_stay_without_end(take):
    # Each message is believable by itself; together they would be a row for each night of two centuries.
    first, second = take(message(), message(minutes=5, arrival=None, departure="2199-12-31"))
    assert (first.state, second.state, second.reason) == ("applied", "quarantined", "not_applied")
    assert Reservation.objects.get().nights == 2


def test_a_message_in_quarantine_is_tried_again_when_it_comes_again(take):
    take(message(hotels=["H1"]), message("r-2", hotels=["H2"]))
    CodeMapping.objects.filter(their_code="H2").update(our_code="MAIN", is_mapped=True)
    [found] = take(message("r-2", hotels=["H2"]))
    assert (found.state, found.times, found.attempts) == ("applied", 2, 2)


def test_one_takes_messages_of_a_system_at_a_time(origin, monkeypatch):
    receive_messages(actor=SYSTEM, origin=origin, bodies=[message()])
    monkeypatch.setattr(taking, "hold_line", lambda system, waits: False)
    assert take_messages("pms") == {}
    assert Message.objects.get().state == MessageState.WAITING


def test_a_deadlock_leaves_the_messages_to_the_next_sweep(origin, monkeypatch):
    receive_messages(actor=SYSTEM, origin=origin, bodies=[message()])

    def deadlock(_system):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "take_messages", deadlock)
        tasks.take("pms")
    assert Message.objects.get().state == MessageState.WAITING
    tasks.take("pms")
    assert Message.objects.get().state == MessageState.APPLIED


def test_refuses_who_may_not_import(origin, alma, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        receive_messages(actor=alma.actor, origin=origin, bodies=[message()])


def test_a_reader_that_breaks_loses_no_message_and_holds_up_no_other(take, origin, monkeypatch):
    reader = get_kind(origin.kind).reader
    read = reader.read

    def breaks(self, body):
        if b"r-1" in body:
            raise ZeroDivisionError
        return read(self, body)

    monkeypatch.setattr(reader, "read", breaks)
    bad, good = take(message(), message("r-2"))
    assert (bad.state, bad.reason, bad.reason_data) == (
        "quarantined", "not_applied", {"error": "ZeroDivisionError"},
    )  # fmt: skip
    assert good.state == "applied"
    assert read_body(bad) == message()
