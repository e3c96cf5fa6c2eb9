"""Bills: opened, settled, opened again. A line is never changed or deleted, and the balance is the sum of the lines."""

import secrets
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.guests.company_queries import get_company
from huitouke.guests.errors import CompanyNotFound, GuestNotFound
from huitouke.guests.queries import get_guest
from huitouke.intake.choices import DESK
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish
from huitouke.stays import events
from huitouke.stays.choices import FolioState, ReservationStatus
from huitouke.stays.errors import (
    FolioInvalid,
    FolioIsClosed,
    FolioIsOpen,
    FolioNotFound,
    FolioNotSettled,
    MoveRefused,
    ReservationNotFound,
    ReservationOfAnotherSystem,
)
from huitouke.stays.ids import derived_id
from huitouke.stays.models import Folio, FolioLine, Reservation
from huitouke.stays.policy import kept_in_branch
from huitouke.stays.services.day_locks import keep_day_open
from huitouke.stays.services.folio_writing import (
    id_text,
    keep_folio_act,
    short_of,
    write_lines,
    write_payment,
)
from huitouke.stays.sight import sight_of_reservation

ON_ACCOUNT: Final = "on_account"


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
        title=short_of(title),
        currency=row.currency if row else branch.currency,
        opened_on=branch.business_date,
    )
    folio.save(force_insert=True)
    told = {"reservation": id_text(reservation_id), "guest": id_text(guest_id), "title": folio.title}
    keep_folio_act(actor, folio, events.FOLIO_OPENED, number=number, **told)
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
    folio.company_id, folio.signer = company_id, short_of(signer)
    folio.save(update_fields=["company", "signer"])
    write_payment(
        actor, folio, -owed.minor, ON_ACCOUNT, "", None, company=str(company_id), signer=folio.signer
    )
    return close_folio(actor, folio)


@transaction.atomic
def reopen_folio(*, actor: Actor, folio_id: UUID) -> Folio:
    """Write on a settled bill again. What was put to an account stands until its line is taken back."""
    folio = held_folio(actor, folio_id, is_open=None)
    if folio.state == FolioState.OPEN:
        raise FolioIsOpen
    folio.state, folio.closed_at = FolioState.OPEN, None
    folio.save(update_fields=["state", "closed_at"])
    keep_folio_act(actor, folio, events.FOLIO_REOPENED)
    return folio


def close_folio(actor: Actor, folio: Folio) -> Folio:
    """Close a bill that its caller has found settled, inside the caller's transaction."""
    folio.state, folio.closed_at = FolioState.CLOSED, clock.now()
    folio.save(update_fields=["state", "closed_at"])
    keep_folio_act(actor, folio, events.FOLIO_SETTLED)
    publish(
        events.FOLIO_SETTLED,
        key=folio.guest_id or folio.id,
        folio=str(folio.id),
        reservation=id_text(folio.reservation_id),
        guest=id_text(folio.guest_id),
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
    return write_lines(actor, folio, events.FOLIO_POSTED, list(lines))


def _reservation(actor: Actor, branch: Branch, reservation_id: UUID) -> Reservation:
    row = Reservation.objects.select_for_update(of=("self",)).filter(id=reservation_id, branch=branch).first()
    if row is None:
        raise ReservationNotFound
    if row.system != DESK:
        raise ReservationOfAnotherSystem(row.system)
    if row.status in (ReservationStatus.CANCELLED, ReservationStatus.REQUESTED):
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    return row


def _walk_in_number(branch: Branch) -> str:
    while True:
        number = f"W{branch.business_date:%y%m%d}{secrets.randbelow(10**5):05d}"
        if not Folio.objects.filter(branch=branch, number=number).exists():
            return number
