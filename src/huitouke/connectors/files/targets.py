"""What a column may mean: the targets of a raw guest, and the form in which every kind of file names its own.

A *raw guest* is `dict[str, list[str]]`: target -> texts as typed. Besides the plain targets a column may mean
`extra:<label>` (kept with the record and shown), `flag:<text>` (where the cell says yes, this preference),
`custom:<code>` (a field that an administrator added), or `ignore` (not taken; only a person may say so).
"""

import re
from dataclasses import dataclass
from typing import Final

RawGuest = dict[str, list[str]]

SCALAR_TARGETS: Final = (
    "external_id",
    "name",
    "latin_name",
    "family_name",
    "given_name",
    "form_of_address",
    "sex",
    "birth_date",
    "kept_birthday",
    "lunar_birthday",
    "age",
    "nationality",
    "language",
    "id_card",
    "passport",
    "hkmo_permit",
    "taiwan_permit",
    "residence_permit",
    "foreign_id",
    "document_type",
    "document_number",
    "company",
    "position",
    "follow_up",
    "referred_by",
    "name_hash",
    "document_hash",
    "postcode",
    "home_address",
    "home_postcode",
    "work_address",
    "work_postcode",
    "occupation",
    "native_place",
    "family",
    "family_structure",
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
    "document_country",
    "document_expiry",
    "vehicle_model",
    "vehicle_colour",
)
"""Targets that one column of a file may fill."""

REPEATED_TARGETS: Final = (
    "mobile",
    "home_phone",
    "office_phone",
    "fax",
    "phone",
    "email",
    "wechat",
    "qq",
    "wechat_unionid",
    "wechat_openid",
    "wecom",
    "alipay",
    "msn",
    "address",
    "region",
    "home_region",
    "work_region",
    "card_number",
    "plate",
    "preference",
    "taboo",
    "allergy",
    "hobby",
    "tag",
    "note",
)
"""Targets that several columns may fill; every value is kept."""

PLAIN_TARGETS: Final = frozenset(SCALAR_TARGETS) | frozenset(REPEATED_TARGETS)
EXTRA: Final = "extra:"
FLAG: Final = "flag:"
CUSTOM: Final = "custom:"
IGNORE: Final = "ignore"


@dataclass(frozen=True, slots=True)
class Targets:
    """What the columns of one kind of file may mean: `plain` targets, those of a `pattern`, and whatever follows one of
    the `prefixes`."""

    plain: frozenset[str]
    prefixes: tuple[str, ...] = (EXTRA,)
    pattern: re.Pattern[str] | None = None

    def knows(self, text: str) -> bool:
        """Whether a map may name `text` as a target."""
        if text in self.plain or text == IGNORE:
            return True
        if self.pattern is not None and self.pattern.fullmatch(text):
            return True
        return any(text.startswith(prefix) and bool(text[len(prefix) :].strip()) for prefix in self.prefixes)


OF_GUESTS: Final = Targets(PLAIN_TARGETS, (EXTRA, FLAG, CUSTOM))
