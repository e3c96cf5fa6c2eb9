"""What can be asked of a guest's stays: how many, how many nights, the last, those to come, where, and by which way.

A condition means the same whoever asks it, so it tells only of what everybody who may see the guest may know: stays in
branches of the guest's own legal entity, of a shared guest in every branch, and none that is not to be disclosed.
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from huitouke.access.choices import Right
from huitouke.guests.conditions.choices import branch_ids, branches, of_table
from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Sql, register
from huitouke.stays.choices import EXPECTED, STAYED

_STAYS: Final = (
    "(SELECT r.guest_id, r.branch_id, r.status, r.arrival, r.channel, r.counted_nights FROM stays_reservation r"
    " JOIN access_branch b ON b.id = r.branch_id JOIN guests_guest s ON s.id = r.guest_id"
    " WHERE r.outlet_id IS NULL AND NOT r.is_name_hidden AND (s.is_shared OR b.legal_entity_id = s.legal_entity_id))"
)
_CAME: Final = f"f.status IN ({', '.join(repr(str(each)) for each in STAYED)})"
_COMING: Final = f"f.status IN ({', '.join(repr(str(each)) for each in EXPECTED)})"


def _of_each(expression: str) -> str:
    """A figure over all stays of the guest."""
    return f"(SELECT {expression} FROM {_STAYS} f WHERE f.guest_id = {{o}}.id AND {_CAME})"  # noqa: S608 - constants


def _at_least_one(op: str, operand: Any, _moment: Moment) -> Sql | None:
    """Guests with so many stays, gathered from the stays; those without any are not found so."""
    lowest = operand[0] if op == "between" else operand
    if op not in ("at_least", "equals", "between") or lowest < 1:
        return None
    return Sql(
        f"SELECT f.guest_id FROM {_STAYS} f WHERE {_CAME} GROUP BY 1 HAVING count(*) >= %s",  # noqa: S608
        [lowest],
    )


FIELDS: Final = (
    Field(
        code="stay_count",
        label=_("Number of stays"),
        kind=Kind.NUMBER,
        section="stay",
        sql=_of_each("count(*)"),
        seek=_at_least_one,
        is_always=True,
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="night_count",
        label=_("Room nights of all stays"),
        kind=Kind.NUMBER,
        section="stay",
        sql=_of_each("coalesce(sum(f.counted_nights), 0)"),
        is_always=True,
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="last_stay",
        label=_("Arrival of the last stay"),
        kind=Kind.DATE,
        section="stay",
        sql=_of_each("max(f.arrival)"),
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="expected_arrival",
        label=_("Arrival expected on"),
        kind=Kind.DATE,
        section="stay",
        sql="f.arrival",
        child=Child(_STAYS, "guest_id", _COMING),
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="stayed_in",
        label=_("Stayed in the branch"),
        kind=Kind.CHOICE,
        section="stay",
        sql="f.branch_id",
        child=Child(_STAYS, "guest_id", _CAME),
        options=branches,
        ids=branch_ids,
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="stay_channel",
        label=_("Came by the channel"),
        kind=Kind.CHOICE,
        section="stay",
        sql="f.channel",
        child=Child(_STAYS, "guest_id", f"{_CAME} AND f.channel <> ''"),
        options=of_table("channel"),
        right=Right.STAYS_VIEW.value,
    ),
)


def register_stay_fields() -> None:
    """Called once, when the app is ready."""
    register("guest", *FIELDS)
