"""Laying the make-believe guests' bookings into the database: years of them by COPY, the last weeks and what is to come
as every message would bring them, with rooms, bills, groups, sharers and day use."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.demo.houses import OUTLETS, RATES, TYPES, minor, price_of, rooms_of_type
from huitouke.demo.names import draw_given, generation_of, surnames
from huitouke.demo.records import DemoRecord
from huitouke.demo.rhythms import PlannedStay, Rhythm, draw_rhythm, draw_stays
from huitouke.guests.models import Company
from huitouke.identity.services.admission import source_of
from huitouke.stays.desk_told import DESK_KIND, to_content
from huitouke.stays.services.admission import NewPart, write_new_parts
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.records import Part
from huitouke.stays.told import Told, ToldLine, ToldPerson

RECENT_DAYS: Final = 21
GROWN_UP: Final = 20
BATCH: Final = 500
_WISHES: Final = (
    "高楼层，远离电梯",
    "婴儿床一张",
    "23:00 后到店，请保留房间",
    "需要浦东机场接机",
    "荞麦枕两只",
    "Late check-out until 14:00, please",
    "与同行客人相邻",
    "生日，请准备蛋糕",
)
_PAYS: Final = {"corporate": "on_account", "ctrip": "prepaid", "meituan": "prepaid", "fliggy": "prepaid"}
_GROUPS: Final = (
    (-1, 2, "江南古镇五日游", 9),
    (1, 2, "华东医学影像年会", 12),
    (16, 3, "云上摄影采风团", 8),
)
"""Groups of each house: days from today to the arrival, nights, name, rooms."""
_SCHEMA: Final = pa.schema(
    [
        ("system", pa.string()), ("external_id", pa.string()), ("person", pa.int64()), ("segment", pa.string()),
        ("visits_a_year", pa.float64()), ("leaves", pa.float64()), ("outcome", pa.string()),
        ("leaves_for_good", pa.bool_()),
    ]
)  # fmt: skip


class StayTruth:
    """The generating truth of the stays, kept apart: a Parquet file that nothing in Huitouke reads."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, _SCHEMA)
        self._rows: list[tuple[object, ...]] = []

    def add(self, system: str, external_id: str, person: int, rhythm: Rhythm, plan: PlannedStay) -> None:
        self._rows.append(
            (
                system, external_id, person, rhythm.segment, rhythm.visits_a_year, rhythm.leaves, plan.outcome,
                plan.leaves_for_good,
            )
        )  # fmt: skip

    def flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(column, kind.type) for column, kind in zip(columns, _SCHEMA, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))
            self._rows.clear()

    def close(self) -> None:
        self.flush()
        self._writer.close()


@contextmanager
def open_stay_truth(path: Path) -> Iterator[StayTruth]:
    """A writer of the truth, whole at the end of the block."""
    truth = StayTruth(path)
    try:
        yield truth
    finally:
        truth.close()


@dataclass(slots=True)
class _House:
    """A branch with what its bookings need: its day and money, the rooms taken, the bookings of these weeks."""

    branch: Branch
    system: str
    today: date
    rooms: dict[str, list[str]] = field(default_factory=rooms_of_type)
    taken: dict[str, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    recent: list[tuple[str, PlannedStay, UUID, str]] = field(default_factory=list)
    guests: list[UUID] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    """Rooms whose guests leave today and have not: nobody else moves in before."""
    employers: frozenset[str] = frozenset()

    def find_room(self, room_type: str, arrival: date, departure: date) -> str:
        """A room of the type that is free on all these nights, else one of another type, else ''."""
        kinds = [room_type, *(each.code for each in TYPES if each.code != room_type)]
        for number in (number for kind in kinds for number in self.rooms[kind]):
            spans = self.taken[number]
            if all(departure <= begin or end <= arrival for begin, end in spans):
                spans.append((arrival, max(departure, arrival + timedelta(days=1))))
                return number
        return ""

    def rates(self, code: str, room_type: str, arrival: date, nights: int) -> tuple[int, ...]:
        factor = next(each[5] for each in RATES if each[0] == code)
        kind = next(each for each in TYPES if each.code == room_type)
        days = [arrival + timedelta(days=number) for number in range(nights)]
        currency = self.branch.currency
        return tuple(
            minor(price_of(kind, factor, currency, is_weekend=day.weekday() in (4, 5)), currency)
            for day in days
        )

    def at(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.branch.time_zone))


class StayBook:
    """Takes the guests as they are made, and makes them come, chunk by chunk; `finish` brings the present."""

    def __init__(self, houses: Iterable[Branch], seed: int, truth: StayTruth) -> None:
        self._seed = seed
        self._truth = truth
        self._houses: dict[str, _House] = {}
        for branch in houses:
            names = Company.objects.filter(legal_entity_id=branch.legal_entity_id).values_list(
                "name", flat=True
            )
            self._houses[branch.code] = _House(
                branch, f"pms-{branch.code}", branch.business_date, employers=frozenset(names)
            )

    def take(self, records: Sequence[tuple[DemoRecord, UUID]]) -> None:
        """The bookings of these guests that are history go into the database; the others wait for `finish`."""
        history: dict[str, list[NewPart]] = defaultdict(list)
        for record, guest_id in records:
            house = self._houses[record.branch]
            if not record.system.startswith("pms") or _is_young(record, house.today):
                continue
            if len(house.guests) < 400:
                house.guests.append(guest_id)
            company = next(iter(record.raw.get("company", ())), "")
            rhythm = draw_rhythm(
                random.Random(f"{self._seed}/rhythm/{record.person}"), is_of_company=bool(company)
            )
            own_id = record.raw["external_id"][0]
            rnd = random.Random(f"{self._seed}/{record.system}/{own_id}")
            for number, plan in enumerate(draw_stays(rnd, rhythm, house.today), start=1):
                external_id = f"R{own_id}-{number}"
                self._truth.add(house.system, external_id, record.person, rhythm, plan)
                payer = company if plan.channel == "corporate" and company in house.employers else ""
                if plan.arrival >= house.today - timedelta(days=RECENT_DAYS):
                    house.recent.append((external_id, plan, guest_id, payer))
                    continue
                told = _told(house, plan, guest_id, payer)
                part = Part(external_id, DESK_KIND, to_content(told), told, told.checked_out_at)
                history[record.branch].append(NewPart(part))
        for code, parts in history.items():
            house = self._houses[code]
            source = source_of(SYSTEM, house.branch, house.system, None)
            write_new_parts(branch=house.branch, source=source, parts=parts)
        self._truth.flush()

    def finish(self) -> int:
        """The last weeks, today and what is to come; how many reservations that are."""
        count = 0
        for house in self._houses.values():
            rnd = random.Random(f"{self._seed}/house/{house.branch.code}")
            parts = [*_groups(rnd, house), *_recent(rnd, house), *_day_use(rnd, house)]
            source = source_of(SYSTEM, house.branch, house.system, None)
            for start in range(0, len(parts), BATCH):
                apply_parts(
                    actor=SYSTEM, branch=house.branch, source=source, parts=parts[start : start + BATCH]
                )
            count += len(parts)
        return count


def _is_young(record: DemoRecord, today: date) -> bool:
    born = next(iter(record.raw.get("birth_date", ())), "")
    return born[:4].isdecimal() and int(born[:4]) > today.year - GROWN_UP


def _told(house: _House, plan: PlannedStay, guest_id: UUID, company: str) -> Told:
    """A booking as the house's system holds it, without a room and a bill."""
    departure = plan.arrival + timedelta(days=plan.nights)
    came = plan.outcome == "came"
    return Told(
        status={"came": "checked_out", "expected": "reserved"}.get(plan.outcome, plan.outcome),
        arrival=plan.arrival,
        departure=departure,
        checked_in_at=house.at(plan.arrival, 15, plan.nights * 7 % 60) if came else None,
        checked_out_at=house.at(departure, 11, plan.adults * 13) if came else None,
        room_type=plan.room_type,
        adults=plan.adults,
        children=plan.children,
        rate_code=plan.rate_code,
        rates=house.rates(plan.rate_code, plan.room_type, plan.arrival, plan.nights),
        market=plan.market,
        source=plan.source,
        channel=plan.channel,
        meal_plan="breakfast" if plan.rate_code.startswith(("CORP", "RACK")) else "room_only",
        guarantee="company" if company else "prepaid" if plan.channel in _PAYS else "six_pm",
        who_pays="company" if company else "prepaid" if plan.channel in _PAYS else "guest",
        company=company or None,
        booked_on=plan.booked_on,
        cancelled_at=house.at(max(plan.booked_on, plan.arrival - timedelta(days=3)), 10, 20)
        if plan.outcome == "cancelled"
        else None,
        cancel_reason="plans_changed" if plan.outcome == "cancelled" else None,
        persons=(ToldPerson("guest", {}, guest=str(guest_id)),),
    )


def _recent(rnd: random.Random, house: _House) -> Iterable[Part]:
    """The bookings of these weeks, in order of arrival, with their rooms while there are any."""
    for external_id, plan, guest_id, company in sorted(
        house.recent, key=lambda each: (each[1].arrival, each[0])
    ):
        told = _told(house, plan, guest_id, company)
        departure = plan.arrival + timedelta(days=plan.nights)
        if plan.outcome in ("came", "expected"):
            room = house.find_room(plan.room_type, plan.arrival, departure)
            if not room and plan.outcome == "came":
                continue
            days_off = (plan.arrival - house.today).days
            told = replace(told, room=room if days_off < 2 and room else None)
            told = _as_of_today(rnd, house, told, plan)
            if plan.outcome == "expected" and days_off < 14:
                told = replace(
                    told,
                    requests=(rnd.choice(_WISHES),) if rnd.random() < 0.35 else None,
                    arrives_at=time(rnd.randint(12, 21), rnd.choice((0, 15, 30, 45))),
                )
            if told.status in ("in_house", "checked_out"):
                told = replace(told, lines=tuple(_bill(rnd, house, external_id, told)))
            yield _part(house, external_id, told)
            if told.room and plan.adults == 2 and rnd.random() < 0.05 and house.guests:
                yield _sharer(rnd, house, external_id, told)
            continue
        yield _part(house, external_id, told)


def _as_of_today(rnd: random.Random, house: _House, told: Told, plan: PlannedStay) -> Told:
    """Who is still here, who is already here: half of those who leave today have left, a fifth of today's arrivals have
    come."""
    departure = plan.arrival + timedelta(days=plan.nights)
    if plan.outcome == "came" and (
        departure > house.today or (departure == house.today and rnd.random() < 0.5)
    ):
        if departure == house.today and told.room:
            house.waiting.add(told.room)
        return replace(told, status="in_house", checked_out_at=None)
    if plan.outcome != "expected" or plan.arrival != house.today or not told.room:
        return told
    if rnd.random() < 0.2 and told.room not in house.waiting:
        return replace(told, status="in_house", checked_in_at=house.at(house.today, 9, 40))
    return told


def _bill(rnd: random.Random, house: _House, external_id: str, told: Told) -> Iterable[ToldLine]:
    """Room and what else was consumed until now; paid when they left."""
    owed = 0
    arrival = told.arrival or house.today
    for number, rate in enumerate(told.rates or ()):
        day = arrival + timedelta(days=number)
        if day >= house.today:
            break
        owed += rate
        yield ToldLine(f"{external_id}-{number}", day, rate, kind="room")
        if rnd.random() < 0.35:
            outlet = rnd.choice(OUTLETS)
            spent = minor(rnd.randint(4, 68) * 10, house.branch.currency)
            owed += spent
            kind = {"spa": "spa", "bar": "beverage"}.get(outlet[3], "food")
            yield ToldLine(f"{external_id}-{number}o", day, spent, kind=kind, outlet=outlet[0])
        if rnd.random() < 0.2:
            owed += (drink := minor(rnd.choice((18, 28, 38)), house.branch.currency))
            yield ToldLine(f"{external_id}-{number}m", day, drink, kind="minibar")
    if told.status == "checked_out" and owed:
        method = _PAYS.get(told.channel or "") or rnd.choice(
            ("wechat_pay", "alipay", "bank_card", "credit_card")
        )
        day = min(told.departure or house.today, house.today)
        yield ToldLine(f"{external_id}-p", day, -owed, is_payment=True, payment_method=method)


def _sharer(rnd: random.Random, house: _House, external_id: str, told: Told) -> Part:
    """Somebody who shares the room, with a booking of their own and no price."""
    shared = replace(
        told,
        rates=(0,),
        adults=1,
        children=0,
        lines=(),
        requests=None,
        company=None,
        persons=(ToldPerson("guest", {}, guest=str(rnd.choice(house.guests))),),
        checked_in_at=told.checked_in_at + timedelta(minutes=5) if told.checked_in_at else None,
    )
    return _part(house, f"{external_id}S", shared)


def _groups(rnd: random.Random, house: _House) -> Iterable[Part]:
    """Groups with their rooming lists: bare names, which make no profile."""
    for number, (days, nights, name, rooms) in enumerate(_GROUPS, start=1):
        arrival = house.today + timedelta(days=days)
        departure = arrival + timedelta(days=nights)
        for place in range(1, rooms + 1):
            kind = rnd.choice(("SPT", "DLT", "SPT"))
            room = house.find_room(kind, arrival, departure)
            is_here = days < 0
            told = Told(
                status="in_house" if is_here else "reserved",
                arrival=arrival,
                departure=departure,
                arrives_at=time(16, 30),
                checked_in_at=house.at(arrival, 16, 40 + place % 15) if is_here else None,
                booking_number=f"G{number:03}",
                room_type=kind,
                room=room if days < 2 and room else None,
                adults=2,
                rate_code="GRP",
                rates=house.rates("GRP", kind, arrival, nights),
                market="conference" if number == 2 else "tour_group",
                source="travel_agency",
                channel="travel_agency",
                meal_plan="breakfast",
                guarantee="group",
                who_pays="company",
                booked_on=house.today - timedelta(days=30 + 11 * number),
                group=f"G{number:03}",
                group_name=name,
                persons=tuple(ToldPerson(role, {"name": [_name(rnd)]}) for role in ("guest", "accompanying")),
            )
            yield _part(house, f"G{number:03}-{place}", told)


def _day_use(rnd: random.Random, house: _House) -> Iterable[Part]:
    """Rooms sold by day: revenue, and no night."""
    for days in range(RECENT_DAYS):
        if not house.guests or rnd.random() < 0.6:
            continue
        day = house.today - timedelta(days=days)
        is_today = days == 0
        price = minor(price_of(TYPES[0], 0.5, house.branch.currency, is_weekend=False), house.branch.currency)
        told = Told(
            status="in_house" if is_today else "checked_out",
            arrival=day,
            departure=day,
            checked_in_at=house.at(day, 10, 30),
            checked_out_at=None if is_today else house.at(day, 17, 0),
            room_type="SPK",
            adults=1,
            rate_code="BAR",
            rates=(price,),
            market="day_use",
            source="walk_in",
            channel="direct",
            who_pays="guest",
            is_walk_in=True,
            booked_on=day,
            persons=(ToldPerson("guest", {}, guest=str(rnd.choice(house.guests))),),
        )
        yield _part(house, f"D{day:%y%m%d}", told)


def _name(rnd: random.Random) -> str:
    return surnames().draw(rnd.random()) + draw_given(rnd.random, rnd.choice("FM"), generation_of(1978))


def _part(house: _House, external_id: str, told: Told) -> Part:
    told = replace(told, number=external_id.removeprefix("R")[:20])
    at = told.checked_out_at or told.checked_in_at or house.at(told.booked_on or house.today, 9, 0)
    return Part(external_id, DESK_KIND, to_content(told), told, at)
