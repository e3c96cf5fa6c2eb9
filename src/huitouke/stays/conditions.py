"""What can be asked of a guest's stays: how many, how many nights, the last, those to come, where, and by which way.

A condition means the same whoever asks it, so it tells only of what everybody who may see the guest may know: stays in
branches of the guest's own legal entity, of a shared guest in every branch, and none that is not to be disclosed.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.guests.conditions.choices import branch_ids, branches, of_table
from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Sql, register, register_made
from huitouke.kernel.conditions.sql import plain_number, span_of
from huitouke.kernel.money import minor_digits
from huitouke.stays.choices import EXPECTED, STAYED

_STAYS: Final = (
    "(SELECT r.guest_id, r.branch_id, r.status, r.arrival, r.channel, b.legal_entity_id FROM stays_reservation r"
    " JOIN access_branch b ON b.id = r.branch_id WHERE r.outlet_id IS NULL AND NOT r.is_name_hidden)"
)
_MAY_BE_KNOWN: Final = "({o}.is_shared OR f.legal_entity_id = {o}.legal_entity_id)"
_CAME: Final = f"f.status IN ({', '.join(repr(str(each)) for each in STAYED)})"
_COMING: Final = f"f.status IN ({', '.join(repr(str(each)) for each in EXPECTED)})"
_TO_COME: Final = f"SELECT f.guest_id FROM stays_reservation f WHERE {_COMING} AND f.guest_id IS NOT NULL"  # noqa: S608 - constants
_PLACES: Final = (
    "(SELECT g.owner_id, g.branch_id, b.legal_entity_id FROM stays_guestfigure g"
    " JOIN access_branch b ON b.id = g.branch_id WHERE g.currency IS NULL)"
)
_FIGURES: Final = (
    "(SELECT g.branch_id, g.currency, g.stays, g.nights, g.last_on,"
    " CASE WHEN NOT {o}.is_rate_confidential THEN g.spend_minor END AS spend_minor"
    " FROM stays_guestfigure g JOIN access_branch b ON b.id = g.branch_id"
    " WHERE g.owner_id = {o}.id AND ({o}.is_shared OR b.legal_entity_id = {o}.legal_entity_id))"
)
"""What the stays of one guest come to in each branch that everybody who may see the guest may know of (`GuestFigure`):
a row for all of a branch, and one for each currency."""
SPENT: Final = "stay_spend:"
NIGHTS_IN: Final = "nights_in:"
SPENT_IN: Final = "spend_in:"
LAST_IN: Final = "last_stay_in:"
"""Before a currency, or the code of a branch: fields that the branches make."""
IN_BRANCHES: Final = "stay_branch"
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DAYS: Final = Field(code="", label="", kind=Kind.DATE, section="stay", sql="")
Seek = Callable[[str, Any, Moment], Sql | None]


def _of_each(expression: str, where: str = "f.currency IS NULL") -> str:
    """A figure over the branches of the guest."""
    return f"(SELECT {expression} FROM {_FIGURES} f WHERE {where})"  # noqa: S608 - constants


def _reaching(column: str, where: str, *, is_all: bool = False) -> Seek:
    """Guests with a figure as high as asked, by its index. What all branches come to (`is_all`) may be more than what
    may be known, so that nobody is left out by a highest one."""

    def seek(op: str, operand: Any, _moment: Moment) -> Sql | None:
        lowest, highest = operand if op == "between" else (operand, operand if op == "equals" else None)
        if op not in ("at_least", "equals", "between") or lowest < 1:
            return None
        found = f"SELECT g.owner_id FROM stays_guestfigure g WHERE {where} AND g.{column} >= %s"  # noqa: S608 - constants
        values = [plain_number(lowest)]
        if is_all or highest is None:
            return Sql(found, values)
        return Sql(f"{found} AND g.{column} <= %s", [*values, plain_number(highest)])

    return seek


def _lately(where: str) -> Seek:
    """Guests whose last stay in a branch began in the days asked for, by its index: the last of all is one of them."""
    found = f"SELECT g.owner_id FROM stays_guestfigure g WHERE {where}"  # noqa: S608 - constants
    return _dated(found, "g.last_on")


def _dated(found: str, column: str) -> Seek:
    """Those of `found` whose day is one of the days asked for."""

    def seek(op: str, operand: Any, moment: Moment) -> Sql | None:
        if op == "known":
            return Sql(f"{found} AND {column} IS NOT NULL", [])
        span = span_of(_DAYS, op, operand, moment.today)
        edges = {">=": span.start, "<": span.end}
        text = "".join(f" AND {column} {sign} %s" for sign, day in edges.items() if day is not None)
        return Sql(f"{found}{text}", [day for day in edges.values() if day is not None])

    return seek


def _among(found: str, ids: Callable[[Sequence[str]], Sequence[Any]] | None = None) -> Seek:
    """Those of `found`, which ends in a column, whose value there is one of the choices."""

    def seek(op: str, operand: Any, _moment: Moment) -> Sql | None:
        if op == "known":
            return None
        return Sql(f"{found} = ANY(%s)", [list(ids(operand) if ids else operand)])

    return seek


_ALL: Final = "g.branch_id IS NULL AND g.currency IS NULL"
_BRANCHES: Final = "g.branch_id IS NOT NULL AND g.currency IS NULL"

FIELDS: Final = (
    Field(
        code="stay_count",
        label=_("Number of stays"),
        kind=Kind.NUMBER,
        section="stay",
        sql=_of_each("coalesce(sum(f.stays), 0)"),
        seek=_reaching("stays", _ALL, is_all=True),
        is_always=True,
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="night_count",
        label=_("Room nights of all stays"),
        kind=Kind.NUMBER,
        section="stay",
        sql=_of_each("coalesce(sum(f.nights), 0)"),
        seek=_reaching("nights", _ALL, is_all=True),
        is_always=True,
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="last_stay",
        label=_("Arrival of the last stay"),
        kind=Kind.DATE,
        section="stay",
        sql=_of_each("max(f.last_on)"),
        seek=_lately(_BRANCHES),
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="expected_arrival",
        label=_("Arrival expected on"),
        kind=Kind.DATE,
        section="stay",
        sql="f.arrival",
        child=Child(_STAYS, "guest_id", f"{_COMING} AND {_MAY_BE_KNOWN}"),
        seek=_dated(_TO_COME, "f.arrival"),
        right=Right.STAYS_VIEW.value,
    ),
    Field(
        code="stayed_in",
        label=_("Stayed in the branch"),
        kind=Kind.CHOICE,
        section="stay",
        sql="f.branch_id",
        child=Child(_PLACES, "owner_id", _MAY_BE_KNOWN),
        seek=_among(
            "SELECT g.owner_id FROM stays_guestfigure g WHERE g.currency IS NULL AND g.branch_id", branch_ids
        ),
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
        child=Child(_STAYS, "guest_id", f"{_CAME} AND f.channel <> '' AND {_MAY_BE_KNOWN}"),
        seek=_among("SELECT r.guest_id FROM stays_reservation r WHERE r.guest_id IS NOT NULL AND r.channel"),
        options=of_table("channel"),
        right=Right.STAYS_VIEW.value,
    ),
)


def branch_fields() -> list[Field]:
    """What stays come to in each currency, and, where there is more than one branch, in each of them. Prices that are
    not to be told, of a stay or of a guest, add nothing, whoever asks. One query."""
    made = []
    found = list(Branch.objects.order_by("code"))
    for currency in sorted({branch.currency for branch in found}):
        if _CURRENCY.fullmatch(currency):
            label = _now("Spent on all stays (%(currency)s)") % {"currency": currency}
            spent = _of_each("coalesce(sum(f.spend_minor), 0)", f"f.currency = '{currency}'")
            of_all = f"g.branch_id IS NULL AND g.currency = '{currency}'"
            made.append(_money(SPENT + currency, label, "stay", currency, spent, of_all, is_all=True))
    if len(found) > 1:
        for branch in found:
            made += _in_branch(branch)
    return made


def _in_branch(branch: Branch) -> list[Field]:
    # Two ids and a checked code of three letters: neither is anybody's word.
    known = f"g.branch_id = '{branch.id}' AND g.currency IS NULL"
    entity = f"({{o}}.is_shared OR {{o}}.legal_entity_id = '{branch.legal_entity_id}')"
    words = {"branch": str(branch)}
    right = Right.STAYS_VIEW.value
    fields = [
        Field(
            code=NIGHTS_IN + branch.code, label=_now("Room nights in %(branch)s") % words, kind=Kind.NUMBER,
            section=IN_BRANCHES, sql=f"coalesce({_of_one('nights', known, entity)}, 0)", is_always=True, right=right,
            seek=_reaching("nights", known),
        ),
        Field(
            code=LAST_IN + branch.code, label=_now("Arrival of the last stay in %(branch)s") % words, kind=Kind.DATE,
            section=IN_BRANCHES, sql=_of_one("last_on", known, entity), right=right, seek=_lately(known),
        ),
    ]  # fmt: skip
    if _CURRENCY.fullmatch(branch.currency):
        known = f"g.branch_id = '{branch.id}' AND g.currency = '{branch.currency}'"
        label = _now("Spent on stays in %(branch)s (%(currency)s)") % {**words, "currency": branch.currency}
        told = _of_one("spend_minor", known, f"{entity} AND NOT {{o}}.is_rate_confidential")
        spent = f"coalesce({told}, 0)"
        fields.append(
            _money(SPENT_IN + branch.code, label, IN_BRANCHES, branch.currency, spent, known, is_all=False)
        )
    return fields


def _of_one(column: str, known: str, may: str) -> str:
    """A figure of one branch: one row at most, looked up for those only of whom it may be known."""
    return (
        f"(CASE WHEN {may} THEN (SELECT g.{column} FROM stays_guestfigure g"  # noqa: S608 - constants and ids
        f" WHERE g.owner_id = {{o}}.id AND {known}) END)"
    )


def _money(
    code: str, label: str, section: str, currency: str, sql: str, known: str, *, is_all: bool
) -> Field:
    return Field(
        code=code, label=label, kind=Kind.MONEY, section=section, sql=sql, is_always=True, scale=minor_digits(currency),
        seek=_reaching("spend_minor", known, is_all=is_all), right=Right.RATES_VIEW.value,
    )  # fmt: skip


def register_stay_fields() -> None:
    """Called once, when the app is ready."""
    register("guest", *FIELDS)
    register_made("guest", branch_fields)
