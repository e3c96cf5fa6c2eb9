"""Profiles that become one, or come back: locked, kept whole beside, written."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huitouke.guests.models import Guest, GuestTag, Tag
from huitouke.kernel import bulk, clock

_FIELDS = tuple(Guest._meta.concrete_fields)


def lock_profiles(guest_ids: Collection[UUID]) -> dict[UUID, Guest]:
    """These guests, locked for this transaction in the order of their ids, so that nobody waits in a circle; those
    that are not there are left out."""
    locked = Guest.objects.select_for_update(of=("self",)).filter(id__in=bulk.among(guest_ids)).order_by("id")
    return {guest.id: guest for guest in locked}


def hold_profiles(guest_ids: Collection[UUID]) -> set[UUID]:
    """Hold these guests as they are until the transaction ends, so that none is changed or merged meanwhile, while rows
    may still be told of them (FOR NO KEY UPDATE, in the order of their ids); who is there."""
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
    _write([guest])


def write_profiles_at_once(guests: Sequence[Guest]) -> None:
    """Write every column of these profiles in one statement, with the present instant as their last change."""
    now = clock.now()
    for guest in guests:
        guest.updated_at = now
    _write(guests)


def bring_row(model: type[models.Model], guest_id: UUID, cells: Mapping[str, Any]) -> None:
    """Let a guest hold a row that a record told while another held the same for both."""
    model._default_manager.create(guest_id=guest_id, **cells)


def bring_tags(guest_id: UUID, records: Mapping[str, UUID]) -> set[UUID]:
    """The same of tags by name, each with the record that told it: those that are given by hand, where nothing of their
    exclusive group is held. Which of the records brought one."""
    if not records:
        return set()
    held = list(GuestTag.objects.filter(guest_id=guest_id).values_list("tag_id", "tag__group_id"))
    tags = {tag_id for tag_id, _group in held}
    groups: set[UUID | None] = {group_id for _tag, group_id in held}
    brought = set()
    for tag in Tag.objects.filter(name__in=list(records), is_closed=False, rule=None).select_related("group"):
        is_taken = tag.group is not None and tag.group.is_exclusive and tag.group_id in groups
        if tag.id not in tags and not is_taken:
            GuestTag.objects.create(guest_id=guest_id, tag=tag, record_id=records[tag.name])
            groups.add(tag.group_id)
            brought.add(records[tag.name])
    return brought


def drop_profiles(guest_ids: Collection[UUID]) -> None:
    """The profiles' own rows go; everything that hung on them is another's by now."""
    Guest.objects.filter(id__in=bulk.among(guest_ids))._raw_delete(using="default")


def _write(guests: Sequence[Guest]) -> None:
    columns = [field.attname for field in _FIELDS if field.attname != "id"]
    bulk.update_rows(
        Guest._meta.db_table,
        columns,
        [{"id": guest.id} | {column: getattr(guest, column) for column in columns} for guest in guests],
    )


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
