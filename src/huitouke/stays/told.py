"""What one source record says of one reservation, in plain values, whoever sent it. Imports no Django.

Every field may be absent (None): a message tells what it knows, and what it leaves out stays as it was told before.
Codes are those of the sender; what they mean in the house is decided when the rows are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from typing import Any, Final

RawGuest = Mapping[str, Sequence[str]]
"""A person as `guests.values.raw` reads one: target to texts."""


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """A person of a reservation: `role` as `choices.PersonRole`; `external_id` is the sender's profile id, '' where
    it gave none; `raw` what it says of the person. `guest` is the id of a guest of the archive whom staff chose: no
    sender knows it."""

    role: str
    raw: RawGuest
    external_id: str = ""
    guest: str = ""

    @property
    def name(self) -> str:
        """The name as it was sent, for a list of people of whom no profile is made."""
        for target in ("name", "latin_name"):
            if texts := self.raw.get(target):
                return texts[0]
        parts = [texts[0] for target in ("family_name", "given_name") if (texts := self.raw.get(target))]
        return " ".join(parts)

    @property
    def is_bare(self) -> bool:
        """Whether nothing but a name (and what a name tells) is known: too little for a profile of its own."""
        return not self.external_id and not (set(self.raw) - _OF_A_NAME)


_OF_A_NAME: Final = frozenset(
    {"name", "latin_name", "family_name", "given_name", "form_of_address", "sex", "language", "nationality"}
)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A charge or a payment of a folio. `amount` in minor units with all taxes, negative where it takes from what is
    owed: a payment, a rebate. `tax` and `service` are the parts of it that are tax and service charge."""

    external_id: str
    business_date: date
    amount: int
    kind: str = ""
    text: str = ""
    outlet: str = ""
    quantity: int = 1
    tax: int | None = None
    service: int | None = None
    is_payment: bool = False
    payment_method: str = ""
    package: str = ""
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one reservation of one room. Money in minor units of `currency`; `arrival` and `departure` are
    business dates, half-open; equal ones are a day use. `rates` is the price of each night from the arrival on."""

    status: str | None = None
    number: str | None = None
    booking_number: str | None = None
    arrival: date | None = None
    departure: date | None = None
    arrives_at: time | None = None
    leaves_at: time | None = None
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    room_type: str | None = None
    room: str | None = None
    outlet: str | None = None
    adults: int | None = None
    children: int | None = None
    babies: int | None = None
    child_ages: tuple[int, ...] | None = None
    by_age: Mapping[str, int] | None = None
    """How many of which class of age, by the sender's codes of the table `age_class`: goes before the three counts."""
    rate_code: str | None = None
    rates: tuple[int, ...] | None = None
    total: int | None = None
    currency: str | None = None
    expected_spend: int | None = None
    commission: str | None = None
    meal_plan: str | None = None
    market: str | None = None
    source: str | None = None
    channel: str | None = None
    payment_method: str | None = None
    who_pays: str | None = None
    guarantee: str | None = None
    is_guaranteed: bool | None = None
    held_until: datetime | None = None
    purpose: str | None = None
    company: str | None = None
    company_code: str | None = None
    agent: str | None = None
    agent_code: str | None = None
    group: str | None = None
    group_name: str | None = None
    requests: tuple[str, ...] | None = None
    remarks: tuple[str, ...] | None = None
    house_note: str | None = None
    rooms_before: tuple[tuple[date, str], ...] | None = None
    """Rooms that they had before the present one, each with the business date on which they left it."""
    booked_at: datetime | None = None
    booked_on: date | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    is_rate_hidden: bool | None = None
    is_name_hidden: bool | None = None
    is_walk_in: bool | None = None
    send_off: str | None = None
    satisfaction: int | None = None
    persons: tuple[ToldPerson, ...] | None = None
    lines: tuple[ToldLine, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What only this sender knows and a later part of the house may want, by a name; never a personal value."""
    cleared: tuple[str, ...] = ()
    """Names of fields that are taken back: nothing is known of them any more."""


def wordless(told: Told) -> Told:
    """The same telling of somebody who was erased: dates, codes and amounts, and no text in which anybody is named."""
    return replace(
        told, requests=None, remarks=None, house_note=None, send_off=None, company=None, agent=None, group_name=None,
        facts={}, lines=tuple(replace(line, text="") for line in told.lines),
    )  # fmt: skip


NAMES: Final = tuple(each.name for each in fields(Told))


@dataclass(frozen=True, slots=True)
class Telling:
    """One record about one reservation, placed among the others. `told_at` is when its sender made it, None where it
    does not say; `version` counts what came in under this id; `mark` is the digest of the record, by which two of one
    instant have an order that does not depend on which of them came first."""

    told: Told
    told_at: datetime | None
    version: int
    mark: bytes = b""
