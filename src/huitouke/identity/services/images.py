"""Before-images: what guests or companies looked like before an import changed them, and how it left them."""

import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from huitouke.guests.models import Company, CompanyImage, Guest
from huitouke.identity.models import GuestImage
from huitouke.identity.snapshots import company_tables, guest_tables
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.queries import runs_past_taking_back
from huitouke.intake.services import note_shape
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.kernel.sealed import without_sealed
from huitouke.kernel.snapshots import OwnedTable, Shape, columns_of, take_snapshots

_PURPOSE = "guest-image"
_FORGOTTEN_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Imaged:
    """What imports keep before-images of: its model, the model of the images with their column that names it, and the
    tables that a snapshot is made of."""

    model: Any
    image: Any
    column: str
    tables: Callable[[], tuple[OwnedTable, ...]]


GUESTS: Final = Imaged(Guest, GuestImage, "guest_id", guest_tables)
COMPANIES: Final = Imaged(Company, CompanyImage, "company_id", company_tables)


@dataclass(frozen=True, slots=True)
class Images:
    """Guests (or companies) whom a run is about to change: the sealed images of those it changes for the first time,
    and those it has an image of already."""

    fresh: dict[UUID, bytes] = field(default_factory=dict)
    known: list[UUID] = field(default_factory=list)


def remember_before(run_id: UUID, owner_ids: Collection[UUID], of: Imaged = GUESTS) -> Images:
    """How these locked guests (or companies) stand before a run changes them, for `remember_after` to keep. Those whom
    the same run founded need no image: they vanish with it. Where somebody edited one since the run changed it last,
    the image is spoilt, and it will stay."""
    owners = of.model.objects.filter(id__in=bulk.among(owner_ids))
    founders = dict(owners.values_list("origin_record_id", "id"))
    # The runs are compared here: told by a run, the planner walks all its records for each chunk.
    runs = SourceRecord.objects.filter(id__in=bulk.among(founders)).values_list("id", "run_id")
    own = {founders[record_id] for record_id, of_run in runs if of_run == run_id}
    others = sorted(set(founders.values()) - own)
    if not others:
        return Images()
    note_shape(run_id, _columns_now(of))
    states = take_snapshots(of.tables(), others)
    images = of.image.objects.filter(**{f"{of.column}__in": bulk.among(others)})
    known = {
        owner_id: after
        for owner_id, of_run, after in images.values_list(of.column, "run_id", "after")
        if of_run == run_id
    }
    spoilt = {
        owner_id for owner_id, after in known.items() if bytes(after) != digest_of_state(states[owner_id])
    }
    if spoilt:
        of.image.objects.filter(run_id=run_id, **{f"{of.column}__in": spoilt}).update(after=b"")
    return Images(
        {owner_id: _packed(owner_id, states[owner_id]) for owner_id in others if owner_id not in known},
        [owner_id for owner_id in others if owner_id in known and owner_id not in spoilt],
    )


def remember_after(
    run_id: UUID, images: Images, left_at: Mapping[UUID, datetime], of: Imaged = GUESTS
) -> None:
    """Keep the images, with a digest of how the run left each guest, and when (`left_at`: its last change)."""
    owner_ids = [*images.fresh, *images.known]
    if not owner_ids:
        return
    states = take_snapshots(of.tables(), owner_ids)
    now = clock.now()
    after = {owner_id: digest_of_state(states[owner_id]) for owner_id in owner_ids}
    lines = [
        bulk.line((uuid7(), run_id, owner_id, before, after[owner_id], left_at[owner_id], now))
        for owner_id, before in images.fresh.items()
    ]
    table = of.image._meta.db_table
    columns = ("id", "run_id", of.column, "before", "after", "left_at", "taken_at")
    bulk.copy_lines(table, columns, b"".join(lines))
    if not images.known:
        return
    kept = of.image.objects.filter(**{f"{of.column}__in": bulk.among(images.known)})
    bulk.update_rows(
        table,
        ("after", "left_at"),
        [
            {"id": image_id, "after": after[owner_id], "left_at": left_at[owner_id]}
            for image_id, owner_id, of_run in kept.values_list("id", of.column, "run_id")
            if of_run == run_id
        ],
    )


def forget_images() -> int:
    """Let go of what stood before imports that can no longer be taken back, 10,000 images a transaction; how many."""
    forgotten = 0
    for of in (GUESTS, COMPANIES):
        old = of.image.objects.filter(run_id__in=runs_past_taking_back(clock.now()))
        while ids := list(old.values_list("id", flat=True)[:_FORGOTTEN_AT_ONCE]):
            forgotten += int(of.image.objects.filter(id__in=bulk.among(ids)).delete()[0])
    return forgotten


def digest_of_state(state: str) -> bytes:
    """16 bytes that change with the state and tell nothing of it without the key. Sealed numbers are left out, their
    blind index stands beside them: sealing them anew is no change."""
    return sealer().blind_index(_PURPOSE, without_sealed(state))


def opened(images: Iterable[Any], of: Imaged = GUESTS) -> dict[UUID, str]:
    """The snapshots that the images hold, by guest or company."""
    ring = sealer()
    found = ((getattr(image, of.column), bytes(image.before)) for image in images)
    return {owner: zlib.decompress(ring.open(before, owner.bytes)).decode() for owner, before in found}


def shape_of(run: ImportRun) -> Shape | None:
    """The columns that the tables had when the run took its images."""
    shape: Shape = run.shape
    return shape or None


@cache
def _columns_now(of: Imaged) -> dict[str, list[str]]:
    return columns_of(of.tables())


def _packed(owner_id: UUID, state: str) -> bytes:
    return sealer().seal(zlib.compress(state.encode(), 1), owner_id.bytes)
