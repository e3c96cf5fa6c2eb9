"""Profiles that become one, or come back: locked, kept whole beside, written."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huitouke.guests.models import Guest
from huitouke.kernel import bulk, clock

_FIELDS = tuple(Guest._meta.concrete_fields)


def lock_profiles(guest_ids: Collection[UUID]) -> dict[UUID, Guest]:
    """These guests, locked for this transaction in the order of their ids, so that nobody waits in a circle; those
    that are not there are left out."""
    locked = Guest.objects.select_for_update(of=("self",)).filter(id__in=list(guest_ids)).order_by("id")
    return {guest.id: guest for guest in locked}


def lock_shared(guest_ids: Collection[UUID]) -> set[UUID]:
    """Hold these guests as they are until the transaction ends, so that none is merged meanwhile; who is there."""
    locked = Guest.objects.select_for_update(of=("self",), no_key=True).filter(id__in=list(guest_ids))
    return set(locked.order_by("id").values_list("id", flat=True))


def profile_as_told(guest: Guest) -> dict[str, Any]:
    """Every column of a profile, in forms that JSON knows."""
    return {field.attname: _told(getattr(guest, field.attname)) for field in _FIELDS}


def profile_from(told: Mapping[str, Any]) -> Guest:
    """The profile of these columns, in memory. A column that a later version of the software brought has its
    default."""
    return Guest(
        **{field.attname: _read(field, told[field.attname]) for field in _FIELDS if field.attname in told}
    )


def write_profile(guest: Guest, *, is_new: bool = False, at_once: bool = True) -> None:
    """Write every column of a profile; `at_once` with the present instant as its last change."""
    if at_once:
        guest.updated_at = clock.now()
    if is_new:
        guest.save(force_insert=True)
        return
    columns = [field.attname for field in _FIELDS if field.attname != "id"]
    bulk.update_rows(
        Guest._meta.db_table,
        columns,
        [{"id": guest.id} | {column: getattr(guest, column) for column in columns}],
    )


def drop_profile(guest_id: UUID) -> None:
    """The profile's own row goes; everything that hung on it is another's by now."""
    Guest.objects.filter(id=guest_id)._raw_delete(using="default")


def _told(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, ArrayField | models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return UUID(value)
    return field.to_python(value)
