"""Bills: opened, written on, settled. A line is never changed or deleted, and the balance is the sum of the lines."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.guests.company_queries import get_company
from huitouke.guests.errors import CompanyNotFound, GuestNotFound
from huitouke.guests.queries import get_guest
from huitouke.hotels.models import CodeEntry, Outlet
from huitouke.intake.choices import DESK
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7
from huitouke.kernel.money import LARGEST, Money
from huitouke.kernel.outbox import publish
from huitouke.stays import events
from huitouke.stays.choices import FolioState, ReservationStatus
from huitouke.stays.errors import (
    FolioInvalid,
    FolioIsClosed,
    FolioIsOpen,
    FolioLineNotFound,
    FolioNotFound,
    FolioNotSettled,
    LineIsVoid,
    MoveRefused,
    ReservationNotFound,
    ReservationOfAnotherSystem,
)
from huitouke.stays.ids import derived_id
from huitouke.stays.models import Folio, FolioLine, Reservation
from huitouke.stays.policy import kept_in_branch
from huitouke.stays.services.day_locks import keep_day_open
from huitouke.stays.services.folio_lines import sum_extras
from huitouke.stays.services.folio_records import keep_act
from huitouke.stays.sight import sight_of_reservation

ON_ACCOUNT: Final = "on_account"
ENTERTAINMENT: Final = "entertainment"
REBATE: Final = "rebate"
MOST_PIECES: Final = 10_000
LONGEST: Final = 200


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
def open_folio(
    *,
    actor: Actor,
    branch: Branch,
    reservation_id: UUID | None = None,
    guest_id: UUID | None = None,
    title: str = "",
) -> Folio:
    """A new bill: of a stay (the first one is its main bill, others split off what somebody else pays), or of somebody
    who only came to eat, known by name or not."""
    actor.require(Right.FOLIOS_POST, branch.id)
    keep_day_open(branch)
    row = _reservation(actor, branch, reservation_id) if reservation_id else None
    if guest_id is not None:
        try:
            get_guest(actor, guest_id)
        except GuestNotFound as error:
            raise FolioInvalid({"guest": [error.message]}) from error
    folio_id, external_id, number = uuid7(), "", ""
    if row is not None:
        count = Folio.objects.filter(reservation=row).count()
        number = f"{row.number or row.external_id[:12]}-{count + 1}"
        if count == 0:
            external_id = str(row.id)
            folio_id = derived_id("folio", branch.id, DESK, external_id)
        guest_id = guest_id or row.guest_id
    else:
        number = _walk_in_number(branch)
    folio = Folio(
        id=folio_id,
        branch=branch,
        system=DESK,
        external_id=external_id or str(folio_id),
        number=number,
        reservation=row,
        guest_id=guest_id,
        title=_short(title),
        currency=row.currency if row else branch.currency,
        opened_on=branch.business_date,
    )
    folio.save(force_insert=True)
    told = {"reservation": _text(reservation_id), "guest": _text(guest_id), "title": folio.title}
    _keep(actor, folio, events.FOLIO_OPENED, number=number, **told)
    return folio


def main_folio(actor: Actor, row: Reservation) -> Folio:
    """The bill of a stay that nights and charges go to by themselves, opened where there is none."""
    found = (
        Folio.objects.select_for_update()
        .filter(reservation=row, system=DESK, external_id=str(row.id))
        .first()
    )
    return found or open_folio(actor=actor, branch=row.branch, reservation_id=row.id)


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
    named = [replace(each, package=_short(name)) for each in parts]
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
    return _pay(actor, folio, minor, method, text, once)


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
    return _void(actor, line, line.folio, events.FOLIO_VOIDED, _short(reason))


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
    return _write(
        actor, target, events.FOLIO_TRANSFERRED, [{**copied, "business_date": target.branch.business_date}]
    )[0]


@transaction.atomic
def settle_folio(*, actor: Actor, folio_id: UUID) -> Folio:
    """Close a bill whose lines come to nothing."""
    folio = held_folio(actor, folio_id)
    if folio.balance.minor != 0:
        row = folio.reservation
        knows = row is None or sight_of_reservation(actor, row).is_priced
        raise FolioNotSettled(folio.balance if knows else None)
    return close_folio(actor, folio)


@transaction.atomic
def put_to_account(*, actor: Actor, folio_id: UUID, company_id: UUID, signer: str) -> Folio:
    """Put what is owed to a company's account, signed for by `signer`, and close the bill. Refuses a closed company and
    a bill on which nothing is owed."""
    folio = held_folio(actor, folio_id)
    problems: dict[str, list[str]] = {}
    if not signer.strip():
        problems["signer"] = [_("Say who signed for the company.")]
    try:
        company = get_company(actor, company_id)
        if company.is_closed:
            problems["company"] = [_("This company is closed.")]
    except CompanyNotFound:
        problems["company"] = [_("Choose a company that you may see.")]
    owed = folio.balance
    if owed.minor <= 0:
        problems["amount"] = [_("Nothing is owed on this bill.")]
    if problems:
        raise FolioInvalid(problems)
    folio.company_id, folio.signer = company_id, _short(signer)
    folio.save(update_fields=["company", "signer"])
    _pay(actor, folio, -owed.minor, ON_ACCOUNT, "", None, company=str(company_id), signer=folio.signer)
    return close_folio(actor, folio)


@transaction.atomic
def reopen_folio(*, actor: Actor, folio_id: UUID) -> Folio:
    """Write on a settled bill again. What was put to an account stands until its line is taken back."""
    folio = held_folio(actor, folio_id, is_open=None)
    if folio.state == FolioState.OPEN:
        raise FolioIsOpen
    folio.state, folio.closed_at = FolioState.OPEN, None
    folio.save(update_fields=["state", "closed_at"])
    _keep(actor, folio, events.FOLIO_REOPENED)
    return folio


def close_folio(actor: Actor, folio: Folio) -> Folio:
    """Close a bill that its caller has found settled, inside the caller's transaction."""
    folio.state, folio.closed_at = FolioState.CLOSED, clock.now()
    folio.save(update_fields=["state", "closed_at"])
    _keep(actor, folio, events.FOLIO_SETTLED)
    publish(
        events.FOLIO_SETTLED,
        key=folio.guest_id or folio.id,
        folio=str(folio.id),
        reservation=_text(folio.reservation_id),
        guest=_text(folio.guest_id),
    )
    return folio


def held_folio(actor: Actor, folio_id: UUID, *, is_open: bool | None = True) -> Folio:
    """The bill, locked until the caller's transaction ends. Refuses who may not write on it, one of another system,
    and with `is_open` a settled one."""
    actor.require(Right.FOLIOS_POST)
    named = Folio.objects.filter(kept_in_branch(actor, Right.FOLIOS_POST), id=folio_id)
    place = named.select_related("branch").only("branch").first()
    if place is None:
        raise FolioNotFound
    keep_day_open(place.branch)
    folio: Folio = (
        Folio.objects.select_for_update(of=("self",))
        .select_related("branch", "reservation__branch", "reservation__guest")
        .get(id=folio_id)
    )
    if folio.system != DESK:
        raise ReservationOfAnotherSystem(folio.system)
    if is_open and folio.state != FolioState.OPEN:
        raise FolioIsClosed
    return folio


def post_nights(actor: Actor, row: Reservation, lines: Sequence[dict[str, Any]]) -> list[FolioLine]:
    """Write the nights of a stay that are not on its bill yet, as `folio_nights` prepared them."""
    folio = main_folio(actor, row)
    if folio.state != FolioState.OPEN:
        reopen_folio(actor=actor, folio_id=folio.id)
        folio.refresh_from_db()
    return _write(actor, folio, events.FOLIO_POSTED, list(lines))


def _reservation(actor: Actor, branch: Branch, reservation_id: UUID) -> Reservation:
    row = Reservation.objects.select_for_update(of=("self",)).filter(id=reservation_id, branch=branch).first()
    if row is None:
        raise ReservationNotFound
    if row.system != DESK:
        raise ReservationOfAnotherSystem(row.system)
    if row.status in (ReservationStatus.CANCELLED, ReservationStatus.REQUESTED):
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    return row


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
    return _write(
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
                "text": _short(charge.text),
                "quantity": charge.quantity,
                "amount": sign * amount,
                "tax": sign * tax,
                "service": sign * service,
                "package": charge.package,
            }
        )
    if once is not None:
        return [_write_once(actor, folio, events.FOLIO_POSTED, values[0], once)]
    return _write(actor, folio, events.FOLIO_POSTED, values)


def _pay(
    actor: Actor, folio: Folio, minor: int, method: str, text: str, once: UUID | None, **more: str
) -> FolioLine:
    values = {
        "business_date": folio.branch.business_date,
        "is_payment": True,
        "payment_method": method,
        "text": _short(text),
        "amount": minor,
    }
    if once is not None:
        return _write_once(actor, folio, events.FOLIO_PAID, values, once)
    return _write(actor, folio, events.FOLIO_PAID, [values], **more)[0]


def _write_once(actor: Actor, folio: Folio, act: str, values: dict[str, Any], once: UUID) -> FolioLine:
    """A line whose id whoever asks has chosen, so that a form sent twice writes one. The same id with something else to
    write, as after a step back in the browser, is another line."""
    known: FolioLine | None = FolioLine.objects.filter(id=once).first()
    if known is None:
        return _write(actor, folio, act, [{"id": once, **values}])[0]
    same = {name: getattr(known, name) for name in values if name != "business_date"}
    if known.folio_id == folio.id and same == {name: values[name] for name in same}:
        return known
    return _write(actor, folio, act, [values])[0]


def _write(
    actor: Actor, folio: Folio, act: str, values: Sequence[dict[str, Any]], **more: str
) -> list[FolioLine]:
    """Lines of one act: its record, the rows, what the reservation sums up, the trail. Nobody's name or text stands in
    the trail."""
    told = [{name: _plain(value) for name, value in each.items()} for each in values]
    lines = [
        FolioLine(folio=folio, posted_at=clock.now(), actor_id=actor.id, actor_name=actor.name, **each)
        for each in values
    ]
    ids = [str(line.id) for line in lines]
    record_id = _keep(
        actor,
        folio,
        act,
        lines=[{"id": line_id, **each} for line_id, each in zip(ids, told, strict=True)],
        **more,
    )
    for line in lines:
        line.record_id = record_id
    FolioLine.objects.bulk_create(lines)
    if folio.reservation_id:
        sum_extras([folio.reservation_id])
    return lines


def _keep(actor: Actor, folio: Folio, act: str, **data: Any) -> UUID:
    record_id = keep_act(actor, folio.branch_id, folio.id, act, data)
    record_audit(
        actor,
        act,
        object_type="folio",
        object_id=folio.id,
        branch_id=folio.branch_id,
        fields=sorted(name for name, value in data.items() if value),
        lines=len(data.get("lines", ())),
        reservation=_text(folio.reservation_id),
    )
    return record_id


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


def _walk_in_number(branch: Branch) -> str:
    while True:
        number = f"W{branch.business_date:%y%m%d}{secrets.randbelow(10**5):05d}"
        if not Folio.objects.filter(branch=branch, number=number).exists():
            return number


def _short(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _plain(value: Any) -> Any:
    return str(value) if value is not None and not isinstance(value, str | int | bool) else value
