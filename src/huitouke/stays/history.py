"""Who changed what of a reservation, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.models import User
from huitouke.guests.models import Company
from huitouke.guests.queries import names_of
from huitouke.hotels.models import Outlet, Room, RoomType
from huitouke.hotels.queries import label_codes
from huitouke.intake.models import SourceRecord
from huitouke.kernel.models import FieldChange
from huitouke.kernel.money import Money
from huitouke.stays.choices import Purpose, ReservationStatus, WhoPays
from huitouke.stays.models import Reservation
from huitouke.stays.queries import get_reservation
from huitouke.stays.services.references import CODE_FIELDS
from huitouke.stays.sight import OF_A_PERSON, sight_of_reservation

LIMIT: Final = 200
_OF_THE_PRICE: Final = frozenset({"rates", "room_minor", "expected_minor", "rate_code"})
_OF_THE_PERSON: Final = frozenset({*OF_A_PERSON, "guest_id", "company_id", "agent_id", "group_id"})
_DERIVED: Final = frozenset({"room_minor", "group_id"})
"""Columns that follow from others: they would say everything twice."""
_CHOICES: Final[dict[str, Any]] = {"status": ReservationStatus, "who_pays": WhoPays, "purpose": Purpose}


@dataclass(frozen=True, slots=True)
class ReservationChange:
    """A field that took another value: by whom, when, and which system told it."""

    field: str
    old: str
    new: str
    at: datetime
    who: str
    source: str


def list_reservation_history(
    actor: Actor, reservation_id: UUID, limit: int = LIMIT
) -> list[ReservationChange]:
    """What changed of a reservation that the actor may see, newest first. Prices and people only where they may be
    known. Nine queries at most."""
    row = get_reservation(actor, reservation_id)
    sight = sight_of_reservation(actor, row)
    hidden = set(_DERIVED)
    if not sight.is_priced:
        hidden |= _OF_THE_PRICE
    if not sight.is_named:
        hidden |= _OF_THE_PERSON
    noted = list(
        FieldChange.objects.filter(subject_id=row.id, table_name=Reservation._meta.db_table)
        .exclude(field__in=hidden)
        .order_by("-id")[:limit]
    )
    users = {
        user.id: str(user)
        for user in User.objects.filter(id__in={each.actor_id for each in noted if each.actor_id})
    }
    records = SourceRecord.objects.filter(id__in={each.record_id for each in noted if each.record_id})
    systems = dict(records.values_list("id", "system"))
    words = _Words(actor, row, noted)
    return [
        ReservationChange(
            field=each.field,
            old=words.of(each.field, each.old),
            new=words.of(each.field, each.new),
            at=each.changed_at,
            who=users.get(each.actor_id, "") if each.actor_id else "",
            source=systems.get(each.record_id, "") if each.record_id else "",
        )
        for each in noted
    ]


class _Words:
    """Values of the history in words, each kind of name read once."""

    def __init__(self, actor: Actor, row: Reservation, noted: list[FieldChange]) -> None:
        ids: dict[str, set[UUID]] = {}
        for each in noted:
            for value in (each.old, each.new):
                if value and each.field.endswith("_id"):
                    ids.setdefault(each.field, set()).add(UUID(str(value)))
        self._currency = row.currency
        self._names: dict[UUID, str] = {}
        for name, model in (("room_id", Room), ("room_type_id", RoomType), ("outlet_id", Outlet)):
            if wanted := ids.get(name):
                self._names |= {each.id: str(each) for each in model.objects.filter(id__in=wanted)}
        if guests := ids.get("guest_id"):
            self._names |= names_of(actor, sorted(guests))
        if companies := ids.get("company_id", set()) | ids.get("agent_id", set()):
            seen = Company.objects.visible_to(actor).filter(id__in=companies)
            self._names |= dict(seen.values_list("id", "name"))
        self._codes = {
            name: label_codes(table)
            for name, table in CODE_FIELDS.items()
            if any(each.field == name for each in noted)
        }

    def of(self, field: str, value: Any) -> str:
        if value is None or value == "" or value == []:
            return ""
        if field.endswith("_id"):
            return self._names.get(UUID(str(value)), "")
        if field in _CHOICES:
            return str(_CHOICES[field](value).label)
        if field in self._codes:
            return self._codes[field].get(str(value), str(value))
        if field == "rates":
            amounts = [Money(int(each), self._currency).text for each in value]
            return (
                f"{self._currency} {amounts[0]}"
                if len(set(amounts)) == 1
                else f"{self._currency} {' · '.join(amounts)}"
            )
        if field == "expected_minor":
            return str(Money(int(value), self._currency))
        if isinstance(value, bool):
            return "✓" if value else "✗"
        if field in ("arrives_at", "leaves_at"):
            return str(value)[:5]
        if field == "held_until":
            return str(value)[:16].replace("T", " ")
        return str(value)
