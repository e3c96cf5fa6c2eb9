"""Ids that guests had, as profiles become one and part again."""

from collections.abc import Collection, Mapping
from uuid import UUID

from huitouke.guests.models import GuestAlias
from huitouke.kernel import bulk


def note_aliases(pairs: Mapping[UUID, UUID]) -> None:
    """From now on the first of each pair, and all ids that opened it, open the second."""
    moved = list(GuestAlias.objects.filter(guest_id__in=bulk.among(pairs)))
    for each in moved:
        each.guest_id = pairs[each.guest_id]
    bulk.update_rows(
        GuestAlias._meta.db_table,
        ("guest_id",),
        [{"id": each.id, "guest_id": each.guest_id} for each in moved],
    )
    GuestAlias.objects.bulk_create([GuestAlias(id=gone, guest_id=kept) for gone, kept in pairs.items()])


def part_aliases(stayer: UUID, leaver: UUID, homes: Collection[UUID]) -> None:
    """`leaver` is somebody again, and the ids of `homes` open them."""
    GuestAlias.objects.filter(id=leaver).delete()
    GuestAlias.objects.filter(id__in=homes, guest_id=stayer).update(guest_id=leaver)
