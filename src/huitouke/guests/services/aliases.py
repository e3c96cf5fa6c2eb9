"""Ids that guests had, as profiles become one and part again."""

from collections.abc import Collection
from uuid import UUID

from huitouke.guests.models import GuestAlias


def note_alias(gone: UUID, kept: UUID) -> None:
    """From now on `gone`, and all ids that opened it, open `kept`."""
    GuestAlias.objects.filter(guest_id=gone).update(guest_id=kept)
    GuestAlias.objects.create(id=gone, guest_id=kept)


def part_aliases(stayer: UUID, leaver: UUID, homes: Collection[UUID]) -> None:
    """`leaver` is somebody again, and the ids of `homes` open them."""
    GuestAlias.objects.filter(id=leaver).delete()
    GuestAlias.objects.filter(id__in=homes, guest_id=stayer).update(guest_id=leaver)
