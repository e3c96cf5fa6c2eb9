from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.stays.desk_told import from_content, to_content
from huitouke.stays.folding import fold
from huitouke.stays.ids import derived_id
from huitouke.stays.nights import average_rate, nights_of, rates_of_nights
from huitouke.stays.told import Telling, Told, ToldLine, ToldPerson

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARRIVAL = date(2026, 3, 16)

tolds = st.builds(
    Told,
    status=st.sampled_from([None, "reserved", "in_house", "cancelled"]),
    room=st.sampled_from([None, "1201", "1202"]),
    adults=st.none() | st.integers(1, 4),
    rates=st.none() | st.lists(st.integers(0, 10**6), min_size=1, max_size=4).map(tuple),
    requests=st.none() | st.just(("高楼层",)),
    persons=st.none()
    | st.lists(
        st.builds(ToldPerson, role=st.sampled_from(["guest", "booker"]), raw=st.just({"name": ["王小明"]})),
        max_size=2,
    ).map(tuple),
    lines=st.lists(
        st.builds(
            ToldLine,
            external_id=st.sampled_from(["a", "b"]),
            business_date=st.just(ARRIVAL),
            amount=st.integers(-1000, 1000),
        ),
        max_size=2,
    ).map(tuple),
)


@given(st.lists(tolds, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_records_come_makes_no_difference(found, random):
    told = [
        (START + timedelta(minutes=number // 2), bytes([number]), each) for number, each in enumerate(found)
    ]
    straight = [Telling(each, at, version, mark) for version, (at, mark, each) in enumerate(told, 1)]
    random.shuffle(told)
    mixed = [Telling(each, at, version, mark) for version, (at, mark, each) in enumerate(told, 1)]
    assert fold(straight) == fold(mixed)


def test_what_a_record_leaves_out_stands():
    first = Telling(Told(status="reserved", arrival=ARRIVAL, room="1201"), START, 1)
    second = Telling(Told(status="cancelled"), START + timedelta(hours=1), 2)
    assert fold([first, second]) == Told(status="cancelled", arrival=ARRIVAL, room="1201")


def test_a_cancellation_without_a_time_that_comes_before_its_reservation_holds():
    gone = Telling(Told(status="cancelled"), None, 1)
    made = Telling(Told(status="reserved", arrival=ARRIVAL), START, 2)
    assert fold([gone, made]).status == "cancelled"
    undated = Telling(Told(status="reserved", arrival=ARRIVAL), None, 1)
    changed = Telling(Told(status="in_house"), START, 2)
    assert fold([undated, changed]).status == "in_house", "what names its dates made the reservation"


def test_an_older_record_that_comes_late_fills_only_gaps():
    new = Telling(Told(status="in_house", room="1201"), START + timedelta(hours=1), 1)
    old = Telling(Told(status="reserved", adults=2), START, 2)
    assert fold([new, old]) == Told(status="in_house", room="1201", adults=2)


def test_records_without_a_time_follow_one_another_as_they_came():
    timed = Telling(Told(room="1201"), START, 1)
    later = Telling(Told(room="1202"), None, 2)
    latest = Telling(Told(room="1203"), None, 3)
    assert fold([timed, later, latest]).room == "1203"
    assert (
        fold([timed, later, latest, Telling(Told(room="1204"), START + timedelta(days=1), 4)]).room == "1204"
    )


def test_people_are_told_anew_by_role():
    guest = ToldPerson("guest", {"name": ["王小明"]})
    booker = ToldPerson("booker", {"name": ["李雷"]})
    other = ToldPerson("guest", {"name": ["王大明"]})
    told = fold([Telling(Told(persons=(guest, booker)), START, 1), Telling(Told(persons=(other,)), None, 2)])
    assert told.persons == (other, booker)


@given(tolds)
def test_what_staff_typed_comes_back_from_its_json(told):
    assert from_content(to_content(told)) == told


def test_a_day_use_has_no_night():
    assert nights_of(ARRIVAL, ARRIVAL) == []
    assert nights_of(ARRIVAL, ARRIVAL + timedelta(days=2)) == [ARRIVAL, ARRIVAL + timedelta(days=1)]


@given(st.integers(0, 30), st.integers(-(10**9), 10**9))
def test_a_total_is_shared_out_to_the_last_cent(nights, total):
    rates = rates_of_nights(nights, (), total)
    assert sum(rates) == total
    assert len(rates) == max(nights, 1)
    assert max(rates) - min(rates) <= 1


@pytest.mark.parametrize(
    ("nights", "rates", "total", "expected"),
    [
        (3, (50000,), None, [50000, 50000, 50000]),
        (2, (50000, 60000, 70000), None, [50000, 60000]),
        (3, (50000, 60000), 1, [50000, 60000, 60000]),
        (0, (18000,), None, [18000]),
        (2, (), None, [0, 0]),
    ],
)
def test_prices_of_nights(nights, rates, total, expected):
    assert rates_of_nights(nights, rates, total) == expected


@pytest.mark.parametrize(
    ("room", "nights", "expected"), [(100, 3, 33), (101, 2, 51), (-101, 2, -51), (500, 0, None)]
)
def test_the_average_rate_is_rounded_half_away_from_zero(room, nights, expected):
    assert average_rate(room, nights) == expected


def test_ids_derive_from_what_the_sender_calls_a_thing():
    branch = UUID(int=7)
    assert derived_id("reservation", branch, "opera", "1") == derived_id("reservation", branch, "opera", "1")
    assert derived_id("reservation", branch, "opera", "1") != derived_id("reservation", branch, "oper", "a1")
    assert derived_id("reservation", branch, "opera", "1").version == 8


def test_what_is_taken_back_is_not_known_any_more_until_it_is_said_again():
    said = Telling(Told(satisfaction=5, adults=2), START, 1)
    back = Telling(Told(cleared=("satisfaction",)), START + timedelta(hours=1), 2)
    again = Telling(Told(satisfaction=3), START + timedelta(hours=2), 3)
    assert (fold([back, said]).satisfaction, fold([back, said]).adults) == (None, 2)
    assert fold([again, back, said]).satisfaction == 3
    assert from_content({"at": "2026-03-16T04:00:00+00:00", **to_content(back.told)}) == back.told
