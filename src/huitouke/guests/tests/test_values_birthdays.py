from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.guests.values.birthdays import (
    KeptBirthday,
    leap_window,
    lunar_month_day,
    next_on,
    occurs_on,
    read_kept_birthday,
    window,
)
from huitouke.guests.values.dates import DateRefused, hanzi_number, read_date

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "1980-11-21",
        "1980/11/21",
        "1980.11.21",
        "19801121",
        "1980年11月21日",
        "21.11.1980",
        "21/11/1980",
        "11/21/1980",
        "1980-11-21 00:00:00",
        "1980-11-21T00:00:00Z",
        "21 Nov 1980",
        "Nov 21, 1980",
        "21-NOV-1980",
        "一九八〇年十一月二十一日",
        "１９８０－１１－２１",
        " 1980-11-21 ",
        "21st November 1980",
    ],
)
def test_reads_a_date_however_it_is_written(text: str) -> None:
    assert read_date(text) == date(1980, 11, 21)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1980-02-30", "date_impossible"),
        ("30.02.1980", "date_impossible"),
        ("1980-13-01", "date_impossible"),
        ("03/04/1980", "date_ambiguous"),
        ("29546", "date_unreadable"),
        ("80-01-02", "date_unreadable"),
        ("", "date_unreadable"),
        ("tomorrow", "date_unreadable"),
        ("1980", "date_unreadable"),
        ("x" * 500, "date_unreadable"),
    ],
)
def test_refuses_a_date_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(DateRefused) as refused:
        read_date(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十五", 15),
        ("廿三", 23),
        ("二十九", 29),
        ("三十", 30),
        ("初八", 8),
        ("卅", 30),
        ("", None),
        ("张", None),
        ("一二", None),
    ],
)
def test_reads_numbers_in_hanzi(text: str, number: int | None) -> None:
    assert hanzi_number(text) == number


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("05-12", KeptBirthday("solar", 5, 12)),
        ("5月12日", KeptBirthday("solar", 5, 12)),
        ("5/12", KeptBirthday("solar", 5, 12)),
        ("--0512", KeptBirthday("solar", 5, 12)),
        ("--05-12", KeptBirthday("solar", 5, 12)),
        ("12 May", KeptBirthday("solar", 5, 12)),
        ("1980-05-12", KeptBirthday("solar", 5, 12, year=1980)),
        ("02-29", KeptBirthday("solar", 2, 29)),
        ("农历八月十五", KeptBirthday("lunar", 8, 15)),
        ("八月十五", KeptBirthday("lunar", 8, 15)),
        ("八月十五日", KeptBirthday("solar", 8, 15)),
        ("腊月廿三", KeptBirthday("lunar", 12, 23)),
        ("冬月初一", KeptBirthday("lunar", 11, 1)),
        ("正月十五", KeptBirthday("lunar", 1, 15)),
        ("闰四月初八", KeptBirthday("lunar", 4, 8, is_leap=True)),
        ("lunar 8-15", KeptBirthday("lunar", 8, 15)),
        ("lunar leap 4-8", KeptBirthday("lunar", 4, 8, is_leap=True)),
        ("1980年农历8月15日", KeptBirthday("lunar", 8, 15, year=1980)),
        ("8月15日(农历)", KeptBirthday("lunar", 8, 15)),
        ("阴历2-30", KeptBirthday("lunar", 2, 30)),
        ("公历八月十五", KeptBirthday("solar", 8, 15)),
    ],
)
def test_reads_a_kept_birthday(text: str, kept: KeptBirthday) -> None:
    assert read_kept_birthday(text) == kept


def test_takes_the_calendar_of_the_column_where_the_text_names_none() -> None:
    assert read_kept_birthday("8-15", "lunar") == KeptBirthday("lunar", 8, 15)
    assert read_kept_birthday("公历8-15", "lunar") == KeptBirthday("solar", 8, 15)


@pytest.mark.parametrize("text", ["02-30", "13-01", "农历8-31", "十三月一", "00-00"])
def test_refuses_a_birthday_that_cannot_be(text: str) -> None:
    with pytest.raises(DateRefused):
        read_kept_birthday(text)


@pytest.mark.parametrize(
    ("kept", "year", "on"),
    [
        (KeptBirthday("solar", 2, 29), 2026, date(2026, 2, 28)),
        (KeptBirthday("solar", 2, 29), 2028, date(2028, 2, 29)),
        (KeptBirthday("lunar", 8, 15), 2026, date(2026, 9, 25)),
        (KeptBirthday("lunar", 1, 1), 2026, date(2026, 2, 17)),
        (KeptBirthday("lunar", 12, 23), 2026, date(2027, 1, 30)),
        (KeptBirthday("lunar", 6, 8, is_leap=True), 2025, date(2025, 8, 1)),
        (KeptBirthday("lunar", 6, 8), 2025, date(2025, 7, 2)),
    ],
)
def test_finds_the_day_of_a_birthday(kept: KeptBirthday, year: int, on: date) -> None:
    assert occurs_on(kept, year) == on


def test_keeps_day_30_on_the_29th_of_a_short_month() -> None:
    for year in range(2000, 2040):
        on = occurs_on(KeptBirthday("lunar", 12, 30), year)
        assert lunar_month_day(on)[0] == 12
        assert lunar_month_day(on + timedelta(days=1)) == (1, 1, False)


def test_keeps_a_birthday_of_a_leap_month_in_the_ordinary_one_of_other_years() -> None:
    assert occurs_on(KeptBirthday("lunar", 6, 8, is_leap=True), 2026) == occurs_on(
        KeptBirthday("lunar", 6, 8), 2026
    )


@given(DAYS, st.integers(1, 12), st.integers(1, 28), st.sampled_from(["solar", "lunar"]))
def test_the_next_birthday_is_within_a_year_and_a_month(
    today: date, month: int, day: int, calendar: str
) -> None:
    on = next_on(KeptBirthday(calendar, month, day), today)
    assert today <= on <= today + timedelta(days=385)


@given(DAYS, st.integers(1, 40), st.integers(1, 12), st.integers(1, 30), st.booleans())
def test_the_window_holds_just_the_birthdays_that_fall_in_it(
    start: date, days: int, month: int, day: int, is_leap: bool
) -> None:
    solar, lunar = window(start, days)
    kept = KeptBirthday("lunar", month, day, is_leap)
    pairs = leap_window(start, days) if is_leap else lunar
    falls = next_on(kept, start) < start + timedelta(days=days)
    assert ((month, day) in pairs) == falls
    if (month, day) != (2, 30) and day <= 28:
        falls = next_on(KeptBirthday("solar", month, day), start) < start + timedelta(days=days)
        assert ((month, day) in solar) == falls


@pytest.mark.parametrize(
    ("start", "is_in"), [(date(2026, 2, 28), True), (date(2028, 2, 28), False), (date(2028, 2, 29), True)]
)
def test_the_window_holds_29_february_in_common_years(start: date, is_in: bool) -> None:
    assert ((2, 29) in window(start, 1)[0]) == is_in


@given(st.text(max_size=80))
def test_reads_any_text_as_date_or_refuses_it(text: str) -> None:
    with suppress(DateRefused):
        assert isinstance(read_date(text), date)
    with suppress(DateRefused):
        assert isinstance(read_kept_birthday(text), KeptBirthday)
