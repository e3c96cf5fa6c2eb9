"""A guest made anew from the records that tell of them, in the order in which they were linked. Pure of database.

The steps are those by which the records were taken in: the first founds the guest, a newer one of a system changes
what it tells otherwise than before, a save at the desk sets, adds and takes off, an act on many assigns.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import Any, Final
from uuid import UUID

from huitouke.guests.choices import EvaluationScale, NotePurpose
from huitouke.guests.differences import difference_between, digest_index
from huitouke.guests.models import Guest
from huitouke.guests.rows import (
    COLUMNS,
    CONTACT,
    DOCUMENT,
    GUEST,
    NOTE,
    PREFERENCE,
    VEHICLE,
    WARNING_KINDS,
    birthday_key,
    document_index,
)
from huitouke.guests.services.holdings import (
    HeldContact,
    HeldDocument,
    HeldPreference,
    HeldTag,
    HeldVehicle,
    Holding,
    rows_gone,
)
from huitouke.guests.services.revisions import Change, Revision, revise
from huitouke.guests.survivorship import join_profiles, refresh_from_rows, refresh_told
from huitouke.guests.values.documents import mask_number
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.identity.choices import LinkReason
from huitouke.identity.desk_saves import changed_targets, read_save
from huitouke.identity.folding import fold_person
from huitouke.identity.linked import MARK, TYPE, Gone, House, Linked, Row, Standing
from huitouke.identity.own_rows import of_home
from huitouke.intake.choices import DESK

_IDS: Final = count(1)


def _next_id() -> UUID:
    """An id of a row in memory, unlike that of any other."""
    return UUID(int=next(_IDS))


@dataclass(slots=True)
class Replayed:
    """A guest in memory, while the records are told in their order."""

    house: House
    guest: Guest
    holding: Holding = field(default_factory=Holding)
    rows: dict[str, dict[UUID, Row]] = field(default_factory=lambda: defaultdict(dict))
    tags: dict[UUID, set[str]] = field(default_factory=dict)
    """Names of tags that a record tells."""
    withdrawn: int = 0
    """Marks that were taken back; which ones the records do not say."""
    is_follow_up_doubtful: bool = False
    homes: Mapping[UUID, UUID] = field(default_factory=dict)
    """Of a guest who was ever one with another: the home of each record. What saves took off is then told by the
    history row by row (`take_off`), since a save may have taken off what is another's by now."""
    standing: Standing = field(default_factory=dict)
    """Of such a guest: the rows that stand. Of two profiles that were one the record of either may have brought what
    the other had told before; where its row stands, it was new."""
    _said: dict[tuple[str, str], list[Linked]] = field(default_factory=lambda: defaultdict(list))
    _before_acts: dict[UUID, tuple[UUID | None, str | None]] = field(default_factory=dict)

    @classmethod
    def found(cls, house: House, guest_id: UUID, record: Linked) -> "Replayed":
        """The guest as the first record tells it: one that was typed is read as typed, not so a person of a booking
        that the desk made."""
        is_typed = "form" in record.content or (record.system == DESK and ":" not in record.external_id)
        prepared = prepare(
            record.raw,
            today=house.day_of(record.branch_id, record.linked_at),
            is_typed=is_typed,
            lexicon=house.lexicons.get(record.branch_id),
        )
        guest = Guest(
            id=guest_id,
            branch_id=record.branch_id,
            legal_entity_id=house.legal_entities.get(record.branch_id),
            origin_record_id=record.record_id,
            created_at=record.linked_at,
            updated_at=record.linked_at,
        )
        for column in COLUMNS[GUEST]:
            if hasattr(prepared, column):
                setattr(guest, column, getattr(prepared, column))
        guest.follow_up_id = house.people.get(prepared.follow_up)
        guest.birthday_key = birthday_key(guest)
        guest.has_warning = any(wish.kind in WARNING_KINDS for wish in prepared.preferences)
        self = cls(house, guest)
        self._doubt(prepared, record)
        self._add(prepared, record, record.linked_at)
        self._told_tags(record, prepared)
        self._said[record.system, record.external_id].append(record)
        return self

    def tell(self, records: Sequence[Linked], gone: Gone) -> None:
        """The next record in their order, or those that one system told in one go. A form of the guest's own that
        joined changes nothing by itself."""
        reason = records[0].reason
        if reason == LinkReason.DESK:
            for record in records:
                self._save(record, gone)
        elif reason != LinkReason.OWN_FORM:
            self._newer(records)

    def join(self, other: "Replayed") -> None:
        """The guest becomes one with another, who is shown as this one from now on."""
        join_profiles(self.guest, other.guest)
        mine, theirs = self.holding, other.holding
        self.holding = Holding(
            sorted([*mine.contacts, *theirs.contacts], key=_source),
            sorted([*mine.documents, *theirs.documents], key=_source),
            sorted([*mine.vehicles, *theirs.vehicles], key=_source),
            sorted([*mine.preferences, *theirs.preferences], key=_source),
            sorted([*mine.tags, *theirs.tags], key=_source),
        )
        for table, rows in other.rows.items():
            self.rows[table] |= rows
        self.rows[TYPE] = _once_each(self.rows[TYPE])
        self.tags |= other.tags
        self.withdrawn += other.withdrawn
        self.is_follow_up_doubtful |= other.is_follow_up_doubtful
        self._said |= other._said
        self._before_acts |= other._before_acts
        refresh_told(self.guest, self.holding, self.house.searched)

    def take_off(self, kind: str, stood: Mapping[str, Any], home: UUID) -> None:
        """A row of this home went, by whoever's save."""
        own = {
            row_id
            for rows in self.rows.values()
            for row_id, row in rows.items()
            if self._is_of(row[0][0], home)
        }
        if kind == "note":
            is_meant = _note_of(stood)
            found = [row_id for row_id, row in self.rows[NOTE].items() if is_meant(row)]
        else:
            found = self._row_of(kind, stood, ())
        if kind != "tag":
            # A tag is held once: taken off, it is off for all who are one.
            found = ([row_id for row_id in found if row_id in own] or found)[:1]
        removals = {kind: found}
        self.holding = self.holding.without(removals)
        for rows in self.rows.values():
            for row_id in removals[kind]:
                rows.pop(row_id, None)
        refresh_from_rows(self.guest, self.holding)

    def close_type(self, type_id: UUID) -> None:
        """A type ended, for all who are one."""
        self.rows[TYPE] = {key: row for key, row in self.rows[TYPE].items() if row[0][1] != type_id}

    def _is_of(self, record_id: UUID, home: UUID) -> bool:
        return self.homes.get(record_id, home) == home

    def act(self, record_id: UUID, person_id: UUID | None) -> None:
        """An act on many lets a colleague follow the guest up; told again, it was undone."""
        sources = self.guest.field_sources
        if record_id in self._before_acts:
            person, source = self._before_acts.pop(record_id)
            self.guest.follow_up_id = person
            self.guest.field_sources = {key: each for key, each in sources.items() if key != "follow_up"}
            if source is not None:
                self.guest.field_sources["follow_up"] = source
            return
        self._before_acts[record_id] = (self.guest.follow_up_id, sources.get("follow_up"))
        self.guest.follow_up_id = person_id
        self.guest.field_sources = {**sources, "follow_up": str(record_id)}

    def _newer(self, records: Sequence[Linked]) -> None:
        """Newer tellings of a system, compared with what it told before; of several in one go the last bears what all
        of them change."""
        house, record = self.house, records[-1]
        before = sorted(self._said[record.system, record.external_id], key=lambda each: each.age)
        lexicon = house.lexicons.get(record.branch_id)
        today = house.day_of(record.branch_id, record.received_at)
        notes: dict[str, None] = {}
        for number in range(1, len(records) + 1):
            told = records[:number]
            if record.run_id in house.files:
                start, whole = before[-1].raw if before else {}, told[-1].raw
            else:
                start = fold_person(each.said for each in before)
                whole = fold_person(each.said for each in [*before, *told])
            after = prepare(whole, today=today, lexicon=lexicon)
            difference = difference_between(house.ring, prepare(start, today=today, lexicon=lexicon), after)
            notes |= dict.fromkeys(difference.prepared.notes)
        self._said[record.system, record.external_id] += records
        self._doubt(after, record)
        revision = Revision(
            replace(difference.prepared, notes=tuple(notes)),
            difference.targets - set(self.guest.field_sources),
            rows_gone(self.holding, difference.dropped, [each.record_id for each in before]),
        )
        self._revise(revision, record, is_desk=False)

    def _save(self, record: Linked, gone: Gone) -> None:
        """A save at the desk: of the page, a note, types, or a mark."""
        content = record.content
        add, remove = content.get("add") or {}, content.get("remove") or {}
        if "withdraw" in content:
            self.withdrawn += not self.homes
        elif "purpose" in content:
            end = content.get("expires_on")
            self._note(
                record, add["note"][0], content["purpose"], None if end is None else date.fromisoformat(end)
            )
        elif "guest_type" in add or "guest_type" in remove:
            self._types(record, add.get("guest_type", ()), remove.get("guest_type", ()))
        elif set(add) <= set(EvaluationScale.values) and add:
            scale, (value,) = next(iter(add.items()))
            self.rows[MARK][_next_id()] = ((record.record_id,), (scale, int(value), record.actor_id))
        elif set(remove) == {"note"}:
            for row_id in remove["note"] if not self.homes else ():
                self._take_off(NOTE, _note_of(gone("note", row_id)))
        else:
            self._page(record, content.get("set") or {}, add, remove, gone)

    def _page(
        self,
        record: Linked,
        fields: Mapping[str, str],
        add: Mapping[str, Sequence[str]],
        remove: Mapping[str, Sequence[str]],
        gone: Gone,
    ) -> None:
        house, guest = self.house, self.guest
        lexicon = house.lexicons[guest.branch_id]
        prepared = read_save(guest, fields, add, today=record.received_at.date(), lexicon=lexicon)
        targets = changed_targets(guest, prepared, fields, house.people)
        removals: dict[str, list[UUID]] = {}
        for kind, ids in remove.items() if not self.homes else ():
            removals[kind] = []
            for each in ids:
                removals[kind] += self._row_of(kind, gone(kind, each), removals[kind])[:1]
        if "follow_up" in fields:
            self.is_follow_up_doubtful = False
            self._doubt(prepared, record)
        self._revise(Revision(prepared, targets, removals), record, is_desk=True)

    def _revise(self, revision: Revision, record: Linked, *, is_desk: bool) -> None:
        change = Change(self.guest, revision, record.record_id)
        revised = revise(
            change,
            self.holding,
            follow_up_ids=self.house.people,
            searched=self.house.searched,
            is_desk=is_desk,
            own=self._own(record.record_id),
        )
        self.holding = self.holding.without(revision.removals)
        for ids in revision.removals.values():
            for row_id in ids:
                for rows in self.rows.values():
                    rows.pop(row_id, None)
        for car in revised.cars:
            self.rows[VEHICLE][car.id] = ((car.record_id, car.plate), (car.model, car.colour))
            self.holding.vehicles = [car if each.id == car.id else each for each in self.holding.vehicles]
        self._add(revised.fresh, record, record.received_at)
        self._told_tags(record, revision.prepared)

    def _told_tags(self, record: Linked, told: PreparedGuest) -> None:
        if told.tags:
            self.tags[record.record_id] = set(told.tags)

    def _own(self, record_id: UUID) -> Holding | None:
        home = self.homes.get(record_id)
        if home is None:
            return None
        own = of_home(self.holding, home, self.homes, home)

        def is_new(table: str, *key: object) -> bool:
            return (record_id, *key) in self.standing.get(table, ())

        return replace(
            own,
            contacts=[row for row in own.contacts if not is_new(CONTACT, row.kind, row.value)],
            documents=[row for row in own.documents if not is_new(DOCUMENT, row.kind, row.number_index)],
            vehicles=[row for row in own.vehicles if not is_new(VEHICLE, row.plate)],
            preferences=[row for row in own.preferences if not is_new(PREFERENCE, row.kind, row.text)],
        )

    def _add(self, told: PreparedGuest, record: Linked, at: datetime) -> None:
        """Hold the rows that a record brings."""
        ring, source, held = self.house.ring, record.record_id, self.holding
        for contact in told.contacts:
            row_id = _next_id()
            held.contacts.append(
                HeldContact(row_id, source, contact.kind, contact.value, contact.extension, contact.is_relay)
            )
            self.rows[CONTACT][row_id] = (
                (source, contact.kind, contact.value),
                (contact.shown, contact.extension, contact.is_relay),
            )
        papers = [
            (d.kind, d.number, d.country, d.expires_on, document_index(ring, d.kind, d.number))
            for d in told.documents
        ]
        papers += [(f"{h.kind}_hash", h.digest, "", None, digest_index(ring, h)) for h in told.hashes]
        for kind, number, country, expires_on, index in papers:
            row_id = _next_id()
            held.documents.append(HeldDocument(row_id, source, kind, index))
            self.rows[DOCUMENT][row_id] = (
                (source, kind, index),
                (number, mask_number(number), country, expires_on),
            )
        for car in told.vehicles:
            row_id = _next_id()
            held.vehicles.append(HeldVehicle(row_id, source, car.plate, car.model, car.colour))
            self.rows[VEHICLE][row_id] = ((source, car.plate), (car.model, car.colour))
        for wish in told.preferences:
            row_id = _next_id()
            held.preferences.append(HeldPreference(row_id, source, wish.kind, wish.text))
            self.rows[PREFERENCE][row_id] = ((source, wish.kind, wish.text), (at,))
        held.tags += [HeldTag(_next_id(), source, name) for name in told.tags]
        for text in told.notes:
            self._note(record, text, NotePurpose.SERVICE.value, None)

    def _note(self, record: Linked, text: str, purpose: str, expires_on: date | None) -> None:
        key = (record.record_id, text)
        self.rows[NOTE][_next_id()] = (key, (purpose, expires_on, record.actor_id))

    def _types(self, record: Linked, given: Iterable[str], taken: Iterable[str]) -> None:
        gone = {self.house.types.get(code) for code in taken} if not self.homes else set()
        kept = {key: row for key, row in self.rows[TYPE].items() if row[0][1] not in gone}
        fresh = {_next_id(): ((record.record_id, self.house.types.get(code)), ()) for code in given}
        self.rows[TYPE] = {**kept, **fresh}

    def _take_off(self, table: str, is_meant: Callable[[Row], bool]) -> None:
        for row_id in [row_id for row_id, row in self.rows[table].items() if is_meant(row)][:1]:
            del self.rows[table][row_id]

    def _row_of(self, kind: str, stood: Mapping[str, Any], taken: Collection[UUID]) -> list[UUID]:
        """The rows that a save may mean which took one off, known again by what stood in it; not those it took off
        already."""
        if not stood:
            return []
        held = self.holding
        if kind == "tag":
            found = [row.id for row in held.tags if row.name == stood.get("name")]
        elif kind == "document":
            index = document_index(self.house.ring, stood.get("kind", ""), stood.get("number", ""))
            found = [row.id for row in held.documents if row.number_index == index]
        elif kind == "vehicle":
            found = [row.id for row in held.vehicles if row.plate == stood.get("plate")]
        elif kind == "preference":
            wanted = (stood.get("kind"), stood.get("text"))
            found = [row.id for row in held.preferences if (row.kind, row.text) == wanted]
        else:
            found = [
                row_id
                for row_id, ((_record, kind_, _value), (shown, extension, _relay)) in self.rows[
                    CONTACT
                ].items()
                if (kind_, shown, extension)
                == (stood.get("kind"), stood.get("shown"), stood.get("extension") or "")
            ]
        return [row_id for row_id in found if row_id not in taken]

    def _doubt(self, prepared: PreparedGuest, record: Linked) -> None:
        if prepared.follow_up and self.house.doubtful(prepared.follow_up, record.received_at):
            self.is_follow_up_doubtful = True


def _source(row: Any) -> UUID:
    """Rows stand in the order in which they came, which is that of their records."""
    source: UUID = row.record_id
    return source


def _once_each(rows: Mapping[UUID, Row]) -> dict[UUID, Row]:
    """Of a type that both had, the row that came first stands (`guests.moving`)."""
    kept: dict[UUID, tuple[UUID, Row]] = {}
    for key, row in sorted(rows.items(), key=lambda each: each[1][0][0]):
        kept.setdefault(row[0][1], (key, row))
    return dict(kept.values())


def _note_of(stood: Mapping[str, Any]) -> Callable[[Row], bool]:
    return lambda row: bool(stood) and row[0][1] == stood.get("text")
