"""Reservations, stays and bills as the API takes and answers them. Money in minor units of the branch's currency."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told, described
from huitouke.kernel.money import Money
from huitouke.stays.folio_queries import FolioShown, LineShown
from huitouke.stays.queries import ReservationDetail, ReservationLine
from huitouke.stays.services.booking import Booking, DeskPerson


class ReservationQuery(Sent):
    """Which reservations."""

    shown: Text = Field(
        default="all",
        description="`expected`, `in_house`, `left`, `gone` (cancelled and no-show) or `all`.",
        examples=["expected"],
    )
    branch: Text = described("Code of the branch.", examples=["MAIN"])
    since: date | None = Field(default=None, description="Those of whom a day is on it or later.")
    until: date | None = Field(default=None, description="Those who arrive on it or earlier.")
    room_type: Text = described("Code of the room type.", examples=["DLK"])
    channel: Text = described("Code of the table `channel`.")
    company_id: UUID | None = Field(default=None, description="A company that sends or pays.")
    cursor: Text = described("From `next` or `previous` of a page.")


class PersonIn(Sent):
    """Somebody of a reservation: a guest by id, or a name. A staying guest who is only named is registered."""

    role: Text = Field(
        default="guest",
        description="guest, sharer, accompanying, booker, contact or payer.",
        examples=["guest"],
    )
    guest_id: UUID | None = Field(default=None, description="A guest of the archive.")
    name: Text = described("The name, where it is no guest of the archive.", examples=["王小明"])
    phone: Text = described("The phone of somebody who is new.")


class ReservationFields(Sent):
    """What a reservation may say. What is left out stays as it is, or at its default where it is new."""

    arrival: date | None = Field(default=None, description="Business date of the arrival.")
    departure: date | None = Field(default=None, description="Of the departure; the same day is a day use.")
    arrives_at: time | None = Field(
        default=None, description="When they are expected, on the branch's clock."
    )
    room_type: Text | None = Field(
        default=None, description="Code of the branch's room type.", examples=["DLK"]
    )
    outlet: Text | None = Field(default=None, description="Code of an outlet, of a table or a treatment.")
    adults: int | None = Field(default=None, description="0 to 50.")
    children: int | None = Field(default=None, description="0 to 50.")
    babies: int | None = Field(default=None, description="0 to 50.")
    rate_code: Text | None = Field(default=None, description="Code of the branch's rate: it says the prices.")
    rates: list[int] | None = Field(
        default=None, description="Price of each night in minor units; one holds for all.", max_length=400
    )
    meal_plan: Text | None = Field(default=None, description="Code of the table `meal_plan`.")
    market: Text | None = Field(default=None, description="Code of the table `market`.")
    source: Text | None = Field(default=None, description="Code of the table `booking_source`.")
    channel: Text | None = Field(default=None, description="Code of the table `channel`.")
    payment_method: Text | None = Field(default=None, description="Code of the table `payment_method`.")
    who_pays: Text | None = Field(default=None, description="guest, prepaid, company, account or house.")
    guarantee: Text | None = Field(default=None, description="Code of the table `guarantee`.")
    is_guaranteed: bool | None = Field(default=None, description="Whether it is guaranteed.")
    held_until: datetime | None = Field(default=None, description="Instant until which the room is held.")
    company_id: UUID | None = Field(default=None, description="The company that sends or pays.")
    agent_id: UUID | None = Field(default=None, description="The agent.")
    requests: list[Text] | None = Field(default=None, description="What the guest asks for.", max_length=50)
    house_note: Text | None = Field(
        default=None, description="What the house notes; no other system replaces it."
    )
    is_rate_hidden: bool | None = Field(default=None, description="The price is not to be told.")
    is_name_hidden: bool | None = Field(default=None, description="The stay is not to be disclosed.")
    persons: list[PersonIn] | None = Field(
        default=None, description="Its people, all of them anew.", max_length=50
    )

    def booking(self, **more: Any) -> Booking:
        """As services take it."""
        told: dict[str, Any] = {
            name: getattr(self, name)
            for name in ReservationFields.model_fields
            if name not in ("persons", "rates", "requests")
        }
        told["rates"] = tuple(self.rates) if self.rates else None
        told["requests"] = tuple(self.requests) if self.requests is not None else None
        if self.persons is not None:
            told["persons"] = tuple(
                DeskPerson(role=each.role, guest_id=each.guest_id, name=each.name, phone=each.phone)
                for each in self.persons
            )
        return Booking(**told, **more)


class ReservationIn(ReservationFields):
    """A new reservation: one room, several, or a group with its rooming list."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    rooms: int = Field(default=1, description="How many rooms, 1 to 200.")
    group_name: Text = described("The name of the group.")
    rooming_list: list[Text] = Field(default=[], description="A name for each room.", max_length=200)
    is_tentative: bool = Field(default=False, description="An enquiry, not promised yet.")


class WalkInIn(ReservationFields):
    """Who stands at the desk."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    room_id: UUID | None = Field(default=None, description="The room; left out with an outlet only.")
    is_shared: bool = Field(default=False, description="They share a room that is taken.")


class ReservationChange(ReservationFields):
    """What is to change."""

    seen: UUID | None = Field(
        default=None, description="`revision` as it was read: refuses a crossing change."
    )
    emptied: list[Text] = Field(
        default=[],
        description="Fields that are to stand empty: arrives_at, held_until, company_id, agent_id.",
        max_length=10,
    )


class CancelIn(Sent):
    reason: Text = Field(description="Code of the table `cancel_reason`.", examples=["plans_changed"])


class RoomGiven(Sent):
    """Which room."""

    room_id: UUID | None = Field(default=None, description="The room; left out: the one that is held.")
    is_shared: bool = Field(default=False, description="They share a room that is taken.")
    is_early: bool = Field(default=False, description="They come before the day of arrival.")


class DepartureIn(Sent):
    departure: date = Field(description="The new departure: later extends, earlier shortens.")
    rate: int | None = Field(default=None, description="Price of each added night in minor units.")


class CheckOutIn(Sent):
    """How the bill is paid, and how they were seen off."""

    method: Text = described("Code of the table `payment_method`, for what is owed.", examples=["wechat_pay"])
    company_id: UUID | None = Field(default=None, description="The company to whose account it goes.")
    signer: Text = described("Who signed for the company.")
    send_off: Text = described("How they were seen off.")
    satisfaction: int | None = Field(default=None, description="1 to 5.")


class MoneyOut(Told):
    """An amount."""

    minor: int = Field(description="Minor units.", examples=[68000])
    currency: str = Field(description="ISO 4217.", examples=["CNY"])

    @classmethod
    def of(cls, money: Money | None) -> "MoneyOut | None":
        return cls(minor=money.minor, currency=money.currency) if money else None


class ReservationLineOut(Told):
    """A reservation in a list. Name and price are empty where the caller may not know them."""

    id: UUID = Field(description="The id.")
    number: str = Field(description="The confirmation number.")
    booking_number: str = Field(description="What the rooms of one booking share.")
    status: str = Field(description="requested, reserved, in_house, checked_out, cancelled or no_show.")
    branch: str = Field(description="Words of the branch.")
    arrival: date = Field(description="Business date.")
    departure: date = Field(description="Business date.")
    nights: int = Field(description="0 of a day use.")
    room: str = Field(description="Number of the room, empty where none is given.")
    room_type: str = Field(description="Code of the room type.")
    name: str = Field(description="Who stays.")
    guest_id: UUID | None = Field(description="The guest.")
    company: str = Field(description="The company.")
    price: MoneyOut | None = Field(description="All nights.")
    who_pays: str = Field(description="Who pays.")
    channel: str = Field(description="Code of the table `channel`.")
    system: str = Field(description="The system that tells of it; `desk` is the house.")

    @classmethod
    def of(cls, line: ReservationLine) -> "ReservationLineOut":
        told = {name: getattr(line, name) for name in cls.model_fields if name not in ("price", "nights")}
        return cls(**told, nights=line.nights, price=MoneyOut.of(line.price))


class ReservationPageOut(Told):
    """A page of reservations."""

    items: list[ReservationLineOut] = Field(description="The reservations.")
    next: str | None = Field(description="Cursor of the next page; null on the last.")
    previous: str | None = Field(description="Cursor of the page before; null on the first.")
    count: int = Field(description="How many, up to 10,000.")


class PersonOut(Told):
    role: str = Field(description="The role.")
    name: str = Field(description="The name.")
    guest_id: UUID | None = Field(description="The guest.")


class ReservationOut(Told):
    """One reservation or stay."""

    id: UUID = Field(description="The id.")
    revision: UUID = Field(description="Changes with each change: give it as `seen`.")
    number: str = Field(description="The confirmation number.")
    booking_number: str = Field(description="What the rooms of one booking share.")
    status: str = Field(description="requested, reserved, in_house, checked_out, cancelled or no_show.")
    system: str = Field(description="The system that tells of it; `desk` is the house.")
    branch: str = Field(description="Code of the branch.")
    arrival: date = Field(description="Business date.")
    departure: date = Field(description="Business date.")
    checked_in_at: datetime | None = Field(description="When they came.")
    checked_out_at: datetime | None = Field(description="When they left.")
    room_id: UUID | None = Field(description="The room.")
    room: str = Field(description="Its number.")
    room_type: str = Field(description="Code of the room type.")
    name: str = Field(description="Who stays.")
    guest_id: UUID | None = Field(description="The guest.")
    company_id: UUID | None = Field(description="The company.")
    adults: int = Field(description="Adults.")
    children: int = Field(description="Children.")
    price: MoneyOut | None = Field(description="All nights; null where the caller may not know it.")
    rates: list[int] = Field(description="The price of each night; empty where the caller may not know it.")
    who_pays: str = Field(description="Who pays.")
    requests: list[str] = Field(description="What the guest asks for.")
    house_note: str = Field(description="What the house notes.")
    persons: list[PersonOut] = Field(description="Its people.")

    @classmethod
    def of(cls, detail: ReservationDetail) -> "ReservationOut":
        row = detail.row
        return cls(
            id=row.id,
            revision=row.record_id,
            number=row.number,
            booking_number=row.booking_number,
            status=row.status,
            system=row.system,
            branch=row.branch.code,
            arrival=row.arrival,
            departure=row.departure,
            checked_in_at=row.checked_in_at,
            checked_out_at=row.checked_out_at,
            room_id=row.room_id,
            room=row.room.number if row.room else "",
            room_type=row.room_type.code if row.room_type else "",
            name=detail.name,
            guest_id=row.guest_id,
            company_id=row.company_id,
            adults=row.adults,
            children=row.children,
            price=MoneyOut.of(detail.price),
            rates=list(row.rates),
            who_pays=row.who_pays,
            requests=row.requests.split("\n") if row.requests else [],
            house_note=row.house_note,
            persons=[
                PersonOut(role=each.role, name=each.name, guest_id=each.guest_id) for each in detail.persons
            ],
        )


class BookedOut(Told):
    """What was booked."""

    ids: list[UUID] = Field(description="The reservations, one a room.")
    booking_number: str = Field(
        description="The number that they share; of one room its confirmation number."
    )


class FolioIn(Sent):
    """A new bill."""

    branch: Text = described("Code of the branch, of a bill without a stay.", examples=["MAIN"])
    reservation_id: UUID | None = Field(default=None, description="The stay whose bill it is.")
    guest_id: UUID | None = Field(default=None, description="The guest.")
    title: Text = described("The name that it bears.")


class ChargeIn(Sent):
    """A charge."""

    kind: Text = Field(description="Code of the table `charge_kind`.", examples=["minibar"])
    price: int = Field(description="Of one, in minor units with all taxes.", examples=[4400])
    quantity: int = Field(default=1, description="How many.")
    outlet: Text = described("Code of the outlet.")
    text: Text = described("What it was.")
    tax: int | None = Field(default=None, description="The part of the amount that is tax.")
    service: int | None = Field(default=None, description="The part that is service charge.")


class PaymentIn(Sent):
    """A payment."""

    amount: int = Field(description="In minor units.", examples=[10000])
    method: Text = Field(description="Code of the table `payment_method`.", examples=["wechat_pay"])
    text: Text = described("Receipt number, or who signed.")
    is_refund: bool = Field(default=False, description="Paid back to the guest.")


class VoidIn(Sent):
    reason: Text = Field(description="Why the line is taken back.")


class FolioLineOut(Told):
    """A line of a bill; `amount` is null where it would tell a price that the caller may not know."""

    id: UUID = Field(description="The id.")
    business_date: date = Field(description="Business date.")
    kind: str = Field(description="Code of the table `charge_kind`; empty of a payment.")
    payment_method: str = Field(description="Code of the table `payment_method`; empty of a charge.")
    text: str = Field(description="What it was.")
    quantity: int = Field(description="How many.")
    amount: MoneyOut | None = Field(description="With all taxes; a payment is negative.")
    is_payment: bool = Field(description="Whether it is a payment.")
    voids: UUID | None = Field(description="The line that it takes back.")
    is_voided: bool = Field(description="Whether it was taken back.")

    @classmethod
    def of(cls, line: LineShown) -> "FolioLineOut":
        told = {name: getattr(line, name) for name in cls.model_fields if name != "amount"}
        return cls(**told, amount=MoneyOut.of(line.amount))


class FolioOut(Told):
    """A bill."""

    id: UUID = Field(description="The id.")
    number: str = Field(description="Its number.")
    state: str = Field(description="open or closed.")
    reservation_id: UUID | None = Field(description="The stay.")
    name: str = Field(description="Whose it is.")
    balance: MoneyOut | None = Field(
        description="The sum of the lines; null where the caller may not know it."
    )
    lines: list[FolioLineOut] = Field(description="The lines.")

    @classmethod
    def of(cls, shown: FolioShown) -> "FolioOut":
        folio = shown.folio
        return cls(
            id=folio.id,
            number=folio.number,
            state=folio.state,
            reservation_id=folio.reservation_id,
            name=shown.name,
            balance=MoneyOut.of(shown.balance),
            lines=[FolioLineOut.of(line) for line in shown.lines],
        )


class FolioListOut(Told):
    items: list[FolioOut] = Field(description="The bills.")
