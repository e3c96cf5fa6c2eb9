"""What two tellings of one guest differ in: single fields, rows that came, rows that went.

Pure of models and database, so that import workers compare in parallel.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from huitouke.guests.rows import document_index
from huitouke.guests.values.particulars import ADDRESSES
from huitouke.guests.values.prepared import HashValue, PreparedGuest
from huitouke.kernel.crypto import Sealer

BIRTHDAY_COLUMNS = (
    "birthday_calendar",
    "birthday_year",
    "birthday_month",
    "birthday_day",
    "birthday_leap",
)

TARGET_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "latin_name": ("latin_name",),
    "form_of_address": ("form_of_address",),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "kept_birthday": BIRTHDAY_COLUMNS,
    "nationality": ("nationality",),
    "language": ("language",),
    "company": ("company",),
    "position": ("position",),
    "address": ("address",),
    "region": ("region",),
    "postcode": ("postcode",),
    "home_address": ("home_address",),
    "home_region": ("home_region",),
    "home_postcode": ("home_postcode",),
    "work_address": ("work_address",),
    "work_region": ("work_region",),
    "work_postcode": ("work_postcode",),
    "occupation": ("occupation",),
    "native_place": ("native_place", "native_region"),
    "family": ("family",),
    "family_structure": ("family_structure",),
    "decision_maker": ("is_decision_maker",),
    "budget": ("budget_min", "budget_max", "budget_currency"),
    "need": ("need",),
    "usage": ("usage",),
    "birthday_reminder": ("is_birthday_muted",),
    "birthday_lead_days": ("birthday_lead_days",),
    "vip_grade": ("vip_grade",),
    "contact_preference": ("contact_preference",),
    "heard_from": ("heard_from",),
    "choice_reason": ("choice_reason",),
    "stay_confidential": ("is_stay_confidential",),
    "rate_confidential": ("is_rate_confidential",),
    "card_number": ("card_number",),
    "follow_up": ("follow_up",),
    "referred_by": ("referred_by",),
}
"""Single fields of a profile: the target of forms and files, and the columns that hold it."""

CUSTOM = "custom:"
"""What the target of a field that an administrator added begins with."""


class HasFields(Protocol):
    """A stored guest, or a prepared one."""

    @property
    def custom(self) -> dict[str, Any]: ...


def is_single(target: str) -> bool:
    """Whether a target names a single field, be it one of the hotel's own."""
    return target in TARGET_COLUMNS or target.startswith(CUSTOM)


def values_of(holder: HasFields, target: str) -> tuple[Any, ...]:
    """What a stored or prepared guest has in the columns of a single field."""
    if target.startswith(CUSTOM):
        return (holder.custom.get(target.removeprefix(CUSTOM)),)
    return tuple(getattr(holder, column) for column in TARGET_COLUMNS[target])


def with_followers(targets: Iterable[str]) -> list[str]:
    """The targets, with region and post code of every address that is among them: they follow its text, unless
    they are set in the same save."""
    found = dict.fromkeys(targets)
    for address, columns in ADDRESSES.items():
        if address in found:
            found |= dict.fromkeys(columns)
    return list(found)


def changes_between(before: PreparedGuest, after: PreparedGuest) -> frozenset[str]:
    """The single fields that two versions of a system's record tell differently."""
    custom = {CUSTOM + code for code in before.custom.keys() | after.custom.keys()}
    return frozenset(
        target
        for target in (*TARGET_COLUMNS, *custom)
        if values_of(before, target) != values_of(after, target)
    )


def added_between(before: PreparedGuest, after: PreparedGuest) -> PreparedGuest:
    """The newer version with only those rows that the older one did not have."""
    return replace(
        after,
        contacts=_new(before.contacts, after.contacts),
        documents=_new(before.documents, after.documents),
        hashes=_new(before.hashes, after.hashes),
        vehicles=_new(before.vehicles, after.vehicles),
        preferences=_new(before.preferences, after.preferences),
        tags=_new(before.tags, after.tags),
        notes=_new(before.notes, after.notes),
    )


def _new(before: Iterable[Any], after: Iterable[Any]) -> tuple[Any, ...]:
    known = set(before)
    return tuple(value for value in after if value not in known)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that the newer telling no longer has, as they are known again among those of a guest."""

    contacts: frozenset[tuple[str, str]] = frozenset()
    documents: frozenset[bytes] = frozenset()
    plates: frozenset[str] = frozenset()
    wishes: frozenset[tuple[str, str]] = frozenset()
    tags: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.contacts or self.documents or self.plates or self.wishes or self.tags)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer telling changes: `prepared` is all that it tells, with only those rows that are new in it."""

    prepared: PreparedGuest
    targets: frozenset[str] = frozenset()
    dropped: Dropped = field(default_factory=Dropped)


def difference_between(ring: Sealer, before: PreparedGuest, after: PreparedGuest) -> Difference:
    """What `after` changes of what `before` told."""
    return Difference(
        added_between(before, after), changes_between(before, after), dropped_between(ring, before, after)
    )


def dropped_between(ring: Sealer, before: PreparedGuest, after: PreparedGuest) -> Dropped:
    """The rows that the older telling had and the newer one has not."""
    papers = {document_index(ring, d.kind, d.number) for d in _new(after.documents, before.documents)}
    papers |= {digest_index(ring, digest) for digest in _new(after.hashes, before.hashes)}
    return Dropped(
        contacts=frozenset((c.kind, c.value) for c in _new(after.contacts, before.contacts)),
        documents=frozenset(papers),
        plates=frozenset({car.plate for car in before.vehicles} - {car.plate for car in after.vehicles}),
        wishes=frozenset((w.kind, w.text) for w in _new(after.preferences, before.preferences)),
        tags=frozenset(_new(after.tags, before.tags)),
    )


def digest_index(ring: Sealer, digest: HashValue) -> bytes:
    """The blind index of a digest that was given in place of a value."""
    return document_index(ring, f"{digest.kind}_hash", digest.digest)
