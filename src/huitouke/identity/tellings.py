"""What each record of a guest told, field by field: the material of which a profile is made. Pure of database.

A system that speaks of a person under one id is one voice: its newest telling is its word of today, the older ones are
what it said before. What staff set on the guest's page is one voice too, whichever save and whichever profile.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from huitouke.guests.differences import CUSTOM, values_of, with_followers
from huitouke.guests.field_rules import GROUPS
from huitouke.guests.field_texts import TEXT_TARGETS, field_text
from huitouke.guests.survivorship import Claim
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.lexicon import Lexicon
from huitouke.guests.values.plates import vehicle_text
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.guests.values.raw import TARGETS
from huitouke.identity.choices import LinkReason
from huitouke.identity.folding import SaidOfPerson, fold_person
from huitouke.identity.linked import Linked
from huitouke.intake.choices import DESK

CONTACT_FIELDS: Final[Mapping[str, str]] = {"home": "home_phone", "office": "office_phone"}
"""Kinds of contacts whose field is named otherwise."""
ROW_FIELDS: Final = frozenset(
    {
        "mobile", "phone", "office_phone", "home_phone", "fax", "email", "wechat", "wecom", "qq", "alipay",
        "wechat_unionid", "wechat_openid", "msn", "document", "plate",
    }
)  # fmt: skip
"""Fields of which a guest may have several values at once: all of them are kept and shown."""

_TARGETS: Final = frozenset(TARGETS)
_UNITS: Final = tuple(unit for units in GROUPS.values() for unit in units)
_OF_PAPERS: Final = ("name", "latin_name", "sex", "birth_date", "nationality")
"""What a paper of identity says itself: told along with its number, it was read off it."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field as it was told: by `key` two are the same, `text` is how it is shown and told again."""

    key: str
    text: str


@dataclass(slots=True)
class Telling:
    """One record's word: by field its values. A field that staff emptied has none, and is there all the same."""

    record: Linked
    home: UUID
    voice: tuple[str, ...]
    """Equal for the records of one voice."""
    values: dict[str, tuple[Value, ...]]
    prepared: PreparedGuest
    papered: frozenset[str] = frozenset()
    """Fields that were told along with a paper of identity that says them."""
    fresh: frozenset[str] = field(default_factory=frozenset)
    """Fields that this voice told otherwise before, or not at all."""
    current: frozenset[str] = field(default_factory=frozenset)
    """Fields of which this is the voice's word of today."""
    since: dict[str, Linked] = field(default_factory=dict)
    """By field the record from which on this voice says so without a break."""

    @property
    def is_staff(self) -> bool:
        """Whether staff set it on the guest's page."""
        return self.voice == (DESK,)


LexiconOf = Callable[[UUID | None], Lexicon | None]


def tellings_of(
    records: Sequence[Linked], homes: Mapping[UUID, UUID], lexicon_of: LexiconOf, files: Collection[UUID]
) -> list[Telling]:
    """What these records of one guest told, in the order in which they were linked. `homes` are those of records, where
    several profiles became the guest; `files` imports whose rows each tell the whole guest, as a message does not."""
    found: list[Telling] = []
    before: dict[tuple[str, ...], list[Linked]] = defaultdict(list)
    for record in records:
        home = homes.get(record.record_id, UUID(int=0))
        if _is_save(record):
            said = _saved(record, home, lexicon_of(record.branch_id))
            if said.values:
                found.append(said)
            continue
        voice = (str(home), record.system, record.external_id)
        before[voice].append(record)
        if record.run_id in files or len(before[voice]) == 1:
            raw = record.raw
        else:
            raw = fold_person(
                SaidOfPerson(each.raw, each.told_at, each.version, each.digest) for each in before[voice]
            )
        is_typed = "form" in record.content or (record.system == DESK and ":" not in record.external_id)
        prepared = prepare(
            raw, today=record.received_at.date(), is_typed=is_typed, lexicon=lexicon_of(record.branch_id)
        )
        found.append(Telling(record, home, voice, _values_of(prepared), prepared, _papered(prepared)))
    _mark(found)
    return found


def _is_save(record: Linked) -> bool:
    return record.system == DESK and not record.raw


def _saved(record: Linked, home: UUID, lexicon: Lexicon | None) -> Telling:
    """What a save on the guest's page sets and adds; what it takes off tells nothing."""
    content = record.content
    fields = {name: text for name, text in (content.get("set") or {}).items() if isinstance(text, str)}
    added = {
        name: [str(text) for text in texts]
        for name, texts in (content.get("add") or {}).items()
        if name in _TARGETS and isinstance(texts, list)
    }
    raw = {name: [text] for name, text in fields.items() if text.strip()} | added
    prepared = prepare(raw, today=record.received_at.date(), is_typed=True, lexicon=lexicon)
    told = _values_of(prepared)
    papered = _papered(prepared)
    singles = set(with_followers(name for name in fields if _is_text(name)))
    if prepared.documents:
        singles |= {name for name in ("birth_date", "sex") if name in told}
    values = {name: told.get(name, ()) for name in sorted(singles)}
    values |= {name: each for name, each in told.items() if name in ROW_FIELDS}
    return Telling(record, home, (DESK,), values, prepared, papered & values.keys())


def _is_text(target: str) -> bool:
    return target in TEXT_TARGETS or target.startswith(CUSTOM)


def _values_of(prepared: PreparedGuest) -> dict[str, tuple[Value, ...]]:
    """By field what is told; fields of which nothing is told are left out."""
    found: dict[str, list[Value]] = defaultdict(list)
    for target in (*TEXT_TARGETS, *(CUSTOM + code for code in prepared.custom)):
        text = field_text(prepared, target)
        if text:
            found[target].append(Value(text, text))
    for contact in prepared.contacts:
        name = CONTACT_FIELDS.get(contact.kind, contact.kind)
        text = f"{contact.shown} 转 {contact.extension}" if contact.extension else contact.shown
        found[name].append(Value(contact_key(contact.value, contact.extension), text))
    for paper in prepared.documents:
        found["document"].append(Value(f"{paper.kind}:{paper.number}", paper.number))
    for car in prepared.vehicles:
        found["plate"].append(Value(car.plate, vehicle_text(car.plate, car.model, car.colour)))
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def contact_key(value: str, extension: str) -> str:
    """By which two contacts of one kind are the same."""
    return f"{value}~{extension}" if extension else value


def _papered(prepared: PreparedGuest) -> frozenset[str]:
    return frozenset(_OF_PAPERS if prepared.documents else ())


def _mark(tellings: Iterable[Telling]) -> None:
    """Note which fields each telling was the first of its voice to tell so, and of which it is the word of today."""
    newest: dict[tuple[str, ...], Telling] = {}
    staff: dict[str, Telling] = {}
    for telling in tellings:
        telling.since = dict.fromkeys(telling.values, telling.record)
        if telling.is_staff:
            telling.fresh = telling.current = frozenset(telling.values)
            for name in telling.values.keys() - ROW_FIELDS:
                earlier = staff.get(name)
                if earlier is not None:
                    earlier.current -= {name}
                staff[name] = telling
            continue
        earlier = newest.get(telling.voice)
        if earlier is None:
            telling.fresh = frozenset(telling.values)
        else:
            telling.fresh = frozenset(
                name for name, values in telling.values.items() if earlier.values.get(name) != values
            )
            same = telling.values.keys() - telling.fresh
            telling.since |= {name: earlier.since[name] for name in same}
            earlier.current = frozenset()
        telling.current = frozenset(telling.values)
        newest[telling.voice] = telling


def claims_of(tellings: Iterable[Telling]) -> dict[str, list[Claim]]:
    """What every voice says by now of each unit of fields for which there may be a rule, by the unit's first target, in
    the order in which it was told. A form that the guest sent changes nothing by itself."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for telling in tellings:
        if telling.record.reason == LinkReason.OWN_FORM:
            continue
        own = [(target,) for target in telling.values if target.startswith(CUSTOM)]
        for unit in (*_UNITS, *own):
            targets = [target for target in unit if target in telling.current]
            if not targets or not (telling.is_staff or unit[0] in telling.values):
                continue
            since = [telling.since[target] for target in targets]
            newest = max(since, key=lambda record: (_instant(record), record.record_id))
            told = targets if telling.is_staff else unit
            found[unit[0]].append(
                Claim(
                    {target: values_of(telling.prepared, target) for target in told},
                    newest.record_id,
                    _instant(newest),
                    telling.record.system,
                    telling.is_staff,
                    unit[0] in telling.papered,
                )
            )
    return found


def _instant(record: Linked) -> datetime:
    """When a record was told: as its sender says, else when it came."""
    return record.told_at or record.received_at


def told_values(tellings: Iterable[Telling], field_name: str) -> Iterator[tuple[Telling, Value]]:
    """Every value that was ever told of a field, with who told it, in their order."""
    for telling in tellings:
        for value in telling.values.get(field_name, ()):
            yield telling, value


def fields_told(tellings: Iterable[Telling]) -> list[str]:
    """The fields of which anything was told, in the order of the profile."""
    names: dict[str, Any] = {name: None for telling in tellings for name in telling.values}
    order = {name: place for place, name in enumerate((*TEXT_TARGETS, *sorted(ROW_FIELDS)))}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))
