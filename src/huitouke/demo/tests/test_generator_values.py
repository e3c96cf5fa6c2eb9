"""Every made value is one that the readers of guest fields take as it is."""

from collections import Counter

import phonenumbers

from huitouke.demo.wishes import _ALLERGIES, _PREFERENCES, _TABOOS, _TAGS
from huitouke.guests.values.cells import split_list
from huitouke.guests.values.documents import read_citizen_id
from huitouke.guests.values.draft import TARGETS, prepare
from huitouke.guests.values.messages import LEFT_OUT
from huitouke.guests.values.plates import read_plate

# What a booking site does to names, numbers and addresses; nothing else may be in need of repair.
_EXPECTED = {"name_from_ota_form", "phone_is_relay", "phone_is_masked", "email_is_relay"}


def test_2_000_guests_are_prepared_with_no_refusal_and_only_the_expected_repairs(demo_run, today):
    issues = Counter()
    for record in demo_run(2_000):
        guest = prepare(record.raw, today=today)
        assert not guest.is_rejected, record
        issues.update(issue.code for issue in guest.issues)
    assert set(issues) == _EXPECTED


def test_no_value_is_left_out_in_a_large_run(demo_run, today):
    for record in demo_run(20_000)[::2]:
        for issue in prepare(record.raw, today=today).issues:
            assert issue.code not in LEFT_OUT, (issue, record)


def test_only_known_targets_are_written(demo_run):
    for record in demo_run(20_000):
        for target in record.raw:
            assert target in TARGETS or target.startswith("extra:")


def test_citizen_ids_are_valid_and_agree_with_birth_date_and_sex(demo_run, today):
    checked = 0
    for record in demo_run(100_000):
        raw = record.raw
        if "id_card" not in raw:
            continue
        paper = read_citizen_id(raw["id_card"][0], today=today)
        checked += 1
        assert [paper.birth_date.isoformat()] == raw["birth_date"]
        if "sex" in raw:
            assert (paper.sex == "male") == (raw["sex"][0] in ("男", "M"))
    assert checked > 30_000


def test_citizen_ids_belong_to_one_person(demo_run):
    owners: dict[str, set[int]] = {}
    for record in demo_run(100_000):
        for target in ("id_card", "passport", "hkmo_permit", "taiwan_permit", "card_number"):
            for number in record.raw.get(target, ()):
                owners.setdefault(f"{target}:{number}", set()).add(record.person)
    # Numbers of eight or nine digits meet by chance now and then, as the real ones cannot.
    assert sum(len(persons) > 1 for persons in owners.values()) <= 3


def test_e_mail_addresses_belong_to_one_person(demo_run):
    owners: dict[str, set[int]] = {}
    for record in demo_run(100_000):
        for address in record.raw.get("email", ()):
            owners.setdefault(address.lower(), set()).add(record.person)
    assert sum(len(persons) > 1 for persons in owners.values()) == 0


def test_telephone_numbers_exist_in_their_numbering_plan(demo_run):
    for record in demo_run(20_000):
        for target in ("mobile", "home_phone", "office_phone", "phone", "fax"):
            for text in record.raw.get(target, ()):
                if "*" in text or "转" in text:
                    assert record.system in ("ctrip", "meituan", "fliggy")
                    continue
                assert phonenumbers.is_valid_number(phonenumbers.parse(text, "CN")), (target, text)


def test_plates_have_the_form_of_the_mainland(demo_run):
    plates = [text for record in demo_run(20_000) for text in record.raw.get("plate", ())]
    assert len(plates) > 500
    assert all(read_plate(plate) and read_plate(plate)[1] for plate in plates)


def test_lent_addresses_and_numbers_come_only_with_bookings(demo_run):
    for record in demo_run(20_000):
        for address in record.raw.get("email", ()):
            site = address.partition("@")[2]
            if site.startswith(("guest.booking", "m.expedia", "agoda-messaging")):
                assert record.system in ("booking", "expedia", "agoda")


def test_each_wish_is_one_value_in_both_languages():
    for wish in (*_PREFERENCES, *_TABOOS, *_ALLERGIES, *_TAGS):
        for text in wish:
            assert split_list(text) == [text]
    for wishes in (_PREFERENCES, _TABOOS, _ALLERGIES, _TAGS):
        assert len({wish[0] for wish in wishes}) == len({wish[1] for wish in wishes}) == len(wishes)
