"""Reservations as rows for COPY. What the columns hold is decided in `services.drafts`, as for every reservation."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from huitouke.kernel.bulk import cell, text_cell

RESERVATION_TABLE: Final = "stays_reservation"
DRAFTED: Final = (
    "number", "booking_number", "status", "arrival", "departure", "arrives_at", "leaves_at", "checked_in_at",
    "checked_out_at", "outlet_id", "room_type_id", "room_id", "adults", "children", "babies", "child_ages",
    "company_id", "agent_id", "rate_code", "rates", "currency", "room_minor", "expected_minor",
    "commission_percent", "meal_plan", "market", "source", "channel", "payment_method", "who_pays", "guarantee",
    "is_guaranteed", "held_until", "purpose", "their_codes", "requests", "remarks", "is_rate_hidden",
    "is_name_hidden", "is_walk_in", "booked_at", "booked_on", "cancelled_at", "cancel_reason", "send_off",
    "satisfaction", "house_note", "facts", "record_id", "told_at",
)  # fmt: skip
"""Columns that `services.drafts.row_values` gives."""
PERSON_TABLE: Final = "stays_reservationperson"
PERSON_COLUMNS: Final = ("id", "reservation_id", "role", "position", "guest_id", "external_id", "name")
RESERVATION_COLUMNS: Final = (
    "id", "branch_id", "system", "external_id", *DRAFTED, "counted_nights", "rooms_before", "guest_id", "group_id",
    "extras_minor", "created_at", "updated_at",
)  # fmt: skip


def reservation_line(
    *,
    reservation_id: UUID,
    branch_id: UUID,
    system: str,
    external_id: str,
    values: Mapping[str, Any],
    counted_nights: int,
    now: datetime,
    guest_id: UUID | None = None,
    group_id: UUID | None = None,
    extras_minor: int = 0,
) -> bytes:
    """One reservation; `values` are those of `services.drafts.row_values`."""
    cells = [
        reservation_id.hex,
        branch_id.hex,
        text_cell(system),
        text_cell(external_id),
        *[_cell(values[name]) for name in DRAFTED],
        str(counted_nights),
        text_cell(json.dumps(values["rooms_before"])),
        cell(guest_id),
        cell(group_id),
        str(extras_minor),
        now.isoformat(),
        now.isoformat(),
    ]
    return ("\t".join(cells) + "\n").encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if value == "":
        return ""
    form = _FORMS.get(type(value))
    return cell(value) if form is None else form(value)


def _json_cell(value: dict[str, Any]) -> str:
    return text_cell(json.dumps(value, ensure_ascii=False)) if value else "{}"


def _list_cell(value: list[int]) -> str:
    return "{" + ",".join(map(str, value)) + "}"


_FORMS: Final[dict[type, Callable[[Any], str]]] = {
    dict: _json_cell,
    list: _list_cell,
    time: str,
    Decimal: str,
}
"""Forms that `kernel.bulk` has not, or that numbers allow to be simpler."""
