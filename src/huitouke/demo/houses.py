"""The make-believe houses: room types, rooms, outlets, rates and costs of a branch, made through the services."""

from dataclasses import dataclass
from typing import Final

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.hotels.models import Outlet, RoomType
from huitouke.hotels.services import add_room_type, take_rooms
from huitouke.hotels.services.costs import add_cost
from huitouke.hotels.services.outlets import add_outlet
from huitouke.hotels.services.rates import add_price, add_rate
from huitouke.hotels.services.rooms import RoomLine
from huitouke.kernel.money import minor_digits

FLOORS: Final = (6, 7, 8, 9, 10, 11, 12, 15)
"""No 13th and no 14th floor, as hotels in China have it."""
FACTORS: Final = {"CNY": 1.0, "HKD": 1.6, "SGD": 0.32, "MOP": 1.6, "JPY": 26.0, "THB": 4.6}
"""What a room costs in the money of the place, against yuan."""


@dataclass(frozen=True, slots=True)
class DemoType:
    """A room type: code, words, square metres, beds, how many rooms of a floor, and the price of a night in yuan."""

    code: str
    zh: str
    en: str
    area: str
    beds: tuple[str, ...]
    of_floor: int
    price: int


TYPES: Final = (
    DemoType("SPK", "高级大床房", "Superior King", "32", ("king",), 3, 680),
    DemoType("SPT", "高级双床房", "Superior Twin", "32", ("twin",), 3, 680),
    DemoType("DLK", "豪华大床房", "Deluxe King", "38", ("king",), 2, 880),
    DemoType("DLT", "豪华双床房", "Deluxe Twin", "38", ("twin",), 1, 880),
    DemoType("STE", "行政套房", "Executive Suite", "64", ("king",), 1, 1680),
)
OUTLETS: Final = (
    ("CAF", "咖啡厅", "Café", "cafe", "38"),
    ("RES", "江南春中餐厅", "Jiangnan Chinese Restaurant", "restaurant", "42"),
    ("LOB", "大堂吧", "Lobby Bar", "bar", "25"),
    ("SPA", "水疗中心", "Spa", "spa", "45"),
)
RATES: Final = (
    ("RACK", "门市价", "Rack rate", "breakfast", "transient", 1.0),
    ("BAR", "最优可订价", "Best available rate", "", "transient", 0.85),
    ("OTA", "网络价", "Platform rate", "", "ota", 0.8),
    ("CORP-A", "协议价甲", "Corporate A", "breakfast", "corporate", 0.68),
    ("CORP-B", "协议价乙", "Corporate B", "breakfast", "corporate", 0.72),
    ("CORP-C", "协议价丙", "Corporate C", "breakfast", "corporate", 0.76),
    ("GRP", "团队价", "Group rate", "breakfast", "tour_group", 0.6),
)
WEEKEND: Final = 1.15
"""What a Friday or Saturday night costs against another."""
COMMISSIONS: Final = (
    ("ctrip", "15"), ("meituan", "12"), ("fliggy", "8"), ("booking", "17"), ("agoda", "18"), ("expedia", "18"),
    ("travel_agency", "10"),
)  # fmt: skip


def price_of(kind: DemoType, factor: float, currency: str, *, is_weekend: bool) -> int:
    """Whole units of the currency, as hotels write prices."""
    price = kind.price * factor * FACTORS.get(currency, 1.0) * (WEEKEND if is_weekend else 1.0)
    return round(price / 10) * 10 if price >= 100 else round(price)


def make_house(branch: Branch) -> None:
    """Give a branch its rooms, outlets, rates and costs."""
    year = str(branch.business_date.year)
    for kind in TYPES:
        add_room_type(
            actor=SYSTEM, branch=branch, code=kind.code, labels={"zh": kind.zh, "en": kind.en}, area=kind.area,
            beds=kind.beds, max_persons=3 if kind.code == "STE" else 2,
        )  # fmt: skip
    take_rooms(actor=SYSTEM, branch=branch, lines=list(_rooms()))
    for code, chinese, english, kind_of_outlet, cost in OUTLETS:
        outlet = add_outlet(
            actor=SYSTEM, branch=branch, code=code, labels={"zh": chinese, "en": english}, kind=kind_of_outlet
        )
        _cost(branch, "outlet", cost, year, outlet=outlet)
    types = {row.code: row for row in RoomType.objects.filter(branch=branch)}
    for code, chinese, english, meal, market, factor in RATES:
        rate = add_rate(
            actor=SYSTEM, branch=branch, code=code, labels={"zh": chinese, "en": english}, meal_plan=meal,
            market=market,
        )  # fmt: skip
        for kind in TYPES:
            for weekdays, is_weekend in (((), False), ((4, 5), True)):
                add_price(
                    actor=SYSTEM, rate_id=rate.id, room_type_id=types[kind.code].id, weekdays=weekdays,
                    amount=str(price_of(kind, factor, branch.currency, is_weekend=is_weekend)),
                )  # fmt: skip
    _cost(branch, "room_night", str(round(85 * FACTORS.get(branch.currency, 1.0))), year)
    for channel, percent in COMMISSIONS:
        _cost(branch, "commission", percent, year, channel=channel)


def minor(amount: int, currency: str) -> int:
    """Whole units as minor ones."""
    return int(amount * 10 ** minor_digits(currency))


def rooms_of_type() -> dict[str, list[str]]:
    """The room numbers of each type, low floors first."""
    found: dict[str, list[str]] = {kind.code: [] for kind in TYPES}
    for line in _rooms():
        found[line.room_type].append(line.number)
    return found


def _rooms() -> list[RoomLine]:
    lines: list[RoomLine] = []
    for floor in FLOORS:
        place = 1
        for kind in TYPES:
            for _number in range(kind.of_floor):
                features = ("high_floor",) if floor >= 11 else ()
                lines.append(RoomLine(len(lines) + 1, f"{floor}{place:02}", kind.code, str(floor), features))
                place += 1
    return lines


def _cost(
    branch: Branch, kind: str, value: str, year: str, *, channel: str = "", outlet: Outlet | None = None
) -> None:
    add_cost(
        actor=SYSTEM, branch=branch, kind=kind, value=value, first_day=f"{year}-01-01", channel=channel,
        outlet_id=outlet.id if outlet else None,
    )  # fmt: skip
