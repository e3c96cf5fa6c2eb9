"""A prepared guest as rows for COPY: the one way in which a profile is first written, be it one or a million.

Needs no Django models and no database, so that import workers encode in parallel. A test compares the column
lists with the models.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Protocol
from uuid import UUID

from huitouke.guests.values.documents import mask_number
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.kernel.bulk import line
from huitouke.kernel.crypto import Sealer
from huitouke.kernel.ids import Uuid7Sequence

GUEST = "guests_guest"
CONTACT = "guests_contactpoint"
DOCUMENT = "guests_document"
VEHICLE = "guests_vehicle"
PREFERENCE = "guests_preference"
NOTE = "guests_note"
GUEST_TAG = "guests_guesttag"
TAG_TABLE = "guests_tag"

PARTICULARS = (
    "home_address",
    "home_region",
    "home_postcode",
    "work_address",
    "work_region",
    "work_postcode",
    "occupation",
    "native_place",
    "native_region",
    "family",
    "family_structure",
    "is_decision_maker",
    "budget_min",
    "budget_max",
    "budget_currency",
    "need",
    "usage",
    "is_birthday_muted",
    "birthday_lead_days",
    "vip_grade",
    "contact_preference",
    "heard_from",
    "choice_reason",
    "is_stay_confidential",
    "is_rate_confidential",
)
"""Columns that few records fill, named alike in a prepared guest."""

_particulars = attrgetter(*PARTICULARS)
_NO_PARTICULARS = _particulars(PreparedGuest())
_NO_PARTICULARS_LINE = line(_NO_PARTICULARS)

COLUMNS: dict[str, tuple[str, ...]] = {
    GUEST: (
        "id",
        "name",
        "latin_name",
        "form_of_address",
        "sex",
        "birth_date",
        "birthday_calendar",
        "birthday_year",
        "birthday_month",
        "birthday_day",
        "birthday_leap",
        "nationality",
        "language",
        "company",
        "position",
        "address",
        "region",
        "postcode",
        *PARTICULARS,
        "custom",
        "card_number",
        "follow_up_id",
        "referred_by",
        "other_names",
        "name_key",
        "pinyin",
        "initials",
        "grams",
        "search_keys",
        "birthday_key",
        "completeness",
        "has_warning",
        "branch_id",
        "legal_entity_id",
        "is_shared",
        "origin_record_id",
        "field_sources",
        "created_at",
        "updated_at",
    ),
    CONTACT: ("id", "guest_id", "record_id", "kind", "value", "shown", "extension", "is_relay"),
    DOCUMENT: (
        "id",
        "guest_id",
        "record_id",
        "kind",
        "number",
        "number_index",
        "masked",
        "country",
        "expires_on",
    ),
    VEHICLE: ("id", "guest_id", "record_id", "plate", "model", "colour"),
    PREFERENCE: ("id", "guest_id", "record_id", "kind", "text", "noted_at"),
    NOTE: (
        "id",
        "guest_id",
        "record_id",
        "text",
        "purpose",
        "expires_on",
        "author_id",
        "author_name",
        "written_at",
    ),
    GUEST_TAG: ("id", "guest_id", "record_id", "tag_id"),
}

WRITE_ORDER = (GUEST, CONTACT, DOCUMENT, VEHICLE, PREFERENCE, NOTE, GUEST_TAG)
"""Parents first."""

LUNAR_KEY_BASE = 2000
LEAP_KEY_BASE = 4000

WARNING_KINDS = frozenset({"taboo", "allergy"})
"""The wishes of `choices.WARNING_KINDS`, for what knows no Django."""

Ident = UUID | str
"""A UUID, or its 32 hexadecimal signs."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new guest came to be known, and by whom."""

    branch_id: UUID | None
    legal_entity_id: UUID | None
    author_id: UUID | None
    author_name: str
    follow_up_ids: dict[str, UUID] = field(default_factory=dict)
    """Staff logins to user ids."""


class HasBirthday(Protocol):
    """A prepared guest, or a stored one."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def birthday_calendar(self) -> str: ...
    @property
    def birthday_month(self) -> int | None: ...
    @property
    def birthday_day(self) -> int | None: ...
    @property
    def birthday_leap(self) -> bool: ...


def birthday_key(guest: HasBirthday) -> int | None:
    """The day to congratulate on as month x 100 + day, lunar ones + 2000, those of a leap month + 4000: the
    birthday kept, else the birth date on the document. None where neither is known."""
    if guest.birthday_calendar and guest.birthday_month and guest.birthday_day:
        lunar = LEAP_KEY_BASE if guest.birthday_leap else LUNAR_KEY_BASE
        base = lunar if guest.birthday_calendar == "lunar" else 0
        return base + guest.birthday_month * 100 + guest.birthday_day
    if guest.birth_date:
        return guest.birth_date.month * 100 + guest.birth_date.day
    return None


def document_index(sealer: Sealer, kind: str, number: str) -> bytes:
    """The blind index of a number. Digests of names and documents have a space of their own each; all papers
    share one, since a clerk who types a number need not know which paper it stands on."""
    purpose = kind if kind in ("name_hash", "document_hash") else "document"
    return sealer.blind_index(purpose, number)


class ProfileEncoder:
    """Encodes prepared guests of one import or one save. Not safe for threads."""

    def __init__(self, sealer: Sealer, placement: Placement, at: datetime) -> None:
        self._sealer = sealer
        self._placement = placement
        self._at = at.isoformat()
        self._ids = Uuid7Sequence()

    def encode(
        self, prepared: PreparedGuest, guest_id: Ident, record_id: Ident, at: datetime | None = None
    ) -> dict[str, bytes]:
        """The rows of one new guest, by table; tags are left out, since their ids are the database's to say.

        `at` is when the guest came to be known, where that was at another time than the rest.
        """
        if at is not None:
            self._at = at.isoformat()
        return {GUEST: self._guest(prepared, guest_id, record_id)} | self.facts(prepared, guest_id, record_id)

    def facts(self, prepared: PreparedGuest, guest_id: Ident, record_id: Ident) -> dict[str, bytes]:
        """The rows that hang on a guest, by table, without tags."""
        rows: dict[str, bytes] = {}
        if prepared.contacts:
            rows[CONTACT] = b"".join(
                line(
                    (
                        self._ids.next_hex(),
                        guest_id,
                        record_id,
                        c.kind,
                        c.value,
                        c.shown,
                        c.extension,
                        c.is_relay,
                    )
                )
                for c in prepared.contacts
            )
        evidence = [(d.kind, d.number, d.country, d.expires_on) for d in prepared.documents]
        evidence += [(f"{digest.kind}_hash", digest.digest, "", None) for digest in prepared.hashes]
        if evidence:
            rows[DOCUMENT] = b"".join(
                self.document_line(guest_id, record_id, kind, number, country, expires_on)
                for kind, number, country, expires_on in evidence
            )
        if prepared.vehicles:
            rows[VEHICLE] = b"".join(
                line((self._ids.next_hex(), guest_id, record_id, car.plate, car.model, car.colour))
                for car in prepared.vehicles
            )
        if prepared.preferences:
            rows[PREFERENCE] = b"".join(
                line((self._ids.next_hex(), guest_id, record_id, wish.kind, wish.text, self._at))
                for wish in prepared.preferences
            )
        if prepared.notes:
            rows[NOTE] = b"".join(self._note(guest_id, record_id, text) for text in prepared.notes)
        return rows

    def tag_lines(self, guest_id: Ident, record_id: Ident, tag_ids: list[UUID]) -> bytes:
        return b"".join(line((self._ids.next_hex(), guest_id, record_id, tag_id)) for tag_id in tag_ids)

    def document_line(
        self,
        guest_id: Ident,
        record_id: Ident,
        kind: str,
        number: str,
        country: str,
        expires_on: date | None = None,
    ) -> bytes:
        return line(
            (
                self._ids.next_hex(),
                guest_id,
                record_id,
                kind,
                self._sealer.seal(number.encode()),
                document_index(self._sealer, kind, number),
                mask_number(number),
                country,
                expires_on,
            )
        )

    def _note(self, guest_id: Ident, record_id: Ident, text: str) -> bytes:
        placement = self._placement
        return line(
            (
                self._ids.next_hex(),
                guest_id,
                record_id,
                text,
                "service",
                None,
                placement.author_id,
                placement.author_name,
                self._at,
            )
        )

    def _guest(self, guest: PreparedGuest, guest_id: Ident, record_id: Ident) -> bytes:
        placement = self._placement
        particulars = _particulars(guest)
        # Most records hold none of them: two dozen cells need not be written anew each time.
        middle = _NO_PARTICULARS_LINE if particulars == _NO_PARTICULARS else line(particulars)
        head = line(
            (
                guest_id,
                guest.name,
                guest.latin_name,
                guest.form_of_address,
                guest.sex,
                guest.birth_date,
                guest.birthday_calendar,
                guest.birthday_year,
                guest.birthday_month,
                guest.birthday_day,
                guest.birthday_leap,
                guest.nationality,
                guest.language,
                guest.company,
                guest.position,
                guest.address,
                guest.region,
                guest.postcode,
            )
        )
        tail = line(
            (
                json.dumps(guest.custom, ensure_ascii=False) if guest.custom else "{}",
                guest.card_number,
                placement.follow_up_ids.get(guest.follow_up),
                guest.referred_by,
                (),
                guest.name_key,
                guest.pinyin,
                guest.initials,
                guest.grams,
                guest.search_keys,
                birthday_key(guest),
                guest.completeness,
                any(wish.kind in WARNING_KINDS for wish in guest.preferences),
                placement.branch_id,
                placement.legal_entity_id,
                False,
                record_id,
                "{}",
                self._at,
                self._at,
            )
        )
        return b"\t".join((head[:-1], middle[:-1], tail))
