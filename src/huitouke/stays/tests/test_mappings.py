import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.hotels.errors import MappingInvalid
from huitouke.hotels.models import CodeMapping, RoomType
from huitouke.hotels.services.loading import load_standard_codes
from huitouke.hotels.services.mappings import clear_mapping, map_code
from huitouke.identity.services.admission import source_of
from huitouke.kernel.models import FieldChange
from huitouke.kernel.outbox import deliver_pending
from huitouke.stays.booking_rows import BOOKINGS_KIND, read_booking
from huitouke.stays.mapping_queries import count_waiting
from huitouke.stays.models import Reservation
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.rebuilding import compare_with_records
from huitouke.stays.services.records import Part


@pytest.fixture
def waiting(group, still_clock):
    """Two reservations whose market and room type nobody has said the meaning of."""
    load_standard_codes()
    RoomType.objects.create(branch=group.main, code="DLK")
    parts = []
    for number in (1, 2):
        raw = {
            "arrival": [f"2026-03-1{number}"],
            "nights": ["1"],
            "market": ["Groups"],
            "room_type": ["A"],
        }
        parts.append(Part(f"b{number}", BOOKINGS_KIND, raw, read_booking(raw)))
    with transaction.atomic():
        apply_parts(actor=SYSTEM, branch=group.main, source=source_of(SYSTEM, group.main, "old"), parts=parts)
    deliver_pending()
    return {row.table: row for row in CodeMapping.objects.all()}


def test_reservations_follow_what_a_code_is_said_to_mean_and_the_taking_back_of_it(waiting, adam, group):
    assert count_waiting() == {
        ("old", "market", "Groups", None): 2, ("old", "room_type", "A", group.main.id): 2,
    }  # fmt: skip
    map_code(actor=adam.actor, mapping_id=waiting["market"].id, our_code="tour_group")
    map_code(actor=adam.actor, mapping_id=waiting["room_type"].id, our_code="DLK")
    deliver_pending()
    rows = Reservation.objects.values_list("market", "room_type__code", "their_codes")
    assert list(rows) == [("tour_group", "DLK", {})] * 2
    assert FieldChange.objects.filter(field="market", new="tour_group").count() == 2
    assert compare_with_records().different == 0
    clear_mapping(actor=adam.actor, mapping_id=waiting["market"].id)
    deliver_pending()
    rows = Reservation.objects.values_list("market", "their_codes")
    assert list(rows) == [("", {"market": "Groups"})] * 2


def test_a_code_may_mean_nothing_here(waiting, adam):
    map_code(actor=adam.actor, mapping_id=waiting["market"].id, our_code="")
    deliver_pending()
    assert set(Reservation.objects.values_list("market", flat=True)) == {""}
    assert not [place for place in count_waiting() if place[1] == "market"]


def test_a_code_of_ours_that_there_is_not_is_refused(waiting, adam, bruno, alma, refuses_to_write):
    with refuses_to_write():
        for table in ("market", "room_type"):
            with pytest.raises(MappingInvalid):
                map_code(actor=adam.actor, mapping_id=waiting[table].id, our_code="nothing")
        with pytest.raises(RightMissing):
            map_code(actor=alma.actor, mapping_id=waiting["room_type"].id, our_code="DLK")
