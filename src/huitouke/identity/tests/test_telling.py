"""Stored records are read into what matching compares, whichever way they came in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.models import Link
from huitouke.identity.services import change_guest
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.telling import phone_regions, region_of_zone, told_of, told_together
from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def rows():
    regions = phone_regions()
    told = [told_of(record, regions) for record in SourceRecord.objects.order_by("id")]
    return [each and normalise(each) for each in told]


def test_a_typed_guest_and_a_save_tell_what_was_typed(group, alma, guest_of):
    guest = guest_of(group.main, actor=alma.actor, name="王小明", mobile="138 1234 8765", preference="高楼层")
    for fields, additions in (
        ({"nationality": "CN"}, {"email": ["xm.wang@gmail.com"]}),
        ({}, {"preference": ["安静"]}),
    ):
        change_guest(actor=alma.actor, guest_id=guest.id, fields=fields, additions=additions, removals={})
    founded, changed, wish = rows()
    assert (founded.name_key, founded.hanzi, founded.phones) == (
        "ming wang xiao",
        "王小明",
        ("+8613812348765",),
    )
    assert (changed.name_key, changed.nationality, changed.emails) == ("", "CN", ("xmwang@gmail.com",))
    assert wish is None


def test_messages_tell_a_person_together(group):
    tellings = (
        {"given_name": ["Wai"], "family_name": ["Chan"], "mobile": ["9123 4567"]},
        {"passport": ["M1234567"], "birth_date": ["1985-03-12"]},
    )
    group.main.time_zone = "Asia/Hong_Kong"
    group.main.save()
    for minutes, raw in enumerate(tellings):
        with transaction.atomic():
            admit_people(
                actor=SYSTEM,
                source=source_of(SYSTEM, group.main, "mews"),
                people=[Person("guest:p-1", raw, START + timedelta(minutes=minutes))],
            )
    assert Link.objects.count() == 2
    told = told_together(list(SourceRecord.objects.order_by("id")), phone_regions())
    row = normalise(told)
    assert (row.family, row.given, row.passports, row.birth_date) == (
        "chan",
        "wai",
        ("passport:M1234567",),
        "19850312",
    )
    assert row.phones == ("+85291234567",), "a number without a country code is one of the branch's country"
    assert row.record_id == str(SourceRecord.objects.order_by("-version")[0].id)


def test_an_emptied_record_tells_nothing(group, alma, guest_of):
    guest_of(group.main, actor=alma.actor, name="王小明")
    SourceRecord.objects.filter(system=DESK).update(payload=None)
    assert rows() == [None]
    assert told_together(list(SourceRecord.objects.all()), {}) is None


@pytest.mark.parametrize(
    ("zone", "region"),
    [("Asia/Shanghai", "CN"), ("Asia/Hong_Kong", "HK"), ("Europe/Berlin", "DE"), ("Nowhere/Here", "CN")],
)
def test_a_branch_reads_numbers_as_its_country_does(zone, region):
    assert region_of_zone(zone) == region
