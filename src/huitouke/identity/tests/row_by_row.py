"""The plain way of taking in newer rows: one row after the other, each read, compared and saved by itself.

What `identity.services.updates.admit_newer` does for thousands at once has to come to the same; this is the yardstick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.guests.differences import CUSTOM, TARGET_COLUMNS, _new, added_between, changes_between
from huitouke.guests.events import PROFILE_CHANGED
from huitouke.guests.models import Guest
from huitouke.guests.rows import (
    COLUMNS,
    GUEST,
    GUEST_TAG,
    TAG_TABLE,
    WARNING_KINDS,
    WRITE_ORDER,
    Placement,
    ProfileEncoder,
    birthday_key,
    document_index,
)
from huitouke.guests.services.holdings import FACT_MODELS
from huitouke.guests.services.lexicon import searched_codes
from huitouke.guests.services.profiles import ensure_tags, find_or_make_tags
from huitouke.guests.services.revisions import Revision
from huitouke.guests.values.completeness import completeness_of
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.prepared import (
    ContactValue,
    DocumentValue,
    HashValue,
    Issue,
    PreferenceValue,
    PreparedGuest,
    VehicleValue,
)
from huitouke.guests.values.search import search_columns
from huitouke.identity.choices import LinkReason
from huitouke.identity.models import GuestImage, Link
from huitouke.identity.rows import RawGuest, RowEncoder, Source
from huitouke.identity.services.images import _packed, digest_of_state
from huitouke.identity.snapshots import guest_tables
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.services import copy_records, note_made
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import Sealer, sealer
from huitouke.kernel.history import tell_history
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish
from huitouke.kernel.snapshots import take_snapshots


def admit_newer(
    encoder: RowEncoder,
    source: Source,
    actor: Actor,
    external_id: str,
    raw: RawGuest,
    *,
    version: int,
    occurrence: int,
    people: Mapping[str, UUID],
    problems: Sequence[Issue] = (),
) -> tuple[list[Issue], bool]:
    """Store a newer version of a known record and let it change the guest it belongs to, inside the caller's
    transaction. All issues, those of the file (`problems`) first, and whether it was put into quarantine
    instead.

    Compared with the version before it, so that what staff changed meanwhile stands: a field that staff typed
    is left alone, a row that staff took off does not come back.
    """
    earlier = list(
        SourceRecord.objects.filter(
            system=source.system, external_id=external_id, state=RecordState.ACCEPTED
        ).order_by("version")
    )
    link = Link.objects.filter(record_id__in=[record.id for record in earlier]).order_by("-linked_at").first()
    text, digest = encoder.digest(raw)
    if link is None:
        raise AssertionError("rows that found guests are no newer rows")
    prepared = prepare(raw, today=source.today, lexicon=source.lexicon)
    issues = [*problems, *prepared.issues]
    if prepared.follow_up and prepared.follow_up not in people:
        issues.append(Issue("follow_up", "follow_up_unknown"))
    guest = Guest.objects.select_for_update(of=("self",)).get(id=link.guest_id)
    is_quarantined = any(issue.rejects for issue in issues)
    record_id = uuid7()
    copy_records(
        encoder.record(
            record_id.hex,
            external_id,
            text,
            digest,
            version=version,
            occurrence=occurrence,
            is_quarantined=is_quarantined,
        )
    )
    if is_quarantined:
        return issues, True
    is_imaged = source.run_id is not None and _image(source.run_id, guest)
    before = prepare(_raw_of(earlier[-1]), today=source.today, lexicon=source.lexicon)
    Link.objects.create(record_id=record_id, guest=guest, reason=LinkReason.SAME_ID)
    tell_history(actor_id=actor.id, record_id=record_id)
    held = set(guest.field_sources)
    revision = Revision(
        added_between(before, prepared),
        changes_between(before, prepared) - held,
        gone_between(guest, before, prepared, [record.id for record in earlier]),
    )
    made = find_or_make_tags(revision.prepared.tags)[1]
    if made and source.run_id:
        note_made(source.run_id, TAG_TABLE, made)
    placement = Placement(guest.branch_id, guest.legal_entity_id, actor.id, actor.name)
    apply_revision(
        guest,
        revision,
        record_id=record_id,
        encoder=ProfileEncoder(sealer(), placement, source.received_at),
        follow_up_ids=people,
        is_desk=False,
    )
    if source.run_id and is_imaged:
        _image_after(source.run_id, guest)
    publish(PROFILE_CHANGED, key=guest.id, guest=str(guest.id))
    return issues, False


def _raw_of(record: SourceRecord) -> RawGuest:
    return {target: texts for target, texts in read_content(record).items() if isinstance(texts, list)}


def _image(run_id: UUID, guest: Guest) -> bool:
    """Keep how the guest stands, at the first change by the run; whether the run did not found them."""
    if SourceRecord.objects.filter(id=guest.origin_record_id, run_id=run_id).exists():
        return False
    if not GuestImage.objects.filter(run_id=run_id, guest=guest).exists():
        state = take_snapshots(guest_tables(), [guest.id])[guest.id]
        GuestImage.objects.create(run_id=run_id, guest=guest, before=_packed(guest.id, state))
    return True


def _image_after(run_id: UUID, guest: Guest) -> None:
    state = take_snapshots(guest_tables(), [guest.id])[guest.id]
    own = GuestImage.objects.filter(run_id=run_id, guest=guest)
    own.update(after=digest_of_state(state), left_at=guest.updated_at)


def apply_revision(
    guest: Guest,
    revision: Revision,
    *,
    record_id: UUID,
    encoder: ProfileEncoder,
    follow_up_ids: Mapping[str, UUID],
    is_desk: bool,
) -> list[str]:
    """Write a revision of a locked guest inside the caller's transaction; the names of what changed.

    Columns computed from others follow. From the desk, the fields set are held against systems from now on.
    """
    held = frozenset() if is_desk else frozenset(guest.field_sources)
    changed = _set_columns(guest, revision, follow_up_ids, held)
    if is_desk:
        guest.field_sources = {
            **guest.field_sources,
            **dict.fromkeys(sorted(revision.targets), str(record_id)),
        }
    changed += _remove_rows(guest, revision.removals)
    changed += _add_rows(guest, revision.prepared, record_id, encoder)
    _refresh_computed(guest)
    guest.updated_at = clock.now()
    guest.save()
    return sorted(set(changed))


def _set_columns(
    guest: Guest, revision: Revision, follow_up_ids: Mapping[str, UUID], held: frozenset[str]
) -> list[str]:
    changed = []
    for target in revision.targets:
        if target.startswith(CUSTOM):
            if _set_custom(guest, target.removeprefix(CUSTOM), revision.prepared.custom):
                changed.append(target)
            continue
        for column in TARGET_COLUMNS[target]:
            if column == "follow_up":
                column, value = "follow_up_id", follow_up_ids.get(revision.prepared.follow_up)
            else:
                value = getattr(revision.prepared, column)
            if getattr(guest, column) != value:
                setattr(guest, column, value)
                changed.append(target)
    prepared = revision.prepared
    if prepared.documents:
        # A new paper fills what is still empty, and never more; nor what staff have emptied.
        for column in ("birth_date", "sex"):
            if column not in held and not getattr(guest, column) and getattr(prepared, column):
                setattr(guest, column, getattr(prepared, column))
                changed.append(column)
    return changed


def _set_custom(guest: Guest, code: str, values: Mapping[str, Any]) -> bool:
    """Set or clear a field of the hotel's own; whether it took another value."""
    value = values.get(code)
    if guest.custom.get(code) == value:
        return False
    kept = {key: each for key, each in guest.custom.items() if key != code}
    guest.custom = kept if value is None else {**kept, code: value}
    return True


def _remove_rows(guest: Guest, removals: Mapping[str, Sequence[UUID]]) -> list[str]:
    changed = []
    for kind, ids in removals.items():
        deleted, _by_model = FACT_MODELS[kind].objects.filter(guest=guest, id__in=list(ids)).delete()
        if deleted:
            changed.append(kind)
    return changed


def _add_rows(guest: Guest, prepared: PreparedGuest, record_id: UUID, encoder: ProfileEncoder) -> list[str]:
    fresh = without_known(guest, prepared)
    fresh, retold = _retell_vehicles(guest, fresh)
    rows = encoder.encode(fresh, guest.id, record_id)
    rows.pop(GUEST)
    if fresh.tags:
        tag_ids = ensure_tags(fresh.tags)
        rows[GUEST_TAG] = encoder.tag_lines(guest.id, record_id, [tag_ids[name] for name in fresh.tags])
    for table in WRITE_ORDER:
        bulk.copy_lines(table, COLUMNS[table], rows.get(table, b""))
    return [table.removeprefix("guests_") for table in rows] + (["vehicle"] if retold else [])


def _retell_vehicles(guest: Guest, fresh: PreparedGuest) -> tuple[PreparedGuest, bool]:
    """Give known cars the model and colour that are told of them now; the cars that are left are new."""
    known = {car.plate: car for car in guest.vehicles.all()} if fresh.vehicles else {}
    retold = False
    for told in fresh.vehicles:
        car = known.get(told.plate)
        if car is not None:
            car.model, car.colour = told.model or car.model, told.colour or car.colour
            car.save(update_fields=["model", "colour"])
            retold = True
    return replace(fresh, vehicles=tuple(car for car in fresh.vehicles if car.plate not in known)), retold


def without_known(guest: Guest, prepared: PreparedGuest) -> PreparedGuest:
    """The prepared rows that this guest does not have yet."""
    contacts = set(guest.contacts.values_list("kind", "value", "extension"))
    indexes = {bytes(index) for index in guest.documents.values_list("number_index", flat=True)}
    wishes = set(guest.preferences.values_list("kind", "text"))
    cars = {
        plate: (model, colour)
        for plate, model, colour in guest.vehicles.values_list("plate", "model", "colour")
    }
    tags = set(guest.guest_tags.values_list("tag__name", flat=True))
    ring = sealer()
    return replace(
        prepared,
        contacts=tuple(c for c in prepared.contacts if (c.kind, c.value, c.extension) not in contacts),
        documents=tuple(
            d for d in prepared.documents if document_index(ring, d.kind, d.number) not in indexes
        ),
        hashes=tuple(h for h in prepared.hashes if _digest_index(ring, h) not in indexes),
        preferences=tuple(w for w in prepared.preferences if (w.kind, w.text) not in wishes),
        vehicles=tuple(car for car in prepared.vehicles if _tells_more(car, cars.get(car.plate))),
        tags=tuple(tag for tag in prepared.tags if tag not in tags),
    )


def _tells_more(car: VehicleValue, known: tuple[str, str] | None) -> bool:
    """Whether a car is new, or has a model or colour that is not known of it."""
    if known is None:
        return True
    return any(told and told != had for told, had in zip((car.model, car.colour), known, strict=True))


def _digest_index(ring: Sealer, digest: HashValue) -> bytes:
    return document_index(ring, f"{digest.kind}_hash", digest.digest)


def _refresh_computed(guest: Guest) -> None:
    columns = search_columns(
        guest.name,
        guest.latin_name,
        guest.company,
        [str(guest.custom[code]) for code in searched_codes() if code in guest.custom],
    )
    guest.name_key, guest.pinyin, guest.initials = columns.name_key, columns.pinyin, columns.initials
    guest.grams, guest.search_keys = list(columns.grams), columns.search_keys
    guest.birthday_key = birthday_key(guest)
    wishes = tuple(PreferenceValue(*row) for row in guest.preferences.values_list("kind", "text"))
    guest.has_warning = any(wish.kind in WARNING_KINDS for wish in wishes)
    guest.completeness = completeness_of(known_of(guest, wishes))


def known_of(guest: Guest, wishes: tuple[PreferenceValue, ...]) -> PreparedGuest:
    """What is known of a stored guest, in the shape that completeness is told from; numbers stay sealed."""
    digests = ("name_hash", "document_hash")
    return PreparedGuest(
        name=guest.name,
        form_of_address=guest.form_of_address,
        sex=guest.sex,
        birth_date=guest.birth_date,
        birthday_month=guest.birthday_month,
        nationality=guest.nationality,
        address=guest.address or guest.home_address or guest.work_address,
        company=guest.company,
        contacts=tuple(
            ContactValue(kind, "", "", "", is_relay)
            for kind, is_relay in guest.contacts.values_list("kind", "is_relay")
        ),
        documents=tuple(
            DocumentValue(kind, "")
            for kind in guest.documents.values_list("kind", flat=True)
            if kind not in digests
        ),
        preferences=wishes,
    )


def gone_between(
    guest: Guest, before: PreparedGuest, after: PreparedGuest, record_ids: Sequence[UUID]
) -> dict[str, list[UUID]]:
    """Ids of the guest's rows that came with these records and that the newer version no longer tells."""
    ring = sealer()
    gone: dict[str, list[UUID]] = {}

    def collect(kind: str, rows: Iterable[tuple[Any, ...]], dropped: set[Any]) -> None:
        ids = [row[0] for row in rows if dropped and _as_key(row[1:]) in dropped]
        if ids:
            gone[kind] = ids

    own = {"record_id__in": list(record_ids)}
    contacts = {(c.kind, c.value) for c in _new(after.contacts, before.contacts)}
    collect("contact", guest.contacts.filter(**own).values_list("id", "kind", "value"), contacts)
    papers = {document_index(ring, d.kind, d.number) for d in _new(after.documents, before.documents)}
    papers |= {_digest_index(ring, digest) for digest in _new(after.hashes, before.hashes)}
    collect("document", guest.documents.filter(**own).values_list("id", "number_index"), papers)
    collect(
        "vehicle",
        guest.vehicles.filter(**own).values_list("id", "plate"),
        {car.plate for car in before.vehicles} - {car.plate for car in after.vehicles},
    )
    wishes = {(w.kind, w.text) for w in _new(after.preferences, before.preferences)}
    collect("preference", guest.preferences.filter(**own).values_list("id", "kind", "text"), wishes)
    tags = set(_new(after.tags, before.tags))
    collect("tag", guest.guest_tags.filter(**own).values_list("id", "tag__name"), tags)
    return gone


def _as_key(values: tuple[Any, ...]) -> Any:
    if len(values) == 1:
        return bytes(values[0]) if isinstance(values[0], memoryview) else values[0]
    return values
