"""Keeping the list of guest types, and writing which ones a guest has."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.errors import GuestTypeInUse, GuestTypeInvalid, GuestTypeNotFound
from huitouke.guests.events import (
    GUEST_TYPE_CLOSED,
    GUEST_TYPE_REMOVED,
    GUEST_TYPE_REOPENED,
    GUEST_TYPE_SAVED,
)
from huitouke.guests.models import Guest, GuestType, GuestTypeMembership
from huitouke.guests.values.cells import tidy

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LABEL_LIMIT = 60


@transaction.atomic
def save_guest_type(
    *, actor: Actor, code: str, labels: dict[str, str], sort: int = 0, is_new: bool = False
) -> GuestType:
    """Make a guest type, or give one other words. Refuses a code in use where a new one is made, and a type
    without a word. For the whole group, since a guest's types follow them from branch to branch."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    code = code.strip().lower()
    words = {language: tidy(text)[:LABEL_LIMIT] for language, text in labels.items() if tidy(text)}
    problems: dict[str, list[str]] = {}
    found = GuestType.objects.select_for_update().filter(code=code).first()
    if not CODE.fullmatch(code):
        problems["code"] = [_("Write a code of small letters, digits, - and _, such as family.")]
    elif is_new and found:
        problems["code"] = [_("There is a type of this code already.")]
    elif not is_new and not found:
        raise GuestTypeNotFound
    if not words:
        problems["labels"] = [_("Write what staff call it, in Chinese or English.")]
    if not -1000 <= sort <= 1000:
        problems["sort"] = [_("Write a place between -1000 and 1000.")]
    if problems:
        raise GuestTypeInvalid(problems)
    kept = found or GuestType(code=code)
    kept.labels, kept.sort = words, sort
    kept.save()
    record_audit(
        actor, GUEST_TYPE_SAVED, object_type="guest_type", object_id=kept.id, fields=["labels", "sort"]
    )
    return kept


@transaction.atomic
def close_guest_type(*, actor: Actor, code: str, is_closed: bool = True) -> GuestType:
    """Offer a type no longer, or again. Guests who have it keep it."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    kept = _locked(code)
    if kept.is_closed != is_closed:
        kept.is_closed = is_closed
        kept.save()
        record_audit(
            actor,
            GUEST_TYPE_CLOSED if is_closed else GUEST_TYPE_REOPENED,
            object_type="guest_type",
            object_id=kept.id,
        )
    return kept


@transaction.atomic
def remove_guest_type(*, actor: Actor, code: str) -> None:
    """Remove a type that no guest ever had; refuses with `GuestTypeInUse` otherwise."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    kept = _locked(code)
    if kept.memberships.exists():
        raise GuestTypeInUse
    record_audit(actor, GUEST_TYPE_REMOVED, object_type="guest_type", object_id=kept.id)
    kept.delete()


FIRST_TYPES: Final = (
    ("individual", "散客", "Individual"),
    ("business", "商务", "Business"),
    ("family", "家庭亲子", "Family"),
    ("group", "团队", "Group"),
    ("conference", "会议", "Conference"),
    ("long_stay", "长住", "Long stay"),
    ("local", "本地宾客", "Local"),
    ("key_account", "大客户", "Key account"),
)
"""What a new hotel begins with: code, 中文, English."""


def load_first_types() -> int:
    """Put the first types into a database that has none; how many. What a hotel removed does not come back."""
    if GuestType.objects.exists():
        return 0
    made = GuestType.objects.bulk_create(
        [
            GuestType(code=code, labels={"zh": zh, "en": en}, sort=place)
            for place, (code, zh, en) in enumerate(FIRST_TYPES)
        ],
        ignore_conflicts=True,
    )
    return len(made)


def _locked(code: str) -> GuestType:
    found = GuestType.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise GuestTypeNotFound
    return found


def types_of_codes(codes: Iterable[str], *, kept: Iterable[str] = ()) -> list[GuestType]:
    """The types of these codes. Refuses an unknown one, and a closed one that the guest does not have yet
    (`kept`)."""
    wanted = list(dict.fromkeys(codes))
    found = {each.code: each for each in GuestType.objects.filter(code__in=wanted)}
    may_stay = set(kept)
    unknown = [code for code in wanted if code not in found]
    closed = [code for code in wanted if code in found and found[code].is_closed and code not in may_stay]
    if unknown or closed:
        raise GuestTypeInvalid({"types": [_("Choose among the types that are offered.")]})
    return [found[code] for code in wanted]


def write_memberships(guest: Guest, types: list[GuestType], *, record_id: UUID, today: date) -> bool:
    """Let the guest belong to these types from today on, and to no other; whether anything changed."""
    open_ones = {each.type_id: each for each in guest.type_memberships.filter(until=None)}
    wanted = {each.id for each in types}
    gone = [row for type_id, row in open_ones.items() if type_id not in wanted]
    fresh = [type_id for type_id in wanted if type_id not in open_ones]
    for row in gone:
        row.until = max(today, row.since)
        row.save(update_fields=["until"])
    GuestTypeMembership.objects.bulk_create(
        [
            GuestTypeMembership(guest=guest, type_id=type_id, since=today, record_id=record_id)
            for type_id in sorted(fresh)
        ]
    )
    return bool(gone or fresh)
