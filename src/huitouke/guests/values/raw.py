"""The cells of a raw guest, cleaned, with the issues found so far."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from huitouke.guests.values.cells import CELL_LIMIT, has_unsafe_signs, is_empty, tidy, tidy_lines
from huitouke.guests.values.names import looks_like_digest
from huitouke.guests.values.prepared import HashValue, Issue

TARGETS: Final = (
    "external_id", "name", "latin_name", "family_name", "given_name", "form_of_address", "sex", "birth_date",
    "kept_birthday", "lunar_birthday", "age", "nationality", "language", "mobile", "home_phone",
    "office_phone", "fax", "phone", "email", "wechat", "qq", "id_card", "passport", "hkmo_permit",
    "taiwan_permit", "residence_permit", "foreign_id", "document_type", "document_number", "company",
    "position", "address", "card_number", "plate", "preference", "taboo", "allergy", "tag", "note",
    "follow_up", "referred_by", "name_hash", "document_hash", "wechat_unionid", "wechat_openid", "wecom",
    "alipay", "msn", "hobby", "region", "postcode", "home_address", "home_region", "home_postcode",
    "work_address", "work_region", "work_postcode", "occupation", "native_place", "family",
    "family_structure", "decision_maker", "budget", "need", "usage", "birthday_reminder",
    "birthday_lead_days", "vip_grade", "contact_preference", "heard_from", "choice_reason",
    "stay_confidential", "rate_confidential", "document_country", "document_expiry", "vehicle_model",
    "vehicle_colour",
)  # fmt: skip
"""The names that a raw guest may use; besides them `extra:<label>` for what is only kept and shown, and
`custom:<code>` for fields that an administrator added."""

FIELD_LIMITS: Final = {
    "external_id": 200, "form_of_address": 50, "company": 200, "position": 100, "address": 500,
    "card_number": 40, "follow_up": 150, "referred_by": 200, "wechat": 64, "preference": 300, "taboo": 300,
    "allergy": 300, "tag": 60, "hobby": 300, "wechat_unionid": 64, "wechat_openid": 64, "wecom": 64,
    "alipay": 100, "msn": 100, "home_address": 500, "work_address": 500, "occupation": 100,
    "native_place": 100, "family": 300, "need": 500, "usage": 500, "vehicle_model": 60, "vehicle_colour": 20,
}  # fmt: skip
"""The longest value, in signs, of fields shorter than a cell. A longer one is left out with
`too_long_for_field`."""

_LINES: Final = frozenset({
    "note", "address", "preference", "taboo", "allergy", "tag", "mobile", "home_phone", "office_phone", "fax",
    "phone", "email", "plate", "hobby", "home_address", "work_address", "family", "need", "usage",
})  # fmt: skip
_KNOWN: Final = frozenset(TARGETS)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_ASIDE: Final = "; "


def is_cut_number(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into `1.38E+10`, so that its digits are lost."""
    return _SCIENTIFIC.fullmatch(text) is not None


class RawCells:
    """A raw guest with every text made safe, empty ones dropped, and what was wrong with it so far.

    Targets that are neither in `TARGETS` nor `extra:<label>` or `custom:<code>` are left alone.
    `aside` holds the second values of fields that have one.
    """

    __slots__ = ("aside", "hashes", "issues", "values")

    def __init__(self, raw: Mapping[str, Sequence[str]]) -> None:
        self.issues: list[Issue] = []
        self.hashes: list[HashValue] = []
        self.aside: dict[str, str] = {}
        self.values: dict[str, list[str]] = {}
        for target, texts in raw.items():
            field = target
            if target not in _KNOWN:
                if not target.startswith(("extra:", "custom:")):
                    continue
                field = tidy(target)
            kept = []
            for text in texts:
                value = self._clean(field, text)
                if value and not is_empty(value, field):
                    kept.append(value)
            if kept:
                self.values[field] = kept

    def note(self, field: str, code: str, *, rejects: bool = False, **data: str) -> None:
        """Add an issue; `data` fills its message and holds nothing personal."""
        self.issues.append(Issue(field, code, rejects, data))

    def _clean(self, field: str, text: str) -> str:
        if len(text) > CELL_LIMIT:
            self.note(field, "value_too_long", rejects=True, limit=str(CELL_LIMIT))
            return ""
        if text.isprintable():
            return tidy(text)
        if has_unsafe_signs(text):
            self.note(field, "unsafe_signs_removed")
        return tidy_lines(text) if field in _LINES else tidy(text)

    def one(self, field: str) -> str:
        """The value of a field that has one; further different ones are kept aside and named."""
        values = self.values.get(field)
        if values is None:
            return ""
        value = values[0]
        limit = FIELD_LIMITS.get(field)
        if limit is not None and len(value) > limit:
            self.note(field, "too_long_for_field", limit=str(limit))
            return ""
        if len(values) > 1:
            others = [other for other in dict.fromkeys(values) if other != value]
            if others:
                self.aside[field] = _ASIDE.join(others)
                self.note(field, "second_value_kept_aside", count=str(len(others)))
        return value

    def fitting(self, field: str, values: Iterable[str]) -> list[str]:
        """The values that keep the field's limit."""
        limit = FIELD_LIMITS[field]
        kept = []
        for value in values:
            if len(value) <= limit:
                kept.append(value)
            else:
                self.note(field, "too_long_for_field", limit=str(limit))
        return kept

    def all(self, field: str) -> Sequence[str]:
        """The values of a field that may have several."""
        return self.values.get(field, ())

    def add_digest(self, field: str, kind: str, value: str) -> None:
        """Keep a digest that stands in place of a name or document."""
        digest = looks_like_digest(value)
        if not digest:
            self.note(field, "hash_unreadable")
            return
        found = HashValue(kind, digest)
        if found not in self.hashes:
            self.hashes.append(found)
