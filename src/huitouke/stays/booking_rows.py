"""What a row of a file of bookings says of a reservation: the content of a record of the kind `bookings`. Imports no
Django.

A *raw booking* is target to texts, as the columns of the file gave them. Files of bookings are years of business at a
glance: most have one row a booking, no guest, a price per night and the outcome.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from huitouke.guests.values.prepared import Issue
from huitouke.kernel.money import LARGEST, minor_digits
from huitouke.stays.nights import LONGEST_STAY
from huitouke.stays.told import Told

BOOKINGS_KIND: Final = "bookings"
RawBooking = Mapping[str, Sequence[str]]

FACTS: Final = (
    "country", "customer_type", "assigned_room_type", "is_repeated", "previous_cancellations", "previous_stays",
    "changes", "waiting_days", "parking_spaces", "special_requests", "status_on",
)  # fmt: skip
"""What the file knows and no column of ours holds: kept beside the reservation under these names, zeros left out."""
TARGETS: Final = (
    "external_id", "row_id", "hotel", "status", "is_cancelled", "arrival", "arrival_year", "arrival_month",
    "arrival_day", "departure", "nights", "weekend_nights", "week_nights", "booked_on", "lead_days", "adults",
    "children", "babies", "room_type", "room", "rate", "total", "currency", "rate_code", "meal_plan", "market",
    "source", "channel", "payment_method", "guarantee", "company", "agent", "group", "cancel_reason", *FACTS,
)  # fmt: skip
"""What a column may mean, in the order of the form. `external_id` is the number of the booking, which its rooms share;
`row_id` tells the rows of the file apart and means nothing besides."""

_STATUSES: Final = {
    word: status
    for status, words in {
        "requested": "requested enquiry inquiry tentative optional waitlist 待确认 询价 候补",
        "reserved": "reserved booked confirmed expected definite duein 预订 已预订 已确认 预抵",
        "in_house": "inhouse checkedin checkin dueout 在住 入住 已入住",
        "checked_out": "checkedout checkout departed completed stayed closed 离店 已离店 退房 已退房 已完成",
        "cancelled": "cancelled canceled cancel void 取消 已取消 作废",
        "no_show": "noshow 应到未到 未到 未到店",
    }.items()
    for word in words.split()
}
_GONE: Final = frozenset({"cancelled", "no_show"})
_YES: Final = frozenset({"1", "true", "yes", "y", "t", "x", "是", "有"})
_NO: Final = frozenset({"0", "false", "no", "n", "f", "否", "无"})
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?", re.DOTALL)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.0+)?")
_MONEY_SIGNS: Final = re.compile(r"^[¥￥$€£]|[\s\u00a0]|(?:元|圆)$")
_MOST_PERSONS: Final = 9_999
_MOST_LEAD: Final = 36_500


def read_booking(data: RawBooking) -> Told:
    """What a row says. Nothing where it has no date of arrival."""
    return read_with_issues(data)[0]


def read_with_issues(data: RawBooking) -> tuple[Told, list[Issue]]:
    """What a row says, and what is odd about it.

    The room revenue is the price of a night times the nights, rounded half away from zero to the minor unit of the
    currency (two digits behind the point where the row names none), or the total where the row gives one. No nights,
    nobody and negative prices are facts.
    """
    issues: list[Issue] = []
    arrival = _arrival(data)
    if arrival is None:
        return Told(), [Issue("arrival", "booking_without_arrival", True)]
    nights = _nights(data, arrival, issues)
    currency = _first(data, "currency").upper() or None
    persons = {name: _persons(data, name, issues) for name in ("adults", "children", "babies")}
    if any(each is not None for each in persons.values()) and not any(persons.values()):
        issues.append(Issue("adults", "booking_no_persons"))
    facts: dict[str, Any] = {name: value for name in FACTS if (value := _fact(data, name))}
    total, rate = _money(data, nights, currency, issues)
    if nights == 0 and rate:
        facts["rate"] = rate
    agent, company = _first(data, "agent"), _first(data, "company")
    told = Told(
        status=_status(data, issues),
        arrival=arrival,
        departure=arrival + timedelta(days=nights),
        booked_on=_booked_on(data, arrival, issues),
        room_type=_text(data, "room_type"),
        room=_text(data, "room"),
        total=total,
        currency=currency,
        booking_number=_text(data, "external_id"),
        rate_code=_text(data, "rate_code"),
        meal_plan=_text(data, "meal_plan"),
        market=_text(data, "market"),
        source=_text(data, "source"),
        channel=_text(data, "channel"),
        payment_method=_text(data, "payment_method"),
        guarantee=_text(data, "guarantee"),
        cancel_reason=_text(data, "cancel_reason"),
        group=_text(data, "group"),
        group_name=_text(data, "group"),
        # Numbers of companies and of agents are counted apart in such files, so that 9 is two of them.
        company=None if company.isdecimal() else company or None,
        company_code=f"company {company}" if company.isdecimal() else None,
        agent=None if agent.isdecimal() else agent or None,
        agent_code=f"agent {agent}" if agent.isdecimal() else None,
        facts=facts,
        adults=persons["adults"],
        children=persons["children"],
        babies=persons["babies"],
    )
    return told, issues


def _first(data: RawBooking, target: str) -> str:
    texts = data.get(target)
    return texts[0].strip() if texts else ""


def _text(data: RawBooking, target: str) -> str | None:
    return _first(data, target)[:200] or None


def _whole(text: str) -> int | None:
    """A whole number, also written as 2.0; None where the text is none."""
    return int(text.partition(".")[0]) if len(text) < 12 and _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """A day as files write it, year first; None where the text is none."""
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _arrival(data: RawBooking) -> date | None:
    if text := _first(data, "arrival"):
        return read_date(text)
    month = _first(data, "arrival_month").casefold().removesuffix("月")
    number = _MONTHS.get(month) or _whole(month)
    year, day = _whole(_first(data, "arrival_year")), _whole(_first(data, "arrival_day"))
    if year is None or number is None or day is None:
        return None
    try:
        return date(year, number, day)
    except ValueError:
        return None


def _nights(data: RawBooking, arrival: date, issues: list[Issue]) -> int:
    if text := _first(data, "departure"):
        departure = read_date(text)
        nights = (departure - arrival).days if departure else None
    elif text := _first(data, "nights"):
        nights = _whole(text)
    else:
        parts = [_whole(_first(data, name) or "0") for name in ("weekend_nights", "week_nights")]
        told = any(_first(data, name) for name in ("weekend_nights", "week_nights"))
        nights = sum(part or 0 for part in parts) if told and None not in parts else None
    if nights is None or not 0 <= nights <= LONGEST_STAY:
        issues.append(Issue("nights", "booking_nights_unread"))
        return 0
    if nights == 0:
        issues.append(Issue("nights", "booking_no_nights"))
    return nights


def _persons(data: RawBooking, name: str, issues: list[Issue]) -> int | None:
    text = _first(data, name)
    number = _whole(text) if text else None
    if text and (number is None or not 0 <= number <= _MOST_PERSONS):
        issues.append(Issue(name, "booking_persons_unread"))
        return None
    return number


def _booked_on(data: RawBooking, arrival: date, issues: list[Issue]) -> date | None:
    if text := _first(data, "booked_on"):
        found = read_date(text)
        if found is None:
            issues.append(Issue("booked_on", "booking_day_unread"))
        return found
    text = _first(data, "lead_days")
    days = _whole(text) if text else None
    if text and (days is None or abs(days) > _MOST_LEAD):
        issues.append(Issue("lead_days", "booking_day_unread"))
        return None
    return None if days is None else arrival - timedelta(days=days)


def _status(data: RawBooking, issues: list[Issue]) -> str:
    """The outcome. Whether it was cancelled decides, where the row says both; without any word it came to pass."""
    text = re.sub(r"[\W_]+", "", _first(data, "status").casefold())
    status = _STATUSES.get(text)
    if text and status is None:
        issues.append(Issue("status", "booking_status_unread"))
    flag = _first(data, "is_cancelled").casefold().removesuffix(".0")
    if flag in _YES:
        told = status if status in _GONE else "cancelled"
    elif flag in _NO:
        told = status if status is not None and status not in _GONE else "checked_out"
    else:
        return status or ("reserved" if not text else "requested")
    if status is not None and status != told:
        issues.append(Issue("status", "booking_status_contradicts"))
    return told or "checked_out"


@lru_cache(maxsize=16_384)
def read_price(text: str) -> Decimal | None:
    """An amount in major units, negative ones too; None where the text is none."""
    compact = _MONEY_SIGNS.sub("", _MONEY_SIGNS.sub("", text))
    if re.fullmatch(r"[+-]?\d+,\d{1,2}", compact):
        compact = compact.replace(",", ".")
    try:
        found = Decimal(compact.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST // 1000 else None


def _money(
    data: RawBooking, nights: int, currency: str | None, issues: list[Issue]
) -> tuple[int | None, str]:
    """The room revenue in minor units, None where nothing is told; and the price of a night as it was told."""
    texts = {name: _first(data, name) for name in ("total", "rate")}
    amounts = {name: read_price(text) for name, text in texts.items() if text}
    issues += [Issue(name, "booking_price_unread") for name, amount in amounts.items() if amount is None]
    told = [amount for amount in amounts.values() if amount is not None]
    if any(amount < 0 for amount in told):
        issues.append(Issue("rate" if texts["rate"] else "total", "booking_negative_rate"))
    total, rate = amounts.get("total"), amounts.get("rate")
    if total is None and rate is not None:
        total = rate * nights
    shown = "" if rate is None or rate == 0 else format(rate.normalize(), "f")
    if total is None:
        return None, shown
    digits = minor_digits(currency) if currency else 2
    return int(total.scaleb(digits).quantize(Decimal(1), ROUND_HALF_UP)), shown


def _fact(data: RawBooking, name: str) -> int | str:
    text = _first(data, name)
    number = _whole(text)
    return text[:100] if number is None else number
