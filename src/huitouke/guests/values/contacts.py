"""The ways to reach a guest, from the cells of a raw guest."""

import re
from typing import Final

from huitouke.guests.values.emails import read_email, split_emails
from huitouke.guests.values.phones import read_phone, split_phones
from huitouke.guests.values.prepared import ContactValue
from huitouke.guests.values.raw import RawCells, is_cut_number

_PHONE_KINDS: Final = {
    "mobile": "mobile", "home_phone": "home", "office_phone": "office", "fax": "fax", "phone": "phone",
}  # fmt: skip
_HANDLES: Final = ("wechat_unionid", "wechat_openid", "wecom", "alipay", "msn")
_HANDLE_TARGETS: Final = frozenset({*_HANDLES, "qq"})
_OPEN_ID = re.compile(r"[A-Za-z0-9_\-]{16,64}")
_QQ = re.compile(r"[1-9]\d{4,11}")


def read_contacts(cells: RawCells) -> tuple[ContactValue, ...]:
    """Phones, e-mails, WeChat ids and the ids of other services in this order, none twice, each trouble noted."""
    found: list[ContactValue] = []
    values = cells.values
    for field, kind in _PHONE_KINDS.items():
        if field in values:
            for text in values[field]:
                for piece in split_phones(text):
                    phone = _phone(cells, field, kind, piece)
                    if phone is not None:
                        found.append(phone)
    if "email" in values:
        for text in values["email"]:
            for piece in split_emails(text):
                email = read_email(piece)
                if email is None:
                    cells.note("email", "email_unreadable")
                    continue
                if email.is_relay:
                    cells.note("email", "email_is_relay")
                found.append(ContactValue("email", email.address, email.shown, "", email.is_relay))
    if "wechat" in values:
        found += [
            ContactValue("wechat", text.casefold(), text)
            for text in cells.fitting("wechat", values["wechat"])
        ]
    if not _HANDLE_TARGETS.isdisjoint(values):
        found += _handles(cells)
    return tuple(found) if len(found) < 2 else _distinct(found)


def _handles(cells: RawCells) -> list[ContactValue]:
    """The ids of services; those that programs give keep their case, those that people choose do not."""
    values = cells.values
    found: list[ContactValue] = []
    for text in values.get("qq", ()):
        number = text.replace(" ", "").removesuffix("@qq.com").removesuffix(".0")
        if number.isascii() and _QQ.fullmatch(number):
            found.append(ContactValue("qq", number, number))
        else:
            cells.note("qq", "qq_unreadable")
    for kind in _HANDLES:
        if kind not in values:
            continue
        is_given = kind in ("wechat_unionid", "wechat_openid")
        for text in cells.fitting(kind, values[kind]):
            if is_given and not _OPEN_ID.fullmatch(text):
                cells.note(kind, "handle_unreadable")
                continue
            found.append(ContactValue(kind, text if is_given else text.casefold(), text))
    return found


def _distinct(contacts: list[ContactValue]) -> tuple[ContactValue, ...]:
    """One contact per kind, value and extension: the first, as it is shown there."""
    seen: dict[tuple[str, str, str], ContactValue] = {}
    for contact in contacts:
        seen.setdefault((contact.kind, contact.value, contact.extension), contact)
    return tuple(seen.values())


def _phone(cells: RawCells, field: str, kind: str, text: str) -> ContactValue | None:
    phone = read_phone(text)
    if phone is None:
        cells.note(field, "number_cut_by_spreadsheet" if is_cut_number(text) else "phone_unreadable")
        return None
    if phone.is_masked:
        cells.note(field, "phone_is_masked")
    elif phone.is_relay:
        cells.note(field, "phone_is_relay")
    elif not phone.is_known:
        cells.note(field, "phone_not_in_plan")
    elif kind == "mobile" and phone.kind == "landline":
        cells.note(field, "landline_in_mobile")
        kind = "phone"
    elif kind == "phone" and phone.kind == "mobile":
        kind = "mobile"
    return ContactValue(kind, phone.number, phone.shown, phone.extension, phone.is_relay)
