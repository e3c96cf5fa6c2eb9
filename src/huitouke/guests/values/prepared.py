"""What `draft.prepare` makes of a raw guest: plain values, ready for columns, with an issue for all that
changed."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that was wrong with a field: left out, repaired, or only worth a look.

    `code` is a key of `messages.ISSUE_TEXTS`. `rejects` says that the whole row cannot be kept. `data`
    fills the message and never holds a personal value.
    """

    field: str
    code: str
    rejects: bool = False
    data: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactValue:
    """A way to reach the guest; kinds are those of `choices.ContactKind`.

    `value` is the one shape for look-up (E.164, lower-case address), `shown` what people read. `is_relay`
    marks lent and masked ones: kept to be shown, never the guest's own and never evidence.
    """

    kind: str
    value: str
    shown: str
    extension: str = ""
    is_relay: bool = False


@dataclass(frozen=True, slots=True)
class DocumentValue:
    """A paper: a kind of `documents.KINDS`, the folded number, the issuing country's alpha-2 code or '', and the
    last day on which it is valid."""

    kind: str
    number: str
    country: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class VehicleValue:
    """A car by its folded plate; model and colour as they are said, '' where they are not."""

    plate: str
    model: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class PreferenceValue:
    """A wish of the guest. Kinds: preference, taboo, allergy, hobby."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class HashValue:
    """A digest given in place of a value. Kinds: name, document. Lower-case hex without 0x."""

    kind: str
    digest: str


@dataclass(slots=True)
class PreparedGuest:
    """A guest read from what was typed. Empty text, None and () mean that nothing is known.

    A guest known by a digest alone has name ''. `sex` is 'male', 'female' or ''. `birth_date` is the one on
    the document; the birthday kept stands in the fields that begin with `birthday_`, with calendar '',
    'solar' or 'lunar'. `nationality` is ISO 3166 alpha-2, `language` two letters, regions are six digits of
    GB/T 2260, amounts minor units of `budget_currency`. `custom` holds values by code as `kernel.custom_fields`
    keeps them. The search columns are those of `search.search_columns`. `completeness` runs from 0 to 100.
    """

    name: str = ""
    latin_name: str = ""
    name_key: str = ""
    pinyin: str = ""
    initials: str = ""
    grams: list[str] = dataclasses.field(default_factory=list)
    search_keys: str = ""
    form_of_address: str = ""
    sex: str = ""
    birth_date: date | None = None
    birthday_calendar: str = ""
    birthday_month: int | None = None
    birthday_day: int | None = None
    birthday_leap: bool = False
    birthday_year: int | None = None
    nationality: str = ""
    language: str = ""
    company: str = ""
    position: str = ""
    address: str = ""
    region: str = ""
    postcode: str = ""
    home_address: str = ""
    home_region: str = ""
    home_postcode: str = ""
    work_address: str = ""
    work_region: str = ""
    work_postcode: str = ""
    occupation: str = ""
    native_place: str = ""
    native_region: str = ""
    family: str = ""
    family_structure: str = ""
    is_decision_maker: bool | None = None
    budget_min: int | None = None
    budget_max: int | None = None
    budget_currency: str = ""
    need: str = ""
    usage: str = ""
    is_birthday_muted: bool = False
    birthday_lead_days: int | None = None
    vip_grade: str = ""
    contact_preference: str = ""
    heard_from: str = ""
    choice_reason: str = ""
    is_stay_confidential: bool = False
    is_rate_confidential: bool = False
    custom: dict[str, Any] = dataclasses.field(default_factory=dict)
    card_number: str = ""
    follow_up: str = ""
    referred_by: str = ""
    external_id: str = ""
    contacts: tuple[ContactValue, ...] = ()
    documents: tuple[DocumentValue, ...] = ()
    vehicles: tuple[VehicleValue, ...] = ()
    preferences: tuple[PreferenceValue, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hashes: tuple[HashValue, ...] = ()
    extras: dict[str, str] = dataclasses.field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    completeness: int = 0

    @property
    def is_rejected(self) -> bool:
        """Whether an issue says that the row cannot be kept."""
        return any(issue.rejects for issue in self.issues)
