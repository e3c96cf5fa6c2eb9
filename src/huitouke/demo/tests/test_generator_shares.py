"""The shares that the make-believe group promises, measured on raw records; bounds on both sides."""

from collections import Counter
from itertools import combinations

import pytest

from huitouke.demo.truth import shares, sure_keys

LARGE, FULL = 20_000, 100_000


@pytest.fixture(scope="module")
def measured(demo_run):
    return shares(demo_run(LARGE))


@pytest.mark.parametrize(
    ("share", "least", "most"),
    [
        ("duplicated", 0.11, 0.13),
        ("sharing_a_phone", 0.025, 0.035),
        ("no_common_key", 0.30, 0.42),
        ("two_damaged", 0.40, 0.55),
        ("hanzi_against_latin", 0.15, 0.32),
        ("distinct_names", 0.60, 0.95),
    ],
)
def test_keeps_the_promised_share_at_20_000_guests(measured, share, least, most):
    assert least <= measured[share] <= most


def test_counts_records_as_guests_and_makes_fewer_persons(measured):
    assert measured["records"] == LARGE
    assert 0.84 <= measured["persons"] / LARGE <= 0.88


def test_nobody_has_more_than_four_records(demo_run):
    counts = Counter(record.person for record in demo_run(LARGE))
    assert set(counts.values()) == {1, 2, 3, 4}


def test_full_names_are_plentiful_and_still_collide(demo_run):
    found = shares(demo_run(FULL))
    assert 0.45 <= found["distinct_names"] <= 0.90
    assert 0.115 <= found["duplicated"] <= 0.125
    assert 0.027 <= found["sharing_a_phone"] <= 0.033
    names = Counter(record.raw["name"][0] for record in demo_run(FULL))
    assert names.most_common(1)[0][1] < 0.002 * FULL


def test_a_tenth_of_the_guests_come_from_abroad(demo_run):
    home = {"CN", "HK", "MO", "TW"}
    nationalities = [
        record.raw["nationality"][0] for record in demo_run(LARGE) if "nationality" in record.raw
    ]
    abroad = sum(nationality not in home for nationality in nationalities) / len(nationalities)
    assert 0.08 <= abroad <= 0.12
    regional = sum(nationality in home - {"CN"} for nationality in nationalities) / len(nationalities)
    assert 0.025 <= regional <= 0.055


def test_few_guests_have_taboos_and_many_have_preferences(demo_run):
    records = demo_run(LARGE)
    guarded = sum("taboo" in record.raw or "allergy" in record.raw for record in records) / LARGE
    assert 0.04 <= guarded <= 0.08
    preferring = sum("preference" in record.raw for record in records) / LARGE
    assert 0.3 <= preferring <= 0.6
    assert max(len(record.raw.get("preference", ())) for record in records) <= 6


def test_every_eighth_kept_birthday_is_lunar(demo_run):
    kinds = Counter(
        target
        for record in demo_run(LARGE)
        for target in ("kept_birthday", "lunar_birthday")
        if target in record.raw
    )
    assert 0.09 <= kinds["lunar_birthday"] / kinds.total() <= 0.15


def test_pairs_without_a_common_key_can_still_be_told_by_something(demo_run):
    """Most keep the birth date as it was: without any anchor no matcher could reach its recall."""
    by_person: dict[int, list[dict[str, list[str]]]] = {}
    for record in demo_run(LARGE):
        by_person.setdefault(record.person, []).append(record.raw)
    weak = anchored = 0
    for raws in by_person.values():
        for first, second in combinations(raws, 2):
            if sure_keys(first) & sure_keys(second):
                continue
            weak += 1
            anchored += any(
                target in first and first[target] == second.get(target)
                for target in ("birth_date", "address", "company", "plate", "wechat")
            )
    assert anchored / weak >= 0.85
