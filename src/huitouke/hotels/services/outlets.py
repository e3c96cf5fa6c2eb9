"""Outlets of a branch: restaurants, bars, spa, shops."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.hotels.errors import OutletInvalid, OutletNotFound
from huitouke.hotels.models import Outlet
from huitouke.hotels.services.inserting import insert_or_refuse
from huitouke.hotels.services.room_types import known_codes
from huitouke.hotels.services.wording import Problems, changed_fields, cleaned_code, cleaned_labels


@transaction.atomic
def add_outlet(*, actor: Actor, branch: Branch, code: str, labels: dict[str, str], kind: str) -> Outlet:
    """A new outlet, under the code by which cash desk or property management system call it. Refuses a code in use."""
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    problems: Problems = {}
    values = _values(problems, labels, kind)
    row = Outlet(branch=branch, code=cleaned_code(code, problems).upper(), **values)
    if problems:
        raise OutletInvalid(problems)
    insert_or_refuse(row, OutletInvalid({"code": [_("This branch has an outlet of this code already.")]}))
    _note(actor, "hotels.outlet.added", row, [])
    return row


@transaction.atomic
def change_outlet(*, actor: Actor, outlet_id: UUID, labels: dict[str, str], kind: str) -> Outlet:
    """Words and kind anew. The code stays: bills know the outlet by it."""
    row = _locked(actor, outlet_id)
    problems: Problems = {}
    values = _values(problems, labels, kind, kept=row.kind)
    if problems:
        raise OutletInvalid(problems)
    return _save(actor, "hotels.outlet.changed", row, values)


@transaction.atomic
def close_outlet(*, actor: Actor, outlet_id: UUID) -> Outlet:
    """Nothing is posted there any more; what was consumed there keeps it."""
    return _save(actor, "hotels.outlet.closed", _locked(actor, outlet_id), {"is_closed": True})


@transaction.atomic
def reopen_outlet(*, actor: Actor, outlet_id: UUID) -> Outlet:
    """Open it again."""
    return _save(actor, "hotels.outlet.reopened", _locked(actor, outlet_id), {"is_closed": False})


def _values(problems: Problems, labels: dict[str, str], kind: str, kept: str = "") -> dict[str, Any]:
    found = known_codes("outlet_kind", [kind], "kind", problems, [kept] if kept else ())
    if not found:
        problems["kind"] = [_("Choose what kind of outlet it is.")]
    return {"labels": cleaned_labels(labels, problems), "kind": next(iter(found), "")}


def _locked(actor: Actor, outlet_id: UUID) -> Outlet:
    actor.require(Right.HOTEL_CONFIGURE)
    row = Outlet.objects.select_for_update(of=("self",)).filter(id=outlet_id).first()
    if row is None:
        raise OutletNotFound
    actor.require(Right.HOTEL_CONFIGURE, row.branch_id)
    return row


def _save(actor: Actor, what: str, row: Outlet, values: dict[str, Any]) -> Outlet:
    changed = changed_fields(row, values)
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        _note(actor, what, row, changed)
    return row


def _note(actor: Actor, what: str, row: Outlet, fields: list[str]) -> None:
    record_audit(
        actor, what, object_type="outlet", object_id=row.id, branch_id=row.branch_id, fields=fields, name=row.code
    )  # fmt: skip
