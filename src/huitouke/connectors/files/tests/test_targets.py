"""Which words a map may name as targets."""

import pytest

from huitouke.connectors.files.targets import REPEATED_TARGETS, SCALAR_TARGETS, is_target


@pytest.mark.parametrize("text", ["name", "mobile", "ignore", "extra:房号", "flag:高楼层"])
def test_is_a_target(text):
    assert is_target(text)


@pytest.mark.parametrize("text", ["", "Name", "extra:", "flag: ", "phone2", "extra"])
def test_is_no_target(text):
    assert not is_target(text)


def test_no_target_is_both_single_and_repeated():
    assert not set(SCALAR_TARGETS) & set(REPEATED_TARGETS)
