"""First writing of profiles."""

from collections.abc import Iterable
from uuid import UUID

from huitouke.guests.models import Tag
from huitouke.guests.rows import COLUMNS, WRITE_ORDER
from huitouke.kernel import bulk


def write_profiles(tables: dict[str, bytes]) -> None:
    """Write encoded rows of new profiles, parents first, inside the caller's transaction."""
    for table in WRITE_ORDER:
        bulk.copy_lines(table, COLUMNS[table], tables.get(table, b""))


def ensure_tags(names: Iterable[str]) -> dict[str, UUID]:
    """Ids of the tags of these names; those that are new are made. Two callers at once agree on one tag."""
    wanted = set(names)
    if not wanted:
        return {}
    known = dict(Tag.objects.filter(name__in=wanted).values_list("name", "id"))
    missing = sorted(wanted - known.keys())
    if missing:
        Tag.objects.bulk_create([Tag(name=name) for name in missing], ignore_conflicts=True)
        known.update(Tag.objects.filter(name__in=missing).values_list("name", "id"))
    return known
