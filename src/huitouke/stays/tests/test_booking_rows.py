from datetime import date

import pytest

from huitouke.stays.booking_rows import read_booking, read_price, read_with_issues

ROW = {
    "arrival_year": ["2016"], "arrival_month": ["June"], "arrival_day": ["17"], "weekend_nights": ["1"],
    "week_nights": ["2"], "adults": ["2"], "rate": ["95.33"], "status": ["Check-Out"], "is_cancelled": ["0"],
    "lead_days": ["30"], "market": ["Online TA"], "agent": ["9"], "company": ["9"], "country": ["PRT"],
    "special_requests": ["0"],
}  # fmt: skip


def read(**cells):
    told, remarks = read_with_issues(ROW | {name: [text] for name, text in cells.items()})
    return told, [remark.code for remark in remarks]


def test_a_row_of_the_public_header_is_a_reservation():
    told, remarks = read()
    assert (told.arrival, told.departure, told.booked_on) == (
        date(2016, 6, 17), date(2016, 6, 20), date(2016, 5, 18),
    )  # fmt: skip
    assert (told.status, told.adults, told.total, told.market) == ("checked_out", 2, 28599, "Online TA")
    assert (told.agent_code, told.company_code) == ("agent 9", "company 9")
    assert told.facts == {"country": "PRT"}
    assert remarks == []


@pytest.mark.parametrize(
    ("rate", "nights", "total"),
    [("0.335", "1", 34), ("0.333", "3", 100), ("-6.38", "10", -6380), ("-0.005", "1", -1), ("1,234.5", "2", 246900),
     ("95,5", "1", 9550), ("5400", "1", 540000)],
)  # fmt: skip
def test_revenue_is_rate_times_nights_rounded_half_up(rate, nights, total):
    assert read(rate=rate, weekend_nights="0", week_nights=nights)[0].total == total


def test_odd_facts_are_kept_and_told():
    told, remarks = read(weekend_nights="0", week_nights="0", adults="0", rate="-50")
    assert (told.arrival, told.departure, told.total, told.adults) == (
        date(2016, 6, 17), date(2016, 6, 17), 0, 0,
    )  # fmt: skip
    assert told.facts["rate"] == "-50"
    assert set(remarks) == {"booking_no_nights", "booking_no_persons", "booking_negative_rate"}


def test_the_currency_of_a_row_says_how_its_price_is_read():
    assert read(currency="jpy", rate="12000")[0].total == 36000
    assert read(currency="jpy", rate="12000")[0].currency == "JPY"


@pytest.mark.parametrize(
    ("status", "flag", "wanted"),
    [
        ("No-Show", "1", "no_show"),
        ("", "1", "cancelled"),
        ("", "0", "checked_out"),
        ("已离店", "", "checked_out"),
        ("Canceled", "", "cancelled"),
        ("", "", "reserved"),
        ("Check-Out", "1", "cancelled"),
        ("Canceled", "0", "checked_out"),
    ],
)
def test_whether_it_was_cancelled_decides_the_outcome(status, flag, wanted):
    assert read(status=status, is_cancelled=flag)[0].status == wanted


def test_a_row_without_a_date_of_arrival_is_refused_and_every_other_cell_may_be_anything():
    told, remarks = read_with_issues({"arrival": ["soon"]})
    assert told.arrival is None
    assert [(remark.code, remark.rejects) for remark in remarks] == [("booking_without_arrival", True)]
    odd = {name: ["\x00?"] for name in ROW if not name.startswith("arrival")}
    told, remarks = read_with_issues(ROW | odd)
    assert told.arrival == date(2016, 6, 17)
    assert not any(remark.rejects for remark in remarks)
    assert read_booking({}).arrival is None


def test_prices_that_are_none_are_not_guessed():
    assert [read_price(text) for text in ("NaN", "Infinity", "abc", "1e999", "9" * 30)] == [None] * 5
