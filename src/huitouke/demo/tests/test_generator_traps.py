"""The planted traps of matching: who they are, what they share, and what tells them apart."""

from collections import Counter

import pytest

from huitouke.demo.names import sign_readings
from huitouke.demo.truth import phones_in

PAIRS = ("namesakes", "couple", "child", "twins", "father_son")


@pytest.fixture(scope="module")
def traps(demo_run):
    """Label -> person -> raws, of a run of 100,000."""
    found: dict[str, dict[int, list[dict[str, list[str]]]]] = {}
    for record in demo_run(100_000):
        if record.trap:
            found.setdefault(record.trap, {}).setdefault(record.person, []).append(record.raw)
    return found


def _pairs(traps, kind):
    pairs = [persons for label, persons in traps.items() if label.startswith(f"{kind}:")]
    assert len(pairs) >= 3
    # The last pair of a run may be cut short at the asked number of guests.
    assert sum(len(persons) != 2 for persons in pairs) <= 1
    # The one drawn first has the lower number: the parent, the father.
    return [[persons[number] for number in sorted(persons)] for persons in pairs if len(persons) == 2]


def _told(raws, target):
    """All values that the records of one person give for a target."""
    return {text for raw in raws for text in raw.get(target, ())}


def _years(raws):
    return {int(text[:4]) for text in _told(raws, "birth_date")}


def _share_a_phone(pair):
    first, second = (set().union(*map(phones_in, raws)) for raws in pair)
    return bool(first & second)


@pytest.mark.parametrize("kind", PAIRS)
def test_both_of_a_pair_have_the_telephone(traps, kind):
    assert all(_share_a_phone(pair) for pair in _pairs(traps, kind))


@pytest.mark.parametrize("guests", [1_000, 5_000])
def test_small_runs_hold_three_pairs_of_each_kind(demo_run, guests):
    labels = {record.trap for record in demo_run(guests)}
    kinds = Counter(label.partition(":")[0] for label in labels)
    assert all(kinds[kind] >= 3 for kind in PAIRS)
    assert all(kinds[kind] for kind in ("agency", "secretary", "office"))


def test_one_agency_has_its_phone_on_some_300_guests(traps):
    persons = traps["agency:1"]
    assert 240 <= len(persons) <= 360
    phones = Counter(phone for raws in persons.values() for phone in set().union(*map(phones_in, raws)))
    assert phones.most_common(1)[0][1] == len(persons)


def test_one_secretary_has_her_mobile_on_some_30_managers_of_one_company(traps):
    persons = traps["secretary:1"]
    assert 18 <= len(persons) <= 45
    phones = Counter(phone for raws in persons.values() for phone in set().union(*map(phones_in, raws)))
    assert phones.most_common(1)[0][1] == len(persons)
    companies = Counter(raw["company"][0] for raws in persons.values() for raw in raws if "company" in raw)
    assert companies.most_common(1)[0][1] > companies.total() / 2


def test_namesakes_work_in_one_company_and_are_two_people(traps):
    pairs = _pairs(traps, "namesakes")
    for first, second in pairs:
        assert _told(first, "company") & _told(second, "company")
        assert not _told(first, "id_card") & _told(second, "id_card")
    names = Counter(name for pair in pairs for raws in pair for name in _told(raws, "name"))
    assert names["张伟"] >= 2


def test_twins_differ_in_name_and_in_the_end_of_the_number(traps):
    for first, second in _pairs(traps, "twins"):
        assert _told(first, "birth_date") & _told(second, "birth_date")
        assert _told(first, "address") & _told(second, "address")
        for mine in _told(first, "id_card"):
            for yours in _told(second, "id_card"):
                assert mine[:14] == yours[:14]
                assert mine != yours


def test_father_and_son_have_one_name_or_sound_and_a_generation_between(traps):
    readings = sign_readings()

    def sound(name):
        return name.casefold() if name.isascii() else "".join(readings.get(sign, sign) for sign in name)

    scripts = set()
    for first, second in _pairs(traps, "father_son"):
        assert _told(first, "address") & _told(second, "address")
        assert min(_years(second)) - min(_years(first)) >= 10
        mine, yours = _told(first, "name"), _told(second, "name")
        assert set(map(sound, mine)) & set(map(sound, yours))
        scripts.add(any(name.isascii() for name in mine))
    assert scripts == {True, False}


def test_a_couple_is_two_adults_of_both_sexes(traps):
    for first, second in _pairs(traps, "couple"):
        assert _told(first, "mobile") & _told(second, "mobile")
        assert not _told(first, "name") & _told(second, "name")
        assert max(_years(first) | _years(second)) <= 2026 - 19


def test_a_child_is_a_child_and_the_mobile_is_the_parents(traps):
    for parent, child in _pairs(traps, "child"):
        assert _told(parent, "mobile") & _told(child, "mobile")
        assert max(_years(child)) >= 2010
        assert max(_years(child)) - min(_years(parent)) >= 15
