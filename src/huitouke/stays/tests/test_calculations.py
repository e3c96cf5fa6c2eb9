from datetime import date
from uuid import UUID

from huitouke.stays.calculations import Amount, StayRow, figures_of, most_often

MAIN, LAKE = UUID(int=1), UUID(int=2)
TODAY = date(2026, 3, 16)


def row(number, status, arrival, departure, **more):
    values = {"branch_id": MAIN, "currency": "CNY", **more}
    return StayRow(id=UUID(int=number), status=status, arrival=arrival, departure=departure, **values)


def worked():
    """Three nights at 500.00 and two at 600.00 in CNY, one at 1,000.00 in HKD, a day use at 180.00, a free night, one
    cancelled, one that never came, one in the house and two to come."""
    return [
        row(1, "checked_out", date(2025, 1, 10), date(2025, 1, 13), room_minor=150000, extras_minor=8800,
            counted_nights=3, room_type="DLK", channel="direct", lead_days=10),
        row(2, "checked_out", date(2025, 6, 1), date(2025, 6, 3), room_minor=120000, counted_nights=2,
            room_type="DLK", channel="ota", lead_days=3),
        row(3, "checked_out", date(2025, 8, 1), date(2025, 8, 2), branch_id=LAKE, currency="HKD", room_minor=100000,
            counted_nights=1, room_type="SUP", channel="ota", lead_days=20),
        row(4, "checked_out", date(2025, 9, 1), date(2025, 9, 1), room_minor=18000, room_type="SUP"),
        row(5, "checked_out", date(2025, 10, 1), date(2025, 10, 2), counted_nights=1, is_sold=False),
        row(6, "cancelled", date(2025, 11, 1), date(2025, 11, 3)),
        row(7, "no_show", date(2025, 12, 1), date(2025, 12, 2)),
        row(8, "in_house", date(2026, 3, 15), date(2026, 3, 17), room_minor=110001, counted_nights=2, lead_days=-1),
        row(9, "reserved", date(2026, 5, 1), date(2026, 5, 2)),
        row(10, "reserved", date(2026, 4, 1), date(2026, 4, 2)),
        row(11, "reserved", date(2026, 3, 1), date(2026, 3, 2)),
    ]  # fmt: skip


def test_figures_as_computed_by_hand():
    found = figures_of(worked(), TODAY, [Amount("CNY", 26000)])
    assert (found.stays, found.nights, found.cancelled, found.no_shows) == (6, 9, 1, 1)
    # CNY: (1,500.00 + 1,200.00 + 1,100.01) / 7 nights = 542.8585..., so 542.86; the free night and the day use are out.
    assert found.average_rates == [Amount("CNY", 54286), Amount("HKD", 100000)]
    # 1,588.00 + 1,200.00 + 180.00 + 1,100.01 + 260.00 elsewhere
    assert found.spend == [Amount("CNY", 432801), Amount("HKD", 100000)]
    assert (found.last.id.int, found.now.id.int, found.next.id.int) == (5, 8, 10)
    assert (found.room_type, found.channel, found.lead_days) == ("SUP", "ota", 10)


def test_nothing_is_made_up_of_nothing():
    found = figures_of([], TODAY)
    assert (found.stays, found.nights, found.average_rates, found.spend) == (0, 0, [], [])
    assert (found.last, found.next, found.room_type, found.lead_days) == (None, None, "", None)


def test_a_day_use_alone_has_no_rate():
    found = figures_of([row(1, "checked_out", TODAY, TODAY, room_minor=18000)], TODAY)
    assert (found.stays, found.nights, found.average_rates) == (1, 0, [])
    assert found.spend == [Amount("CNY", 18000)]


def test_the_newest_of_equals_is_the_habit():
    assert most_often(["a", "b", "b", "a", ""]) == "a"
    assert most_often([""]) == ""
