"""What a sender hears in return, as its standard asks: that all is well, or what was wrong by the standard's codes."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from huitouke.connectors.messages.parts import booking_of
from huitouke.connectors.messages.reading import Reading, ReadReservation, Unread
from huitouke.connectors.messages.reasons import reason_words

Answer = tuple[str, bytes]
"""Content type and body."""

XML: Final = "application/xml; charset=utf-8"
JSON: Final = "application/json"

_NAMESPACE: Final = "http://www.opentravel.org/OTA/2003/05"
_ANSWERS: Final = {
    "OTA_HotelResNotifRQ": "OTA_HotelResNotifRS", "OTA_HotelResModifyNotifRQ": "OTA_HotelResModifyNotifRS",
    "OTA_HotelResModifyRQ": "OTA_HotelResModifyRS", "OTA_HotelResRQ": "OTA_HotelResRS",
    "OTA_CancelRQ": "OTA_CancelRS", "OTA_ResRetrieveRS": "OTA_NotifReportRQ", "OTA_ReadRQ": "OTA_ResRetrieveRS",
    "OTA_ProfileCreateRQ": "OTA_ProfileCreateRS", "OTA_ProfileModifyRQ": "OTA_ProfileModifyRS",
    "OTA_NotifReportRQ": "OTA_NotifReportRS", "OTA_PingRQ": "OTA_PingRS",
}  # fmt: skip
"""By which message each is answered. Reservations that were fetched are acknowledged by a report."""
_NOT_SERVED: Final = frozenset({"OTA_ReadRQ", "HotelResRetrieve"})

_NO_IMPLEMENTATION, _BUSINESS_RULE, _PROTOCOL = "2", "3", "7"
_REQUIRED_MISSING, _PROCESSING, _APPLICATION = "10", "12", "13"
"""Types of errors of the standard (table EWT)."""
_ERRORS: Final = {
    "hotel_unknown": (_BUSINESS_RULE, "392"), "no_reservation_id": (_REQUIRED_MISSING, "321"),
    "no_profile_id": (_REQUIRED_MISSING, "321"), "dates_missing": (_REQUIRED_MISSING, "321"),
    "dates_reversed": (_BUSINESS_RULE, "404"), "stay_too_long": (_BUSINESS_RULE, "404"),
    "value_unreadable": (_BUSINESS_RULE, "320"),
    "template_with_variables": (_BUSINESS_RULE, "320"), "unknown_message": (_NO_IMPLEMENTATION, "459"),
    "not_xml": (_PROTOCOL, "450"), "xml_unsafe": (_PROTOCOL, "450"), "empty_message": (_PROTOCOL, "450"),
    "message_too_large": (_PROCESSING, "450"), "message_too_deep": (_PROCESSING, "450"),
    "too_many_parts": (_PROCESSING, "450"), "sender_error": (_APPLICATION, "450"),
}  # fmt: skip
"""Type and code (table ERR) of each reason: 392 invalid hotel code, 321 required field missing, 404 invalid dates,
320 invalid value, 459 invalid request, 450 unable to process."""
_SYSTEM_ERROR: Final = (_APPLICATION, "448")

_CHANNEL_ERRORS: Final = {"not_json": 20, "empty_message": 20, "hotel_unknown": 31}
_CHANNEL_CONTENT: Final = 22
_CHANNEL_INTERNAL: Final = 50
"""Numbers of errors of the channel manager: not to be parsed, no such property, content at fault, our own."""


def answer_of(kind: str, found: Reading | Unread) -> Answer:
    """The answer of a kind to what was read, or to what could not be."""
    if kind == "opentravel":
        return XML, _open_travel(found)
    body = _channel_manager(found) if kind == "cloudbeds" else _plain(found)
    return JSON, json.dumps(body, ensure_ascii=False).encode()


def _reasons(found: Reading | Unread) -> tuple[Unread, ...]:
    return (found,) if isinstance(found, Unread) else found.unread


def _open_travel(found: Reading | Unread) -> bytes:
    name = _ANSWERS.get(found.about, "OTA_HotelResNotifRS")
    is_report = name == "OTA_NotifReportRQ"
    attributes = {
        "xmlns": _NAMESPACE,
        "Version": "1.000" if is_report else found.details.get("version") or "1.0",
        "EchoToken": found.message_id,
    }
    if isinstance(found, Unread):
        inside = _errors("Error", [found])
    elif found.about in _NOT_SERVED:
        inside = _errors("Error", [Unread("unknown_message")])
    else:
        ids = dict.fromkeys(
            booking_of(part.external_id)[0] for part in found.parts if isinstance(part, ReadReservation)
        )
        inside = _element("Success") + _errors("Warning", found.unread) + _reservations(name, ids)
        if name == "OTA_CancelRS":
            attributes["Status"] = "Cancelled"
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + _element(name, attributes, inside)
    return text.encode()


def _element(name: str, attributes: Mapping[str, str] | None = None, inside: str = "") -> str:
    """An element with the attributes that have a value; `inside` is markup."""
    told = "".join(f' {key}="{escape(value)}"' for key, value in (attributes or {}).items() if value)
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def _errors(name: str, reasons: Iterable[Unread]) -> str:
    """Errors or warnings in their box; nothing where there are none."""
    found = ""
    for reason in reasons:
        kind, code = _ERRORS.get(reason.code, _SYSTEM_ERROR)
        text = reason_words(reason.code, reason.data, "en")
        found += _element(name, {"Type": kind, "Code": code, "ShortText": text[:64]}, escape(text))
    return _element(f"{name}s", {}, found) if found else ""


def _reservations(name: str, ids: Iterable[str]) -> str:
    """The reservations that were taken in, each by the number that its sender gave it."""
    numbers = [_element("UniqueID", {"Type": "14", "ID": external_id}) for external_id in ids]
    if name == "OTA_CancelRS":
        return "".join(numbers)
    if not numbers or name.startswith("OTA_Profile"):
        return ""
    box = _element(
        "HotelReservations", {}, "".join(_element("HotelReservation", {}, each) for each in numbers)
    )
    if name == "OTA_NotifReportRQ":
        return _element("NotifDetails", {}, _element("HotelNotifReport", {}, box))
    return box


def _channel_manager(found: Reading | Unread) -> dict[str, Any]:
    reasons = _reasons(found)
    if not reasons:
        return {"success": True}
    return {
        "success": False,
        "errors": [
            {
                "id": _CHANNEL_ERRORS.get(
                    reason.code, _CHANNEL_CONTENT if reason.code in _ERRORS else _CHANNEL_INTERNAL
                ),
                "msg": reason_words(reason.code, reason.data, "en"),
            }
            for reason in reasons
        ],
    }


def _plain(found: Reading | Unread) -> dict[str, Any]:
    """The answer of ours to senders whose standard asks for none but that the message was heard."""
    reasons = [
        {"code": reason.code, "message": reason_words(reason.code, reason.data, "en")}
        for reason in _reasons(found)
    ]
    if isinstance(found, Unread):
        return {"received": False, "errors": reasons}
    return {"received": True, "parts": len(found.parts), "ignored": list(found.ignored), "errors": reasons}
