"""What selling and serving costs a branch, from a day to a day. Not entered is not known, and not nothing."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.hotels.errors import CostInvalid, CostNotFound
from huitouke.hotels.models import Cost, Outlet, RoomType
from huitouke.hotels.services.periods import first_common_day, read_amount, read_percent, read_period
from huitouke.hotels.services.room_types import known_codes
from huitouke.hotels.services.wording import Problems


@transaction.atomic
def add_cost(
    *,
    actor: Actor,
    branch: Branch,
    kind: str,
    value: str,
    first_day: str,
    channel: str = "",
    outlet_id: UUID | None = None,
    room_type_id: UUID | None = None,
) -> Cost:
    """A cost from a day on: the commission of a channel and what an outlet uses up as a share of 100, a room night (of
    one room type, or of all) as an amount in the branch's currency, both as people write them.

    The cost of the same thing before ends the day before. One that begins on the same day or later refuses.
    """
    actor.require(Right.RATES_EDIT, branch.id)
    problems: Problems = {}
    period = read_period(first_day, "", problems)
    values = _of_kind(branch, kind, value, channel, outlet_id, room_type_id, problems)
    if period[0] is None and "first_day" not in problems:
        problems["first_day"] = [_("Write from which day it holds.")]
    if problems or period[0] is None:
        raise CostInvalid(problems)
    same = {name: values[name] for name in ("channel", "outlet", "room_type")}
    _end_before(branch, kind, same, period[0])
    row = Cost.objects.create(branch=branch, kind=kind, period=period, **values)
    _note(actor, "hotels.cost.added", row, since=period[0].isoformat())
    return row


@transaction.atomic
def remove_cost(*, actor: Actor, cost_id: UUID) -> None:
    """Take a cost away again; the one before it holds on where it had ended for it."""
    actor.require(Right.RATES_EDIT)
    row = Cost.objects.select_for_update(of=("self",)).select_related("branch").filter(id=cost_id).first()
    if row is None:
        raise CostNotFound
    actor.require(Right.RATES_EDIT, row.branch_id)
    before = Cost.objects.select_for_update(of=("self",)).filter(
        branch=row.branch, kind=row.kind, channel=row.channel, outlet=row.outlet, room_type=row.room_type,
        period__endswith=row.period.lower,
    ).first()  # fmt: skip
    if before is not None:
        before.period = (before.period.lower, row.period.upper)
        before.save(update_fields=["period"])
    _note(actor, "hotels.cost.removed", row, since=row.period.lower.isoformat())
    row.delete()


def _of_kind(
    branch: Branch,
    kind: str,
    value: str,
    channel: str,
    outlet_id: UUID | None,
    room_type_id: UUID | None,
    problems: Problems,
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "channel": "", "outlet": None, "room_type": None, "percent": None, "amount": None,
    }  # fmt: skip
    if kind == Cost.Kind.COMMISSION:
        values["channel"] = next(iter(known_codes("channel", [channel], "channel", problems)), "")
        if not values["channel"] and "channel" not in problems:
            problems["channel"] = [_("Choose the channel that takes the commission.")]
    elif kind == Cost.Kind.OUTLET:
        values["outlet"] = Outlet.objects.filter(id=outlet_id, branch=branch).first() if outlet_id else None
        if values["outlet"] is None:
            problems["outlet"] = [_("Choose an outlet of this branch.")]
    elif kind == Cost.Kind.ROOM_NIGHT:
        if room_type_id:
            values["room_type"] = RoomType.objects.filter(id=room_type_id, branch=branch).first()
            if values["room_type"] is None:
                problems["room_type"] = [_("Choose a room type of this branch.")]
        values["amount"] = read_amount(value, branch.currency, problems)
        return values
    else:
        problems["kind"] = [_("Choose what the cost is of.")]
    values["percent"] = read_percent(value, problems)
    return values


def _end_before(branch: Branch, kind: str, same: dict[str, Any], begin: date) -> None:
    """Let the cost of the same thing end where the new one begins. Refuses where that would leave it no day."""
    for rival in Cost.objects.select_for_update(of=("self",)).filter(branch=branch, kind=kind, **same):
        period = (rival.period.lower, rival.period.upper)
        if first_common_day((begin, None), period) is None:
            continue
        if rival.period.lower >= begin:
            day = rival.period.lower.isoformat()
            raise CostInvalid(
                {
                    "first_day": [
                        _("One that begins on %(day)s is entered already. Take it away first.") % {"day": day}
                    ]
                }
            )
        rival.period = (rival.period.lower, begin)
        rival.save(update_fields=["period"])


def last_day(row: Cost) -> date | None:
    """The last business date on which a cost holds; None where it has no end."""
    upper: date | None = row.period.upper
    return upper - timedelta(days=1) if upper else None


def _note(actor: Actor, what: str, row: Cost, **data: str) -> None:
    record_audit(
        actor,
        what,
        object_type="cost",
        object_id=row.id,
        branch_id=row.branch_id,
        kind=row.kind,
        value=str(row.amount if row.percent is None else row.percent),
        **data,
    )
