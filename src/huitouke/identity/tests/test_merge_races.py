"""Many merges of the same guests at once, and merges that are killed."""

import pytest

from huitouke.guests.services.types import load_first_types
from huitouke.testing.merge_crowds import merge_at_once
from huitouke.testing.merge_strikes import strike_merges
from huitouke.testing.personas import make_group

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hundred_merges_of_the_same_guests_at_once_leave_one_guest_and_every_record():
    assert merge_at_once(make_group().main, 100, guests=12, hands=8, seed=5) == []


def test_kill_minus_nine_amid_merges_leaves_nothing_half_done(settings, tmp_path):
    settings.HOME = tmp_path
    group = make_group()
    load_first_types()
    found = strike_merges(group.main, 5, seed=6, guests=8)
    assert found["wrong"] == []
