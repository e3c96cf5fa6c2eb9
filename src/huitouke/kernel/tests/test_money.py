"""Money in minor units, as it is typed and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.kernel.money import LARGEST, Money, is_known_currency, minor_digits, read_money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("50000", 5_000_000),
        ("50,000", 5_000_000),
        ("¥50,000.50", 5_000_050),
        ("５万", 5_000_000),
        ("1.5万元", 1_500_000),
        ("0.3亿", 3_000_000_000),
        (" 20 k ", 2_000_000),
        ("RMB 1200", 120_000),
        ("0", 0),
    ],
)
def test_reads_an_amount_as_people_write_it(typed, minor):
    assert read_money(typed, "CNY") == Money(minor, "CNY")


@pytest.mark.parametrize(
    "typed", ["", "abc", "-5", "1.234", "1,23", "5 万 3", "1e9", "99999999999999999", "5.."]
)
def test_refuses_what_is_no_amount(typed):
    assert read_money(typed, "CNY") is None


def test_a_currency_without_minor_units_takes_no_point():
    assert minor_digits("JPY") == 0
    assert read_money("1200", "JPY") == Money(1200, "JPY")
    assert read_money("1200.5", "JPY") is None
    assert str(Money(1200, "JPY")) == "JPY 1,200"


def test_two_currencies_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "CNY") + Money(1, "HKD")
    with pytest.raises(ValueError, match="do not add up"):
        _ = Money(1, "CNY") < Money(1, "HKD")
    assert Money(1, "CNY") + Money(2, "CNY") - Money(3, "CNY") == Money(0, "CNY")


@given(st.integers(min_value=0, max_value=LARGEST), st.sampled_from(["CNY", "JPY", "HKD", "KWD"]))
def test_what_is_shown_is_read_again(minor, currency):
    shown = Money(minor, currency)
    assert read_money(shown.text, currency) == shown


def test_knows_the_currencies_of_the_standard():
    assert is_known_currency("CNY")
    assert is_known_currency("MOP")
    assert not is_known_currency("cny")
    assert not is_known_currency("XYZ")
    assert not is_known_currency("")
