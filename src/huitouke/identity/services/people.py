"""People whom another system tells of in its messages: each record is stored once and finds or founds its guest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.guests.choices import DocumentKind
from huitouke.guests.events import PROFILE_CREATED
from huitouke.guests.models import Document
from huitouke.guests.rows import document_index
from huitouke.guests.services.together import settle_groups
from huitouke.guests.values.draft import prepare
from huitouke.identity.choices import LinkReason
from huitouke.identity.earlier import find_earlier
from huitouke.identity.folding import SaidOfPerson, fold_person
from huitouke.identity.rows import Earlier, EncodedRow, NewerRow, RawGuest, RowEncoder, Source
from huitouke.identity.services.admission import without_erased, write_rows
from huitouke.identity.services.updates import admit_newer
from huitouke.intake.queries import ToldRecord, read_contents, told_records
from huitouke.intake.services import next_versions, set_told_later
from huitouke.kernel.crypto import sealer
from huitouke.kernel.outbox import publish_each

CHECKED_PAPERS: Final = (DocumentKind.ID_CARD, DocumentKind.RESIDENCE_PERMIT, DocumentKind.FOREIGN_ID)
"""Papers whose number bears a check digit and stays with one person for life: only these say whose a record is."""


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

    A known id goes to its guest, a checked identity number to the guest of the same legal entity who holds it, anything
    else founds a guest. The same telling again changes nothing, an older one never changes what a newer one said, and
    what a telling leaves out stays as it was told before.
    The caller holds the lock of these ids. The number of statements does not grow with that of people.
    """
    admitted = Admitted()
    for group in _each_once(people):
        _admit(actor, source, group, admitted)
    return admitted


def _each_once(people: Iterable[Person]) -> list[list[Person]]:
    """The tellings in groups in which no id stands twice, each id's in their order."""
    groups: list[dict[str, Person]] = []
    for person in people:
        place = next((group for group in groups if person.external_id not in group), None)
        if place is None:
            place = {}
            groups.append(place)
        place[person.external_id] = person
    return [list(group.values()) for group in groups]


def _admit(actor: Actor, source: Source, people: Sequence[Person], admitted: Admitted) -> None:
    encoder = RowEncoder(sealer(), source)
    ids = [person.external_id for person in people]
    known = told_records(source.system, ids)
    earlier = find_earlier(source.system, ids)
    versions = next_versions(source.system, ids)
    found = {external_id: told.guest_id for external_id, told in earlier.items()}
    texts = {person.external_id: encoder.digest(person.raw) for person in people}
    fresh: list[Person] = []
    later: dict[UUID, datetime] = {}
    for person in people:
        said = _said_before(person, texts[person.external_id][1], known.get(person.external_id, ()))
        if said is None:
            fresh.append(person)
        elif person.told_at is not None and said.told_at is not None and said.told_at < person.told_at:
            later[said.record_id] = person.told_at
    set_told_later(later)
    said_before = _said_of(known, [each.external_id for each in fresh if each.external_id in earlier])
    holders = _holders_of_papers(source, [each for each in fresh if each.external_id not in earlier])
    new: list[EncodedRow] = []
    newer: list[NewerRow] = []
    by_paper: set[str] = set()
    for number, person in enumerate(fresh, 1):
        external_id = person.external_id
        version = versions.get(external_id, 1)
        before = earlier.get(external_id)
        if before is None and (guest_id := holders.get(external_id)) is not None:
            before = Earlier(guest_id, (), None)
            by_paper.add(external_id)
            found[external_id] = guest_id
        told = (number, external_id, person.raw, *texts[external_id])
        if before is None:
            row = encoder.encode_new(*told, version=version, told_at=person.told_at)
            new.append(row)
            if not row.is_quarantined:
                found[external_id] = UUID(row.guest_id)
            continue
        tellings = said_before.get(external_id, [])
        this = SaidOfPerson(person.raw, person.told_at, version, texts[external_id][1])
        whole = (fold_person(tellings), fold_person([*tellings, this]))
        newer.append(
            encoder.encode_newer(*told, before, version=version, told_at=person.told_at, whole=whole)
        )
    new, erased_new = without_erased(new)
    newer, erased_newer = without_erased(newer)
    write_rows(new, encoder)
    admit_newer(newer, source, actor, reasons=dict.fromkeys(by_paper, LinkReason.SAME_PAPER))
    tagged = [UUID(row.guest_id) for row in new if row.tags and not row.is_quarantined]
    if tagged:
        settle_groups(tagged)
    publish_each(
        PROFILE_CREATED,
        {UUID(row.guest_id): {"guest": str(UUID(row.guest_id))} for row in new if not row.is_quarantined},
    )
    gone = {row.external_id for row in erased_new} | {row.external_id for row in erased_newer}
    admitted.erased.update(gone)
    admitted.fresh.extend(person for person in fresh if person.external_id not in gone)
    admitted.guests.update(
        {external_id: guest for external_id, guest in found.items() if external_id not in gone}
    )


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
    """The guest of the same legal entity who holds the checked number that a person comes with. One query at most; a
    number that two guests hold says nothing."""
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
    return {external_id: guests.pop() for external_id, guests in held.items() if len(guests) == 1}
