"""The tables that a snapshot of a guest or company is made of, and those by which it is seen that somebody knows it."""

from functools import cache
from typing import Any, Final

from django.apps import apps

from huitouke.guests.models import Company, CompanyLink, Guest
from huitouke.guests.models.company import CompanyPart
from huitouke.identity.holders import GUEST_HOLDERS
from huitouke.kernel.snapshots import OwnedTable

OWN_IMAGE = "identity.GuestImage"
OWN_IMAGES = (OWN_IMAGE, "guests.CompanyImage")
OF_UNDOING = (OWN_IMAGE, "identity.BulkChange")
"""What acts are undone by is no part of the guest."""


TAGS = "guests.GuestTag"
BY_HAND = "NOT EXISTS (SELECT 1 FROM guests_tagrule q WHERE q.id = t.record_id)"
"""Tags that rules give follow the guest: nobody edited the guest by them."""
BY_PERSONS: Final = {
    TAGS: BY_HAND,
    "guests.RelationEnd": (
        "NOT EXISTS (SELECT 1 FROM guests_relation q WHERE q.id = t.relation_id AND q.state = 'suggested')"
    ),
}
"""Of tables into which the software writes by itself: the rows by which somebody edited the guest. A relation that is
only suggested is none."""


@cache
def guest_tables() -> tuple[OwnedTable, ...]:
    """The profile, then every table whose rows hang on it, links last."""
    tables = [OwnedTable(Guest._meta.db_table, "id", "id")]
    for label in GUEST_HOLDERS:
        if label in OF_UNDOING:
            continue
        model = apps.get_model(label)
        key = model._meta.pk.column
        owner = next(field.column for field in model._meta.concrete_fields if _names(field, Guest))
        only = BY_PERSONS.get(label, "TRUE")
        tables.append(OwnedTable(model._meta.db_table, key, owner, only))
    return tuple(tables)


@cache
def company_tables() -> tuple[OwnedTable, ...]:
    """The company, then every table whose rows hang on it, links last."""
    tables = [OwnedTable(Company._meta.db_table, "id", "id")]
    tables += [
        OwnedTable(model._meta.db_table, "id", "company_id")
        for model in apps.get_models()
        if issubclass(model, CompanyPart)
    ]
    return (*tables, OwnedTable(CompanyLink._meta.db_table, "record_id", "company_id"))


@cache
def references(owner: Any = Guest) -> tuple[tuple[str, str, bool], ...]:
    """Every column of other tables that names a guest (or company): (table, column, whether its rows name their
    record)."""
    found: list[tuple[str, str, bool]] = []
    for model in apps.get_models():
        if model._meta.label in OWN_IMAGES or model is owner:
            continue
        columns = {field.column for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if field.column and _names(field, owner):
                found.append((model._meta.db_table, field.column, "record_id" in columns))
    return tuple(found)


def traces_of_others(owner: Any, condition: str) -> list[str]:
    """Statements that each give ids of guests (or companies), among those of `condition`, of whom something not of the
    run `%(run)s` is known."""
    # Names of tables and columns are those of our models.
    statements = []
    only = {apps.get_model(label)._meta.db_table: rule for label, rule in BY_PERSONS.items()}
    for table, column, has_record in references(owner):
        if has_record:
            statements.append(
                f"SELECT DISTINCT t.{column} FROM {table} t"
                f" LEFT JOIN intake_sourcerecord r ON r.id = t.record_id"
                f" WHERE t.{column} {condition} AND r.run_id IS DISTINCT FROM %(run)s"
                f" AND {only.get(table, 'TRUE')}"
            )
        else:
            statements.append(
                f"SELECT DISTINCT t.{column} FROM {table} t WHERE t.{column} {condition}"
                f" AND {only.get(table, 'TRUE')}"
            )
    statements.append(
        "SELECT DISTINCT t.owner_id FROM kernel_attachment t"
        f" WHERE t.owner_kind = '{owner._meta.model_name}' AND t.owner_id {condition}"
    )
    statements.append(
        "SELECT DISTINCT t.subject_id FROM kernel_fieldchange t"
        " LEFT JOIN intake_sourcerecord r ON r.id = t.record_id"
        f" WHERE t.subject_id {condition} AND r.run_id IS DISTINCT FROM %(run)s"
    )
    return statements


def _names(field: object, owner: Any) -> bool:
    named = f"{owner._meta.model_name}_id"
    return getattr(field, "related_model", None) is owner or getattr(field, "column", "") == named
