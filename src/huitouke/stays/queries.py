"""Reads of reservations and stays, shaped for screens and the API. All take the actor, and tell what it may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_queries import find_companies
from huitouke.guests.queries import find_guests
from huitouke.intake.choices import DESK
from huitouke.kernel.money import Money
from huitouke.stays.choices import ALLOWED_MOVES, EXPECTED, ReservationStatus
from huitouke.stays.errors import ReservationNotFound
from huitouke.stays.group_names import groups_named, veiled_groups
from huitouke.stays.models import Reservation, ReservationPerson
from huitouke.stays.policy import (
    kept_in_branch,
    may_know_name,
    named_reservations,
    visible_reservations,
)
from huitouke.stays.sight import (
    ReservationSight,
    name_of,
    price_of,
    sight_of_reservation,
    veil_reservation,
)

PAGE: Final = 50
COUNT_CAP: Final = 10_000
FOUND_BY_NAME: Final = 200

SHOWN: Final = {
    "expected": (tuple(EXPECTED), "arrival"),
    "in_house": ((ReservationStatus.IN_HOUSE,), "departure"),
    "left": ((ReservationStatus.CHECKED_OUT,), "-departure"),
    "gone": ((ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW), "-arrival"),
    "all": ((), "-arrival"),
}
"""What a list shows, by which statuses, and in which order: who comes first, who leaves first, who came last."""


@dataclass(frozen=True, slots=True)
class ReservationFilter:
    """What a list is narrowed by; none of it is a personal value but `text`, which is posted and never stands in an
    address. `since` and `until` are days of which one is part of the stay (both ends are meant)."""

    shown: str = "expected"
    branch: str = ""
    since: date | None = None
    until: date | None = None
    room_type: str = ""
    channel: str = ""
    company_id: UUID | None = None
    group_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReservationLine:
    """A reservation in a list."""

    id: UUID
    number: str
    booking_number: str
    status: str
    branch: str
    arrival: date
    departure: date
    arrives_at: time | None
    held_until: datetime | None
    room: str
    room_type: str
    outlet: str
    name: str
    guest_id: UUID | None
    is_named: bool
    company: str
    group: str
    persons: int
    price: Money | None
    who_pays: str
    channel: str
    system: str
    is_walk_in: bool

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days


@dataclass(frozen=True, slots=True)
class ReservationPage:
    """One screenful, the keys of its neighbours, and how many there are up to a cap."""

    lines: list[ReservationLine]
    older: str = ""
    newer: str = ""
    count: int = 0

    @property
    def is_count_capped(self) -> bool:
        return self.count >= COUNT_CAP


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of a reservation: their role, name, and the guest whom the actor may open."""

    role: str
    label: str
    name: str
    guest_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReservationDetail:
    """One reservation as the actor may read it: `row` is veiled in memory. `moves` are the statuses that staff may
    bring it to; none of a reservation of another system, or where the actor may not."""

    row: Reservation
    sight: ReservationSight
    name: str
    persons: list[PersonLine]
    price: Money | None
    nights: list[tuple[date, Money | None]]
    siblings: list[ReservationLine]
    may_edit: bool
    may_note: bool
    may_see_bills: bool
    may_post: bool
    moves: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_own(self) -> bool:
        return self.row.system == DESK


_RELATED: Final = (
    "branch__legal_entity",
    "room",
    "room_type",
    "outlet",
    "guest",
    "company",
    "agent",
    "group",
)


def list_reservations(
    actor: Actor, chosen: ReservationFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> ReservationPage:
    """A page of reservations in the order of what is shown, by key: the last page costs what the first does."""
    actor.require(Right.STAYS_VIEW)
    asked = filtered(actor, chosen)
    order = SHOWN[chosen.shown][1]
    column, is_falling = order.removeprefix("-"), order.startswith("-")
    key = _key(before or after)
    page = asked
    backwards = bool(before) and key is not None
    if key is not None:
        goes_up = is_falling == backwards
        sign = "gt" if goes_up else "lt"
        page = page.filter(Q(**{f"{column}__{sign}": key[0]}) | Q(**{column: key[0], f"id__{sign}": key[1]}))
    falling_now = is_falling != backwards
    prefix = "-" if falling_now else ""
    rows = list(page.select_related(*_RELATED).order_by(f"{prefix}{column}", f"{prefix}id")[: limit + 1])
    has_more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    more_newer, more_older = (has_more, True) if backwards else (key is not None, has_more)
    ends = (
        (f"{getattr(each, column).isoformat()}_{each.id}" for each in (rows[0], rows[-1]))
        if rows
        else ("", "")
    )
    first, last = ends
    return ReservationPage(
        lines=reservation_lines(actor, rows),
        newer=first if rows and more_newer else "",
        older=last if rows and more_older else "",
        count=asked.order_by()[:COUNT_CAP].count(),
    )


def filtered(actor: Actor, chosen: ReservationFilter) -> QuerySet[Reservation]:
    """The reservations that the actor may see under the filter. A name finds only whom the actor may know."""
    found: QuerySet[Reservation] = Reservation.objects.filter(visible_reservations(actor))
    statuses = SHOWN[chosen.shown][0]
    if statuses:
        found = found.filter(status__in=statuses)
    if chosen.branch:
        found = found.filter(branch__code=chosen.branch)
    if chosen.since:
        found = found.filter(Q(departure__gt=chosen.since) | Q(arrival__gte=chosen.since))
    if chosen.until:
        found = found.filter(arrival__lte=chosen.until)
    if chosen.room_type:
        found = found.filter(room_type__code=chosen.room_type)
    if chosen.channel:
        found = found.filter(channel=chosen.channel)
    if chosen.company_id:
        found = found.filter(named_reservations(actor)).filter(
            Q(company_id=chosen.company_id) | Q(agent_id=chosen.company_id)
        )
    if chosen.group_id:
        found = found.filter(named_reservations(actor), group_id=chosen.group_id)
    text = " ".join(chosen.text.split())
    if text:
        found = found.filter(_by_text(actor, text))
    return found


def _by_text(actor: Actor, text: str) -> Q:
    """A confirmation number from its beginning, a room whole, or who stays: guest, bare name, group, company."""
    by = Q(number__startswith=text) | Q(booking_number=text) | Q(room__number=text)
    lines, _too_short = find_guests(actor, text, FOUND_BY_NAME)
    people = Q(guest_id__in=[line.id for line in lines if not line.is_hidden]) if lines else Q(pk__in=[])
    if len(text) > 1:
        bare = ReservationPerson.objects.filter(name__icontains=text).values("reservation_id")
        people |= Q(id__in=bare) | Q(group_id__in=groups_named(actor, text))
    if actor.has_right(Right.COMPANIES_VIEW):
        companies = [line.id for line in find_companies(actor, text, 20)]
        if companies:
            people |= Q(company_id__in=companies) | Q(agent_id__in=companies)
    return by | (people & named_reservations(actor))


def reservation_lines(actor: Actor, rows: Sequence[Reservation]) -> list[ReservationLine]:
    """Rows read with their relations, as lines that the actor may read. One query for the bare names."""
    nameless = [row.id for row in rows if row.guest_id is None]
    bare: dict[UUID, str] = {}
    if nameless:
        named = ReservationPerson.objects.filter(reservation_id__in=nameless, role="guest", position=0)
        bare = dict(named.values_list("reservation_id", "name"))
    _veil_groups(actor, rows)
    lines = []
    for row in rows:
        sight = sight_of_reservation(actor, row)
        name, price = name_of(row, sight, bare.get(row.id, "")), price_of(row, sight)
        veil_reservation(row, sight)
        lines.append(
            ReservationLine(
                id=row.id,
                number=row.number,
                booking_number=row.booking_number,
                status=row.status,
                branch=str(row.branch),
                arrival=row.arrival,
                departure=row.departure,
                arrives_at=row.arrives_at,
                held_until=row.held_until,
                room=row.room.number if row.room else "",
                room_type=row.room_type.code if row.room_type else "",
                outlet=str(row.outlet) if row.outlet else "",
                name=name,
                guest_id=row.guest_id,
                is_named=sight.is_named,
                company=row.company.name if row.company else "",
                group=str(row.group) if row.group else "",
                persons=row.adults + row.children + row.babies,
                price=price,
                who_pays=row.who_pays,
                channel=row.channel,
                system=row.system,
                is_walk_in=row.is_walk_in,
            )
        )
    return lines


def _veil_groups(actor: Actor, rows: Sequence[Reservation]) -> None:
    """Take out of the groups' names in memory whom the actor may not know."""
    names = veiled_groups(actor, {row.group.id: row.group.name for row in rows if row.group is not None})
    for row in rows:
        if row.group is not None:
            row.group.name = names[row.group.id]


def get_reservation(actor: Actor, reservation_id: UUID, right: Right = Right.STAYS_VIEW) -> Reservation:
    """The row with its relations, not veiled: for services and reads that veil it themselves. For another right than
    to see it, only in its own branch."""
    actor.require(right)
    seen = visible_reservations(actor) if right == Right.STAYS_VIEW else kept_in_branch(actor, right)
    row = Reservation.objects.filter(seen, id=reservation_id).select_related(*_RELATED).first()
    if row is None:
        raise ReservationNotFound
    return row


def get_reservation_detail(
    actor: Actor, reservation_id: UUID, right: Right = Right.STAYS_VIEW
) -> ReservationDetail:
    """One reservation with its people and the other rooms of its booking; of a hidden guest without these, which would
    say with whom they came. Nine queries at most."""
    row = get_reservation(actor, reservation_id, right)
    sight = sight_of_reservation(actor, row)
    _veil_groups(actor, [row])
    people = list(
        ReservationPerson.objects.filter(reservation=row).select_related("guest").order_by("position", "id")
    )
    persons = _person_lines(actor, row, people, sight)
    bare = next((each.name for each in people if each.role == "guest" and each.name), "")
    name, price = name_of(row, sight, bare), price_of(row, sight)
    nights = [
        (
            date.fromordinal(row.arrival.toordinal() + place),
            Money(rate, row.currency) if sight.is_priced else None,
        )
        for place, rate in enumerate(row.rates)
    ]
    may_edit = actor.has_right(Right.STAYS_EDIT, row.branch_id)
    siblings = _siblings(actor, row) if sight.is_named else []
    moves = ALLOWED_MOVES[row.status] if may_edit and row.system == DESK else frozenset()
    veil_reservation(row, sight)
    return ReservationDetail(
        row=row,
        sight=sight,
        name=name,
        persons=persons,
        price=price,
        nights=nights,
        siblings=siblings,
        may_edit=may_edit and row.system == DESK,
        may_note=may_edit,
        may_see_bills=actor.has_right(Right.FOLIOS_VIEW, row.branch_id),
        may_post=actor.has_right(Right.FOLIOS_POST, row.branch_id) and row.system == DESK,
        moves=moves,
    )


def _person_lines(
    actor: Actor, row: Reservation, people: Iterable[ReservationPerson], sight: ReservationSight
) -> list[PersonLine]:
    if not sight.is_named:
        return []
    order = ["guest", "sharer", "accompanying", "booker", "contact", "payer"]
    lines = []
    for each in sorted(people, key=lambda person: (order.index(person.role), person.position)):
        guest = each.guest
        if guest is not None and not may_know_name(
            actor, row.branch.legal_entity_id, guest.is_stay_confidential
        ):
            continue
        name = (guest.name or guest.latin_name or guest.form_of_address) if guest else each.name
        lines.append(PersonLine(each.role, str(each.get_role_display()), name, each.guest_id))
    return lines


def _siblings(actor: Actor, row: Reservation) -> list[ReservationLine]:
    """The other rooms of the same booking or group, at most a page of them."""
    same = Q(group_id=row.group_id) & named_reservations(actor) if row.group_id else Q(pk__in=[])
    if row.booking_number:
        same |= Q(booking_number=row.booking_number, branch_id=row.branch_id)
    if not row.group_id and not row.booking_number:
        return []
    others = Reservation.objects.filter(visible_reservations(actor)).filter(same).exclude(id=row.id)
    return reservation_lines(
        actor, list(others.select_related(*_RELATED).order_by("room__number", "id")[:PAGE])
    )


def _key(text: str) -> tuple[date, UUID] | None:
    day, _line, number = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(number)
    except ValueError:
        return None


def find_by_number(actor: Actor, text: str, limit: int = 5) -> list[ReservationLine]:
    """Reservations whose confirmation or booking number this is, for the search box; nothing for a shorter scrap."""
    number = text.strip()
    if (
        not 4 <= len(number) <= 40
        or not any(map(str.isdigit, number))
        or not actor.has_right(Right.STAYS_VIEW)
    ):
        return []
    found: Any = Reservation.objects.filter(visible_reservations(actor)).filter(
        Q(number=number) | Q(booking_number=number)
    )
    return reservation_lines(actor, list(found.select_related(*_RELATED).order_by("-arrival", "-id")[:limit]))
