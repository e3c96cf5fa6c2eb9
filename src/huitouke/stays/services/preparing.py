"""What staff do about preparations: ask, prepare, give, decline, and take a step back."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services.audit import record_audit
from huitouke.kernel import clock
from huitouke.kernel.history import tell_history
from huitouke.kernel.outbox import publish
from huitouke.stays import events
from huitouke.stays.choices import STAYED, ReservationStatus, Teller
from huitouke.stays.errors import (
    PreparationClosed,
    PreparationInvalid,
    PreparationNotFound,
    PreparationTooEarly,
    ReservationNotFound,
)
from huitouke.stays.models import Preparation, Reservation
from huitouke.stays.policy import visible_reservations
from huitouke.stays.promises import POSTS, post_for
from huitouke.stays.services.proposing import TEXT_LIMIT

REASON_LIMIT: Final = 200
PREPARED: Final = "prepared"
GIVEN: Final = "given"
_GONE: Final = (ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW)


@transaction.atomic
def ask_preparation(*, actor: Actor, reservation_id: UUID, text: str, post: str = "") -> Preparation:
    """Promise something for this stay alone; the post follows from the words where none is given. The same words again
    are the preparation that there is. Refuses an empty text, one that is too long, and a stay that is over."""
    reservation = (
        Reservation.objects.select_for_update(of=("self",))
        .filter(visible_reservations(actor), id=reservation_id)
        .first()
    )
    if reservation is None:
        raise ReservationNotFound
    actor.require(Right.STAYS_PREPARE, reservation.branch_id)
    if reservation.status in _GONE or reservation.status == ReservationStatus.CHECKED_OUT:
        raise PreparationClosed
    text = " ".join(text.split())
    problems: dict[str, list[str]] = {}
    if not text:
        problems["text"] = [_("Write what is to be prepared.")]
    elif len(text) > TEXT_LIMIT:
        problems["text"] = [_("At most %(limit)s signs.") % {"limit": TEXT_LIMIT}]
    if post and post not in POSTS:
        problems["post"] = [_("Choose one of the posts.")]
    if problems:
        raise PreparationInvalid(problems)
    known: Preparation | None = reservation.preparations.filter(text=text).first()
    if known is not None:
        return known
    now = clock.now()
    made: Preparation = Preparation.objects.create(
        reservation=reservation, guest_id=reservation.guest_id, text=text, told_by=Teller.STAY,
        told_on=reservation.branch.business_date, post=post or post_for(text), asked_at=now, asked_by=actor.id,
        asked_name=actor.name, updated_at=now,
    )  # fmt: skip
    _tell(actor, made, reservation, events.PREPARATION_ASKED)
    return made


@transaction.atomic
def tick_prepared(*, actor: Actor, preparation_id: UUID) -> Preparation:
    """It stands ready. One that is ticked stays as it is, with whoever ticked it first."""
    each, reservation = _locked(actor, preparation_id)
    if each.prepared_at or each.given_at:
        return each
    if reservation.status in _GONE:
        raise PreparationClosed
    _open_again(each)
    each.prepared_at, each.prepared_by, each.prepared_name = clock.now(), actor.id, actor.name
    each.prepared_post = _post_of(actor, reservation.branch_id)
    return _saved(actor, each, reservation, events.PREPARATION_PREPARED)


@transaction.atomic
def tick_given(*, actor: Actor, preparation_id: UUID) -> Preparation:
    """The guest has it. Refused before they have come."""
    each, reservation = _locked(actor, preparation_id)
    if each.given_at:
        return each
    if reservation.status not in STAYED:
        raise PreparationTooEarly
    _open_again(each)
    each.given_at, each.given_by, each.given_name = clock.now(), actor.id, actor.name
    each.given_post = _post_of(actor, reservation.branch_id)
    return _saved(actor, each, reservation, events.PREPARATION_GIVEN)


@transaction.atomic
def decline_preparation(*, actor: Actor, preparation_id: UUID, reason: str) -> Preparation:
    """It is not possible, and why: the guest will hear of it before they find out. Refuses an empty reason, and one
    that was given already."""
    each, reservation = _locked(actor, preparation_id)
    reason = " ".join(reason.split())
    if not reason:
        raise PreparationInvalid({"reason": [_("Say why, so that a colleague can tell the guest.")]})
    if len(reason) > REASON_LIMIT:
        raise PreparationInvalid({"reason": [_("At most %(limit)s signs.") % {"limit": REASON_LIMIT}]})
    if each.given_at:
        raise PreparationClosed
    _not_prepared(each)
    each.declined_at, each.declined_by, each.declined_name = clock.now(), actor.id, actor.name
    each.reason = reason
    return _saved(actor, each, reservation, events.PREPARATION_DECLINED)


@transaction.atomic
def untick(*, actor: Actor, preparation_id: UUID) -> Preparation:
    """Take the last step back: what was given is prepared again where it was, what was prepared or declined is to be
    done. Nothing to take back changes nothing."""
    each, reservation = _locked(actor, preparation_id)
    if each.is_untouched:
        return each
    if each.given_at:
        each.given_at, each.given_by, each.given_name, each.given_post = None, None, "", ""
    elif each.declined_at:
        _open_again(each)
    else:
        _not_prepared(each)
    return _saved(actor, each, reservation, events.PREPARATION_TAKEN_BACK)


def _locked(actor: Actor, preparation_id: UUID) -> tuple[Preparation, Reservation]:
    """The preparation, for a change by this actor. Raises `PreparationNotFound` where they may not know of the
    reservation, `RightMissing` where it is not theirs to prepare."""
    each: Preparation | None = (
        Preparation.objects.select_for_update(of=("self",))
        .select_related("reservation__branch")
        .filter(id=preparation_id)
        .first()
    )
    if (
        each is None
        or not Reservation.objects.filter(visible_reservations(actor), id=each.reservation_id).exists()
    ):
        raise PreparationNotFound
    actor.require(Right.STAYS_PREPARE, each.reservation.branch_id)
    return each, each.reservation


def _post_of(actor: Actor, branch_id: UUID) -> str:
    """At which post the actor works: that of the duty, else the first held here."""
    if actor.duty is not None:
        return actor.duty.role
    return next((post.role for post in actor.posts if post.branch_id in (None, branch_id)), "")


def _open_again(each: Preparation) -> None:
    each.declined_at, each.declined_by, each.declined_name, each.reason = None, None, "", ""


def _not_prepared(each: Preparation) -> None:
    each.prepared_at, each.prepared_by, each.prepared_name, each.prepared_post = None, None, "", ""


def _saved(actor: Actor, each: Preparation, reservation: Reservation, code: str) -> Preparation:
    tell_history(actor_id=actor.id)
    each.updated_at = clock.now()
    each.save()
    _tell(actor, each, reservation, code)
    return each


def _tell(actor: Actor, each: Preparation, reservation: Reservation, code: str) -> None:
    record_audit(
        actor,
        code,
        object_type="stays.preparation",
        object_id=each.id,
        branch_id=reservation.branch_id,
        reservation=str(reservation.id),
    )
    publish(
        code,
        key=reservation.id,
        reservation=str(reservation.id),
        preparation=str(each.id),
        guest=str(each.guest_id) if each.guest_id else None,
    )
