"""By what it is seen that somebody changed a guest between the preview of a merge and the merge itself."""

from collections.abc import Sequence
from typing import Final

from django.apps import apps

from huitouke.guests.models import Guest
from huitouke.identity.errors import MergeStale
from huitouke.identity.snapshots import guest_tables
from huitouke.kernel.crypto import sealer
from huitouke.kernel.privacy import keepers
from huitouke.kernel.sealed import without_sealed
from huitouke.kernel.snapshots import rows_of, take_snapshots

_SIGNS: Final = 6
_PURPOSE: Final = "merge-version"


def version_of(guests: Sequence[Guest]) -> str:
    """A mark of everything that these guests are and hold, by guest and table; keyed, so it tells nothing of it."""
    states = take_snapshots(guest_tables(), [guest.id for guest in guests])
    return ".".join(
        f"{guest.id.hex}{''.join(_marks(without_sealed(states[guest.id])))}"
        for guest in sorted(guests, key=lambda each: each.id)
    )


def refuse_stale(version: str, guests: Sequence[Guest]) -> None:
    """Refuse where these guests, locked by the caller, are no longer what a preview showed; an empty version asks for
    nothing."""
    if not version:
        return
    now = version_of(guests)
    if now == version:
        return
    before, after = (dict(_split(text)) for text in (version, now))
    changed: list[str] = []
    for place, each in enumerate(guest_tables()):
        start = place * _SIGNS
        if any(marks[start : start + _SIGNS] != before.get(key, marks)[start : start + _SIGNS]
               for key, marks in after.items()):  # fmt: skip
            changed.append(_words_of(each.table))
    raise MergeStale(changed or [_words_of(Guest._meta.db_table)])


def _marks(state: str) -> list[str]:
    rows, ring = rows_of(state), sealer()
    return [
        ring.blind_index(_PURPOSE, repr(rows.get(each.table, ""))).hex()[:_SIGNS] for each in guest_tables()
    ]


def _split(version: str) -> list[tuple[str, str]]:
    return [(part[:32], part[32:]) for part in version.split(".")]


def _words_of(table: str) -> str:
    label = next(model._meta.label for model in apps.get_models() if model._meta.db_table == table)
    return str(next((keeper.label for keeper in keepers() if label in keeper.models), label))
