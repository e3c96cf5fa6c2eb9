"""The tables that a guest's snapshot is made of, and the tables by which it is seen that somebody knows a guest."""

from functools import cache

from django.apps import apps

from huitouke.guests.models import Guest
from huitouke.identity.holders import GUEST_HOLDERS
from huitouke.kernel.snapshots import OwnedTable

OWN_IMAGE = "identity.GuestImage"
OF_UNDOING = (OWN_IMAGE, "identity.BulkChange")
"""What acts are undone by is no part of the guest."""


TAGS = "guests.GuestTag"
BY_HAND = "NOT EXISTS (SELECT 1 FROM guests_tagrule q WHERE q.id = t.record_id)"
"""Tags that rules give follow the guest: nobody edited the guest by them."""


@cache
def guest_tables() -> tuple[OwnedTable, ...]:
    """The profile, then every table whose rows hang on it, links last."""
    tables = [OwnedTable(Guest._meta.db_table, "id", "id")]
    for label in GUEST_HOLDERS:
        if label in OF_UNDOING:
            continue
        model = apps.get_model(label)
        key = model._meta.pk.column
        owner = next(field.column for field in model._meta.concrete_fields if _names_guest(field))
        only = BY_HAND if label == TAGS else "TRUE"
        tables.append(OwnedTable(model._meta.db_table, key, owner, only))
    return tuple(tables)


@cache
def references() -> tuple[tuple[str, str, bool], ...]:
    """Every column of the database that names a guest: (table, column, whether its rows name their record)."""
    found: list[tuple[str, str, bool]] = []
    for model in apps.get_models():
        if model._meta.label == OWN_IMAGE:
            continue
        columns = {field.column for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if field.column and _names_guest(field):
                found.append((model._meta.db_table, field.column, "record_id" in columns))
    return tuple(found)


def _names_guest(field: object) -> bool:
    return getattr(field, "related_model", None) is Guest or getattr(field, "column", "") == "guest_id"
