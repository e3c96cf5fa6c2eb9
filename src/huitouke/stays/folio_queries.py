"""Reads of bills."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.masking import hidden_name
from huitouke.hotels.queries import label_codes
from huitouke.intake.choices import DESK
from huitouke.kernel.money import Money
from huitouke.stays.choices import FolioState
from huitouke.stays.errors import FolioNotFound
from huitouke.stays.models import Folio, FolioLine, Reservation
from huitouke.stays.policy import may_know_name, may_know_price, visible_folios
from huitouke.stays.sight import sight_of_reservation

ROOM_KINDS = ("room", "day_use")


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a bill. `amount` is None where it would tell a price that may not be told."""

    id: UUID
    business_date: date
    posted_at: datetime
    label: str
    text: str
    outlet: str
    quantity: int
    amount: Money | None
    tax: Money | None
    service: Money | None
    is_payment: bool
    package: str
    who: str
    is_voided: bool
    voids: UUID | None
    kind: str
    payment_method: str


@dataclass(frozen=True, slots=True)
class FolioShown:
    """A bill as the actor may read it. `balance` is None where it would tell a price that may not be told."""

    folio: Folio
    name: str
    lines: list[LineShown]
    balance: Money | None
    may_post: bool

    @property
    def is_open(self) -> bool:
        return self.folio.state == FolioState.OPEN


def get_folio(actor: Actor, folio_id: UUID, right: Right = Right.FOLIOS_VIEW) -> FolioShown:
    """One bill with its lines; for another right than to see it, only in its own branch. Five queries at most."""
    actor.require(right)
    found = list_folios(actor, folio_ids=[folio_id])
    if not found or (right != Right.FOLIOS_VIEW and not actor.has_right(right, found[0].folio.branch_id)):
        raise FolioNotFound
    return found[0]


def list_folios(
    actor: Actor, *, reservation_id: UUID | None = None, folio_ids: list[UUID] | None = None
) -> list[FolioShown]:
    """Bills that the actor may see, with their lines, the first opened first; four queries, however many."""
    actor.require(Right.FOLIOS_VIEW)
    asked = Folio.objects.filter(visible_folios(actor)).select_related(
        "branch__legal_entity", "reservation__branch__legal_entity", "reservation__guest", "guest", "company"
    )
    if reservation_id is not None:
        asked = asked.filter(reservation_id=reservation_id)
    if folio_ids is not None:
        asked = asked.filter(id__in=folio_ids)
    folios = list(asked.order_by("opened_on", "id"))
    lines: dict[UUID, list[FolioLine]] = {}
    for line in (
        FolioLine.objects.filter(folio__in=folios)
        .select_related("outlet")
        .order_by("business_date", "posted_at", "id")
    ):
        lines.setdefault(line.folio_id, []).append(line)
    kinds, methods = (label_codes("charge_kind"), label_codes("payment_method")) if folios else ({}, {})
    return [_shown(actor, folio, lines.get(folio.id, []), kinds, methods) for folio in folios]


def list_open_folios(
    actor: Actor, branch_id: UUID, limit: int = 100
) -> list[tuple[Folio, str, Money | None]]:
    """The open bills without a stay of a branch, with their names and balances: the restaurant's."""
    actor.require(Right.FOLIOS_VIEW)
    folios = list(
        Folio.objects.filter(
            visible_folios(actor), branch_id=branch_id, reservation=None, state=FolioState.OPEN
        )
        .select_related("branch__legal_entity", "guest")
        .annotate(total=Sum("lines__amount"), nights=Count("lines", filter=Q(lines__kind__in=ROOM_KINDS)))
        .order_by("-opened_on", "-id")[:limit]
    )
    return [
        (
            folio,
            _name(actor, folio, True),
            Money(folio.total or 0, folio.currency)
            if not folio.nights or _may_know_moved_nights(actor, folio)
            else None,
        )
        for folio in folios
    ]


def balance_of(actor: Actor, row: Reservation) -> Money | None:
    """What all bills of a stay come to; None where the actor may not know. One query."""
    if (
        not actor.has_right(Right.FOLIOS_VIEW, row.branch_id)
        or not sight_of_reservation(actor, row).is_priced
    ):
        return None
    total = FolioLine.objects.filter(folio__reservation_id=row.id).aggregate(total=Sum("amount"))["total"]
    return Money(total or 0, row.currency)


def _shown(
    actor: Actor, folio: Folio, lines: list[FolioLine], kinds: dict[str, str], methods: dict[str, str]
) -> FolioShown:
    is_priced, is_named = True, True
    if folio.reservation is not None:
        sight = sight_of_reservation(actor, folio.reservation)
        is_priced, is_named = sight.is_priced, sight.is_named
    elif any(line.kind in ROOM_KINDS for line in lines):
        is_priced = _may_know_moved_nights(actor, folio)
    name = _name(actor, folio, is_named)
    if name == hidden_name():
        folio.guest_id, folio.title, folio.signer, folio.company = None, "", "", None
        is_named = False
    voided = {line.voids_id for line in lines}
    shown = [
        LineShown(
            id=line.id,
            business_date=line.business_date,
            posted_at=line.posted_at,
            label=methods.get(line.payment_method, line.payment_method)
            if line.is_payment
            else kinds.get(line.kind, line.kind),
            text=line.text if is_named else "",
            outlet=str(line.outlet) if line.outlet else "",
            quantity=line.quantity,
            amount=_told(line.amount, line, folio, is_priced),
            tax=_told(line.tax, line, folio, is_priced),
            service=_told(line.service, line, folio, is_priced),
            is_payment=line.is_payment,
            package=line.package,
            who=line.actor_name,
            is_voided=line.id in voided,
            voids=line.voids_id,
            kind=line.kind,
            payment_method=line.payment_method,
        )
        for line in lines
    ]
    balance = Money(sum(line.amount for line in lines), folio.currency) if is_priced else None
    may_post = actor.has_right(Right.FOLIOS_POST, folio.branch_id) and folio.system == DESK
    return FolioShown(folio, name, shown, balance, may_post)


def _may_know_moved_nights(actor: Actor, folio: Folio) -> bool:
    """May the actor see what a night costs that was moved to a bill without a stay? Whose rule it was under there is
    not known any more: only who may see every price."""
    return may_know_price(actor, folio.branch.legal_entity_id, is_hidden=True)


def _told(minor: int, line: FolioLine, folio: Folio, is_priced: bool) -> Money | None:
    """An amount, unless it is the price of a room, or a payment by which the price would be known."""
    if not is_priced and (line.is_payment or line.kind in ROOM_KINDS):
        return None
    return Money(minor, folio.currency)


def _name(actor: Actor, folio: Folio, is_named: bool) -> str:
    guest = folio.guest
    hides = bool(guest and guest.is_stay_confidential)
    if not is_named or not may_know_name(actor, folio.branch.legal_entity_id, hides):
        return hidden_name()
    if guest is not None:
        return guest.name or guest.latin_name or guest.form_of_address
    return folio.title
