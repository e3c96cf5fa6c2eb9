"""Whose data it is: the guest, the records that tell of them, and by what they can be known."""

from collections.abc import Sequence
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.aliases import ids_of, present_id
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_manage_privacy
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.prepared import ContactValue, DocumentValue, PreparedGuest
from huitouke.identity.models import Link
from huitouke.identity.stamps import Traits, stamps, stamps_of
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.crypto import sealer
from huitouke.kernel.privacy import Person


def require_own_guest(actor: Actor, guest_id: UUID) -> Guest:
    """The guest, if the actor may copy and erase their data; else as if it did not exist."""
    actor.require(Right.PRIVACY_MANAGE)
    guest: Guest | None = (
        Guest.objects.visible_to(actor).select_related("branch").filter(id=present_id(guest_id)).first()
    )
    if guest is None or not may_manage_privacy(actor, guest.legal_entity_id):
        raise GuestNotFound
    return guest


def records_of(guest: Guest) -> list[SourceRecord]:
    """All records that tell of the guest: the linked ones, and quarantined versions under the same ids."""
    linked = list(SourceRecord.objects.filter(id__in=Link.objects.filter(guest=guest).values("record_id")))
    found = {record.id: record for record in linked}
    for system, external_id in {(record.system, record.external_id) for record in linked}:
        for record in SourceRecord.objects.filter(
            system=system, external_id=external_id, state=RecordState.QUARANTINED
        ):
            found[record.id] = record
    return list(found.values())


def person_of(guest: Guest, marks: Sequence[bytes] | None = None) -> tuple[Person, int]:
    """Whose data it is, with the records that tell of them; and how many of those came from the quarantine or wait
    at the desk, where nobody was recognised but a stamp fits."""
    marks = stamps(sealer(), traits_of(guest)) if marks is None else marks
    records = {record.id for record in records_of(guest)}
    strong = set(marks)
    quarantined = {
        record.id
        for record in SourceRecord.objects.filter(
            state__in=(RecordState.QUARANTINED, RecordState.WAITING), payload__isnull=False
        ).iterator(500)
        if record.id not in records
        and strong & set(stamps_of(sealer(), _prepared_of(record), record.system, record.external_id))
    }
    found = Person(
        guest.id, tuple(sorted(records | quarantined)), _texts_of(guest), tuple(ids_of(guest.id)[1:])
    )
    return found, len(quarantined)


SHORTEST_TEXT = 2
"""A shorter text would be found in anything."""


def _texts_of(guest: Guest) -> tuple[str, ...]:
    """Names, telephones, addresses of mail, numbers and plates as they stand and as they are written."""
    texts = {guest.name, guest.latin_name, guest.card_number, *guest.other_names}
    for value, shown in guest.contacts.filter(is_relay=False).values_list("value", "shown"):
        texts |= {value, shown, value.removeprefix("+86")}
    texts |= {paper.number for paper in guest.documents.all()}
    texts |= set(guest.vehicles.values_list("plate", flat=True))
    return tuple(sorted(text for text in texts if len(text) >= SHORTEST_TEXT))


def traits_of(guest: Guest) -> Traits:
    """By what the guest can be known: as the profile stands, and as each record told."""
    traits = Traits()
    for record in records_of(guest):
        traits.add(_prepared_of(record), record.system, record.external_id)
    traits.add(
        PreparedGuest(
            name=guest.name,
            latin_name=guest.latin_name,
            pinyin=guest.pinyin,
            birth_date=guest.birth_date,
            card_number=guest.card_number,
            contacts=tuple(
                ContactValue(kind, value, "", "", is_relay)
                for kind, value, is_relay in guest.contacts.values_list("kind", "value", "is_relay")
            ),
            documents=tuple(
                DocumentValue(paper.kind, paper.number)
                for paper in guest.documents.all()
                if not paper.kind.endswith("_hash")
            ),
        )
    )
    return traits


def _prepared_of(record: SourceRecord) -> PreparedGuest:
    """What one record told, be it a row from outside or a save at the desk."""
    content = read_content(record)
    raw = {target: texts for target, texts in content.items() if isinstance(texts, list)}
    for target, text in (content.get("set") or {}).items():
        raw.setdefault(target, []).append(text)
    for target, texts in (content.get("add") or {}).items():
        raw.setdefault(target, []).extend(texts)
    return prepare(raw, today=record.received_at.date())
