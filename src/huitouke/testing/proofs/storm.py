"""A storm of messages: what three systems tell of the same year, in the order in which they said it, or as a bad
network brings it. `python -m huitouke.testing.proofs.storm ACT …` is the part that speaks to an installation:

| act | what |
|---|---|
| `rooms N [BRANCH]` | make N rooms in MAIN, or another branch, so that room nights have a place |
| `give FILE [BRANCH]` | hand every line of the file (kind, body) over, as web-hooks do, while the worker works |
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Final

KINDS: Final = ("opentravel", "opera", "mews")
ROOMS: Final = 60
_START: Final = datetime(2026, 1, 1, 8, tzinfo=UTC)
_FAMILIES: Final = ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang")
_GIVEN: Final = ("Wei", "Fang", "Na", "Min", "Jing", "Qiang", "Lei", "Yan", "Jie", "Juan")
_OTA: Final = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"'


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as its sender made it."""

    kind: str
    at: datetime
    body: str


def in_order(count: int, seed: int) -> list[Sent]:
    """`count` different messages in the order in which their senders made them."""
    rnd = random.Random(seed)
    found: list[Sent] = []
    number = 0
    while len(found) < count:
        number += 1
        found += _STORIES[number % len(_STORIES)](rnd, number)
    return sorted(found[:count], key=lambda sent: (sent.at, sent.body))


def as_it_comes(sent: Sequence[Sent], seed: int, *, repeated: float = 0.3, moved: float = 0.2) -> list[Sent]:
    """The same messages with so many of them once more, and so many far from their place."""
    rnd = random.Random(seed)
    every = len(sent)
    placed = [(float(number), each) for number, each in enumerate(sent)]
    again = rnd.sample(range(every), int(every * repeated / (1 - repeated)))
    placed += [(number + rnd.uniform(0.5, every / 4), sent[number]) for number in again]
    for number in rnd.sample(range(len(placed)), int(len(placed) * moved)):
        place, each = placed[number]
        placed[number] = (place + rnd.uniform(-every / 2, every / 2), each)
    return [each for _place, each in sorted(placed, key=lambda pair: pair[0])]


def _told(rnd: random.Random, number: int) -> tuple[datetime, date, int, str, str]:
    """When it was booked, from when, for how many nights, by whom."""
    booked = _START + timedelta(minutes=rnd.randrange(60 * 24 * 200))
    arrival = booked.date() + timedelta(days=rnd.randrange(1, 40))
    # Few guests come often: the same profile is told of by many reservations.
    guest = f"{rnd.randrange(max(10, number // 3))}"
    return booked, arrival, rnd.randrange(0, 5), guest, rnd.choice(_FAMILIES)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ota(rnd: random.Random, number: int) -> list[Sent]:
    """Booked, changed, perhaps one room less, perhaps cancelled."""
    at, arrival, nights, guest, family = _told(rnd, number)
    rooms, found = rnd.choice((1, 1, 1, 2, 3)), []
    for step in range(rnd.randrange(1, 4)):
        status = "Cancelled" if step and rnd.random() < 0.3 else "Reserved"
        rooms = max(1, rooms - rnd.randrange(2)) if step else rooms
        body = _ota_body(
            rnd, number, at, arrival, arrival + timedelta(days=nights), status, rooms, guest, family
        )
        found.append(Sent("opentravel", at, body))
        at, nights = at + timedelta(hours=rnd.randrange(1, 72)), nights + rnd.randrange(2)
    return found


def _ota_body(
    rnd: random.Random,
    number: int,
    at: datetime,
    arrival: date,
    departure: date,
    status: str,
    rooms: int,
    guest: str,
    family: str,
) -> str:
    stay = (
        f'<RoomStay><RoomTypes><RoomType RoomTypeCode="DLK"/></RoomTypes><GuestCounts><GuestCount'
        f' AgeQualifyingCode="10" Count="{rnd.randrange(1, 3)}"/></GuestCounts><TimeSpan Start="{arrival}"'
        f' End="{departure}"/><Total AmountAfterTax="{rnd.randrange(200, 2000)}.50" CurrencyCode="CNY"/>'
        f'<BasicPropertyInfo HotelCode="WB1"/></RoomStay>'
    )
    customer = (
        f"<Customer><PersonName><GivenName>{_GIVEN[int(guest) % len(_GIVEN)]}</GivenName><Surname>{family}</Surname>"
        f'</PersonName><Telephone PhoneNumber="+86138{int(guest):08}"/><Email>g{guest}@mail.example</Email></Customer>'
    )
    return (
        f'<OTA_HotelResNotifRQ {_OTA} TimeStamp="{_stamp(at)}" EchoToken="{number}"><HotelReservations>'
        f'<HotelReservation LastModifyDateTime="{_stamp(at)}" ResStatus="{status}"><UniqueID Type="14" ID="R{number}"/>'
        f"<RoomStays>{stay * rooms}</RoomStays><ResGuests><ResGuest><Profiles><ProfileInfo>"
        f'<UniqueID Type="1" ID="P{guest}"/><Profile ProfileType="1">{customer}</Profile></ProfileInfo></Profiles>'
        f"</ResGuest></ResGuests></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>"
    )


def _opera(rnd: random.Random, number: int) -> list[Sent]:
    """Booked, changed, checked in, checked out; or cancelled, or nobody came."""
    at, arrival, nights, guest, family = _told(rnd, number)
    room = f"{1001 + rnd.randrange(ROOMS)}"
    ends = rnd.choice((("Cancelled",), ("NoShow",), ("InHouse", "CheckedOut"), ("InHouse", "CheckedOut")))
    found = []
    for status in ("Reserved", *(["Reserved"] if rnd.random() < 0.5 else []), *ends):
        stay: dict[str, Any] = {
            "arrivalDate": str(arrival), "departureDate": str(arrival + timedelta(days=nights)),
            "adultCount": rnd.randrange(1, 3), "childCount": 0, "roomType": "DLK",
            "total": {"amountBeforeTax": rnd.randrange(300, 900) * max(nights, 1), "currencyCode": "CNY"},
        }  # fmt: skip
        if status in ("InHouse", "CheckedOut"):
            stay["roomNumber"] = room
        person = {"surname": family, "givenName": _GIVEN[int(guest) % len(_GIVEN)]}
        profile: dict[str, Any] = {"customer": {"personName": [{**person, "nameType": "Primary"}]}}
        if rnd.random() < 0.5:
            profile["telephones"] = {
                "telephoneInfo": [{"telephone": {"phoneNumber": f"+86139{rnd.randrange(10**8):08}"}}]
            }
        info = {"profileIdList": [{"id": guest, "type": "Profile"}], "profile": profile}
        reservation = {
            "reservationIdList": [
                {"id": f"{number}", "type": "Reservation"}, {"id": f"C{number}", "type": "Confirmation"},
            ],
            "hotelId": "WB1", "roomStay": stay, "reservationStatus": status,
            "lastModifyDateTime": _stamp(at).removesuffix("Z"),
            "reservationGuests": [{"primary": True, "profileInfo": info}],
            "comments": [{"comment": {"text": {"value": f"wish {rnd.randrange(1000)}"}}}],
        }  # fmt: skip
        found.append(Sent("opera", at, json.dumps({"reservations": {"reservation": [reservation]}})))
        at, nights = at + timedelta(hours=rnd.randrange(1, 48)), max(0, nights + rnd.randrange(-1, 2))
    return found


def _mews(rnd: random.Random, number: int) -> list[Sent]:
    """A profile, its reservation, what was consumed, told anew, paid, voided."""
    at, arrival, nights, guest, family = _told(rnd, number)
    customer = {
        "Id": f"m{guest}", "FirstName": _GIVEN[int(guest) % len(_GIVEN)], "LastName": family,
        "Email": f"m{rnd.randrange(10**6)}@mail.example", "UpdatedUtc": _stamp(at),
    }  # fmt: skip
    found = [Sent("mews", at, json.dumps({"Customers": [customer]}))]
    begins = datetime(arrival.year, arrival.month, arrival.day, 7, tzinfo=UTC)
    for state in ("Confirmed", rnd.choice(("Started", "Processed", "Canceled"))):
        at += timedelta(hours=rnd.randrange(1, 48))
        reservation = {
            "Id": f"r{number}", "Number": f"{number}", "State": state, "AccountId": f"m{guest}",
            "AccountType": "Customer", "StartUtc": _stamp(begins), "EndUtc": _stamp(begins + timedelta(days=nights)),
            "PersonCounts": [{"Count": rnd.randrange(1, 4)}], "UpdatedUtc": _stamp(at),
            "CreatedUtc": _stamp(at - timedelta(days=1)),
        }  # fmt: skip
        found.append(Sent("mews", at, json.dumps({"Reservations": [reservation]})))
    amount = rnd.randrange(20, 400)
    for step in range(rnd.randrange(1, 3)):
        at += timedelta(hours=rnd.randrange(1, 24))
        item: dict[str, Any] = {
            "Id": f"i{number}", "ServiceOrderId": f"r{number}", "Type": "ProductOrder", "UnitCount": 1,
            "Amount": {"Currency": "CNY", "GrossValue": amount + step, "TaxValues": [{"Value": 1}]},
            "ConsumedUtc": _stamp(begins), "UpdatedUtc": _stamp(at), "Notes": "breakfast",
        }  # fmt: skip
        if step and rnd.random() < 0.3:
            item["CanceledUtc"] = _stamp(at)
        found.append(Sent("mews", at, json.dumps({"OrderItems": [item]})))
    return found


_STORIES: Final = (_ota, _opera, _mews)


def write(path: Path, sent: Iterable[Sent]) -> None:
    """A file for `give`: a message a line."""
    with path.open("w", encoding="utf-8") as text:
        text.writelines(json.dumps([each.kind, each.body]) + "\n" for each in sent)


def main(act: str, *words: str) -> None:
    import django

    django.setup()
    print(json.dumps({"give": _give, "rooms": _rooms}[act](*words)))  # noqa: T201 - its answer


def _rooms(count: str, code: str = "MAIN") -> int:
    from huitouke.access.actors import SYSTEM
    from huitouke.access.models import Branch
    from huitouke.hotels.services import add_room, add_room_type

    branch = Branch.objects.get(code=code)
    kind = add_room_type(actor=SYSTEM, branch=branch, code="DLK", labels={"zh": "豪华大床房"})
    for number in range(int(count)):
        add_room(actor=SYSTEM, branch=branch, number=f"{1001 + number}", room_type_id=kind.id)
    return int(count)


def _give(file: str, code: str = "MAIN") -> int:
    from django.db import transaction

    from huitouke.access.actors import SYSTEM
    from huitouke.access.models import Branch
    from huitouke.connectors.messages.taking import receive_messages
    from huitouke.connectors.messages.tasks import queue
    from huitouke.intake.choices import MessageWay
    from huitouke.intake.messages import Origin

    branch = Branch.objects.get(code=code)
    given = 0
    for kind, bodies in _runs_of(Path(file)):
        with transaction.atomic():
            receive_messages(
                actor=SYSTEM, origin=Origin(branch, kind, kind, MessageWay.WEBHOOK), bodies=bodies
            )
            queue(kind)
        given += len(bodies)
    return given


def _runs_of(file: Path, most: int = 50) -> Iterator[tuple[str, list[bytes]]]:
    """The messages of a file, neighbours of one kind together."""
    with file.open(encoding="utf-8") as text:
        lines = (json.loads(line) for line in text)
        for kind, group in groupby(lines, key=lambda line: str(line[0])):
            bodies = [str(body).encode() for _kind, body in group]
            for start in range(0, len(bodies), most):
                yield kind, bodies[start : start + most]


if __name__ == "__main__":
    main(*sys.argv[1:])
