"""A branch with rooms, a rate and an outlet, and somebody who books in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.hotels.models import Outlet, RateCode, RatePrice, Room, RoomType
from huitouke.identity.services.admission import source_of
from huitouke.stays.desk_told import DESK_KIND, to_content
from huitouke.stays.models import Reservation
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.stays.services.records import Part
from huitouke.stays.told import Told
from huitouke.testing.fixtures import NOON, TODAY


@dataclass(frozen=True, slots=True)
class House:
    """Three rooms of MAIN: 1201 and 1202 are DLK, 1301 is TWN. Rate BAR costs 600 a night, 800 on Friday and
    Saturday."""

    branch: Branch
    rooms: dict[str, Room]


@pytest.fixture
def house(group, still_clock) -> House:
    kinds = {code: RoomType.objects.create(branch=group.main, code=code) for code in ("DLK", "TWN")}
    rooms = {
        number: Room.objects.create(branch=group.main, number=number, room_type=kinds[code], floor=number[:2])
        for number, code in (("1201", "DLK"), ("1202", "DLK"), ("1301", "TWN"))
    }
    rate = RateCode.objects.create(branch=group.main, code="BAR", labels={"zh": "门市价"})
    year = (date(2026, 1, 1), date(2027, 1, 1))
    RatePrice.objects.create(rate_code=rate, period=year, amount=60000)
    RatePrice.objects.create(rate_code=rate, period=year, weekdays=0b0110000, amount=80000)
    Outlet.objects.create(branch=group.main, code="LOTUS", kind="restaurant", labels={"zh": "荷塘餐厅"})
    return House(group.main, rooms)


@pytest.fixture
def book(house, alma) -> Callable[..., Reservation]:
    """`book(nights=2, rates=(50000,), name="王小明")`: a reservation from today on, taken by Alma."""

    def run(*, nights: int = 2, arrival: date = TODAY, name: str = "王小明", **more) -> Reservation:
        values = {
            "room_type": "DLK",
            "adults": 1,
            "rates": (50000,),
            "persons": (DeskPerson(name=name),),
        } | more
        booking = Booking(arrival=arrival, departure=arrival + timedelta(days=nights), **values)
        booked = book_reservation(actor=alma.actor, branch=house.branch, booking=booking)
        return Reservation.objects.get(id=booked.ids[0])

    return run


@pytest.fixture
def apply_opera(house) -> Callable[..., Reservation]:
    """`apply_opera(minutes=5, adults=2)`: what OPERA tells of its one reservation."""

    def run(*, minutes: int = 0, **told) -> Reservation:
        values = {
            "status": "reserved",
            "arrival": TODAY,
            "departure": TODAY + timedelta(days=2),
            "rates": (50000,),
        }
        said = Told(**(values | told))
        part = Part("o-1", DESK_KIND, to_content(said), said, NOON + timedelta(minutes=minutes))
        source = source_of(SYSTEM, house.branch, "opera")
        with transaction.atomic():
            apply_parts(actor=SYSTEM, branch=house.branch, source=source, parts=[part])
        return Reservation.objects.get(system="opera")

    return run
