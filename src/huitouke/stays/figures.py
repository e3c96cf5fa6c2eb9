"""A guest's stays: the figures at the head of their page, and the line of what happened in all branches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, Sum

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import label_in_language
from huitouke.hotels.queries import label_codes
from huitouke.kernel.money import Money
from huitouke.stays.calculations import Amount, StayFigures, StayRow, figures_of
from huitouke.stays.group_names import veiled_groups
from huitouke.stays.models import Folio, FolioLine, Reservation
from huitouke.stays.policy import may_know_price, named_reservations, visible_reservations

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class GuestFigures:
    """The figures of a guest for a reader: amounts of branches whose prices they may know. `has_hidden` says that
    there are others."""

    figures: StayFigures
    has_hidden: bool
    branches: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class StayLine:
    """A reservation or stay on a guest's page; money is None where the reader may not know it."""

    id: UUID
    branch: str
    status: str
    arrival: date
    departure: date
    room: str
    room_type: str
    outlet: str
    channel: str
    number: str
    group: str
    room_minor: Money | None
    extras: Money | None
    rate: Money | None
    counted_nights: int
    satisfaction: int | None
    send_off: str

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days


@dataclass(frozen=True, slots=True)
class StayPage:
    """A screenful of a guest's stays, the newest first, with the key of what is older and the branches there are."""

    lines: list[StayLine]
    older: str
    branches: list[tuple[str, str, int]]


def stay_figures(actor: Actor, guest_id: UUID, today: date) -> GuestFigures:
    """What the stays of a guest come to, of those that the actor may know of, by name. Two queries.

    Money counts only where the actor may know the price; a rate that is not to be told is left out with its room
    revenue for who may not know it.
    """
    rows = list(
        _of_guest(actor, guest_id)
        .filter(outlet=None)
        .order_by()
        .values_list(
            "id", "branch_id", "status", "arrival", "departure", "currency", "room_minor", "extras_minor",
            "counted_nights", "room_type__labels", "room_type__code", "channel", "booked_on", "purpose",
            "is_rate_hidden", "guest__is_rate_confidential", "branch__legal_entity_id", "branch__labels",
            "branch__code",
        )
    )  # fmt: skip
    has_hidden = False
    found: list[StayRow] = []
    branches: dict[UUID, str] = {}
    for (
        stay_id, branch_id, status, arrival, departure, currency, room, extras, nights, labels, code, channel,
        booked_on, purpose, hidden, guest_hidden, entity, branch_labels, branch_code,
    ) in rows:  # fmt: skip
        knows = may_know_price(actor, entity, bool(hidden or guest_hidden))
        has_hidden |= not knows
        branches[branch_id] = label_in_language(branch_labels, branch_code)
        found.append(
            StayRow(
                stay_id, branch_id, status, arrival, departure, currency, room if knows else 0,
                extras if knows else 0, nights, label_in_language(labels or {}, code or ""), channel,
                (arrival - booked_on).days if booked_on else None, is_sold=knows and not purpose,
            )
        )  # fmt: skip
    elsewhere = _spent_elsewhere(actor, guest_id)
    return GuestFigures(figures_of(found, today, elsewhere), has_hidden, branches)


def _of_guest(actor: Actor, guest_id: UUID) -> Any:
    """The reservations of a guest of which the actor may know whose they are."""
    actor.require(Right.STAYS_VIEW)
    return Reservation.objects.filter(
        visible_reservations(actor), named_reservations(actor), guest_id=guest_id
    )


def _spent_elsewhere(actor: Actor, guest_id: UUID) -> list[Amount]:
    """What a guest spent without a stay, in outlets of branches whose bills the actor may see."""
    if not actor.has_right(Right.FOLIOS_VIEW):
        return []
    lines = FolioLine.objects.filter(
        folio__guest_id=guest_id, folio__reservation__isnull=True, is_payment=False
    ).filter(_folio_condition(actor))
    sums = lines.order_by().values("folio__currency").annotate(total=Sum("amount"))
    return [Amount(row["folio__currency"], row["total"]) for row in sums]


def _folio_condition(actor: Actor) -> Q:
    if actor.has_group_right(Right.FOLIOS_VIEW):
        return Q()
    return Q(folio__branch__legal_entity__in=actor.legal_entities_with(Right.FOLIOS_VIEW))


def favourite_outlet(actor: Actor, guest_id: UUID) -> str:
    """The outlet in which the guest spent on most occasions; "" where none is known or may be seen. One query."""
    if not actor.has_right(Right.FOLIOS_VIEW):
        return ""
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    lines = FolioLine.objects.filter(
        folio__in=Folio.objects.filter(guest_id=guest_id), outlet__isnull=False, is_payment=False,
        voids__isnull=True, amount__gt=0,
    ).filter(_folio_condition(actor))  # fmt: skip
    for labels, code, day in lines.values_list("outlet__labels", "outlet__code", "business_date"):
        days[label_in_language(labels, code), code].add(day)
    if not days:
        return ""
    return max(days, key=lambda key: (len(days[key]), max(days[key]), key))[0]


def list_stays(
    actor: Actor, guest_id: UUID, *, branch: str = "", older: str = "", limit: int = PAGE
) -> StayPage:
    """A page of a guest's reservations and stays in all branches that the actor may know of, the latest arrival
    first; of one branch where `branch` names it. Four queries."""
    chosen = _of_guest(actor, guest_id)
    branches = _branches_of(chosen)
    if branch:
        chosen = chosen.filter(branch__code=branch)
    if key := _key(older):
        chosen = chosen.filter(Q(arrival__lt=key[0]) | Q(arrival=key[0], id__lt=key[1]))
    rows = list(
        chosen.order_by("-arrival", "-id").values(
            "id", "status", "arrival", "departure", "number", "channel", "room_minor", "extras_minor", "rates",
            "currency", "counted_nights", "is_rate_hidden", "satisfaction", "send_off",
            entity=F("branch__legal_entity_id"), branch_labels=F("branch__labels"), branch_code=F("branch__code"),
            room_number=F("room__number"), type_labels=F("room_type__labels"), type_code=F("room_type__code"),
            outlet_labels=F("outlet__labels"), outlet_code=F("outlet__code"), group_name=F("group__name"),
            group_key=F("group_id"), guest_hidden=F("guest__is_rate_confidential"),
        )[: limit + 1]
    )  # fmt: skip
    channels = label_codes("channel")
    parties = veiled_groups(
        actor, {row["group_key"]: row["group_name"] or "" for row in rows if row["group_key"]}
    )
    lines = [_line(actor, row, channels, parties.get(row["group_key"], "")) for row in rows[:limit]]
    last = lines[-1] if len(rows) > limit else None
    return StayPage(lines, f"{last.arrival.isoformat()}.{last.id}" if last else "", branches)


def _branches_of(chosen: Any) -> list[tuple[str, str, int]]:
    """Code, words and number of each branch in which the guest has reservations, most first."""
    counts: dict[str, int] = defaultdict(int)
    words: dict[str, str] = {}
    for code, labels in chosen.order_by().values_list("branch__code", "branch__labels"):
        counts[code] += 1
        words.setdefault(code, label_in_language(labels, code))
    return [
        (code, words[code], counts[code]) for code in sorted(counts, key=lambda each: (-counts[each], each))
    ]


def _line(actor: Actor, row: dict[str, Any], channels: dict[str, str], party: str) -> StayLine:
    currency = row["currency"]
    knows = may_know_price(actor, row["entity"], bool(row["is_rate_hidden"] or row["guest_hidden"]))
    rates: Sequence[int] = row["rates"] or ()
    return StayLine(
        id=row["id"], branch=label_in_language(row["branch_labels"], row["branch_code"]), status=row["status"],
        arrival=row["arrival"], departure=row["departure"], room=row["room_number"] or "",
        room_type=label_in_language(row["type_labels"] or {}, row["type_code"] or ""),
        outlet=label_in_language(row["outlet_labels"] or {}, row["outlet_code"] or ""),
        channel=channels.get(row["channel"], row["channel"]), number=row["number"], group=party,
        room_minor=Money(row["room_minor"], currency) if knows and row["room_minor"] else None,
        extras=Money(row["extras_minor"], currency) if knows and row["extras_minor"] else None,
        rate=Money(rates[0], currency) if knows and rates and rates[0] else None,
        counted_nights=row["counted_nights"], satisfaction=row["satisfaction"], send_off=row["send_off"],
    )  # fmt: skip


def _key(text: str) -> tuple[date, UUID] | None:
    day, _dot, stay = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(stay)
    except ValueError:
        return None
