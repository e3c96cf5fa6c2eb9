"""Undo: rows that were taken off a company come back out of the history, under the ids they had."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.guests.errors import CompanyPartNotFound
from huitouke.guests.events import COMPANY_ROWS_RESTORED
from huitouke.guests.models import CompanyContact, CompanyGuest, CompanyReach, Cooperation, Guest
from huitouke.guests.models.company import CompanyPart
from huitouke.guests.services.company_saves import company_record, locked_company, tell_company, touch
from huitouke.kernel.models import FieldChange

RESTORED: Final[tuple[type[CompanyPart], ...]] = (CompanyContact, CompanyReach, CompanyGuest, Cooperation)
"""Kinds of rows that can come back, parents first."""

_NEEDED: Final[dict[type[CompanyPart], str]] = {
    CompanyContact: "name",
    CompanyReach: "value",
    CompanyGuest: "guest_id",
    Cooperation: "text",
}


@transaction.atomic
def restore_removed(*, actor: Actor, company_id: UUID, record_id: UUID) -> int:
    """Bring back what the save `record_id` took off; how many rows. What stands again already is left alone.
    Refuses with `CompanyPartNotFound` where the save took nothing off, or erasure has emptied the history."""
    company = locked_company(actor, company_id)
    removed: dict[tuple[str, str], dict[str, Any]] = {}
    noted = FieldChange.objects.filter(subject_id=company.id, record_id=record_id).order_by("id")
    for table, row_id, field, old, new in noted.values_list("table_name", "row_id", "field", "old", "new"):
        if new is None and old is not None:
            removed.setdefault((table, row_id), {})[field] = old
    rows = [
        (model, row_id, values)
        for model in RESTORED
        for (table, row_id), values in removed.items()
        if table == model._meta.db_table and not model._default_manager.filter(pk=row_id).exists()
    ]
    rows = [row for row in rows if _still_possible(*row)]
    if not rows:
        raise CompanyPartNotFound
    told: dict[str, list[str]] = {}
    for model, row_id, _values in rows:
        told.setdefault(model._meta.model_name or "", []).append(row_id)
    new_record = company_record(actor, company, {"restore": told})
    for model, row_id, values in rows:
        fields = {field.column: field for field in model._meta.concrete_fields}
        model._default_manager.create(
            id=row_id,
            company=company,
            record_id=new_record,
            **({"is_typed": True} if model is CompanyContact else {}),
            **{fields[column].attname: fields[column].to_python(value) for column, value in values.items()},
        )
    touch(company)
    tell_company(actor, company, COMPANY_ROWS_RESTORED, sorted(told))
    return len(rows)


def _still_possible(model: type[CompanyPart], _row_id: str, values: dict[str, Any]) -> bool:
    """A guest who was erased since cannot be linked again, and a row that lacks what it must have is no row."""
    guest_id = values.get("guest_id")
    if guest_id and not Guest.objects.filter(id=str(guest_id)).exists():
        if model is CompanyGuest:
            return False
        del values["guest_id"]
    contact_id = values.get("contact_id")
    if contact_id and model is Cooperation and not CompanyContact.objects.filter(id=str(contact_id)).exists():
        del values["contact_id"]
    return bool(values.get(_NEEDED[model]))
