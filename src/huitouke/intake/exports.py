"""Files that somebody asked for: ordered, written, fetched by whoever ordered them, gone after a day."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import kept_rights, require_kept
from huitouke.access.services import record_audit
from huitouke.intake.choices import ExportState
from huitouke.intake.errors import ExportNotFound
from huitouke.intake.models import ExportOrder
from huitouke.intake.services import wait_for_erasures
from huitouke.kernel import clock

KEPT: Final = timedelta(hours=24)
OVERTAKEN: Final = "export_overtaken"
"""A guest was erased while the file was written, or waited under conditions that may name one."""
CONDITIONS: Final = "conditions"
"""Under what `chosen` holds conditions, which may name a guest: until the file is written or given up, no longer."""


@transaction.atomic
def order_export(
    *,
    actor: Actor,
    right: Right,
    kind: str,
    form: str,
    chosen: dict[str, Any],
    view_id: UUID | None,
    language: str,
    file_name: str,
    row_estimate: int | None,
) -> ExportOrder:
    """Ask for a file of a list or of a saved view. Refuses without the right to export. It is written with the
    rights of this moment at most: whoever asks by a token that may less than its user gets what the token may."""
    actor.require(right)
    order = ExportOrder.objects.create(
        kind=kind,
        form=form,
        chosen=chosen,
        view_id=view_id,
        actor_id=actor.id,
        language=language,
        file_name=file_name,
        row_estimate=row_estimate,
        rights=kept_rights(actor),
    )
    _audit(actor, "intake.export.ordered", order)
    return order


def list_orders(actor: Actor, limit: int = 50) -> list[ExportOrder]:
    """The actor's own orders, newest first."""
    return list(ExportOrder.objects.filter(actor_id=actor.id)[:limit])


def get_order(actor: Actor, order_id: UUID) -> ExportOrder:
    """An order of the actor's own; another person's is answered as one that is not there."""
    order = ExportOrder.objects.filter(id=order_id, actor_id=actor.id).first()
    if order is None:
        raise ExportNotFound
    return order


@transaction.atomic
def begin_order(order: ExportOrder) -> bool:
    """The worker writes it now, from the start; False where it is over already. No erasure is being done at this
    moment, and a later one finds the order."""
    wait_for_erasures()
    return bool(
        ExportOrder.objects.filter(id=order.id, state__in=(ExportState.WAITING, ExportState.RUNNING)).update(
            state=ExportState.RUNNING, began_at=clock.now(), rows=0, error_code=""
        )
    )


def note_written(order: ExportOrder, rows: int) -> None:
    """How many rows are written."""
    ExportOrder.objects.filter(id=order.id).update(rows=rows)


def finish_order(order: ExportOrder, rows: int) -> bool:
    """The file is whole and waits for whoever ordered it; False where nobody wants it any more."""
    done = ExportOrder.objects.filter(id=order.id, state=ExportState.RUNNING).update(
        state=ExportState.DONE, rows=rows, finished_at=clock.now()
    )
    _forget_conditions()
    return bool(done)


def _forget_conditions() -> None:
    """Of orders that are over nobody asks any more whom they meant."""
    over = (ExportState.DONE, ExportState.FAILED, ExportState.GONE)
    ExportOrder.objects.filter(state__in=over, chosen__has_key=CONDITIONS).update(chosen={})


def fail_order(order: ExportOrder, code: str) -> None:
    """It cannot be written; `code` says why."""
    ExportOrder.objects.filter(id=order.id, state__in=(ExportState.WAITING, ExportState.RUNNING)).update(
        state=ExportState.FAILED, error_code=code, finished_at=clock.now()
    )
    _forget_conditions()


@transaction.atomic
def note_fetched(*, actor: Actor, right: Right, order_id: UUID) -> ExportOrder:
    """The file goes to whoever ordered it, once more with the right to export asked for, and with all the rights with
    which it was written: what somebody ordered as a person is not a token's that may less."""
    order = get_order(actor, order_id)
    actor.require(right)
    require_kept(actor, order.rights or {})
    if order.state != ExportState.DONE:
        raise ExportNotFound
    _audit(actor, "intake.export.fetched", order)
    return order


@transaction.atomic
def delete_order(*, actor: Actor, order_id: UUID) -> ExportOrder:
    """The file is wanted no more. One that is being written stops by itself."""
    order = get_order(actor, order_id)
    order.state, order.finished_at = ExportState.GONE, clock.now()
    order.save(update_fields=["state", "finished_at"])
    _forget_conditions()
    _audit(actor, "intake.export.deleted", order)
    return order


def expired_orders(now: datetime) -> list[ExportOrder]:
    """Files that have lain a day."""
    return list(ExportOrder.objects.filter(state=ExportState.DONE, finished_at__lt=now - KEPT))


def count_held() -> int:
    """How many files lie ready or are being written."""
    return ExportOrder.objects.filter(state__in=(ExportState.RUNNING, ExportState.DONE)).count()


def overtake_orders() -> list[UUID]:
    """A guest is erased inside the caller's transaction: files that lie ready are gone, those that are being written,
    or wait under conditions, are given up, to be ordered again. The ids of their orders."""
    found: list[UUID] = []
    named = Q(state=ExportState.WAITING, chosen__has_key=CONDITIONS)
    # First those being written: one that is finished meanwhile is met by the second.
    for meant, ends in (
        (Q(state=ExportState.RUNNING) | named, {"state": ExportState.FAILED, "error_code": OVERTAKEN}),
        (Q(state=ExportState.DONE), {"state": ExportState.GONE}),
    ):
        orders = ExportOrder.objects.select_for_update().filter(meant)
        ids = list(orders.values_list("id", flat=True))
        ExportOrder.objects.filter(id__in=ids).update(finished_at=clock.now(), **ends)
        found += ids
    # A tag by which a list was narrowed may have been this guest's alone.
    over = ExportOrder.objects.filter(state__in=(ExportState.FAILED, ExportState.GONE))
    over.exclude(chosen={}).update(chosen={})
    return found


def wanted_orders() -> set[UUID]:
    """Orders whose file lies ready or is being written."""
    held = ExportOrder.objects.filter(state__in=(ExportState.RUNNING, ExportState.DONE))
    return set(held.values_list("id", flat=True))


def set_gone(order: ExportOrder) -> None:
    """The file is no longer here."""
    ExportOrder.objects.filter(id=order.id).update(state=ExportState.GONE)


def _audit(actor: Actor, code: str, order: ExportOrder) -> None:
    record_audit(actor, code, object_type="export", object_id=order.id, rows=order.rows, format=order.form)
