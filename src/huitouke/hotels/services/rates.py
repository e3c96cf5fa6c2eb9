"""Rate codes of a branch and their prices, which hold from a day to a day."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.hotels.errors import RateInvalid, RateNotFound, RatePriceInvalid, RatePriceNotFound
from huitouke.hotels.models import RateCode, RatePrice, RoomType
from huitouke.hotels.services.inserting import insert_or_refuse
from huitouke.hotels.services.periods import first_common_day, read_amount, read_period
from huitouke.hotels.services.room_types import known_codes
from huitouke.hotels.services.wording import Problems, changed_fields, cleaned_code, cleaned_labels
from huitouke.kernel.money import Money

ALL_WEEK = 127


@transaction.atomic
def add_rate(
    *,
    actor: Actor,
    branch: Branch,
    code: str,
    labels: dict[str, str],
    meal_plan: str = "",
    market: str = "",
    company_id: UUID | None = None,
    is_confidential: bool = False,
) -> RateCode:
    """A new rate code. `company_id` is the company whose agreement rate it is; that it may be named is the caller's to
    ask. Refuses a code in use."""
    actor.require(Right.RATES_EDIT, branch.id)
    problems: Problems = {}
    values = _values(problems, labels, meal_plan, market, company_id, is_confidential)
    row = RateCode(branch=branch, code=cleaned_code(code, problems).upper(), **values)
    if problems:
        raise RateInvalid(problems)
    insert_or_refuse(row, RateInvalid({"code": [_("This branch has a rate of this code already.")]}))
    _note(actor, "hotels.rate.added", row)
    return row


@transaction.atomic
def change_rate(
    *,
    actor: Actor,
    rate_id: UUID,
    labels: dict[str, str],
    meal_plan: str = "",
    market: str = "",
    company_id: UUID | None = None,
    is_confidential: bool = False,
) -> RateCode:
    """All but the code anew: reservations know the rate by it."""
    row = _locked(actor, rate_id)
    problems: Problems = {}
    values = _values(problems, labels, meal_plan, market, company_id, is_confidential, kept=row)
    if problems:
        raise RateInvalid(problems)
    return _save(actor, "hotels.rate.changed", row, values)


@transaction.atomic
def close_rate(*, actor: Actor, rate_id: UUID) -> RateCode:
    """Sell at it no more; what was sold keeps it."""
    return _save(actor, "hotels.rate.closed", _locked(actor, rate_id), {"is_closed": True})


@transaction.atomic
def reopen_rate(*, actor: Actor, rate_id: UUID) -> RateCode:
    """Sell at it again."""
    return _save(actor, "hotels.rate.reopened", _locked(actor, rate_id), {"is_closed": False})


@transaction.atomic
def add_price(
    *,
    actor: Actor,
    rate_id: UUID,
    amount: str,
    room_type_id: UUID | None = None,
    first_day: str = "",
    last_day: str = "",
    weekdays: Sequence[int] = (),
) -> RatePrice:
    """What a night costs from one day to another, both of them in it, either left out where it does not end there.

    `amount` is as people write it, in the branch's currency; `weekdays` are 0 (Monday) to 6, none: every day. One for a
    room type goes before one for all, fewer weekdays before more, so that a season is laid over the year; two of the
    same reach refuse each other, and the first day that they share is named.
    """
    rate = _locked(actor, rate_id)
    problems: Problems = {}
    period = read_period(first_day, last_day, problems)
    minor = read_amount(amount, rate.branch.currency, problems)
    kind = None
    if room_type_id is not None:
        kind = RoomType.objects.filter(id=room_type_id, branch_id=rate.branch_id).first()
        if kind is None:
            problems["room_type"] = [_("Choose a room type of this branch.")]
    bits = _weekday_bits(weekdays, problems)
    if not problems:
        _refuse_overlap(rate, kind, period, bits, problems)
    if problems:
        raise RatePriceInvalid(problems)
    row = RatePrice.objects.create(rate_code=rate, room_type=kind, period=period, weekdays=bits, amount=minor)
    _note_price(actor, "hotels.rate_price.added", rate, row)
    return row


@transaction.atomic
def remove_price(*, actor: Actor, price_id: UUID) -> None:
    """Take a price away again. What was sold at it keeps its own prices; the trail says what it was."""
    actor.require(Right.RATES_EDIT)
    row = RatePrice.objects.select_for_update(of=("self",)).filter(id=price_id).first()
    if row is None:
        raise RatePriceNotFound
    rate = _locked(actor, row.rate_code_id)
    _note_price(actor, "hotels.rate_price.removed", rate, row)
    row.delete()


def _weekday_bits(weekdays: Iterable[int], problems: Problems) -> int:
    bits = 0
    for day in weekdays:
        if not 0 <= day <= 6:
            problems["weekdays"] = [_("Choose days of the week.")]
            continue
        bits |= 1 << day
    return bits or ALL_WEEK


def _refuse_overlap(
    rate: RateCode, kind: RoomType | None, period: Any, bits: int, problems: Problems
) -> None:
    rivals = RatePrice.objects.filter(rate_code=rate, room_type=kind, period__overlap=period)
    for rival in rivals:
        if rival.weekdays.bit_count() != bits.bit_count():
            continue
        day = first_common_day(period, (rival.period.lower, rival.period.upper), rival.weekdays & bits)
        if day is not None:
            problems["first_day"] = [
                _("%(day)s has a price already: %(price)s. End that one before, or take it away.")
                % {"day": day.isoformat(), "price": Money(rival.amount, rate.branch.currency)}
            ]
            return


def _values(
    problems: Problems,
    labels: dict[str, str],
    meal_plan: str,
    market: str,
    company_id: UUID | None,
    is_confidential: bool,
    kept: RateCode | None = None,
) -> dict[str, Any]:
    found = {}
    for table, code in (("meal_plan", meal_plan), ("market", market)):
        stood = [getattr(kept, table)] if kept and getattr(kept, table) else []
        found[table] = next(iter(known_codes(table, [code], table, problems, stood)), "")
    return {
        "labels": cleaned_labels(labels, problems),
        **found,
        "company_id": company_id,
        "is_confidential": is_confidential,
    }


def _locked(actor: Actor, rate_id: UUID) -> RateCode:
    actor.require(Right.RATES_EDIT)
    row = RateCode.objects.select_for_update(of=("self",)).select_related("branch").filter(id=rate_id).first()
    if row is None:
        raise RateNotFound
    actor.require(Right.RATES_EDIT, row.branch_id)
    return row


def _save(actor: Actor, what: str, row: RateCode, values: dict[str, Any]) -> RateCode:
    changed = changed_fields(row, values)
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        _note(actor, what, row, changed)
    return row


def _note(actor: Actor, what: str, row: RateCode, fields: Sequence[str] = ()) -> None:
    record_audit(
        actor, what, object_type="rate", object_id=row.id, branch_id=row.branch_id, fields=fields, name=row.code
    )  # fmt: skip


def _note_price(actor: Actor, what: str, rate: RateCode, row: RatePrice) -> None:
    """Prices of rates concern nobody in person: the trail says them whole, since the row itself is not kept."""
    low, high = (row.period.lower, row.period.upper) if hasattr(row.period, "lower") else row.period
    record_audit(
        actor,
        what,
        object_type="rate",
        object_id=rate.id,
        branch_id=rate.branch_id,
        name=rate.code,
        price=str(Money(row.amount, rate.branch.currency)),
        since=low.isoformat() if low else "",
        until=high.isoformat() if high else "",
        weekdays=row.weekdays,
        room_type=row.room_type.code if row.room_type else "",
    )
