"""Random edits, merges and un-merges: no row lost or doubled, profiles as their records say, everything apart again."""

from datetime import timedelta

import pytest

from huitouke.guests.services.types import load_first_types
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.moving import movings
from huitouke.testing.merges import World, chains_come_back, tell_story


@pytest.fixture
def house(group, settings, tmp_path):
    settings.HOME = tmp_path
    load_first_types()
    return group.main


@pytest.mark.parametrize("seed", [1, 2])
def test_edits_merges_and_unmerges_lose_and_double_nothing(house, seed):
    world = World(house, seed)
    counts = tell_story(world, 20)
    assert world.wrong == []
    assert counts["merges"] > 0
    assert counts["edits"] > 0


def test_the_facts_of_every_context_go_along_and_come_back(house):
    world = World(house, 4, 4)
    kept, gone = world.present()[:2]
    for guest in (kept, gone):
        world.edits.all_facts(guest)
    world.merge_two(kept, gone)
    assert {each.table for each in movings()} - world.moved == set()
    world.edits.all_facts(kept)
    world.part_all()
    world.check(is_apart=True)
    assert world.wrong == []


def test_merges_come_back_to_the_letter_in_any_order(house, still_clock):
    world = World(house, 3)
    for number in range(12):
        with frozen_at(still_clock + timedelta(minutes=number)):
            world.edit()
    with frozen_at(still_clock + timedelta(hours=1)):
        chains_come_back(world, 10)
        world.check(is_apart=True)
    assert world.wrong == []
