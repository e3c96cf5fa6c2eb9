"""Which record each value of a guest comes from, and which others were told: by whom, when, and whether they still say
so. As the reader may know it: what stands masked stays so, sources of houses that are not the reader's are not told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.guests.differences import CUSTOM
from huitouke.guests.field_texts import TEXT_TARGETS, field_text
from huitouke.guests.masking import MASKED_TARGETS, Sight, mask_card, mask_target
from huitouke.guests.models import ContactPoint, Document, Guest, GuestAlias, Vehicle
from huitouke.guests.policy import may_edit, may_use
from huitouke.guests.queries import get_guest
from huitouke.guests.rows import document_index
from huitouke.guests.services.lexicon import load_lexicon
from huitouke.guests.values.documents import mask_number
from huitouke.identity.errors import FieldNotTold
from huitouke.identity.linked import Linked
from huitouke.identity.models import Link
from huitouke.identity.queries import STORY_LIMIT, RecordLine, list_records, require_named
from huitouke.identity.tellings import (
    CONTACT_FIELDS,
    ROW_FIELDS,
    Telling,
    Value,
    contact_key,
    fields_told,
    tellings_of,
    told_values,
)
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.payloads import unpack
from huitouke.kernel.crypto import Sealer, sealer
from huitouke.kernel.models import MovedRow

PAPER: Final = "document"
MARK: Final = "told-value"
_YEAR: Final = re.compile(r"\d{4}-")


@dataclass(frozen=True, slots=True)
class Said:
    """One source that told a value: a voice, with the first of its records that told it so. `record` is None where it
    is of a house that the reader does not look after."""

    record: RecordLine | None
    at: datetime | None
    is_current: bool
    """Whether that is this source's word of today; a form that the guest sent changes nothing by itself."""
    is_staff: bool
    is_papered: bool
    """Whether it was told along with a paper of identity."""
    is_of_other: bool
    """Whether it came to another profile, which became one with this guest."""


@dataclass(frozen=True, slots=True)
class ToldValue:
    """One value that was ever told of a field, with its sources, the newest first. `mark` names it in a request and
    tells nothing; `text` is masked as the reader's sight is."""

    field: str
    mark: str
    text: str
    is_shown: bool
    is_usable: bool
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class FieldStory:
    """All that was told of one field: what the profile shows first, then the others, the newest first. `set_by` is the
    save in which staff set what is shown, where they did."""

    field: str
    values: tuple[ToldValue, ...]
    set_by: RecordLine | None
    is_empty: bool
    """Whether the profile shows nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is read once of a guest for all of their fields."""

    guest: Guest
    tellings: list[Telling]
    lines: Mapping[UUID, RecordLine]
    held: Mapping[str, frozenset[str]]
    hidden: frozenset[UUID]
    """Records of houses that the reader does not look after."""


def tell_stories(actor: Actor, guest_id: UUID, only: Iterable[str] | None = None) -> list[FieldStory]:
    """The stories of these fields of a guest, or of all of which anything was told, in the order of the profile; of a
    field that was asked for also where nobody told anything. A constant number of queries. Refuses as reading the guest
    does; what a source said before and says otherwise now needs the right to histories. `FieldNotTold` for what is no
    field with a source."""
    guest = get_guest(actor, guest_id)
    sight = require_named(actor, guest)
    past = read_past(actor, guest.id)
    may_read = may_use(actor, Right.GUESTS_HISTORY, guest.legal_entity_id, guest.is_shared)
    edits = may_edit(actor, guest.legal_entity_id, guest.is_shared)
    wanted = fields_told(past.tellings) if only is None else list(dict.fromkeys(only))
    if not all(name in ROW_FIELDS or is_told_by_text(name) for name in wanted):
        raise FieldNotTold
    return [_story(past, name, sight, is_whole=may_read, may_use_it=edits) for name in wanted]


def tell_story(actor: Actor, guest_id: UUID, field_name: str) -> FieldStory:
    """The story of one field."""
    return tell_stories(actor, guest_id, [field_name])[0]


def read_past(actor: Actor, guest_id: UUID) -> Past:
    """What is known of how a guest came to be; for whoever may see them."""
    guest = Guest.objects.get(id=guest_id)
    lines = {line.id: line for line in list_records(guest, STORY_LIMIT)}
    records, branches = _linked(guest, lines)
    homes: dict[UUID, UUID] = {}
    if GuestAlias.objects.filter(guest_id=guest.id).exists():
        homes = dict(
            MovedRow.objects.filter(table_name=Link._meta.db_table, row_id__in=list(lines)).values_list(
                "row_id", "home_id"
            )
        )
    lexicon = load_lexicon()
    currencies = {branch.id: branch.currency for branch in branches.values()}
    files = ImportRun.objects.filter(
        id__in={record.run_id for record in records if record.run_id}, kind="guests"
    )
    tellings = tellings_of(
        records,
        {record.record_id: homes.get(record.record_id, guest.id) for record in records},
        lambda branch: replace(lexicon, currency=currencies[branch]) if branch in currencies else lexicon,
        frozenset(files.values_list("id", flat=True)),
    )
    return Past(guest, tellings, lines, _held(guest), _hidden(actor, records, branches))


def _linked(guest: Guest, lines: Mapping[UUID, RecordLine]) -> tuple[list[Linked], dict[UUID, Branch]]:
    """The records that still say something, opened, in the order of their links, with the branches that took them."""
    ring = sealer()
    links = {link.record_id: link for link in Link.objects.filter(guest=guest, record_id__in=list(lines))}
    stored = SourceRecord.objects.filter(id__in=list(links), payload__isnull=False)
    found = [_opened(record, links[record.id], ring) for record in stored]
    branches = {
        branch.id: branch
        for branch in Branch.objects.filter(id__in={each.branch_id for each in found if each.branch_id})
    }
    return sorted(found, key=lambda each: (each.linked_at, each.record_id)), branches


def _opened(record: SourceRecord, link: Link, ring: Sealer) -> Linked:
    return Linked(
        record_id=record.id,
        reason=link.reason,
        linked_at=link.linked_at,
        system=record.system,
        external_id=record.external_id,
        version=record.version,
        branch_id=record.branch_id,
        run_id=record.run_id,
        actor_id=record.actor_id,
        received_at=record.received_at,
        told_at=record.told_at,
        digest=bytes(record.digest),
        content=unpack(ring, record.id, bytes(record.payload or b"")),
    )


def _hidden(actor: Actor, records: Iterable[Linked], branches: Mapping[UUID, Branch]) -> frozenset[UUID]:
    if actor.has_group_right(Right.GUESTS_VIEW):
        return frozenset()
    own = actor.legal_entities_with(Right.GUESTS_VIEW)
    return frozenset(
        record.record_id
        for record in records
        if record.branch_id and branches[record.branch_id].legal_entity_id not in own
    )


def _held(guest: Guest) -> dict[str, frozenset[str]]:
    """What stands on the profile by now of the fields that may have several values, by the keys of `Value`; papers by
    their index."""
    found: dict[str, set[str]] = {}
    for kind, value, extension in ContactPoint.objects.filter(guest=guest).values_list(
        "kind", "value", "extension"
    ):
        found.setdefault(CONTACT_FIELDS.get(kind, kind), set()).add(contact_key(value, extension))
    papers = Document.objects.filter(guest=guest).values_list("number_index", flat=True)
    found[PAPER] = {bytes(index).hex() for index in papers}
    found["plate"] = set(Vehicle.objects.filter(guest=guest).values_list("plate", flat=True))
    return {name: frozenset(keys) for name, keys in found.items()}


def _story(past: Past, name: str, sight: Sight, *, is_whole: bool, may_use_it: bool) -> FieldStory:
    ring = sealer()
    guest = past.guest
    single = "" if name in ROW_FIELDS else field_text(guest, name)
    by_key: dict[str, tuple[Value, list[Telling]]] = {}
    for telling, value in told_values(past.tellings, name):
        by_key.setdefault(value.key, (value, []))[1].append(telling)
    values: list[tuple[bool, datetime, ToldValue]] = []
    for key, (value, tellings) in by_key.items():
        is_shown = _is_held(past, name, key, ring) if name in ROW_FIELDS else key == single
        said = _said(past, name, tellings, is_whole=is_whole or is_shown, is_shown=is_shown)
        if not said:
            continue
        newest = max(telling.record.received_at for telling in tellings)
        usable = (
            may_use_it and not is_shown and name != PAPER and (sight.is_clear or name not in MASKED_TARGETS)
        )
        told = ToldValue(
            name, mark_of(guest.id, name, key), shown_text(name, value.text, sight), is_shown, usable, said
        )
        values.append((is_shown, newest, told))
    values.sort(key=lambda each: each[:2], reverse=True)
    set_by = past.lines.get(_id_of(guest.field_sources.get(name, "")))
    is_empty = not single and not any(each[0] for each in values)
    return FieldStory(name, tuple(each[2] for each in values), set_by, is_empty)


def _is_held(past: Past, name: str, key: str, ring: Sealer) -> bool:
    if name == PAPER:
        kind, _colon, number = key.partition(":")
        key = document_index(ring, kind, number).hex()
    return key in past.held.get(name, frozenset())


def _said(
    past: Past, name: str, tellings: Sequence[Telling], *, is_whole: bool, is_shown: bool
) -> tuple[Said, ...]:
    """Who told a value, a voice once; of staff each save. What a reader may not know is left out, but that the value
    shown is another house's is said."""
    found: dict[tuple[Any, ...], Said] = {}
    is_elsewhere = False
    for telling in tellings:
        record = telling.record
        if record.record_id in past.hidden:
            is_elsewhere = True
            continue
        is_current = name in telling.current
        key: tuple[Any, ...] = (*telling.voice, record.record_id) if telling.is_staff else telling.voice
        earlier = found.get(key)
        found[key] = Said(
            past.lines[record.record_id] if earlier is None else earlier.record,
            record.received_at if earlier is None else earlier.at,
            is_current,
            telling.is_staff,
            name in telling.papered,
            telling.home != past.guest.id,
        )
    kept = [each for each in found.values() if each.is_current or is_whole]
    if not kept and is_elsewhere and is_shown:
        return (Said(None, None, True, False, False, False),)
    return tuple(sorted(kept, key=lambda each: (each.is_current, each.at), reverse=True))


def shown_text(name: str, text: str, sight: Sight) -> str:
    """A value of a field as the reader may see it."""
    if name == PAPER:
        return mask_number(text)
    if name == "card_number":
        return mask_card(text)
    if sight.is_clear:
        return text
    return _YEAR.sub("****-", text) if name == "kept_birthday" else mask_target(name, text)


def mark_of(guest_id: UUID, name: str, key: str) -> str:
    """What names a value in a request without telling it: another for each guest."""
    return sealer().blind_index(MARK, f"{guest_id}|{name}|{key}").hex()[:24]


def _id_of(text: str) -> UUID:
    return UUID(text) if text else UUID(int=0)


def is_told_by_text(name: str) -> bool:
    """Whether the field has one value, which a text sets."""
    return name in TEXT_TARGETS or name.startswith(CUSTOM)
