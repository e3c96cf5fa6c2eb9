"""What of one reservation an actor may read: who it is, what it costs. What may not be read is taken out of the row in
memory, so that no face can show it by mistake."""

from dataclasses import dataclass

from huitouke.access.actors import Actor
from huitouke.guests.masking import hidden_name
from huitouke.kernel.money import Money
from huitouke.stays.models import Reservation
from huitouke.stays.policy import may_know_name, may_know_price

OF_A_PERSON = ("requests", "remarks", "house_note", "send_off")
"""Texts in which somebody may be named: they go with the name."""


@dataclass(frozen=True, slots=True)
class ReservationSight:
    """Whether the name and the price of a reservation may be read."""

    is_named: bool
    is_priced: bool


def sight_of_reservation(actor: Actor, row: Reservation) -> ReservationSight:
    """What the actor may read of a reservation that was read with its `branch` and `guest`. A guest who is not to be
    disclosed hides every reservation of theirs, and a price that is not to be told each price."""
    entity = row.branch.legal_entity_id
    guest = row.guest
    hides_name = row.is_name_hidden or bool(guest and guest.is_stay_confidential)
    hides_price = row.is_rate_hidden or bool(guest and guest.is_rate_confidential)
    return ReservationSight(
        is_named=may_know_name(actor, entity, hides_name),
        is_priced=may_know_price(actor, entity, hides_price),
    )


def veil_reservation(row: Reservation, sight: ReservationSight) -> Reservation:
    """Take out of a reservation in memory what may not be read. It is not to be saved then."""
    if not sight.is_named:
        for name in OF_A_PERSON:
            setattr(row, name, "")
        row.company = row.agent = None
        row.their_codes = {
            name: code for name, code in row.their_codes.items() if name not in ("company", "agent")
        }
        row.guest_id = None
        row.group = None
        row.facts = {}
    if not sight.is_priced:
        row.rates, row.rate_code = [], ""
        row.room_minor = row.extras_minor = 0
        row.expected_minor = None
        row.commission_percent = None
    return row


def name_of(row: Reservation, sight: ReservationSight, bare: str = "") -> str:
    """Who stays, in one line: the guest, else the bare name of a rooming list, else the group."""
    if not sight.is_named:
        return hidden_name()
    if row.guest is not None:
        return row.guest.name or row.guest.latin_name or row.guest.form_of_address
    return bare or (str(row.group) if row.group else "")


def price_of(row: Reservation, sight: ReservationSight) -> Money | None:
    """What the rooms come to; None where it may not be told."""
    return Money(sum(row.rates), row.currency) if sight.is_priced else None
