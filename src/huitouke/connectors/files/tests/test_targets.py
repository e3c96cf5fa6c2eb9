"""Which words a map may name as targets."""

import pytest

from huitouke.connectors.files.targets import OF_GUESTS, REPEATED_TARGETS, SCALAR_TARGETS


@pytest.mark.parametrize("text", ["name", "mobile", "ignore", "extra:房号", "flag:高楼层"])
def test_is_a_target(text):
    assert OF_GUESTS.knows(text)


@pytest.mark.parametrize("text", ["", "Name", "extra:", "flag: ", "phone2", "extra"])
def test_is_no_target(text):
    assert not OF_GUESTS.knows(text)


def test_no_target_is_both_single_and_repeated():
    assert not set(SCALAR_TARGETS) & set(REPEATED_TARGETS)
