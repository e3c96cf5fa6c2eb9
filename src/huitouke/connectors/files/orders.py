"""Files out, written by the worker: of a list under its filters or of a saved view, with the rights of whoever
ordered them at the moment of writing."""

import logging
import time
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huitouke.access.actors import Actor
from huitouke.access.models import User
from huitouke.access.queries import get_actor, get_actor_within
from huitouke.connectors.files.exported import EXPORTED
from huitouke.guests.company_queries import CompanyFilter
from huitouke.guests.queries import GuestFilter
from huitouke.guests.saved_views import conditions_of, get_view
from huitouke.intake.choices import ExportState
from huitouke.intake.exports import (
    CONDITIONS,
    begin_order,
    delete_order,
    expired_orders,
    fail_order,
    finish_order,
    note_written,
    order_export,
    set_gone,
    wanted_orders,
)
from huitouke.intake.models import ExportOrder
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Conditions, read_conditions
from huitouke.kernel.errors import DomainError

logger = logging.getLogger(__name__)

DIRECT_ROWS: Final = 5_000
"""A list of at most so many is sent at once; a longer one is ordered."""


STRAY_SECONDS: Final = 3600
"""A draft that was not written to for so long belongs to a worker that is dead."""


class OrderStopped(Exception):
    """Whoever ordered the file wants it no more."""


def folder() -> Path:
    """Where written files lie, for this installation's user alone."""
    home: Path = settings.HOME
    return home / "exports"


def path_of(order: ExportOrder) -> Path:
    return folder() / f"{order.id}.{order.form}"


@transaction.atomic
def queue_export(
    *,
    actor: Actor,
    kind: str,
    form: str,
    chosen: GuestFilter | CompanyFilter | Conditions,
    view_id: UUID | None,
    day: date,
    row_estimate: int | None,
) -> ExportOrder:
    """Order a file of a kind of `EXPORTED` and hand it to the worker, both or neither. An unknown form is CSV."""
    exported = EXPORTED[kind]
    form = exported.form_of(form)
    if view_id is not None:
        get_view(actor, view_id, subject=exported.subject)
    order = order_export(
        actor=actor,
        right=exported.right,
        kind=kind,
        form=form,
        chosen={CONDITIONS: chosen.as_json()} if isinstance(chosen, Conditions) else asdict(chosen),
        view_id=view_id,
        language=translation.get_language() or "",
        file_name=f"{kind}-{day:%Y%m%d}.{form}",
        row_estimate=row_estimate,
    )
    write_order.defer(order_id=str(order.id))
    return order


@app.task(
    name="huitouke.connectors.files.orders.write_order",
    retry=RetryStrategy(max_attempts=30, wait=10, retry_exceptions=(OperationalError, InterfaceError)),
)
def write_order(order_id: str) -> None:
    """Write the file of an order. Safe to run again: the file stands under its name only when it is whole."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    order = ExportOrder.objects.select_related("actor").filter(id=order_id).first()
    if order is None or order.is_over or order.actor is None:
        return
    if not begin_order(order):
        return
    try:
        with translation.override(order.language or None):
            rows = _write(order, _writer(order, order.actor))
    except OrderStopped:
        path_of(order).unlink(missing_ok=True)
        return
    except (OperationalError, InterfaceError):
        raise
    except DomainError as error:
        fail_order(order, error.code)
        logger.warning("export %s was refused: %s", order.id, error.code)
        return
    except Exception:
        fail_order(order, "export_broke_off")
        raise
    if not finish_order(order, rows):
        path_of(order).unlink(missing_ok=True)


def _writer(order: ExportOrder, user: User) -> Actor:
    """Whoever ordered it, with the rights of now, and never more than when it was ordered."""
    return get_actor(user) if order.rights is None else get_actor_within(user, order.rights)


def _write(order: ExportOrder, actor: Actor) -> int:
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    today = timezone.localdate(clock.now())

    def progress(_step: str, done: int, _total: int | None) -> None:
        note_written(order, done)
        if not ExportOrder.objects.filter(id=order.id, state=ExportState.RUNNING).exists():
            raise OrderStopped

    exported = EXPORTED[order.kind]
    return exported.write(
        path_of(order),
        actor=actor,
        file_format=order.form,
        chosen=_chosen(order, actor),
        today=today,
        progress=progress,
    )


def _chosen(order: ExportOrder, actor: Actor) -> GuestFilter | CompanyFilter | Conditions:
    """Whom the order means: a view as it stands now, the conditions of a program, or the filters of a list."""
    exported = EXPORTED[order.kind]
    if order.view_id:
        return conditions_of(get_view(actor, order.view_id, subject=exported.subject))
    if CONDITIONS in order.chosen:
        return read_conditions(order.chosen[CONDITIONS])
    chosen: GuestFilter | CompanyFilter = exported.filter(**order.chosen)
    return chosen


def discard_order(*, actor: Actor, order_id: UUID) -> ExportOrder:
    """Take an order back; its file goes at once."""
    order = delete_order(actor=actor, order_id=order_id)
    path_of(order).unlink(missing_ok=True)
    return order


@app.periodic(cron="43 * * * *")
@app.task(name="huitouke.connectors.files.orders.tidy_exports", queueing_lock="tidy_exports")
def tidy_exports(timestamp: int) -> None:
    """Take away files that have lain a day, and what a killed worker left behind: they hold guests."""
    for order in expired_orders(clock.now()):
        path_of(order).unlink(missing_ok=True)
        set_gone(order)
    remove_files_but(wanted_orders(), older_than=time.time() - STRAY_SECONDS)


def remove_files_of(orders: Collection[UUID]) -> None:
    """Take away the files of these orders, drafts too."""
    names = {str(order_id) for order_id in orders}
    for path in folder().glob("*"):
        if _order_of(path) in names:
            path.unlink(missing_ok=True)


def remove_files_but(orders: Collection[UUID], *, older_than: float) -> None:
    """Take away what lies here of no order of these, and drafts; but nothing younger than `older_than` (seconds of
    the epoch), which may be in the making."""
    names = {str(order_id) for order_id in orders}
    for path in folder().glob("*"):
        is_stray = path.name.startswith(".") or _order_of(path) not in names
        if is_stray and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)


def _order_of(path: Path) -> str:
    """The id of the order in the name of a file or of its draft."""
    return path.name.removeprefix(".").partition(".")[0]
