"""What staff do by hand: book, change, cancel, check in, move, extend, check out."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.access.errors import RightMissing
from huitouke.access.models import Assignment, AuditEntry
from huitouke.access.queries import get_actor
from huitouke.guests.models import Guest
from huitouke.intake.models import SourceRecord
from huitouke.kernel import clock
from huitouke.kernel.errors import DomainError
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.errors import (
    ArrivalNotToday,
    DatesRefused,
    MoveRefused,
    ReservationChangedMeanwhile,
    ReservationInvalid,
    ReservationNotFound,
    ReservationOfAnotherSystem,
    RoomMissing,
    RoomTaken,
    StayIsOver,
)
from huitouke.stays.models import Reservation, RoomNight
from huitouke.stays.services.arrivals import check_in_stay, give_room, undo_check_in, walk_in
from huitouke.stays.services.booking import (
    Booking,
    DeskPerson,
    book_reservation,
    change_reservation,
    names_of_list,
)
from huitouke.stays.services.cancellations import (
    cancel_reservation,
    reinstate_reservation,
    set_no_show,
)
from huitouke.stays.services.departures import check_out_stay, see_off, undo_check_out
from huitouke.stays.services.room_moves import extend_stay, move_room, shorten_stay
from huitouke.testing.fixtures import NOON, TODAY
from huitouke.testing.personas import hire

DAY = timedelta(days=1)


def nights_of(row):
    found = RoomNight.objects.filter(reservation=row).order_by("business_date")
    return [(each.business_date, each.room.number, each.kind) for each in found.select_related("room")]


def test_a_booking_is_a_reservation_with_a_new_guest(book):
    row = book(requests=("高楼层",), house_note="生日", who_pays="guest", source="telephone")
    assert (row.status, row.nights, row.room_minor, row.system) == ("reserved", 2, 100000, "desk")
    assert (row.guest.name, row.requests, row.house_note, row.source) == (
        "王小明",
        "高楼层",
        "生日",
        "telephone",
    )
    assert len(row.number) == 11
    assert row.number.startswith("260316")
    assert row.booked_on == TODAY
    assert SourceRecord.objects.filter(system="desk", external_id__startswith="reservation:").count() == 1
    assert OutboxEvent.objects.filter(code="stays.reservation.made").count() == 1
    assert AuditEntry.objects.filter(code="stays.reservation.booked", object_id=row.id).count() == 1


def test_a_guest_of_the_archive_is_taken_and_no_second_profile_made(book, house, guest_of):
    guest = guest_of(house.branch, name="李静", mobile="13800138000")
    row = book(
        persons=(DeskPerson(guest_id=guest.id), DeskPerson(role="booker", name="周秘书", phone="13900139000"))
    )
    assert row.guest_id == guest.id
    booker = row.persons.get(role="booker")
    assert booker.guest.name == "周秘书"
    assert Guest.objects.count() == 2


def test_a_rate_prices_each_night_by_its_weekday(book):
    row = book(arrival=date(2026, 3, 19), nights=3, rates=None, rate_code="BAR")
    assert row.rates == [60000, 80000, 80000]


def test_several_rooms_and_a_rooming_list_share_a_number_and_make_no_profiles(house, alma):
    booking = Booking(arrival=TODAY, departure=TODAY + DAY, room_type="DLK", rates=(50000,))
    booked = book_reservation(
        actor=alma.actor, branch=house.branch, booking=booking, group_name="春游团",
        rooming_list=names_of_list("张三\n李四, 王五"),
    )  # fmt: skip
    rows = Reservation.objects.filter(id__in=booked.ids)
    assert {row.booking_number for row in rows} == {booked.booking_number}
    assert len({row.number for row in rows}) == 3
    assert len({row.group_id for row in rows}) == 1
    assert sorted(each.name for row in rows for each in row.persons.all()) == ["张三", "李四", "王五"]
    assert Guest.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("arrival", {"arrival": TODAY - DAY}),
        ("arrival", {"arrival": TODAY.replace(year=2062)}),
        ("departure", {"nights": -1}),
        ("room_type", {"room_type": "XXX"}),
        ("source", {"source": "pigeon"}),
        ("rates", {"rates": (-1,)}),
        ("rate_code", {"rates": None, "rate_code": "NONE"}),
        ("guest", {"persons": ()}),
        ("adults", {"adults": 99}),
    ],
)
def test_a_booking_that_cannot_be_kept_names_the_field_and_writes_nothing(
    book, refuses_to_write, field, values
):
    with refuses_to_write(), pytest.raises(ReservationInvalid) as refused:
        book(**values)
    assert field in refused.value.fields


def test_who_may_not_book_writes_nothing(house, dario, chiara, refuses_to_write):
    booking = Booking(
        arrival=TODAY, departure=TODAY + DAY, room_type="DLK", persons=(DeskPerson(name="王小明"),)
    )
    for who in (dario, chiara):
        with refuses_to_write(), pytest.raises(RightMissing):
            book_reservation(actor=who.actor, branch=house.branch, booking=booking)


def test_a_change_is_remembered_with_who_and_what(book, alma):
    row = book()
    change_reservation(
        actor=alma.actor,
        reservation_id=row.id,
        booking=Booking(departure=TODAY + 3 * DAY, adults=2, who_pays="company"),
    )
    row.refresh_from_db()
    assert (row.nights, row.room_minor, row.adults, row.who_pays) == (3, 150000, 2, "company")
    noted = FieldChange.objects.filter(subject_id=row.id, actor_id=alma.user.id)
    assert {each.field for each in noted} >= {"departure", "adults", "who_pays"}


def test_a_change_that_crossed_a_colleagues_is_refused(book, alma):
    row = book()
    change_reservation(actor=alma.actor, reservation_id=row.id, booking=Booking(adults=2))
    with pytest.raises(ReservationChangedMeanwhile):
        change_reservation(
            actor=alma.actor, reservation_id=row.id, booking=Booking(adults=3), seen=row.record_id
        )
    row.refresh_from_db()
    assert row.adults == 2


def test_what_another_system_tells_is_changed_there_but_the_house_may_note(
    book, alma, apply_opera, refuses_to_write
):
    row = apply_opera()
    with refuses_to_write(), pytest.raises(ReservationOfAnotherSystem):
        change_reservation(actor=alma.actor, reservation_id=row.id, booking=Booking(adults=2))
    for act in (
        lambda: cancel_reservation(actor=alma.actor, reservation_id=row.id, reason="other"),
        lambda: check_in_stay(actor=alma.actor, reservation_id=row.id),
    ):
        with refuses_to_write(), pytest.raises(ReservationOfAnotherSystem):
            act()
    change_reservation(actor=alma.actor, reservation_id=row.id, booking=Booking(house_note="要安静"))
    apply_opera(minutes=60 * 24 * 30, adults=3)
    row.refresh_from_db()
    assert (row.house_note, row.adults) == ("要安静", 3)


def test_cancelled_and_reinstated_as_often_as_need_be(book, alma):
    row = book()
    for _each in range(2):
        cancel_reservation(actor=alma.actor, reservation_id=row.id, reason="plans_changed")
        row.refresh_from_db()
        assert (row.status, row.cancel_reason, row.room_minor) == ("cancelled", "plans_changed", 0)
        reinstate_reservation(actor=alma.actor, reservation_id=row.id)
        row.refresh_from_db()
        assert (row.status, row.cancel_reason, row.cancelled_at, row.room_minor) == (
            "reserved",
            "",
            None,
            100000,
        )


def test_a_cancellation_wants_a_reason_of_the_list(book, alma, refuses_to_write):
    row = book()
    with refuses_to_write(), pytest.raises(ReservationInvalid):
        cancel_reservation(actor=alma.actor, reservation_id=row.id, reason="mood")


def test_no_show_only_from_the_day_of_arrival_on(book, alma, refuses_to_write):
    row = book(arrival=TODAY + DAY)
    with refuses_to_write(), pytest.raises(ArrivalNotToday):
        set_no_show(actor=alma.actor, reservation_id=row.id)
    with clock.frozen_at(NOON + DAY):
        set_no_show(actor=alma.actor, reservation_id=row.id)
        row.refresh_from_db()
        assert row.status == "no_show"
        reinstate_reservation(actor=alma.actor, reservation_id=row.id)


def test_check_in_gives_the_room_and_its_nights(book, house, alma):
    row = book()
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    row.refresh_from_db()
    assert (row.status, row.room.number, row.counted_nights) == ("in_house", "1201", 2)
    assert nights_of(row) == [(TODAY, "1201", "counted"), (TODAY + DAY, "1201", "counted")]
    assert OutboxEvent.objects.filter(code="stays.stay.checked_in").count() == 1


def test_an_arrival_at_two_in_the_morning_belongs_to_the_day_before(book, house, alma):
    row = book(nights=1)
    with clock.frozen_at(NOON + timedelta(hours=14)):
        check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    assert nights_of(row) == [(TODAY, "1201", "counted")]


def test_who_comes_early_or_late_has_the_nights_that_they_sleep(book, house, alma):
    early = book(arrival=TODAY + DAY, nights=1, rates=(70000,))
    with pytest.raises(ArrivalNotToday):
        check_in_stay(actor=alma.actor, reservation_id=early.id, room_id=house.rooms["1201"].id)
    check_in_stay(actor=alma.actor, reservation_id=early.id, room_id=house.rooms["1201"].id, is_early=True)
    early.refresh_from_db()
    assert (early.arrival, early.rates) == (TODAY, [70000, 70000])
    late = book(nights=3, rates=(50000, 60000, 70000))
    with clock.frozen_at(NOON + DAY):
        check_in_stay(actor=alma.actor, reservation_id=late.id, room_id=house.rooms["1202"].id)
    late.refresh_from_db()
    assert (late.arrival, late.rates) == (TODAY + DAY, [60000, 70000])
    over = book(nights=1)
    with clock.frozen_at(NOON + 3 * DAY), pytest.raises(StayIsOver):
        check_in_stay(actor=alma.actor, reservation_id=over.id, room_id=house.rooms["1301"].id)


def test_a_taken_room_is_refused_unless_it_is_shared(book, house, alma, refuses_to_write):
    first, second = book(), book(name="李静")
    room = house.rooms["1201"].id
    check_in_stay(actor=alma.actor, reservation_id=first.id, room_id=room)
    with refuses_to_write(), pytest.raises(RoomTaken):
        check_in_stay(actor=alma.actor, reservation_id=second.id, room_id=room)
    with refuses_to_write(), pytest.raises(RoomMissing):
        check_in_stay(actor=alma.actor, reservation_id=second.id)
    with clock.frozen_at(NOON + timedelta(minutes=5)):
        check_in_stay(actor=alma.actor, reservation_id=second.id, room_id=room, is_shared=True)
    second.refresh_from_db()
    assert second.counted_nights == 0
    assert {kind for _day, _room, kind in nights_of(second)} == {"shared"}


def test_a_room_held_for_somebody_else_is_not_given_away(book, house, alma):
    first, second = book(nights=1), book(arrival=TODAY + DAY, nights=1)
    room = house.rooms["1201"].id
    give_room(actor=alma.actor, reservation_id=first.id, room_id=room)
    give_room(actor=alma.actor, reservation_id=second.id, room_id=room)
    check_in_stay(actor=alma.actor, reservation_id=first.id)
    with pytest.raises(RoomTaken):
        extend_stay(actor=alma.actor, reservation_id=first.id, departure=TODAY + 2 * DAY)
    give_room(actor=alma.actor, reservation_id=second.id, room_id=None)
    extend_stay(actor=alma.actor, reservation_id=first.id, departure=TODAY + 2 * DAY)


def test_a_check_in_by_mistake_is_undone_without_a_trace_of_nights(book, house, alma):
    row = book()
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    undo_check_in(actor=alma.actor, reservation_id=row.id)
    row.refresh_from_db()
    assert (row.status, row.checked_in_at, row.counted_nights, row.room.number) == (
        "reserved",
        None,
        0,
        "1201",
    )
    assert nights_of(row) == []
    check_in_stay(actor=alma.actor, reservation_id=row.id)
    assert len(nights_of(row)) == 2


def test_a_room_move_leaves_the_nights_slept_with_the_old_room(book, house, alma):
    row = book(nights=3)
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    with clock.frozen_at(NOON + DAY):
        move_room(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1301"].id)
        move_room(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1202"].id)
    row.refresh_from_db()
    assert (row.room.number, row.room_type.code, row.counted_nights) == ("1202", "DLK", 3)
    assert [room for _day, room, _kind in nights_of(row)] == ["1201", "1202", "1202"]
    other = book(nights=1, arrival=TODAY + DAY)
    with clock.frozen_at(NOON + DAY):
        check_in_stay(actor=alma.actor, reservation_id=other.id, room_id=house.rooms["1201"].id)
    row.refresh_from_db()
    assert row.counted_nights == 3


def test_extending_and_shortening_change_nights_and_prices(book, house, alma, refuses_to_write):
    row = book(nights=1)
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    extend_stay(actor=alma.actor, reservation_id=row.id, departure=TODAY + 3 * DAY, rate=70000)
    row.refresh_from_db()
    assert (row.rates, row.counted_nights) == ([50000, 70000, 70000], 3)
    shorten_stay(actor=alma.actor, reservation_id=row.id, departure=TODAY + 2 * DAY)
    row.refresh_from_db()
    assert (row.rates, row.counted_nights) == ([50000, 70000], 2)
    for departure in (TODAY - DAY, TODAY + 2 * DAY):
        with refuses_to_write(), pytest.raises(DatesRefused):
            shorten_stay(actor=alma.actor, reservation_id=row.id, departure=departure)


def test_a_walk_in_is_booked_and_in_house_in_one_go(house, alma):
    booking = Booking(
        arrival=TODAY, departure=TODAY, room_type="TWN", rates=(18000,), persons=(DeskPerson(name="王小明"),)
    )
    row = walk_in(actor=alma.actor, branch=house.branch, booking=booking, room_id=house.rooms["1301"].id)
    assert (row.status, row.is_walk_in, row.is_day_use, row.counted_nights) == ("in_house", True, True, 0)
    assert nights_of(row) == [(TODAY, "1301", "day_use")]


def test_the_room_of_a_day_use_is_sold_again_for_the_night(house, alma, book):
    booking = Booking(arrival=TODAY, departure=TODAY, room_type="DLK", persons=(DeskPerson(name="王小明"),))
    day = walk_in(actor=alma.actor, branch=house.branch, booking=booking, room_id=house.rooms["1201"].id)
    night = book(nights=1)
    with pytest.raises(RoomTaken):
        check_in_stay(actor=alma.actor, reservation_id=night.id, room_id=house.rooms["1201"].id)
    check_out_stay(actor=alma.actor, reservation_id=day.id, method="cash")
    check_in_stay(actor=alma.actor, reservation_id=night.id, room_id=house.rooms["1201"].id)
    assert sorted(RoomNight.objects.values_list("kind", flat=True)) == ["counted", "day_use"]


def test_who_leaves_before_the_day_changes_has_slept_the_night(book, house, alma):
    row = book(nights=3)
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    with clock.frozen_at(NOON + timedelta(hours=16)):
        check_out_stay(actor=alma.actor, reservation_id=row.id, method="cash")
    row.refresh_from_db()
    assert (row.departure, row.counted_nights, row.room_minor) == (TODAY + DAY, 1, 50000)


def test_a_check_out_by_mistake_is_undone_while_the_room_is_free(book, house, alma):
    row = book(nights=1)
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    with clock.frozen_at(NOON + DAY):
        check_out_stay(
            actor=alma.actor, reservation_id=row.id, method="wechat_pay", send_off="送至门口", satisfaction=5
        )
        row.refresh_from_db()
        assert (row.status, row.satisfaction, row.send_off) == ("checked_out", 5, "送至门口")
        undo_check_out(actor=alma.actor, reservation_id=row.id)
        row.refresh_from_db()
        assert (row.status, row.checked_out_at) == ("in_house", None)
        check_out_stay(actor=alma.actor, reservation_id=row.id)
    see_off(actor=alma.actor, reservation_id=row.id, send_off="送机", satisfaction=None)
    row.refresh_from_db()
    assert (row.status, row.satisfaction, row.send_off) == ("checked_out", None, "送机")


def test_a_reservation_of_another_entity_is_not_known(book, chiara, bruno, refuses_to_write):
    row = book()
    with refuses_to_write(), pytest.raises(ReservationNotFound):
        cancel_reservation(actor=chiara.actor, reservation_id=row.id, reason="other")
    cancel_reservation(actor=bruno.actor, reservation_id=row.id, reason="other")


ACTS = {
    "check_in": lambda actor, row, rooms: check_in_stay(
        actor=actor, reservation_id=row.id, room_id=rooms["1201"].id
    ),
    "undo_check_in": lambda actor, row, _rooms: undo_check_in(actor=actor, reservation_id=row.id),
    "move": lambda actor, row, rooms: move_room(actor=actor, reservation_id=row.id, room_id=rooms["1202"].id),
    "extend": lambda actor, row, _rooms: extend_stay(
        actor=actor, reservation_id=row.id, departure=row.departure + DAY
    ),
    "shorten": lambda actor, row, _rooms: shorten_stay(
        actor=actor, reservation_id=row.id, departure=row.departure - DAY
    ),
    "check_out": lambda actor, row, _rooms: check_out_stay(actor=actor, reservation_id=row.id, method="cash"),
    "undo_check_out": lambda actor, row, _rooms: undo_check_out(actor=actor, reservation_id=row.id),
    "cancel": lambda actor, row, _rooms: cancel_reservation(
        actor=actor, reservation_id=row.id, reason="other"
    ),
    "no_show": lambda actor, row, _rooms: set_no_show(actor=actor, reservation_id=row.id),
    "reinstate": lambda actor, row, _rooms: reinstate_reservation(actor=actor, reservation_id=row.id),
}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(sorted(ACTS))), max_size=9))
def test_whatever_is_done_a_room_is_counted_once_a_date(book, house, alma, acts):
    from django.db import transaction

    with transaction.atomic():
        rows = [book(nights=2), book(nights=1, name="李静")]
        for which, act in acts:
            with contextlib.suppress(DomainError):
                ACTS[act](alma.actor, rows[which], house.rooms)
            rows[which].refresh_from_db()
        counted = list(RoomNight.objects.filter(kind="counted").values_list("room_id", "business_date"))
        assert len(counted) == len(set(counted))
        for row in rows:
            stayed = row.status in (ReservationStatus.IN_HOUSE, ReservationStatus.CHECKED_OUT)
            assert RoomNight.objects.filter(reservation=row).count() == (max(row.nights, 1) if stayed else 0)
            assert row.counted_nights == RoomNight.objects.filter(reservation=row, kind="counted").count()
            assert len(row.rates) == max(row.nights, 1)
        transaction.set_rollback(True)


def test_a_move_that_is_not_in_the_table_is_refused(book, alma, refuses_to_write):
    row = book()
    cancel_reservation(actor=alma.actor, reservation_id=row.id, reason="other")
    for act in ("check_in", "check_out", "cancel", "no_show"):
        with refuses_to_write(), pytest.raises(MoveRefused):
            ACTS[act](alma.actor, row, {"1201": row})


def test_who_writes_bills_elsewhere_checks_nobody_out_here(book, house, group, refuses_to_write):
    pat = hire("pat", "reservations", group.main)
    Assignment.objects.create(user=pat.user, role="cashier", branch=group.lake)
    both = get_actor(pat.user)
    row = book(nights=1, rates=(0,))
    check_in_stay(actor=both, reservation_id=row.id, room_id=house.rooms["1201"].id)
    with refuses_to_write(), pytest.raises(RightMissing):
        check_out_stay(actor=both, reservation_id=row.id)
