"""The unified social credit code by GB 32100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.guests.values.credit_codes import (
    SIGNS,
    WEIGHTS,
    check_sign,
    read_credit_code,
    read_tax_number,
)

# Published by the companies themselves, on their pages and invoices.
REAL = ("914403001922038216", "9144030071526726XG", "91330100799655058B", "911100001000016682")


@pytest.mark.parametrize("code", REAL)
def test_takes_the_codes_of_real_companies(code):
    assert read_credit_code(code).code == code
    assert read_credit_code(code).is_known_region


def test_weights_are_powers_of_three_as_the_standard_lists_them():
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize(
    "typed", ["9144 0300 7152 6726 xg", "９１４４０３００７１５２６７２６ＸＧ", "91440300-71526726-XG"]
)
def test_reads_it_as_people_type_it(typed):
    assert read_credit_code(typed).code == "9144030071526726XG"


@pytest.mark.parametrize(
    "typed", ["", "91440300715267263G", "9144030071526726X", "9144030071526726XGG", "O" * 18, "无"]
)
def test_refuses_what_breaks_the_rule(typed):
    assert read_credit_code(typed) is None


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_found(first, place, other):
    code = first + check_sign(first)
    assert read_credit_code(code).code == code
    wrong = code[:place] + other + code[place + 1 :]
    assert (read_credit_code(wrong) is None) == (wrong != code)


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_found(first, place):
    code = first + check_sign(first)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (read_credit_code(swapped) is None) == (swapped != code)


def test_a_region_that_no_table_has_is_told_and_taken():
    first = "91999999MA1FL0XXX"
    found = read_credit_code(first + check_sign(first))
    assert found is not None
    assert not found.is_known_region


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9144030071526726XG", "9144030071526726XG"),
        ("440301715267263", "440301715267263"),
        ("110108198001011234", "110108198001011234"),
        ("9144030071526726XH", ""),
        ("1234", ""),
        ("税号", ""),
    ],
)
def test_tax_numbers_of_every_age(typed, number):
    assert read_tax_number(typed) == number
