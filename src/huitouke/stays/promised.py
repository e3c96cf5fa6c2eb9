"""Promises over many stays: what a post still has to prepare, and how many were kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.models import Branch, label_in_language
from huitouke.stays.choices import EXPECTED, STAYED, ReservationStatus
from huitouke.stays.group_names import veiled
from huitouke.stays.models import Preparation
from huitouke.stays.policy import may_know_name
from huitouke.stays.sheets import may_see_stays_of, names_in, persons_of

_OPEN = Q(prepared_at=None, given_at=None, declined_at=None)


@dataclass(frozen=True, slots=True)
class SetUp:
    """A room and what is still to be set up in it, before the guest comes."""

    reservation_id: UUID
    floor: str
    room: str
    room_type: str
    texts: tuple[str, ...]


def list_set_ups(actor: Actor, branch: Branch, on: date, post: str) -> list[SetUp]:
    """What this post still has to prepare for the arrivals of a day, by floor and room; rooms that are not assigned
    yet stand last. Two queries at most. Nobody is named who is not to be disclosed."""
    actor.require(Right.STAYS_VIEW)
    if not may_see_stays_of(actor, branch):
        raise BranchNotFound(branch.code)
    rows = (
        Preparation.objects.filter(_OPEN, post=post)
        .filter(
            reservation__branch=branch,
            reservation__arrival=on,
            reservation__status__in=(*EXPECTED, ReservationStatus.IN_HOUSE),
            reservation__outlet=None,
        )
        .exclude(text="")
        .order_by("-confidence", "id")
        .values(
            "reservation_id", "text", floor=F("reservation__room__floor"), room=F("reservation__room__number"),
            labels=F("reservation__room_type__labels"), code=F("reservation__room_type__code"),
            is_hidden=F("reservation__is_name_hidden"), guest_hidden=F("reservation__guest__is_stay_confidential"),
            guest_name=F("reservation__guest__name"), latin_name=F("reservation__guest__latin_name"),
            form_of_address=F("reservation__guest__form_of_address"),
        )
    )  # fmt: skip
    texts: dict[UUID, list[str]] = defaultdict(list)
    places: dict[UUID, dict[str, Any]] = {}
    secret = [
        row["reservation_id"]
        for row in rows
        if not may_know_name(actor, branch.legal_entity_id, bool(row["is_hidden"] or row["guest_hidden"]))
    ]
    persons = persons_of(secret) if secret else {}
    for row in rows:
        names = (
            names_in(row, persons.get(row["reservation_id"], ())) if row["reservation_id"] in secret else ()
        )
        texts[row["reservation_id"]].append(veiled(row["text"], names))
        places.setdefault(row["reservation_id"], row)
    found = [
        SetUp(
            key, row["floor"] or "", row["room"] or "", label_in_language(row["labels"] or {}, row["code"] or ""),
            tuple(texts[key]),
        )
        for key, row in places.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (not each.room, _floor(each.floor), each.room))


def _floor(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (10**6, text)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises of stays were kept, in a branch or by a post. What was not possible, and said so, counts
    neither as kept nor as broken."""

    key: str
    asked: int
    prepared: int
    given: int
    declined: int

    @property
    def broken(self) -> int:
        return self.asked - self.declined - self.prepared

    @property
    def percent(self) -> int | None:
        """Kept out of those that were possible, rounded; None of none."""
        possible = self.asked - self.declined
        return round(100 * self.prepared / possible) if possible else None


def keeping_rates(
    actor: Actor, branches: Sequence[Branch], since: date, until: date
) -> tuple[dict[UUID, Kept], list[Kept]]:
    """Promises of stays that came between two arrival days, both of them in: by branch, and by the post that was to
    prepare them. A promise is kept where it was prepared or given. Two queries."""
    actor.require(Right.STAYS_VIEW)
    chosen = Preparation.objects.filter(
        reservation__branch__in=[each for each in branches if may_see_stays_of(actor, each)],
        reservation__arrival__range=(since, until), reservation__status__in=STAYED,
    ).order_by()  # fmt: skip
    by_branch = {
        row["reservation__branch"]: _kept("", row)
        for row in chosen.values("reservation__branch").annotate(**_counts())
    }
    by_post = [_kept(row["post"], row) for row in chosen.values("post").annotate(**_counts())]
    return by_branch, sorted(by_post, key=lambda each: (each.percent is None, each.percent, each.key))


def _counts() -> dict[str, Any]:
    is_kept = Q(prepared_at__isnull=False) | Q(given_at__isnull=False)
    return {
        "asked": Count("id"),
        "prepared": Count("id", filter=is_kept),
        "given": Count("id", filter=Q(given_at__isnull=False)),
        "declined": Count("id", filter=Q(declined_at__isnull=False)),
    }


def _kept(key: str, row: dict[str, Any]) -> Kept:
    return Kept(key, row["asked"], row["prepared"], row["given"], row["declined"])
