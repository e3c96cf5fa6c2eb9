"""The fields whose values are rows that hang on a guest."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from huitouke.access.choices import Right
from huitouke.guests.choices import PHONE_KINDS, DocumentKind, EvaluationScale, NotePurpose
from huitouke.guests.conditions.choices import (
    guest_types,
    of_table,
    of_words,
    staff,
    staff_ids,
    tags,
    tags_of,
)
from huitouke.guests.rows import document_index
from huitouke.guests.values.documents import current_number, fold_number
from huitouke.guests.values.phones import DIGIT_DASHES, read_phone
from huitouke.guests.values.plates import fold_plate
from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Sql, uuids
from huitouke.kernel.crypto import sealer

DIGESTS: Final = ("name_hash", "document_hash")


def _contacts(kinds: str) -> Child:
    return Child("guests_contactpoint", "guest_id", f"{kinds} AND NOT f.is_relay")


def read_number(op: str, text: str) -> str:
    """A telephone number as it is kept: whole in E.164; a piece as digits, its beginning with the country's code,
    so that an area code finds its town."""
    if op in ("is", "is_not"):
        phone = read_phone(text)
        return phone.number if phone and not phone.is_masked else ""
    plain = "".join(sign for sign in text.translate(DIGIT_DASHES) if sign.isdigit() or sign == "+")
    if op == "starts" and plain and not plain.startswith("+"):
        return "+86" + plain.lstrip("0")
    return plain


def _casefolded(_op: str, text: str) -> str:
    return text.casefold()


def _plate(_op: str, text: str) -> str:
    return fold_plate(text)


def _by_tail(op: str, operand: Any) -> Sql | None:
    """The index of the last digits."""
    if op == "is":
        return Sql("reverse(f.value) = %s", [operand[::-1]])
    if op == "ends":
        tail = operand[::-1].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Sql("reverse(f.value) LIKE %s", [f"{tail}%"])
    return None


def _number(_op: str, text: str) -> str:
    number = fold_number(text.translate(DIGIT_DASHES))
    return current_number(number) if number else ""


def _by_digest(op: str, operand: Any, _moment: Moment) -> Sql | None:
    """Numbers stand sealed: only their keyed digests are compared."""
    if op != "is":
        return None
    return Sql("f.number_index = %s", [document_index(sealer(), "id_card", operand)])


def _same_number(op: str, operand: Any, value: str, _moment: Moment) -> bool:
    return op == "is" and value == operand


def _wish(code: str, label: Any) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.TEXT,
        section="wish",
        sql="f.text",
        child=Child("guests_preference", "guest_id", f"f.kind = '{code}'"),
    )


def _car(code: str, label: Any, column: str) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.TEXT,
        section="reach",
        sql=f"f.{column}",
        child=Child("guests_vehicle", "guest_id", f"f.{column} <> ''"),
    )


def _contact(code: str, label: Any, kinds: str, read: Any) -> Field:
    return Field(
        code=code,
        label=label,
        kind=Kind.TEXT,
        section="reach",
        sql="f.value",
        child=_contacts(kinds),
        read=read,
        narrow=_by_tail,
        show="f.shown",
        clear_right=Right.GUESTS_CLEAR.value,
    )


_NEWEST_MARK: Final = (
    "f.id::text = (SELECT max(m.id::text) FROM guests_evaluation m"
    " WHERE m.guest_id = f.guest_id AND m.scale = f.scale)"
)


def _mark(scale: EvaluationScale) -> Field:
    """The present mark: the newest row of its scale."""
    return Field(
        code=scale.value,
        label=scale.label,
        kind=Kind.NUMBER,
        section="wish",
        sql="f.value",
        child=Child("guests_evaluation", "guest_id", f"f.scale = '{scale.value}' AND {_NEWEST_MARK}"),
    )


_PHONES: Final = ", ".join(f"'{kind.value}'" for kind in PHONE_KINDS)
_NOTES: Final = Child("guests_note", "guest_id")
_LAST_DAY: Final = "f.expires_on"
_MASKS: Final = (
    r"[^\s@,;，；、]+@[^\s@,;，；、]+[.][A-Za-z]{2,}",
    "[+]?[0-9０-９][0-9０-９ -]{5,}[0-9０-９]",
)
"""What `masking.mask_free` masks in a free text."""
_UNTYPED: Final = "\ue000"
"""Stands where something was masked: a sign that nobody asks for."""


def _masked_text(text: str) -> str:
    """The SQL of a text of which nothing that stands masked is left."""
    for mask in _MASKS:
        text = f"regexp_replace({text}, '{mask}', '{_UNTYPED}', 'g')"
    return text


_PAPERS: Final = Child("guests_document", "guest_id", f"f.kind NOT IN {DIGESTS!r}")

FIELDS: Final = (
    _contact("mobile", _("Mobile"), "f.kind = 'mobile'", read_number),
    _contact("phone", _("Any phone"), f"f.kind IN ({_PHONES})", read_number),
    _contact("email", _("E-mail"), "f.kind = 'email'", _casefolded),
    _contact("wechat", _("WeChat"), "f.kind = 'wechat'", _casefolded),
    _contact("qq", _("QQ"), "f.kind = 'qq'", _casefolded),
    _contact("wecom", _("WeCom"), "f.kind = 'wecom'", _casefolded),
    _contact("alipay", _("Alipay"), "f.kind = 'alipay'", _casefolded),
    _contact("msn", _("MSN"), "f.kind = 'msn'", _casefolded),
    Field(
        code="document",
        label=_("Document number"),
        kind=Kind.EXACT,
        section="who",
        sql="f.number_index",
        child=_PAPERS,
        read=_number,
        ask=_by_digest,
        test=_same_number,
        show="f.masked",
    ),
    Field(
        code="document_kind",
        label=_("Kind of document"),
        kind=Kind.CHOICE,
        section="who",
        sql="f.kind",
        child=_PAPERS,
        options=of_words([each for each in DocumentKind.choices if each[0] not in DIGESTS]),
    ),
    Field(
        code="document_country",
        label=_("Country of the document"),
        kind=Kind.CHOICE,
        section="who",
        sql="f.country",
        child=Child("guests_document", "guest_id", f"f.kind NOT IN {DIGESTS!r} AND f.country <> ''"),
        options=of_table("country"),
    ),
    Field(
        code="document_expiry",
        label=_("Document valid until"),
        kind=Kind.DATE,
        section="who",
        sql="f.expires_on",
        child=Child("guests_document", "guest_id", f"f.kind NOT IN {DIGESTS!r} AND f.expires_on IS NOT NULL"),
    ),
    Field(
        code="plate",
        label=_("Number plate"),
        kind=Kind.TEXT,
        section="reach",
        sql="f.plate",
        child=Child("guests_vehicle", "guest_id"),
        read=_plate,
    ),
    _car("vehicle_model", _("Car model"), "model"),
    _car("vehicle_colour", _("Car colour"), "colour"),
    _wish("preference", _("Preference")),
    _wish("taboo", _("Taboo")),
    _wish("allergy", _("Allergy")),
    _wish("hobby", _("Hobby")),
    Field(
        code="tag",
        label=_("Tag"),
        kind=Kind.CHOICE,
        section="wish",
        sql="f.tag_id",
        child=Child("guests_guesttag", "guest_id"),
        options=tags,
        offered=tags_of,
        ids=uuids,
    ),
    Field(
        code="guest_type",
        label=_("Guest type"),
        kind=Kind.CHOICE,
        section="wish",
        sql="f.type_id",
        child=Child("guests_guesttypemembership", "guest_id", "f.until IS NULL"),
        options=guest_types,
        ids=uuids,
    ),
    *(_mark(scale) for scale in EvaluationScale),
    Field(
        code="note",
        label=_("Note"),
        kind=Kind.TEXT,
        section="record",
        sql="f.text",
        child=_NOTES,
        covered=_masked_text("f.text"),
        covered_right=Right.GUESTS_CLEAR.value,
        until=_LAST_DAY,
        may_be_column=False,
    ),
    Field(
        code="note_author",
        label=_("Note written by"),
        kind=Kind.CHOICE,
        section="record",
        sql="f.author_id",
        child=_NOTES,
        until=_LAST_DAY,
        options=staff,
        ids=staff_ids,
    ),
    Field(
        code="note_purpose",
        label=_("Purpose of a note"),
        kind=Kind.CHOICE,
        section="record",
        sql="f.purpose",
        child=_NOTES,
        until=_LAST_DAY,
        options=of_words(NotePurpose.choices),
    ),
    Field(
        code="note_written",
        label=_("Note written"),
        kind=Kind.INSTANT,
        section="record",
        sql="f.written_at",
        child=_NOTES,
        until=_LAST_DAY,
    ),
)
