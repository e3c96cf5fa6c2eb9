from datetime import UTC, date, datetime, timedelta

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.hotels.models import Room, RoomType
from huitouke.identity.services.admission import source_of
from huitouke.intake.models import SourceRecord
from huitouke.stays.desk_told import DESK_KIND, to_content
from huitouke.stays.models import FolioLine, Reservation, ReservationPerson, RoomNight
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.rebuilding import compare_with_records
from huitouke.stays.services.records import Part
from huitouke.stays.told import Told, ToldLine, ToldPerson

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARRIVAL = date(2026, 3, 16)


@pytest.fixture
def house(group):
    """Three reservations of one room: an earlier state told late, a sharer, a bill with a voided line."""
    kind = RoomType.objects.create(branch=group.main, code="DLK")
    Room.objects.create(branch=group.main, number="1201", room_type=kind)

    def part(external_id, minutes, **told):
        said = Told(**told)
        return Part(external_id, DESK_KIND, to_content(said), said, START + timedelta(minutes=minutes))

    stay = {"arrival": ARRIVAL, "departure": ARRIVAL + timedelta(days=2), "rates": (50000,), "room": "1201"}
    wang = ToldPerson("guest", {"name": ["王小明"]}, "p-1")
    parts = [
        part("r-1", 5, status="in_house", checked_in_at=START, persons=(wang,), **stay),
        part("r-1", 1, status="reserved", market="CORP", arrival=ARRIVAL, adults=2),
        part("r-1", 6, lines=(ToldLine("l-1", ARRIVAL, 8800, kind="minibar"), ToldLine("l-2", ARRIVAL, 500))),
        part("r-1", 7, lines=(ToldLine("l-1", ARRIVAL, 8800, kind="minibar", is_void=True),)),
        part("r-2", 1, status="in_house", checked_in_at=START + timedelta(hours=1), **stay),
        part("r-3", 1, status="cancelled"),
    ]
    source = source_of(SYSTEM, group.main, "opera")
    for each in parts:
        apply_parts(actor=SYSTEM, branch=group.main, source=source, parts=[each])
    return group.main


def test_what_the_records_say_is_what_stands(house):
    found = compare_with_records()
    assert (found.checked, found.equal, found.different, found.waiting) == (2, 2, 0, 1)


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda: Reservation.objects.filter(external_id="r-1").update(room_minor=1), "room_minor"),
        (lambda: Reservation.objects.filter(external_id="r-1").update(their_codes={}), "their_codes"),
        (lambda: ReservationPerson.objects.all().delete(), "persons"),
        (lambda: FolioLine.objects.filter(external_id="l-2").delete(), "folio_lines"),
        (lambda: RoomNight.objects.filter(kind="shared").delete(), "room_nights"),
        (lambda: SourceRecord.objects.filter(external_id="reservation:r-2").delete(), "no_record"),
    ],
)
def test_whatever_differs_is_found(house, spoil, field):
    spoil()
    found = compare_with_records()
    assert found.different >= 1
    assert field in found.fields


def test_an_erased_reservation_stands_without_its_records(house):
    SourceRecord.objects.filter(external_id="reservation:r-2").update(payload=None)
    found = compare_with_records()
    assert (found.erased, found.different) == (1, 0)
