import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.access.actors import SYSTEM
from huitouke.guests.models import Guest
from huitouke.hotels.models import CodeMapping, Room, RoomType
from huitouke.identity.models import Link
from huitouke.identity.services.admission import source_of
from huitouke.intake.models import SourceRecord
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.stays.choices import NightKind
from huitouke.stays.desk_told import DESK_KIND, to_content
from huitouke.stays.models import Folio, FolioLine, Reservation, ReservationPerson, RoomNight
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.rebuilding import compare_with_records
from huitouke.stays.services.records import Part
from huitouke.stays.told import Told, ToldLine, ToldPerson
from huitouke.testing.factories import let_papers_serve

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARRIVAL = date(2026, 3, 16)
WANG = ToldPerson("guest", {"name": ["王小明"], "mobile": ["13800138000"]}, "p-1")


def part(external_id="r-1", *, minutes=0, **told):
    said = Told(**told)
    return Part(external_id, DESK_KIND, to_content(said), said, START + timedelta(minutes=minutes))


def booked(external_id="r-1", *, minutes=0, nights=2, **told):
    values = {
        "status": "reserved", "arrival": ARRIVAL, "departure": ARRIVAL + timedelta(days=nights),
        "rates": (50000,), "persons": (WANG,),
    }  # fmt: skip
    return part(external_id, minutes=minutes, **(values | told))


@pytest.fixture
def apply(group):
    def run(*parts, branch=None, system="opera"):
        place = branch or group.main
        with transaction.atomic():
            return apply_parts(
                actor=SYSTEM, branch=place, source=source_of(SYSTEM, place, system), parts=parts
            )

    return run


@pytest.fixture
def rooms(group):
    kind = RoomType.objects.create(branch=group.main, code="DLK")
    for number in ("1201", "1202"):
        Room.objects.create(branch=group.main, number=number, room_type=kind)
    return kind


def state():
    """Everything that the records made, without what says when."""
    return (
        list(
            Reservation.objects.order_by("id").values_list(
                "id", "status", "arrival", "departure", "room__number", "rates", "room_minor", "extras_minor",
                "counted_nights", "guest__name", "requests",
            )
        ),
        list(ReservationPerson.objects.order_by("reservation_id", "role", "position").values_list("role", "name")),
        list(RoomNight.objects.order_by("room__number", "business_date", "reservation_id").values_list(
            "room__number", "business_date", "reservation_id", "kind", "rate_minor")),
        list(Folio.objects.order_by("id").values_list("id", "currency")),
    )  # fmt: skip


def test_a_reservation_and_its_guest_come_to_be(apply):
    done = apply(booked(number="813595", requests=("高楼层",)))
    row = Reservation.objects.get()
    assert (row.status, row.nights, row.room_minor, row.currency) == ("reserved", 2, 100000, "CNY")
    assert row.guest.name == "王小明"
    assert done.reservations == {"r-1": row.id}
    assert OutboxEvent.objects.filter(code="stays.reservation.made").count() == 1
    assert Link.objects.filter(guest=row.guest).count() == 1


def test_the_same_record_twice_changes_nothing(apply):
    apply(booked())
    before, records = state(), SourceRecord.objects.count()
    newer = booked(minutes=1, nights=3)
    done = apply(booked())
    assert (done.applied, done.unchanged, done.fresh) == (0, 1, [])
    assert state() == before
    assert SourceRecord.objects.count() == records
    assert apply(booked(), newer).fresh == [newer]


def test_a_guest_named_by_an_id_alone_is_found_once_the_system_tells_who_it_is(apply, group):
    unknown = ToldPerson("guest", {}, "p-1")
    apply(booked(persons=(unknown,)), part("r-1", lines=(ToldLine("l-1", ARRIVAL, 100),)))
    row = Reservation.objects.get()
    assert (row.guest, Guest.objects.count(), row.persons.get().external_id) == (None, 0, "p-1")
    assert not SourceRecord.objects.filter(external_id="guest:p-1").exists()
    apply(booked("r-2"))
    found = Guest.objects.get()
    assert list(Reservation.objects.values_list("guest", flat=True)) == [found.id] * 2
    assert list(Folio.objects.values_list("guest", flat=True)) == [found.id]
    assert FieldChange.objects.filter(subject_id=row.id, field="guest_id").count() == 1
    assert compare_with_records().equal == 2
    other = group.lake
    apply(booked("r-3", persons=(ToldPerson("guest", {}, "p-2"),)), branch=other, system="mews")
    apply(booked("r-4", persons=(replace(WANG, external_id="p-2"),)))
    assert Reservation.objects.get(external_id="r-3").guest is None, "another system's ids are not these"


def test_a_cancellation_that_comes_first_waits_for_its_reservation(apply):
    done = apply(part(minutes=5, status="cancelled"))
    assert done.waiting == ["r-1"]
    assert not Reservation.objects.exists()
    apply(booked())
    row = Reservation.objects.get()
    assert (row.status, row.room_minor, row.counted_nights) == ("cancelled", 0, 0)


def test_a_change_is_remembered_with_its_record(apply):
    apply(booked())
    apply(booked(minutes=5, nights=3))
    change = FieldChange.objects.get(field="departure")
    row = Reservation.objects.get()
    assert (change.subject_id, change.old, change.new) == (row.id, "2026-03-18", "2026-03-19")
    assert change.record_id == row.record_id


def test_records_in_any_order_end_in_the_same_rows(apply, rooms):
    steps = [
        booked(),
        booked(minutes=1, nights=3, room="1201"),
        part(minutes=2, status="in_house", checked_in_at=START + timedelta(days=15)),
        part(
            minutes=3,
            lines=(
                ToldLine("l-1", ARRIVAL, 8800, kind="minibar"),
                ToldLine("l-2", ARRIVAL, -8800, is_payment=True),
            ),
        ),
        booked("r-2", minutes=1, room="1201", status="in_house", checked_in_at=START + timedelta(days=16)),
    ]
    ends = []
    for order in itertools.islice(itertools.permutations(steps), 0, 120, 7):
        with transaction.atomic():
            apply(*order[:2])
            for each in order[2:]:
                apply(each)
                apply(each)
            ends.append(state())
            transaction.set_rollback(True)
    assert all(end == ends[0] for end in ends)
    assert len(ends[0][0]) == 2


def test_a_room_counts_once_a_date_and_the_sharer_has_no_night(apply, rooms):
    first = booked(room="1201", status="in_house", checked_in_at=START)
    sharer = booked(
        "r-2", room="1201", status="in_house", checked_in_at=START + timedelta(hours=1), persons=()
    )
    apply(sharer)
    apply(first)
    kinds = dict(
        RoomNight.objects.filter(business_date=ARRIVAL).values_list("reservation__external_id", "kind")
    )
    assert kinds == {"r-1": NightKind.COUNTED, "r-2": NightKind.SHARED}
    counted = dict(Reservation.objects.values_list("external_id", "counted_nights"))
    assert counted == {"r-1": 2, "r-2": 0}


def test_a_room_may_be_sold_by_day_and_again_by_night(apply, rooms):
    apply(booked(nights=0, room="1201", status="checked_out", rates=(18000,)))
    apply(booked("r-2", room="1201", status="in_house", nights=1))
    assert set(RoomNight.objects.values_list("reservation__external_id", "kind")) == {
        ("r-1", NightKind.DAY_USE), ("r-2", NightKind.COUNTED),
    }  # fmt: skip
    day_use = Reservation.objects.get(external_id="r-1")
    assert (day_use.room_minor, day_use.counted_nights) == (18000, 0)


def test_the_database_refuses_a_second_counted_night(apply, rooms):
    apply(booked(room="1201", status="in_house"))
    night = RoomNight.objects.first()
    other = booked("r-2", room="1202", status="in_house")
    apply(other)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomNight.objects.filter(reservation__external_id="r-2", business_date=night.business_date).update(
            room=night.room
        )


def test_a_room_move_and_an_early_departure_leave_the_right_nights(apply, rooms):
    apply(booked(nights=3, room="1201", status="in_house"))
    apply(part(minutes=1, room="1202"))
    apply(part(minutes=2, status="checked_out", departure=ARRIVAL + timedelta(days=1)))
    assert list(RoomNight.objects.values_list("room__number", "business_date")) == [("1202", ARRIVAL)]
    assert Reservation.objects.get().counted_nights == 1


def test_a_bare_name_of_a_group_makes_no_profile(apply):
    names = tuple(ToldPerson("guest", {"name": [name]}) for name in ("ZHANG/SAN MR", "李四"))
    apply(booked(group="G1", group_name="国旅 3 月团", persons=names))
    assert not Guest.objects.exists()
    row = Reservation.objects.get()
    assert (row.group.name, row.guest) == ("国旅 3 月团", None)
    assert [each.name for each in row.persons.all()] == ["ZHANG/SAN MR", "李四"]


def test_the_booker_is_another_person_than_the_guest(apply):
    booker = ToldPerson("booker", {"name": ["李雷"], "mobile": ["13900139000"]})
    apply(booked(persons=(WANG, booker, ToldPerson("accompanying", {"name": ["小红"]}))))
    people = {each.role: each for each in ReservationPerson.objects.all()}
    assert people["guest"].guest.name == "王小明"
    assert people["booker"].guest.name == "李雷"
    assert (people["accompanying"].guest, people["accompanying"].name) == (None, "小红")


def test_an_older_telling_of_a_person_never_changes_what_a_newer_one_said(apply):
    newer = ToldPerson("guest", {"name": ["王小明"], "company": ["盛远科技"]}, "p-1")
    older = ToldPerson("guest", {"name": ["王晓明"]}, "p-1")
    apply(booked(minutes=5, persons=(newer,)))
    apply(booked("r-2", minutes=1, persons=(older,)))
    guest = Guest.objects.get()
    assert (guest.name, guest.company) == ("王小明", "盛远科技")
    assert Link.objects.filter(guest=guest).count() == 2


def test_a_checked_identity_number_finds_its_guest(apply, guest_of, group):
    known = guest_of(group.main, name="王小明", id_card="34052419800101001X")
    let_papers_serve(known)
    apply(
        booked(persons=(ToldPerson("guest", {"name": ["王小明"], "id_card": ["34052419800101001X"]}, "p-9"),))
    )
    assert Reservation.objects.get().guest_id == known.id
    assert Link.objects.filter(guest=known, reason="same_paper").count() == 1


def test_a_number_never_finds_a_guest_of_another_legal_entity(apply, guest_of, group):
    known = guest_of(group.bay, name="王小明", id_card="34052419800101001X")
    let_papers_serve(known)
    apply(
        booked(persons=(ToldPerson("guest", {"name": ["王小明"], "id_card": ["34052419800101001X"]}, "p-9"),))
    )
    assert Reservation.objects.get().guest_id != known.id


def test_an_unknown_code_waits_to_be_mapped(apply):
    apply(booked(market="CORP", source="walk_in", room_type="DLK", company="盛远科技"))
    row = Reservation.objects.get()
    assert (row.market, row.source) == ("", "walk_in")
    assert row.their_codes == {"market": "CORP", "room_type": "DLK", "company": "盛远科技"}
    listed = set(CodeMapping.objects.values_list("table", "their_code", "is_mapped"))
    assert listed == {("market", "CORP", False), ("room_type", "DLK", False), ("company", "盛远科技", False)}


def test_a_mapped_code_is_ours(apply):
    CodeMapping.objects.create(
        system="opera", table="market", their_code="CORP", our_code="corporate", is_mapped=True
    )
    apply(booked(market="CORP"))
    assert Reservation.objects.get().market == "corporate"


def test_a_line_told_anew_is_voided_and_posted_again(apply):
    apply(booked(lines=(ToldLine("l-1", ARRIVAL, 8800, kind="minibar"),)))
    apply(part(minutes=1, lines=(ToldLine("l-1", ARRIVAL, 6600, kind="minibar"),)))
    folio = Folio.objects.get()
    assert folio.balance.minor == 6600
    assert list(FolioLine.objects.order_by("amount").values_list("amount", flat=True)) == [-8800, 6600, 8800]
    apply(part(minutes=2, lines=(ToldLine("l-1", ARRIVAL, 6600, kind="minibar", is_void=True),)))
    assert folio.balance.minor == 0
    assert Reservation.objects.get().extras_minor == 0
    apply(
        part(minutes=3, remarks=("x",), lines=(ToldLine("l-1", ARRIVAL, 6600, kind="minibar", is_void=True),))
    )
    assert folio.lines.count() == 4


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(-50000, 50000), st.booleans()), min_size=1, max_size=6
    )
)
def test_the_balance_is_always_the_sum_of_what_stands(apply, lines):
    with transaction.atomic():
        stands: dict[str, int] = {}
        for minute, (name, amount, is_void) in enumerate(lines):
            line = ToldLine(name, ARRIVAL, amount, kind="minibar", is_void=is_void)
            apply(booked(minutes=minute, lines=(line,)))
            stands[name] = 0 if is_void else amount
        folio = Folio.objects.get()
        assert folio.balance.minor == sum(stands.values())
        assert Reservation.objects.get().extras_minor == sum(stands.values())
        transaction.set_rollback(True)


def test_the_queries_of_a_batch_do_not_grow_with_it(apply, django_assert_max_num_queries):
    def batch(prefix, count):
        names = [f"{prefix}{number}" for number in range(count)]
        raws = {name: {"name": [f"客人{name}"], "mobile": ["13800138000"]} for name in names}
        return [booked(name, persons=(ToldPerson("guest", raws[name], name),)) for name in names]

    with django_assert_max_num_queries(45):
        apply(*batch("a", 3))
    with django_assert_max_num_queries(45):
        apply(*batch("b", 60))


def test_what_a_system_says_again_later_is_of_that_instant(apply):
    right = ToldPerson("guest", {"name": ["王小明"]}, "p-1")
    wrong = ToldPerson("guest", {"name": ["王晓明"]}, "p-1")
    apply(booked("r-1", minutes=1, persons=(right,)))
    apply(booked("r-2", minutes=5, persons=(right,)))
    apply(booked("r-3", minutes=3, persons=(wrong,)))
    assert Guest.objects.get().name == "王小明"
    apply(booked("r-4", minutes=7, persons=(wrong,)))
    apply(booked("r-5", minutes=9, persons=(right,)))
    assert Guest.objects.get().name == "王小明"
    assert SourceRecord.objects.filter(external_id="guest:p-1").count() == 4
