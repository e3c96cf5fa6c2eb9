"""The stream of a run: how many, in what order, the same again, and nothing of the truth inside."""

import hashlib
import itertools
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from huitouke.demo.records import generate

_DIGEST = """
import hashlib, sys
from datetime import date
from huitouke.demo.records import generate
digest = hashlib.sha256()
for record in generate(3000, 42, ["SHA", "HGH"], date(2026, 11, 21)):
    digest.update(repr(record).encode())
sys.stdout.write(digest.hexdigest())
"""


def _digest(records):
    digest = hashlib.sha256()
    for record in records:
        digest.update(repr(record).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("guests", [0, 1, 2, 79, 80, 500, 5000])
def test_gives_exactly_as_many_records_as_guests_were_asked_for(guests, today):
    assert sum(1 for _ in generate(guests, 3, ["SHA"], today)) == guests


def test_the_same_seed_gives_the_same_stream_in_another_process_too(today):
    here = _digest(generate(3000, 42, ["SHA", "HGH"], today))
    source = Path(__file__).parents[3]
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONHASHSEED": "4711"}
    there = subprocess.run(
        [sys.executable, "-c", _DIGEST], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout == here


def test_another_seed_gives_another_stream(today):
    assert _digest(generate(200, 1, ["SHA"], today)) != _digest(generate(200, 2, ["SHA"], today))


def test_streams_without_making_the_whole_run_first(today):
    first = list(itertools.islice(generate(10**7, 5, ["SHA"], today), 10))
    assert len(first) == 10


def test_external_ids_are_unique_within_their_system(demo_run):
    keys = Counter((record.system, record.raw["external_id"][0]) for record in demo_run(20_000))
    assert keys.most_common(1)[0][1] == 1


def test_duplicates_lie_far_apart_and_numbers_do_not_give_them_away(demo_run):
    places: dict[int, list[int]] = {}
    for place, record in enumerate(demo_run(20_000)):
        places.setdefault(record.person, []).append(place)
    gaps = [found[1] - found[0] for found in places.values() if len(found) > 1]
    assert sum(gap == 1 for gap in gaps) < len(gaps) * 0.01
    assert sorted(gaps)[len(gaps) // 2] > 1000


def test_a_pms_belongs_to_its_branch_and_all_branches_have_guests(demo_run):
    records = demo_run(20_000)
    assert {record.branch for record in records} == {"SHA", "HGH", "HKG"}
    for record in records:
        if record.system.startswith("pms-"):
            assert record.system == f"pms-{record.branch}"
    systems = Counter(record.system for record in records)
    assert {"member", "ctrip", "meituan", "booking", "expedia", "agoda"} <= set(systems)


def test_nothing_of_the_truth_stands_in_raw(demo_run):
    for record in demo_run(20_000):
        assert not {"person", "trap", "damage", "kind_of_damage"} & set(record.raw)
        assert len(record.raw["external_id"]) == 1


def test_every_value_is_a_list_of_texts_that_say_something(demo_run):
    for record in demo_run(20_000):
        for target, texts in record.raw.items():
            assert texts, target
            assert all(isinstance(text, str) and text.strip() for text in texts), (target, record)


def test_a_first_record_is_whole_and_received_in_the_past(demo_run):
    for record in demo_run(20_000):
        assert 0 <= record.received_days_ago <= 1500
    persons = {record.person for record in demo_run(20_000) if not record.kind_of_damage}
    assert len(persons) > 0.99 * len({record.person for record in demo_run(20_000)})


def test_nobody_is_told_of_before_their_birth(demo_run, today):
    young = 0
    for record in demo_run(20_000):
        for born in record.raw.get("birth_date", ()):
            came_on = today - timedelta(days=record.received_days_ago)
            assert date.fromisoformat(born) < came_on, record
            young += date.fromisoformat(born) > today - timedelta(days=1500)
    assert young > 20


@pytest.mark.parametrize(("guests", "branches"), [(-1, ["SHA"]), (5, [])])
def test_refuses_a_run_that_makes_no_sense(guests, branches, today):
    with pytest.raises(ValueError):
        generate(guests, 1, branches, today)
