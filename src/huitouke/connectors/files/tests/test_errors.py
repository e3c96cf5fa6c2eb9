"""Sentences: both languages, the same places, nothing to guess."""

import re
import string

import pytest

from huitouke.connectors.files.errors import REJECTING, ROW_PROBLEMS, UNREADABLE, UnreadableFile, sentence

PLACES = {
    name
    for pair in (UNREADABLE | ROW_PROBLEMS).values()
    for text in pair
    for _, name, _, _ in string.Formatter().parse(text)
    if name
}


@pytest.mark.parametrize("code", [*UNREADABLE, *ROW_PROBLEMS])
def test_says_what_where_and_what_to_do_in_both_languages(code):
    data = {name: f"<{name}>" for name in PLACES}
    chinese, english = sentence(code, data), sentence(code, data, "en")
    assert sentence(code, data, "zh-hans") == chinese
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert english.isascii()
    if code != "bad_map":
        assert set(re.findall(r"<\w+>", chinese)) == set(re.findall(r"<\w+>", english))


def test_rejecting_problems_are_problems():
    assert set(ROW_PROBLEMS) >= REJECTING


def test_an_error_holds_both_languages():
    error = UnreadableFile("no_header", row=3)
    assert "第 3 行" in error.in_language("zh")
    assert "Row 3" in error.in_language("en")
    assert error.in_language("en") in str(error)
    assert error.status == 422
