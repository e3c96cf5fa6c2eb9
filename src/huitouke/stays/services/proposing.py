"""Wishes become preparations when a stay becomes known or changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.guests.choices import WARNING_KINDS, PreferenceKind
from huitouke.guests.models import Preference
from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord
from huitouke.kernel import bulk, clock
from huitouke.kernel.ids import uuid7
from huitouke.stays.choices import EXPECTED, STAYING, ReservationStatus, Teller
from huitouke.stays.models import Preparation, Reservation, ReservationPerson
from huitouke.stays.promises import Promise, Wish, fold, promises_of

TEXT_LIMIT: Final = 200
"""Signs of a preparation: a longer request is cut, and stands whole on the reservation."""
_OWN_FORM: Final = "form"
"""The system of what guests write themselves."""
OPEN: Final = (*EXPECTED, ReservationStatus.IN_HOUSE)


@transaction.atomic
def propose_preparations(*, actor: Actor, reservation_ids: Iterable[UUID]) -> int:
    """Let these reservations promise what docs/domain/preparations.md says; how many preparations came or went.

    Of reservations that are still to come or in house. What nobody has touched yet follows the wishes; what was
    prepared, given, declined or typed by hand stays. Safe to repeat. Six statements, however many reservations.
    """
    rows = list(
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .filter(id__in=bulk.among(reservation_ids), status__in=OPEN, outlet=None)
        .order_by("id")
        .values("id", "status", "arrival", "guest_id", "requests", "booked_on", "created_at", "branch_id")
    )
    if not rows:
        return 0
    held: dict[UUID, list[Preparation]] = defaultdict(list)
    for each in Preparation.objects.filter(reservation_id__in=bulk.among(row["id"] for row in rows)):
        held[each.reservation_id].append(each)
    people = _people_of(rows)
    wishes, warnings = _known_of({guest for guests in people.values() for guest in guests})
    zones = {each.id: each for each in Branch.objects.filter(id__in={row["branch_id"] for row in rows})}
    new: list[Preparation] = []
    gone: list[UUID] = []
    now = clock.now()
    for row in rows:
        wanted = {
            _cut(each.wish.text): each
            for each in promises_of(
                [
                    *_requests_of(row, zones[row["branch_id"]]),
                    *(wish for guest in people[row["id"]] for wish in wishes[guest]),
                ],
                [text for guest in people[row["id"]] for text in warnings[guest]],
                row["arrival"],
            )
        }
        known = held[row["id"]]
        gone += [each.id for each in known if _is_dropped(each, wanted)]
        texts = {fold(each.text) for each in known if each.id not in gone}
        new += [
            _row(row["id"], text, promise, actor, now)
            for text, promise in wanted.items()
            if fold(text) not in texts
        ]
    # Somebody may have ticked it since it was read.
    Preparation.objects.filter(id__in=gone, prepared_at=None, given_at=None, declined_at=None).delete()
    Preparation.objects.bulk_create(new, ignore_conflicts=True)
    return len(new) + len(gone)


def _is_dropped(each: Preparation, wanted: Mapping[str, Promise]) -> bool:
    """Whether a proposal falls away: no longer wished, and nobody has touched it."""
    return each.is_untouched and each.told_by != Teller.STAY and each.text not in wanted


def _row(reservation_id: UUID, text: str, promise: Promise, actor: Actor, now: Any) -> Preparation:
    return Preparation(
        id=uuid7(), reservation_id=reservation_id, guest_id=promise.wish.guest_id,
        preference_id=promise.wish.preference_id, text=text, told_by=promise.wish.told_by,
        told_on=promise.wish.told_on, confidence=promise.confidence, post=promise.post, asked_at=now,
        asked_by=actor.id, asked_name=actor.name, updated_at=now,
    )  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def _people_of(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, list[UUID]]:
    """Everybody known who stays, by reservation."""
    found: dict[UUID, list[UUID]] = {row["id"]: [row["guest_id"]] if row["guest_id"] else [] for row in rows}
    persons = ReservationPerson.objects.filter(
        reservation_id__in=bulk.among(found), role__in=STAYING, guest__isnull=False
    )
    for reservation_id, guest_id in persons.values_list("reservation_id", "guest_id"):
        if guest_id not in found[reservation_id]:
            found[reservation_id].append(guest_id)
    return found


def _known_of(guests: set[UUID]) -> tuple[dict[UUID, list[Wish]], dict[UUID, list[str]]]:
    """What the profiles of these guests wish, and what they forbid."""
    wishes: dict[UUID, list[Wish]] = defaultdict(list)
    warnings: dict[UUID, list[str]] = defaultdict(list)
    if not guests:
        return wishes, warnings
    kinds = (PreferenceKind.PREFERENCE, *WARNING_KINDS)
    rows = list(Preference.objects.filter(guest_id__in=bulk.among(guests), kind__in=kinds).order_by("id"))
    told = [each.record_id for each in rows if each.kind == PreferenceKind.PREFERENCE]
    systems = dict(SourceRecord.objects.filter(id__in=bulk.among(told)).values_list("id", "system"))
    for each in rows:
        if each.kind in WARNING_KINDS:
            warnings[each.guest_id].append(each.text)
        else:
            teller = teller_of(systems.get(each.record_id, ""))
            wishes[each.guest_id].append(
                Wish(each.text, teller, each.noted_at.date(), each.guest_id, each.id)
            )
    return wishes, warnings


def teller_of(system: str) -> str:
    """Whose word a record of this system is."""
    if system == DESK:
        return str(Teller.STAFF)
    return str(Teller.GUEST if system == _OWN_FORM else Teller.SYSTEM)


def _requests_of(row: Mapping[str, Any], branch: Branch) -> list[Wish]:
    """What was asked for with the reservation, a line each."""
    told_on = row["booked_on"] or branch.business_date
    return [
        Wish(line.strip(), str(Teller.REQUEST), told_on, row["guest_id"])
        for line in row["requests"].splitlines()
        if line.strip()
    ]
