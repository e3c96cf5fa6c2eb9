"""What stands on a bill: charges, packages, payments, each taken back or moved by further lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.hotels.models import CodeEntry, Outlet
from huitouke.kernel.money import LARGEST, Money
from huitouke.stays import events
from huitouke.stays.errors import FolioInvalid, FolioLineNotFound, FolioNotFound, LineIsVoid
from huitouke.stays.models import Folio, FolioLine
from huitouke.stays.policy import kept_in_branch
from huitouke.stays.services.day_locks import keep_day_open
from huitouke.stays.services.folio_writing import short_of, write_lines, write_once, write_payment
from huitouke.stays.services.folios import ON_ACCOUNT, held_folio

ENTERTAINMENT: Final = "entertainment"
REBATE: Final = "rebate"
MOST_PIECES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Something consumed: `price` of one with all taxes; `tax` and `service` are the parts of the whole amount that are
    tax and service charge. A rebate takes from the bill."""

    kind: str
    price: Money
    quantity: int = 1
    text: str = ""
    outlet: str = ""
    tax: Money | None = None
    service: Money | None = None
    package: str = ""


@transaction.atomic
def post_charge(*, actor: Actor, folio_id: UUID, charge: Charge, once: UUID | None = None) -> FolioLine:
    """Write a charge of today's business date on an open bill. Asked again with the same `once` and charge, it is
    written no second time."""
    folio = held_folio(actor, folio_id)
    return _post(actor, folio, [charge], once)[0]


@transaction.atomic
def post_package(*, actor: Actor, folio_id: UUID, name: str, parts: Sequence[Charge]) -> list[FolioLine]:
    """Write a package as its parts (room, breakfast, spa), each to its own kind and outlet: they share its name."""
    folio = held_folio(actor, folio_id)
    if not name.strip() or len(parts) < 2:
        raise FolioInvalid({"package": [_("A package has a name and two parts or more.")]})
    named = [replace(each, package=short_of(name)) for each in parts]
    return _post(actor, folio, named)


@transaction.atomic
def post_payment(
    *,
    actor: Actor,
    folio_id: UUID,
    amount: Money,
    method: str,
    text: str = "",
    is_refund: bool = False,
    once: UUID | None = None,
) -> FolioLine:
    """Write what was paid, or with `is_refund` paid back. What goes to a company's account goes there whole
    (`put_to_account`); house entertainment names who signed in `text`. Asked again with the same `once` and payment, it
    is written no second time."""
    folio = held_folio(actor, folio_id)
    problems = _money_problems("amount", amount, folio)
    if not _is_code("payment_method", method) or method == ON_ACCOUNT:
        problems["method"] = [_("Choose how it is paid.")]
    if method == ENTERTAINMENT and not text.strip():
        problems["text"] = [_("Say who signed for the house.")]
    if problems:
        raise FolioInvalid(problems)
    minor = amount.minor if is_refund else -amount.minor
    return write_payment(actor, folio, minor, method, text, once)


@transaction.atomic
def void_line(*, actor: Actor, line_id: UUID, reason: str, folio_id: UUID | None = None) -> FolioLine:
    """Take a line back by one of the opposite amount, on today's business date: days that are closed keep their
    figures. Refuses without a reason, a line that was taken back, one that takes another back, and one that does not
    stand on the bill that is named."""
    line = _line(actor, line_id)
    if folio_id is not None and line.folio_id != folio_id:
        raise FolioLineNotFound
    if not reason.strip():
        raise FolioInvalid({"reason": [_("Say why the line is taken back.")]})
    return _void(actor, line, line.folio, events.FOLIO_VOIDED, short_of(reason))


@transaction.atomic
def transfer_line(*, actor: Actor, line_id: UUID, folio_id: UUID) -> FolioLine:
    """Move a line to another open bill of the branch: taken back here, written there. The new line."""
    _hold_both(actor, line_id, folio_id)
    line = _line(actor, line_id)
    target = held_folio(actor, folio_id)
    if target.id == line.folio_id or target.branch_id != line.folio.branch_id:
        raise FolioInvalid({"folio": [_("Choose another open bill of this branch.")]})
    if target.currency != line.folio.currency:
        raise FolioInvalid({"folio": [_("That bill is in another currency.")]})
    _void(actor, line, line.folio, events.FOLIO_TRANSFERRED, _("to %(number)s") % {"number": target.number})
    copied = {
        name: getattr(line, name)
        for name in (
            "kind", "their_code", "outlet_id", "text", "quantity", "amount", "tax", "service", "is_payment",
            "payment_method", "package",
        )
    }  # fmt: skip
    return write_lines(
        actor, target, events.FOLIO_TRANSFERRED, [{**copied, "business_date": target.branch.business_date}]
    )[0]


def _hold_both(actor: Actor, line_id: UUID, folio_id: UUID) -> None:
    """Lock the two bills of a move in one order: two moves in opposite directions must not wait for each other."""
    concerned = Q(id=folio_id) | Q(id__in=FolioLine.objects.filter(id=line_id).values("folio_id"))
    bills = Folio.objects.filter(concerned, kept_in_branch(actor, Right.FOLIOS_POST)).order_by("id")
    for bill in bills.select_related("branch"):
        keep_day_open(bill.branch)
    list(bills.select_for_update(of=("self",)))


def _line(actor: Actor, line_id: UUID) -> FolioLine:
    found = FolioLine.objects.filter(id=line_id).values_list("folio_id", flat=True).first()
    if found is None:
        raise FolioLineNotFound
    try:
        folio = held_folio(actor, found)
    except FolioNotFound as error:
        raise FolioLineNotFound from error
    line: FolioLine = FolioLine.objects.get(id=line_id)
    line.folio = folio
    return line


def _void(actor: Actor, line: FolioLine, folio: Folio, act: str, text: str) -> FolioLine:
    if line.voids_id or FolioLine.objects.filter(voids=line).exists():
        raise LineIsVoid
    return write_lines(
        actor,
        folio,
        act,
        [
            {
                "business_date": folio.branch.business_date,
                "kind": line.kind,
                "their_code": line.their_code,
                "outlet_id": line.outlet_id,
                "text": text,
                "quantity": -line.quantity,
                "amount": -line.amount,
                "tax": -line.tax,
                "service": -line.service,
                "is_payment": line.is_payment,
                "payment_method": line.payment_method,
                "package": line.package,
                "voids_id": line.id,
            }
        ],
    )[0]


def _post(actor: Actor, folio: Folio, charges: Sequence[Charge], once: UUID | None = None) -> list[FolioLine]:
    outlets = dict(Outlet.objects.filter(branch_id=folio.branch_id).values_list("code", "id"))
    values = []
    for charge in charges:
        problems = _money_problems("price", charge.price, folio)
        if not _is_code("charge_kind", charge.kind):
            problems["kind"] = [_("Choose what it is.")]
        if not 1 <= charge.quantity <= MOST_PIECES:
            problems["quantity"] = [_("From 1 to %(most)s.") % {"most": MOST_PIECES}]
        if charge.outlet and charge.outlet not in outlets:
            problems["outlet"] = [_("Choose an outlet of this branch.")]
        amount = charge.price.minor * charge.quantity
        tax, service = (_minor(part, folio) for part in (charge.tax, charge.service))
        if tax < 0 or service < 0 or tax + service > amount:
            problems["tax"] = [
                _("Tax and service charge are parts of the amount: together not more than it.")
            ]
        if amount > LARGEST:
            problems["price"] = [_("This amount is too large.")]
        if problems:
            raise FolioInvalid(problems)
        sign = -1 if charge.kind == REBATE else 1
        values.append(
            {
                "business_date": folio.branch.business_date,
                "kind": charge.kind,
                "outlet_id": outlets.get(charge.outlet),
                "text": short_of(charge.text),
                "quantity": charge.quantity,
                "amount": sign * amount,
                "tax": sign * tax,
                "service": sign * service,
                "package": charge.package,
            }
        )
    if once is not None:
        return [write_once(actor, folio, events.FOLIO_POSTED, values[0], once)]
    return write_lines(actor, folio, events.FOLIO_POSTED, values)


def _money_problems(name: str, amount: Money, folio: Folio) -> dict[str, list[str]]:
    if amount.currency != folio.currency:
        return {name: [_("This bill is in %(currency)s.") % {"currency": folio.currency}]}
    if not 0 < amount.minor <= LARGEST:
        return {name: [_("Write an amount above nothing.")]}
    return {}


def _minor(part: Money | None, folio: Folio) -> int:
    if part is None:
        return 0
    return part.minor if part.currency == folio.currency else -1


def _is_code(table: str, code: str) -> bool:
    return CodeEntry.objects.filter(table=table, code=code).exists()
