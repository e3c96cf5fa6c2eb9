"""Which reservations wait for the meaning of a code of another system, and which follow it."""

from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from huitouke.hotels.models import CodeMapping
from huitouke.stays.models import Reservation
from huitouke.stays.services.references import AGE_CLASS, BY_AGE, CODE_FIELDS

_COLUMN_OF: Final = {table: name for name, table in CODE_FIELDS.items()}
_LOOKED_UP: Final = {
    "room_type": ("room_type__code",),
    "outlet": ("outlet__code",),
    "company": ("company_id", "agent_id"),
}
_KEYS: Final = {"company": ("company", "agent")}
"""Under which keys of `their_codes` the codes of a table wait; else under the table's own name."""

WAITING_SQL: Final = """
SELECT r.system, code.key, code.value, r.branch_id, count(*)
FROM stays_reservation r CROSS JOIN LATERAL jsonb_each_text(r.their_codes) AS code
WHERE r.their_codes <> '{}' GROUP BY 1, 2, 3, 4"""


def count_waiting() -> dict[tuple[str, str, str, UUID | None], int]:
    """How many reservations wait for each code: by system, table, their code and branch, which is None for codes of the
    whole group. One query."""
    found: dict[tuple[str, str, str, UUID | None], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(WAITING_SQL)
        for system, key, code, branch_id, count in cursor.fetchall():
            table = "company" if key == "agent" else key
            own = branch_id if table in ("room_type", "outlet") else None
            place = (system, table, code, own)
            found[place] = found.get(place, 0) + count
    return found


def reservations_under(mapping: CodeMapping, before: str | None) -> list[UUID]:
    """Those that wait for this code, and those that have what it meant before it was said anew."""
    condition = Q(pk__in=[])
    for key in _KEYS.get(mapping.table, (mapping.table,)):
        condition |= Q(their_codes__contains={key: mapping.their_code})
    if mapping.table == AGE_CLASS:
        condition |= Q(**{f"facts__{BY_AGE}__has_key": mapping.their_code})
    columns = _LOOKED_UP.get(mapping.table, (_COLUMN_OF.get(mapping.table, ""),))
    if before is not None and columns != ("",):
        for column in columns:
            condition |= Q(**{column: _value(column, before)})
    found = Reservation.objects.filter(condition, system=mapping.system)
    if mapping.branch_id:
        found = found.filter(branch_id=mapping.branch_id)
    return list(found.order_by("id").values_list("id", flat=True))


def _value(column: str, code: str) -> Any:
    return code or None if column.endswith(("_id", "__code")) else code
