"""People whom messages tell of: each telling says a part, and together they say the whole."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.guests.models import ContactPoint, Document, Guest
from huitouke.identity.folding import SaidOfPerson, fold_person
from huitouke.identity.models import Link
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.people import Person, admit_people
from huitouke.intake.models import SourceRecord

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHOLE = {"given_name": ["John"], "family_name": ["Smith"], "email": ["j@example.com"], "nationality": ["US"]}
PASSPORT = {"passport": ["M1234567"], "document_country": ["CZ"]}
MOBILE = {"mobile": ["13800138000"], "email": ["john@example.com"]}


@pytest.fixture
def tell(group):
    def run(*tellings, external_id="guest:p-1"):
        """Each telling is what it says and how many minutes after the start, None where it does not say."""
        for raw, minutes in tellings:
            told_at = None if minutes is None else START + timedelta(minutes=minutes)
            with transaction.atomic():
                admit_people(
                    actor=SYSTEM,
                    source=source_of(SYSTEM, group.main, "mews"),
                    people=[Person(external_id, raw, told_at)],
                )

    return run


def state():
    guest = Guest.objects.get()
    reached = sorted(ContactPoint.objects.filter(guest=guest).values_list("value", flat=True))
    return guest.name, guest.nationality, reached, Document.objects.filter(guest=guest).count()


def test_what_a_telling_leaves_out_stays_as_it_was(tell):
    tell((WHOLE, 0), (PASSPORT, 1), (MOBILE, 2))
    name, nationality, reached, papers = state()
    assert (name, nationality, papers) == ("John Smith", "US", 1)
    assert "john@example.com" in reached
    assert "j@example.com" not in reached, "a newer address takes the place of the older one"
    assert any("13800138000" in value for value in reached)


def test_the_order_in_which_parts_come_makes_no_difference(tell):
    tellings = [(WHOLE, 0), (PASSPORT, 1), (MOBILE, 2)]
    found = []
    for number, order in enumerate(itertools.permutations(tellings)):
        with transaction.atomic():
            tell(*order, external_id=f"guest:p-{number}")
            found.append(state())
            transaction.set_rollback(True)
    assert len(found) == 6
    assert all(each == found[0] for each in found)


def test_a_part_that_comes_again_changes_nothing(tell):
    tell((WHOLE, 0), (PASSPORT, 1), (MOBILE, 2))
    before, records = state(), SourceRecord.objects.count()
    tell((PASSPORT, 1), (WHOLE, 0), (MOBILE, None))
    assert (state(), SourceRecord.objects.count()) == (before, records)


@pytest.mark.parametrize("first", [0, 1])
def test_what_is_told_in_one_go_ends_as_if_it_were_told_one_by_one(
    tell, group, django_assert_max_num_queries, first
):
    """Whether the person is new or known before."""
    tellings = [
        (WHOLE, 0),
        (PASSPORT, 2),
        (MOBILE, 1),
        (PASSPORT, 3),
        ({**WHOLE, "sex": ["male"]}, 4),
        (MOBILE, 5),
    ]
    people = [Person("guest:p-1", raw, START + timedelta(minutes=at)) for raw, at in tellings]
    with transaction.atomic():
        tell(*tellings)
        expected = (state(), SourceRecord.objects.count(), Link.objects.count())
        transaction.set_rollback(True)
    tell(*tellings[:first])
    with transaction.atomic(), django_assert_max_num_queries(45):
        source = source_of(SYSTEM, group.main, "mews")
        admitted = admit_people(actor=SYSTEM, source=source, people=people[first:] * 2)
    assert (state(), SourceRecord.objects.count(), Link.objects.count()) == expected
    fresh = [(each.told_at - START).seconds // 60 for each in admitted.fresh]
    assert fresh == [0, 2, 1, 4, 5][first:]


def test_a_name_told_whole_takes_the_place_of_its_parts():
    said = [
        SaidOfPerson({"family_name": ["Smith"], "given_name": ["John"], "sex": ["male"]}, START, 1),
        SaidOfPerson({"name": ["ZHANG/SAN MR"], "email": []}, START + timedelta(minutes=1), 2),
    ]
    assert fold_person(said) == {"name": ["ZHANG/SAN MR"], "sex": ["male"]}
    assert fold_person(reversed(said)) == fold_person(said)
