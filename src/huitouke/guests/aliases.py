"""Ids that guests had: whom they open now."""

from collections.abc import Iterable
from uuid import UUID

from huitouke.guests.models import GuestAlias


def present_id(guest_id: UUID) -> UUID:
    """The id under which the guest of an id is kept now: the same, unless they became one with another."""
    found = GuestAlias.objects.filter(id=guest_id).values_list("guest_id", flat=True).first()
    return found or guest_id


def present_ids(guest_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The same for many, by the id asked for. One query."""
    wanted = set(guest_ids)
    if not wanted:
        return {}
    known = dict(GuestAlias.objects.filter(id__in=wanted).values_list("id", "guest_id"))
    return {each: known.get(each, each) for each in wanted}


def ids_of(guest_id: UUID) -> list[UUID]:
    """All ids of a guest: the present one first, then those they had."""
    return [
        guest_id,
        *GuestAlias.objects.filter(guest_id=guest_id).order_by("id").values_list("id", flat=True),
    ]
