"""First writing of profiles, and the tags that they bring."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from huitouke.guests.errors import TagNotFound
from huitouke.guests.models import Tag
from huitouke.guests.rows import COLUMNS, WRITE_ORDER
from huitouke.kernel import bulk


def write_profiles(tables: dict[str, bytes]) -> None:
    """Write encoded rows of new profiles, parents first, inside the caller's transaction."""
    for table in WRITE_ORDER:
        bulk.copy_lines(table, COLUMNS[table], tables.get(table, b""))


def ensure_tags(names: Iterable[str]) -> dict[str, UUID]:
    """Ids of the tags of these names; those that are new are made. Two callers at once agree on one tag."""
    return find_or_make_tags(names)[0]


def find_or_make_tags(names: Iterable[str]) -> tuple[dict[str, UUID], list[UUID]]:
    """As `ensure_tags`, and the ids of those that were made here. Names are taken in one order everywhere, so
    that two imports that bring the same tags wait for each other and never lock each other out."""
    wanted = set(names)
    if not wanted:
        return {}, []
    known = dict(Tag.objects.filter(name__in=wanted).values_list("name", "id"))
    missing = sorted(wanted - known.keys())
    if not missing:
        return known, []
    fresh = [Tag(name=name) for name in missing]
    Tag.objects.bulk_create(fresh, ignore_conflicts=True)
    known.update(Tag.objects.filter(name__in=missing).values_list("name", "id"))
    return known, [tag.id for tag in fresh if known[tag.name] == tag.id]


def locked_tag(tag_id: UUID) -> Tag:
    """The tag, locked for this transaction where one is open; else `TagNotFound`."""
    tags = Tag.objects.select_related("group")
    if connection.in_atomic_block:
        tags = tags.select_for_update(of=("self",))
    tag = tags.filter(id=tag_id).first()
    if tag is None:
        raise TagNotFound
    return tag


def drop_unused_tags(tag_ids: Iterable[UUID]) -> int:
    """Delete those of these tags that nothing refers to; how many they were."""
    dropped = 0
    for tag in Tag.objects.filter(id__in=list(tag_ids), guest_tags=None, rule=None, group=None).order_by(
        "id"
    ):
        try:
            with transaction.atomic():
                tag.delete()
        except (ProtectedError, IntegrityError):
            continue
        dropped += 1
    return dropped
