"""Which value shows where several were told. Pure of database; the rules in docs/domain/golden-profile.md and merge.md.

Usually the records are told one after the other, and `join_profiles` says what two profiles show together; fields for
which an administrator set an order are decided by `choose` from all that is told. The fold that makes guests anew from
their records takes the same road, so that every profile can be proven.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from huitouke.guests.differences import CUSTOM, TARGET_COLUMNS
from huitouke.guests.field_rules import Criterion, FieldRules
from huitouke.guests.models import Guest
from huitouke.guests.rows import WARNING_KINDS, birthday_key
from huitouke.guests.services.holdings import Holding, known_of
from huitouke.guests.services.revisions import search_of
from huitouke.guests.values.completeness import completeness_of
from huitouke.guests.values.particulars import ADDRESSES

STRICT: Final = {
    "stay_confidential": "is_stay_confidential",
    "rate_confidential": "is_rate_confidential",
    "birthday_reminder": "is_birthday_muted",
}
"""Fields by which a guest asked to be left alone: whoever of the two asked, it holds."""
_NULLABLE: Final = frozenset(field.name for field in Guest._meta.concrete_fields if field.null)
_TOGETHER: Final = (*(tuple(names) for names in ADDRESSES.values()), ("birth_date", "kept_birthday"))
_OF_OTHERS: Final = {*STRICT, *(name for names in _TOGETHER for name in names)}
GROUPS: Final = (*_TOGETHER, *((target,) for target in TARGET_COLUMNS if target not in _OF_OTHERS))
"""Fields that go together: a post code belongs to its address, the birthday kept every year to its birth date."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one voice says of a unit of fields by now: by target the columns' values, empty ones for what staff emptied.
    `at` is since when it says so."""

    values: Mapping[str, tuple[Any, ...]]
    record_id: UUID
    at: datetime
    system: str
    is_staff: bool
    is_verified: bool


def choose(guest: Guest, claims: Mapping[str, Sequence[Claim]], rules: FieldRules) -> None:
    """Let the guest show what the rules say, in memory; `claims` are those of each unit, by its first target. A unit of
    which nobody says anything is left as it is. Columns told from others are left: `refresh_told` sets them."""
    named = {guest.name, guest.latin_name}
    sources = dict(guest.field_sources)
    own = [target for target in claims if target.startswith(CUSTOM)]
    for unit, order in rules.units(own):
        said = claims.get(unit[0], ())
        whole = [claim for claim in said if unit[0] in claim.values]
        if not whole:
            continue
        best = _best(whole, order, rules)
        for target in unit:
            # Of an address that somebody tells, staff may have set the post code alone.
            alone = [each for each in said if target in each.values and unit[0] not in each.values]
            claim = best
            if alone:
                claim = _best([best, alone[-1]], order, rules) if target in best.values else alone[-1]
            _show(guest, target, claim.values.get(target))
            sources.pop(target, None)
            if claim.is_staff:
                sources[target] = str(claim.record_id)
    guest.field_sources = sources
    names = {guest.name, guest.latin_name}
    if names != named:
        guest.other_names = sorted(({*guest.other_names, *named} - names) - {""})


def _best(claims: Sequence[Claim], order: Sequence[Criterion], rules: FieldRules) -> Claim:
    """The claim for which the first criterion speaks that tells two apart; where none does, the newest."""
    often = Counter(_key(claim) for claim in claims)

    def weight(claim: Claim) -> tuple[Any, ...]:
        said: dict[Criterion, Any] = {
            Criterion.VERIFIED: claim.is_verified,
            Criterion.STAFF: claim.is_staff,
            Criterion.SOURCE: -rules.rank(claim.system),
            Criterion.NEWER: claim.at,
            Criterion.FREQUENT: often[_key(claim)],
        }
        return (*(said[each] for each in order), claim.at, claim.record_id)

    return max(claims, key=weight)


def _key(claim: Claim) -> str:
    return repr(sorted(claim.values.items()))


def _show(guest: Guest, target: str, values: tuple[Any, ...] | None) -> None:
    """Set a single field; to nothing where no values are given."""
    if target.startswith(CUSTOM):
        code = target.removeprefix(CUSTOM)
        kept = {key: value for key, value in guest.custom.items() if key != code}
        value = values[0] if values else None
        guest.custom = kept if value is None else {**kept, code: value}
        return
    for place, column in enumerate(TARGET_COLUMNS[target]):
        setattr(guest, column, values[place] if values else (None if column in _NULLABLE else ""))


def winner(kept: Guest, gone: Guest, targets: Sequence[str]) -> Guest:
    """Whose value of these fields shows: what staff typed stands over what systems say, of two that staff typed the
    newer; else that of the guest who stays, where there is one."""
    mine, theirs = _typed(kept, targets), _typed(gone, targets)
    if mine or theirs:
        return kept if mine >= theirs else gone
    return kept if _has_any(kept, targets) or not _has_any(gone, targets) else gone


def join_profiles(kept: Guest, gone: Guest) -> None:
    """Let `kept` show what both are, in memory. Columns told from others are left: `refresh_told` sets them."""
    own = sorted(
        {CUSTOM + code for code in (*kept.custom, *gone.custom)} | _own_typed(kept) | _own_typed(gone)
    )
    sources: dict[str, str] = {}
    taken: list[str] = []
    for targets in (*GROUPS, *((target,) for target in own)):
        best = winner(kept, gone, targets)
        sources |= {name: best.field_sources[name] for name in targets if name in best.field_sources}
        if best is gone:
            taken += targets
    for target, column in STRICT.items():
        best = gone if getattr(gone, column) and not getattr(kept, column) else kept
        setattr(kept, column, getattr(kept, column) or getattr(gone, column))
        if target in best.field_sources:
            sources[target] = best.field_sources[target]
    names = _names_of([kept, gone])
    custom = dict(kept.custom)
    for target in taken:
        if target.startswith(CUSTOM):
            code = target.removeprefix(CUSTOM)
            custom = {key: value for key, value in custom.items() if key != code}
            if code in gone.custom:
                custom[code] = gone.custom[code]
            continue
        for column in TARGET_COLUMNS[target]:
            name = "follow_up_id" if column == "follow_up" else column
            setattr(kept, name, getattr(gone, name))
    kept.custom = custom
    kept.field_sources = sources
    kept.other_names = sorted(names - {kept.name, kept.latin_name})
    kept.created_at = min(kept.created_at, gone.created_at)
    # A guest whom one legal entity knows does not come to be the whole group's by becoming one with another.
    if kept.legal_entity_id is None:
        kept.legal_entity_id, kept.branch_id = gone.legal_entity_id, gone.branch_id or kept.branch_id


def refresh_told(guest: Guest, holding: Holding, searched: Sequence[str]) -> None:
    """Set the columns that are told from others, in memory."""
    columns = search_of(guest, searched)
    guest.name_key, guest.pinyin, guest.initials = columns.name_key, columns.pinyin, columns.initials
    guest.grams, guest.search_keys = list(columns.grams), columns.search_keys
    guest.birthday_key = birthday_key(guest)
    refresh_from_rows(guest, holding)


def refresh_from_rows(guest: Guest, holding: Holding) -> None:
    """Set those of them that are told from what the guest holds."""
    guest.has_warning = any(wish.kind in WARNING_KINDS for wish in holding.preferences)
    guest.completeness = completeness_of(known_of(guest, holding))


def _typed(guest: Guest, targets: Iterable[str]) -> str:
    """The newest record in which staff set any of these fields; empty where they did not. Ids sort by time."""
    return max((guest.field_sources.get(target, "") for target in targets), default="")


def _own_typed(guest: Guest) -> set[str]:
    return {target for target in guest.field_sources if target.startswith(CUSTOM)}


def _has_any(guest: Guest, targets: Iterable[str]) -> bool:
    return any(value not in ("", None, False) for target in targets for value in _values(guest, target))


def _values(guest: Guest, target: str) -> list[Any]:
    if target.startswith(CUSTOM):
        return [guest.custom.get(target.removeprefix(CUSTOM))]
    return [
        getattr(guest, "follow_up_id" if name == "follow_up" else name) for name in TARGET_COLUMNS[target]
    ]


def _names_of(guests: Iterable[Guest]) -> set[str]:
    names = {name for guest in guests for name in (guest.name, guest.latin_name, *guest.other_names)}
    return names - {""}
