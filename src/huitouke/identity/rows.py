"""A raw guest from outside as the rows that admit it: source record, link, profile.

Pure of models and database, so that import workers run it in parallel; the desk, the API and the demo take
the same road with one row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from huitouke.guests.differences import Difference, difference_between
from huitouke.guests.rows import Placement, ProfileEncoder
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.lexicon import Lexicon
from huitouke.guests.values.prepared import Issue, PreparedGuest
from huitouke.identity.choices import LinkReason
from huitouke.identity.stamps import stamps_of
from huitouke.intake.choices import RecordState
from huitouke.intake.payloads import canonical, digest_of, unpack
from huitouke.intake.rows import record_line
from huitouke.kernel.bulk import line
from huitouke.kernel.crypto import Sealer
from huitouke.kernel.ids import Uuid7Sequence

LINK_TABLE = "identity_link"
LINK_COLUMNS = ("record_id", "guest_id", "reason", "linked_at")

RawGuest = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of one run come from."""

    system: str
    branch_id: UUID | None
    legal_entity_id: UUID | None
    run_id: UUID | None
    actor_id: UUID | None
    actor_name: str
    received_at: datetime
    today: date
    follow_up_ids: dict[str, UUID] = field(default_factory=dict)
    has_erased: bool = False
    """Whether anybody was erased, so that each row has to say by what it would be known."""
    lexicon: Lexicon | None = None


@dataclass(slots=True)
class EncodedRow:
    """One row, ready to be written."""

    number: int
    external_id: str
    is_quarantined: bool
    record_id: str
    guest_id: str
    record: bytes
    link: bytes
    profile: dict[str, bytes]
    tags: tuple[str, ...]
    issues: list[Issue]
    stamps: tuple[bytes, ...] = ()
    legal_entity_id: UUID | None = None


class Earlier(NamedTuple):
    """What a system told before under one id: the guest it belongs to, the records from the oldest to the newest,
    and the sealed content of the newest, None where erasure has emptied it."""

    guest_id: UUID
    record_ids: tuple[UUID, ...]
    payload: bytes | None


@dataclass(slots=True)
class NewerRow:
    """A newer version of a known record, ready to change its guest. Of several versions at once the last bears the
    difference that all of them make; `joined` are the records of the others, which belong to the same guest."""

    number: int
    external_id: str
    is_quarantined: bool
    record_id: str
    record: bytes
    earlier: Earlier
    difference: Difference | None
    issues: list[Issue]
    stamps: tuple[bytes, ...] = ()
    legal_entity_id: UUID | None = None
    joined: tuple[str, ...] = ()


class RowEncoder:
    """Encodes the rows of one source. Not safe for threads."""

    def __init__(self, sealer: Sealer, source: Source) -> None:
        self._sealer = sealer
        self._source = source
        self._ids = Uuid7Sequence()
        placement = Placement(
            source.branch_id,
            source.legal_entity_id,
            source.actor_id,
            source.actor_name,
            source.follow_up_ids,
        )
        self._profiles = ProfileEncoder(sealer, placement, source.received_at)

    @property
    def source(self) -> Source:
        """Where the rows come from."""
        return self._source

    def digest(self, raw: RawGuest) -> tuple[bytes, bytes]:
        """The canonical text of a raw guest and its keyed digest."""
        text = canonical(raw)
        return text, digest_of(self._sealer, text)

    def encode_new(
        self,
        number: int,
        external_id: str,
        raw: RawGuest,
        text: bytes,
        digest: bytes,
        *,
        occurrence: int = 1,
        version: int = 1,
        problems: Sequence[Issue] = (),
        received_at: datetime | None = None,
        today: date | None = None,
        is_typed: bool = False,
        known_record: str = "",
        told_at: datetime | None = None,
    ) -> EncodedRow:
        """The rows of a guest whom this source has not told of before; only the record where nobody can be
        recognised in it. `received_at` is when this row came, where that was not with the others, and `today` the
        hotel's day of then, by which it is read; `known_record` the record's id, where it stands already."""
        prepared, issues = self._read(raw, problems, is_typed=is_typed, today=today)
        is_quarantined = any(issue.rejects for issue in issues)
        stamp = int(received_at.timestamp() * 1000) if received_at else None
        record_id, guest_id = known_record or self._ids.next_hex(stamp), self._ids.next_hex(stamp)
        at = received_at or self._source.received_at
        record = self.record(
            record_id,
            external_id,
            text,
            digest,
            version=version,
            occurrence=occurrence,
            is_quarantined=is_quarantined,
            received_at=at,
            told_at=told_at,
        )
        marks = self._stamps(prepared, external_id)
        entity_id = self._source.legal_entity_id
        if is_quarantined:
            return EncodedRow(
                number, external_id, True, record_id, guest_id, record, b"", {}, (), issues, marks, entity_id
            )
        return EncodedRow(
            number,
            external_id,
            False,
            record_id,
            guest_id,
            record,
            line((record_id, guest_id, LinkReason.FOUNDED.value, at)),
            self._profiles.encode(prepared, guest_id, record_id, received_at),
            tuple(prepared.tags),
            issues,
            marks,
            entity_id,
        )

    def encode_newer(
        self,
        number: int,
        external_id: str,
        raw: RawGuest,
        text: bytes,
        digest: bytes,
        earlier: Earlier,
        *,
        occurrence: int = 1,
        version: int,
        problems: Sequence[Issue] = (),
        told_at: datetime | None = None,
        whole: tuple[RawGuest, RawGuest] | None = None,
    ) -> NewerRow:
        """A newer version of a record that belongs to a guest, compared with the version before it. Where a version
        tells only a part, `whole` is what all of them say, without it and with it."""
        prepared, issues = self._read(raw if whole is None else whole[1], problems)
        is_quarantined = any(issue.rejects for issue in issues)
        record_id = self._ids.next_hex()
        record = self.record(
            record_id,
            external_id,
            text,
            digest,
            version=version,
            occurrence=occurrence,
            is_quarantined=is_quarantined,
            told_at=told_at,
        )
        difference = None
        if not is_quarantined:
            told = self._opened(earlier) if whole is None else whole[0]
            before = prepare(told, today=self._source.today, lexicon=self._source.lexicon)
            difference = difference_between(self._sealer, before, prepared)
        return NewerRow(
            number,
            external_id,
            is_quarantined,
            record_id,
            record,
            earlier._replace(payload=None),
            difference,
            issues,
            self._stamps(prepared, external_id),
            self._source.legal_entity_id,
        )

    def _read(
        self,
        raw: RawGuest,
        problems: Sequence[Issue],
        *,
        is_typed: bool = False,
        today: date | None = None,
    ) -> tuple[PreparedGuest, list[Issue]]:
        """What a raw guest tells, and all that was odd about it, what the file's reader saw first."""
        source = self._source
        prepared = prepare(raw, today=today or source.today, is_typed=is_typed, lexicon=source.lexicon)
        issues = [*problems, *prepared.issues]
        if prepared.follow_up and prepared.follow_up not in source.follow_up_ids:
            issues.append(Issue("follow_up", "follow_up_unknown", False, {}))
        return prepared, issues

    def _stamps(self, prepared: PreparedGuest, external_id: str) -> tuple[bytes, ...]:
        if not self._source.has_erased:
            return ()
        return tuple(stamps_of(self._sealer, prepared, self._source.system, external_id))

    def _opened(self, earlier: Earlier) -> RawGuest:
        if earlier.payload is None:
            return {}
        content = unpack(self._sealer, earlier.record_ids[-1], earlier.payload)
        return {target: texts for target, texts in content.items() if isinstance(texts, list)}

    def record(
        self,
        record_id: str,
        external_id: str,
        text: bytes,
        digest: bytes,
        *,
        version: int,
        occurrence: int,
        is_quarantined: bool,
        received_at: datetime | None = None,
        told_at: datetime | None = None,
    ) -> bytes:
        """The source record's own row."""
        source = self._source
        return record_line(
            self._sealer,
            record_id=UUID(record_id),
            system=source.system,
            external_id=external_id,
            version=version,
            occurrence=occurrence,
            state=RecordState.QUARANTINED if is_quarantined else RecordState.ACCEPTED,
            branch_id=source.branch_id,
            run_id=source.run_id,
            actor_id=source.actor_id,
            received_at=received_at or source.received_at,
            told_at=told_at,
            digest=digest,
            text=text,
        )

    def tag_lines(self, row: EncodedRow, tag_ids: Mapping[str, UUID]) -> bytes:
        return self._profiles.tag_lines(row.guest_id, row.record_id, [tag_ids[name] for name in row.tags])
