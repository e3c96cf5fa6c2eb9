"""People whom another system tells of in its messages: each record is stored once and finds or founds its guest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.guests.differences import Difference
from huitouke.guests.events import PROFILE_CREATED
from huitouke.guests.models import Document
from huitouke.guests.rows import document_index
from huitouke.guests.services.together import settle_groups
from huitouke.guests.values.draft import prepare
from huitouke.identity.choices import LinkReason
from huitouke.identity.earlier import find_earlier
from huitouke.identity.folding import SaidOfPerson, fold_person
from huitouke.identity.papers import CHECKED_PAPERS, known_by_papers
from huitouke.identity.rows import Earlier, EncodedRow, NewerRow, RawGuest, RowEncoder, Source
from huitouke.identity.services.admission import without_erased, write_rows
from huitouke.identity.services.updates import admit_newer
from huitouke.intake.queries import ToldRecord, read_contents, told_records
from huitouke.intake.services import next_versions, set_told_later
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish_each

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """One telling of one person: the id that the system knows them by, what it says, and when it said so."""

    external_id: str
    raw: RawGuest
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whose the tellings are: the guest of each external id in whom somebody can be recognised, the ids of people
    who were erased, of whom nothing is kept, and the tellings that were not known word for word."""

    guests: dict[str, UUID] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    fresh: list[Person] = field(default_factory=list)


def admit_people(*, actor: Actor, source: Source, people: Sequence[Person]) -> Admitted:
    """Store what a system tells of these people, inside the caller's transaction, and let it found or change guests.

    A known id goes to its guest, a checked identity number to the guest of the same legal entity who holds it and
    agreed to be known by it, anything else founds a guest. The same telling again changes nothing, an older one never
    changes what a newer one said, and what a telling leaves out stays as it was told before.
    The caller holds the lock of these ids. The number of statements grows neither with that of people nor with that of
    tellings of one person.
    """
    encoder = RowEncoder(sealer(), source)
    ids = sorted({person.external_id for person in people})
    known = told_records(source.system, ids)
    earlier = find_earlier(source.system, ids)
    fresh = _fresh_of(encoder, people, known, next_versions(source.system, ids))
    before = _said_of(known, [external_id for external_id in fresh if external_id in earlier])
    holders = _holders_of_papers(
        source, [told[0].person for external_id, told in fresh.items() if external_id not in earlier]
    )
    guests = {external_id: told.guest_id for external_id, told in earlier.items()}
    new: list[EncodedRow] = []
    newer: list[NewerRow] = []
    for external_id, tellings in fresh.items():
        said = before.get(external_id, [])
        owner = earlier.get(external_id)
        if owner is None and external_id in holders:
            owner = Earlier(holders[external_id], (), None)
        left = list(tellings)
        while owner is None and left:
            told = left.pop(0)
            row = told.founding(encoder)
            new.append(row)
            if not row.is_quarantined:
                owner, said = Earlier(UUID(row.guest_id), (UUID(row.record_id),), None), [told.said]
        if owner is not None:
            guests[external_id] = owner.guest_id
            newer += _changing(encoder, owner, said, left)
    gone = {row.external_id for row in without_erased(new)[1]}
    gone |= {row.external_id for row in without_erased(newer)[1]}
    # Of an id under which one telling is of somebody who was erased, none is kept.
    new = [row for row in new if row.external_id not in gone]
    newer = [row for row in newer if row.external_id not in gone]
    write_rows(new, encoder)
    admit_newer(newer, source, actor, reasons=dict.fromkeys(holders, LinkReason.SAME_PAPER))
    tagged = [UUID(row.guest_id) for row in new if row.tags and not row.is_quarantined]
    if tagged:
        settle_groups(tagged)
    publish_each(
        PROFILE_CREATED,
        {UUID(row.guest_id): {"guest": str(UUID(row.guest_id))} for row in new if not row.is_quarantined},
    )
    return Admitted(
        {external_id: guest for external_id, guest in guests.items() if external_id not in gone},
        gone,
        [told.person for external_id, found in fresh.items() if external_id not in gone for told in found],
    )


@dataclass(slots=True)
class _Telling:
    """One that says something new, on its way to its record. `told_at` may be later than the person's own instant:
    that of whoever confirmed it."""

    person: Person
    text: bytes
    digest: bytes
    version: int
    told_at: datetime | None

    @property
    def said(self) -> SaidOfPerson:
        return SaidOfPerson(self.person.raw, self.told_at, self.version, self.digest)

    def founding(self, encoder: RowEncoder) -> EncodedRow:
        """The rows of a guest who is new."""
        return encoder.encode_new(
            self.version, self.person.external_id, self.person.raw, self.text, self.digest, version=self.version,
            told_at=self.told_at,
        )  # fmt: skip

    def changing(self, encoder: RowEncoder, owner: Earlier, whole: tuple[RawGuest, RawGuest]) -> NewerRow:
        """Its record, and what the guest changes by."""
        return encoder.encode_newer(
            self.version, self.person.external_id, self.person.raw, self.text, self.digest, owner,
            version=self.version, told_at=self.told_at, whole=whole,
        )  # fmt: skip


def _fresh_of(
    encoder: RowEncoder,
    people: Iterable[Person],
    known: dict[str, list[ToldRecord]],
    versions: Mapping[str, int],
) -> dict[str, list[_Telling]]:
    """The tellings that say something new, by id, in their order. What only confirms a record gives it the later
    instant. One statement at most."""
    fresh: dict[str, list[_Telling]] = {}
    later: dict[UUID, datetime] = {}
    waiting: dict[UUID, _Telling] = {}
    every = {
        external_id: {each.record_id: each for each in records} for external_id, records in known.items()
    }
    for person in people:
        text, digest = encoder.digest(person.raw)
        records = every.setdefault(person.external_id, {})
        said = _said_before(person, digest, list(records.values()))
        if said is None:
            mine = fresh.setdefault(person.external_id, [])
            version = versions.get(person.external_id, 1) + len(mine)
            mine.append(_Telling(person, text, digest, version, person.told_at))
            mark = uuid7()
            waiting[mark] = mine[-1]
            records[mark] = ToldRecord(person.external_id, version, digest, mark, person.told_at)
        elif person.told_at is not None and said.told_at is not None and said.told_at < person.told_at:
            records[said.record_id] = said._replace(told_at=person.told_at)
            if said.record_id in waiting:
                waiting[said.record_id].told_at = person.told_at
            else:
                later[said.record_id] = person.told_at
    for external_id in known:
        known[external_id] = [each for key, each in every[external_id].items() if key not in waiting]
    set_told_later(later)
    return fresh


def _changing(
    encoder: RowEncoder, owner: Earlier, said: Sequence[SaidOfPerson], tellings: Sequence[_Telling]
) -> list[NewerRow]:
    """Newer records of one guest; the last of them bears what all of them change."""
    rows: list[NewerRow] = []
    every, start = list(said), fold_person(said)
    kept: list[tuple[NewerRow, Difference]] = []
    for told in tellings:
        row = told.changing(encoder, owner, (start, fold_person([*every, told.said])))
        rows.append(row)
        if row.difference is not None:
            every.append(told.said)
            kept.append((row, row.difference))
    if len(kept) > 1:
        *first, (last, whole) = kept
        notes = dict.fromkeys(note for _row, each in kept for note in each.prepared.notes)
        last.difference = replace(whole, prepared=replace(whole.prepared, notes=tuple(notes)))
        last.joined = tuple(row.record_id for row, _difference in first)
        for row, _difference in first:
            row.difference = None
    return rows


def _said_before(person: Person, digest: bytes, known: Sequence[ToldRecord]) -> ToldRecord | None:
    """The record that says the same, where this telling is that one again or only confirms the newest; None where it
    is something new: also what was said once, and after something else is said again."""
    same = [each for each in known if each.digest == digest]
    if not same:
        return None
    if person.told_at is None:
        return same[-1]
    newest = max(known, key=lambda each: (each.told_at or _NEVER, each.version))
    if newest in same:
        return newest
    return next((each for each in same if (each.told_at or _NEVER) >= person.told_at), None)


def _said_of(
    known: Mapping[str, Sequence[ToldRecord]], external_ids: Iterable[str]
) -> dict[str, list[SaidOfPerson]]:
    """All that was said before of these people; nothing of what erasure has emptied. One query at most."""
    records = {external_id: known[external_id] for external_id in external_ids if external_id in known}
    if not records:
        return {}
    contents = read_contents([each.record_id for told in records.values() for each in told])
    return {
        external_id: [
            SaidOfPerson(_raw_of(contents.get(each.record_id, {})), each.told_at, each.version, each.digest)
            for each in told
        ]
        for external_id, told in records.items()
    }


def _raw_of(content: Mapping[str, Any]) -> RawGuest:
    return {target: texts for target, texts in content.items() if isinstance(texts, list)}


def _holders_of_papers(source: Source, people: Sequence[Person]) -> Mapping[str, UUID]:
    """The guest of the same legal entity who holds the checked number that a person comes with, and agreed to be known
    by it. Two queries at most; a number that two guests hold says nothing."""
    ring = sealer()
    numbers: dict[bytes, str] = {}
    for person in people:
        prepared = prepare(person.raw, today=source.today, lexicon=source.lexicon)
        for paper in prepared.documents:
            if paper.kind in CHECKED_PAPERS:
                numbers[document_index(ring, paper.kind, paper.number)] = person.external_id
    if not numbers:
        return {}
    same_entity = Q(guest__legal_entity_id=source.legal_entity_id) | Q(guest__legal_entity=None)
    rows = Document.objects.filter(same_entity | Q(guest__is_shared=True), number_index__in=list(numbers))
    held: dict[str, set[UUID]] = {}
    for index, guest_id in rows.values_list("number_index", "guest_id"):
        held.setdefault(numbers[bytes(index)], set()).add(guest_id)
    agreed = known_by_papers({guest_id for guests in held.values() for guest_id in guests})
    return {
        external_id: guest_id
        for external_id, guests in held.items()
        for guest_id in guests
        if len(guests) == 1 and guest_id in agreed
    }
