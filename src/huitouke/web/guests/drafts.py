"""The form of a guest as typed: single fields, and rows that may be added and taken off.

What a clerk changed is told against what the form showed when it was opened (`opened`), not against what
stands now: so that a colleague's save in between is never undone by a box that nobody touched.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import QueryDict

from huitouke.guests.field_texts import field_text
from huitouke.guests.models import Guest
from huitouke.guests.queries import GuestDetail
from huitouke.guests.services.issues import issue_text
from huitouke.guests.values import messages
from huitouke.guests.values.dates import DateRefused, read_date
from huitouke.guests.values.draft import TARGETS
from huitouke.guests.values.plates import vehicle_text
from huitouke.guests.values.prepared import Issue
from huitouke.guests.values.regions import region_words
from huitouke.web.guests.words import language_now

SINGLE = (
    "name",
    "latin_name",
    "form_of_address",
    "sex",
    "birth_date",
    "nationality",
    "language",
    "company",
    "position",
    "address",
    "region",
    "postcode",
    "card_number",
    "follow_up",
    "referred_by",
    "home_address",
    "work_address",
    "occupation",
    "native_place",
    "family_structure",
    "family",
    "decision_maker",
    "budget",
    "need",
    "usage",
    "birthday_reminder",
    "birthday_lead_days",
    "vip_grade",
    "contact_preference",
    "heard_from",
    "choice_reason",
    "stay_confidential",
    "rate_confidential",
)
"""Single fields with a box of their own; the birthday kept has several boxes."""

CUSTOM = "custom:"
"""What the box of a field of the hotel's own begins with."""

BIRTHDAY = ("birthday_calendar", "birthday_year", "birthday_month", "birthday_day", "birthday_leap")

CONTACT_TARGETS = {
    "mobile": "mobile",
    "phone": "phone",
    "office": "office_phone",
    "home": "home_phone",
    "fax": "fax",
    "email": "email",
    "wechat": "wechat",
    "wecom": "wecom",
    "qq": "qq",
    "alipay": "alipay",
    "wechat_unionid": "wechat_unionid",
    "wechat_openid": "wechat_openid",
    "msn": "msn",
}
"""Kinds of a contact row, in the order of the list, and the target that each fills."""
TARGET_KINDS = {target: kind for kind, target in CONTACT_TARGETS.items()}

PAPER_KINDS = (
    "id_card",
    "passport",
    "hkmo_permit",
    "taiwan_permit",
    "residence_permit",
    "foreign_id",
)
WISH_KINDS = ("preference", "taboo", "allergy", "hobby")

ASIDES = {"document": ("document_country", "document_until"), "plate": ("plate_model", "plate_colour")}
"""The two boxes aside of a paper and of a car."""
ROW_KINDS = ("contact", "document", "plate", "wish", "tag")
REMOVED_AS = {
    "contact": "contact",
    "document": "document",
    "plate": "vehicle",
    "wish": "preference",
    "tag": "tag",
}
"""The kind under which `change_guest` takes a row off."""
MOST_ROWS = 60


@dataclass(slots=True)
class Row:
    """One row as typed: the id of the row it shows (empty for a new one), its kind, its text. A paper and a car have
    two boxes aside: country and last day, model and colour; `value` holds them behind the number (`first`)."""

    id: str
    kind: str
    value: str
    first: str = ""
    asides: tuple[str, str] = ("", "")
    is_fixed: bool = False
    is_relay: bool = False
    is_veiled: bool = False
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A form of a guest: single fields by name, rows by `ROW_KINDS`, and what stood in it when it was opened."""

    fields: dict[str, str]
    rows: dict[str, list[Row]]
    opened: dict[str, object] = field(default_factory=dict)

    def opened_text(self) -> str:
        return json.dumps(self.opened, ensure_ascii=False)


@dataclass(slots=True)
class Changes:
    """What the clerk changed, in the words of `change_guest`."""

    fields: dict[str, str]
    additions: dict[str, list[str]]
    removals: dict[str, list[UUID]]


def draft_of(detail: GuestDetail, digests: Iterable[str]) -> Draft:
    """The form of a guest as it is opened. Document numbers stand masked and can only be taken off."""
    guest = detail.guest
    skipped = set(digests)
    rows = {
        "contact": [
            Row(str(each.id), each.kind, each.shown, is_relay=each.is_relay, is_veiled=each.is_veiled)
            for each in detail.contacts
        ],
        "document": [
            Row(
                str(each.id),
                each.kind,
                each.masked,
                first=each.masked,
                asides=(each.country, each.expires_on.isoformat() if each.expires_on else ""),
                is_fixed=True,
            )
            for each in detail.documents
            if each.kind not in skipped
        ],
        "plate": [
            Row(
                str(each.id),
                "",
                vehicle_text(each.plate, each.model, each.colour),
                first=each.plate,
                asides=(each.model, each.colour),
            )
            for each in detail.vehicles
        ],
        "wish": [Row(str(each.id), each.kind, each.text) for each in detail.preferences],
        "tag": [Row(str(each.id), "", each.tag.name) for each in detail.tags],
    }
    fields = fields_of(guest)
    opened: dict[str, object] = {
        "fields": fields,
        "rows": {
            kind: {row.id: [row.kind, row.value] for row in kind_rows} for kind, kind_rows in rows.items()
        },
    }
    return Draft(fields, rows, opened)


def fields_of(guest: Guest) -> dict[str, str]:
    """The single fields of a guest as the texts of the form."""
    boxes = [name for name in SINGLE if name not in ("region", "follow_up")]
    return {
        **{name: field_text(guest, name) for name in (*boxes, *(CUSTOM + code for code in guest.custom))},
        "region": (region_words(guest.region, language_now()) or guest.region) if guest.region else "",
        "follow_up": guest.follow_up.username if guest.follow_up else "",
        "birthday_calendar": guest.birthday_calendar,
        "birthday_year": str(guest.birthday_year or ""),
        "birthday_month": str(guest.birthday_month or ""),
        "birthday_day": str(guest.birthday_day or ""),
        "birthday_leap": "1" if guest.birthday_leap else "",
    }


def draft_from_raw(raw: Mapping[str, Sequence[str]]) -> Draft:
    """A new guest's form, filled with a raw guest: what a card reader or the search box carried here."""
    fields = {name: next(iter(raw.get(name, ())), "") for name in SINGLE}
    try:
        fields["birth_date"] = read_date(fields["birth_date"]).isoformat() if fields["birth_date"] else ""
    except DateRefused:
        fields["birth_date"] = ""
    if fields["sex"]:
        fields["sex"] = {"男": "male", "女": "female"}.get(fields["sex"], fields["sex"])
    rows: dict[str, list[Row]] = {kind: [] for kind in ROW_KINDS}
    for target, kind in TARGET_KINDS.items():
        rows["contact"] += [Row("", kind, text) for text in raw.get(target, ())]
    for kind in PAPER_KINDS:
        rows["document"] += [Row("", kind, text, first=text) for text in raw.get(kind, ())]
    return Draft(fields | dict.fromkeys(BIRTHDAY, ""), rows)


def draft_from_post(post: QueryDict) -> Draft:
    """The form as posted. Rows without a text are passed over, unless they show a row that was cleared."""
    own = [name for name in post if name.startswith(CUSTOM)][:MOST_ROWS]
    fields = {name: post.get(name, "").strip() for name in (*SINGLE, *BIRTHDAY, *own)}
    rows = {kind: [row for row in _posted_rows(post, kind) if row.first] for kind in ROW_KINDS}
    return Draft(fields, rows, _opened(post.get("opened", "")))


def _posted_rows(post: QueryDict, kind: str) -> list[Row]:
    name = {"document": "document_number"}.get(kind, f"{kind}_value")
    ids, values = post.getlist(f"{kind}_id"), [value.strip() for value in post.getlist(name)]
    none = [""] * len(values)
    kinds = post.getlist(f"{kind}_kind") or none
    boxes = [[text.strip() for text in post.getlist(box)] or none for box in ASIDES.get(kind, ("", ""))]
    rows = []
    for row_id, row_kind, value, *asides in list(zip(ids, kinds, values, *boxes, strict=False))[:MOST_ROWS]:
        is_fixed = kind == "document" and bool(row_id)
        aside = (asides[0], asides[1])
        text = value if is_fixed else _joined(kind, value, aside)
        rows.append(Row(row_id, row_kind, text, first=value, asides=aside, is_fixed=is_fixed))
    return rows


def _joined(kind: str, value: str, asides: tuple[str, str]) -> str:
    """A number with what stands in the boxes aside, as the readers of papers and cars take it."""
    if not value or not any(asides):
        return value
    if kind == "plate":
        return vehicle_text(value, *asides)
    return f"{value} ({' / '.join(text for text in asides if text)})"


def _opened(text: str) -> dict[str, object]:
    try:
        loaded = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def kept_birthday_text(fields: Mapping[str, str]) -> str:
    """The boxes of the birthday kept as one text that `values.birthdays` reads; "" where none is kept."""
    calendar, month, day = fields["birthday_calendar"], fields["birthday_month"], fields["birthday_day"]
    if not calendar or not (month or day):
        return ""
    leap = "闰" if calendar == "lunar" and fields["birthday_leap"] else ""
    year = f"{fields['birthday_year']}-" if fields["birthday_year"] else ""
    return f"{'农历' if calendar == 'lunar' else '公历'}{year}{leap}{month or 0}-{day or 0}"


def raw_of(draft: Draft) -> dict[str, list[str]]:
    """A new guest's form as a raw guest."""
    raw: dict[str, list[str]] = {
        name: [draft.fields[name]] for name in single_of(draft) if draft.fields[name]
    }
    kept = kept_birthday_text(draft.fields)
    if kept:
        raw["kept_birthday"] = [kept]
    for kind, rows in draft.rows.items():
        for row in rows:
            target = target_of(kind, row)
            if target:
                raw.setdefault(target, []).append(row.value)
    return raw


def single_of(draft: Draft) -> list[str]:
    """The single fields of a form, those of the hotel's own behind the others."""
    return [*SINGLE, *(name for name in draft.fields if name.startswith(CUSTOM))]


def target_of(kind: str, row: Row) -> str:
    """The target that a row fills; "" for a kind that nobody may post."""
    if kind == "contact":
        return CONTACT_TARGETS.get(row.kind, "")
    if kind == "document":
        return row.kind if row.kind in PAPER_KINDS else ""
    if kind == "wish":
        return row.kind if row.kind in WISH_KINDS else ""
    return kind if kind in TARGETS else ""


def changes_of(draft: Draft) -> Changes:
    """What differs from what the form showed when it was opened."""
    opened_fields = _mapping(draft.opened.get("fields"))
    fields = {
        name: draft.fields[name]
        for name in single_of(draft)
        if draft.fields[name] != opened_fields.get(name, "")
    }
    if any(draft.fields[name] != opened_fields.get(name, "") for name in BIRTHDAY):
        fields["kept_birthday"] = kept_birthday_text(draft.fields)
    additions: dict[str, list[str]] = {}
    removals: dict[str, list[UUID]] = {}
    opened_rows = _mapping(draft.opened.get("rows"))
    for kind in ROW_KINDS:
        before = _mapping(opened_rows.get(kind))
        kept = set()
        for row in draft.rows[kind]:
            shown = before.get(row.id)
            if row.id and isinstance(shown, list) and (row.is_fixed or shown == [row.kind, row.value]):
                kept.add(row.id)
                continue
            if row.is_fixed:
                continue
            target = target_of(kind, row)
            if target:
                additions.setdefault(target, []).append(row.value)
        gone = [UUID(row_id) for row_id in before if row_id not in kept and _is_id(row_id)]
        if gone:
            removals[REMOVED_AS[kind]] = gone
    return Changes(fields, additions, removals)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def is_wrong(issue: Issue) -> bool:
    """Whether the desk refuses the value, as against taking it repaired."""
    return issue.rejects or messages.is_left_out(issue.code)


def issue_sentences(issues: Iterable[Issue]) -> list[str]:
    """The sentences of issues in the reader's language, each once."""
    return list(dict.fromkeys(issue_text(issue.field, issue.code, issue.data) for issue in issues))
