"""Before-images: what guests looked like before an import changed them, and how it left them."""

import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

from huitouke.guests.models import Guest
from huitouke.identity.models import GuestImage
from huitouke.identity.snapshots import guest_tables
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.queries import runs_past_taking_back
from huitouke.intake.services import note_shape
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.kernel.sealed import without_sealed
from huitouke.kernel.snapshots import Shape, columns_of, take_snapshots

_PURPOSE = "guest-image"
_FORGOTTEN_AT_ONCE = 10_000
_COLUMNS = ("id", "run_id", "guest_id", "before", "after", "left_at", "taken_at")


@dataclass(frozen=True, slots=True)
class Images:
    """Guests whom a run is about to change: the sealed images of those it changes for the first time, and those it
    has an image of already."""

    fresh: dict[UUID, bytes] = field(default_factory=dict)
    known: list[UUID] = field(default_factory=list)


def remember_before(run_id: UUID, guest_ids: Collection[UUID]) -> Images:
    """How these locked guests stand before a run changes them, for `remember_after` to keep. Guests whom the same
    run founded need no image: they vanish with it. Where somebody edited a guest since the run changed it last, the
    image is spoilt, and the guest will stay."""
    founders = dict(Guest.objects.filter(id__in=bulk.among(guest_ids)).values_list("origin_record_id", "id"))
    # The runs are compared here: told by a run, the planner walks all its records for each chunk.
    runs = SourceRecord.objects.filter(id__in=bulk.among(founders)).values_list("id", "run_id")
    own = {founders[record_id] for record_id, of_run in runs if of_run == run_id}
    others = sorted(set(founders.values()) - own)
    if not others:
        return Images()
    note_shape(run_id, _columns_now())
    states = take_snapshots(guest_tables(), others)
    images = GuestImage.objects.filter(guest_id__in=bulk.among(others)).values_list(
        "guest_id", "run_id", "after"
    )
    known = {guest_id: after for guest_id, of_run, after in images if of_run == run_id}
    spoilt = {
        guest_id for guest_id, after in known.items() if bytes(after) != digest_of_state(states[guest_id])
    }
    if spoilt:
        GuestImage.objects.filter(run_id=run_id, guest_id__in=spoilt).update(after=b"")
    return Images(
        {guest_id: _packed(guest_id, states[guest_id]) for guest_id in others if guest_id not in known},
        [guest_id for guest_id in others if guest_id in known and guest_id not in spoilt],
    )


def remember_after(run_id: UUID, images: Images, left_at: Mapping[UUID, datetime]) -> None:
    """Keep the images, with a digest of how the run left each guest, and when (`left_at`: its last change)."""
    guest_ids = [*images.fresh, *images.known]
    if not guest_ids:
        return
    states = take_snapshots(guest_tables(), guest_ids)
    now = clock.now()
    after = {guest_id: digest_of_state(states[guest_id]) for guest_id in guest_ids}
    lines = [
        bulk.line((uuid7(), run_id, guest_id, before, after[guest_id], left_at[guest_id], now))
        for guest_id, before in images.fresh.items()
    ]
    bulk.copy_lines(GuestImage._meta.db_table, _COLUMNS, b"".join(lines))
    if not images.known:
        return
    kept = GuestImage.objects.filter(guest_id__in=bulk.among(images.known)).values_list(
        "id", "guest_id", "run_id"
    )
    bulk.update_rows(
        GuestImage._meta.db_table,
        ("after", "left_at"),
        [
            {"id": image_id, "after": after[guest_id], "left_at": left_at[guest_id]}
            for image_id, guest_id, of_run in kept
            if of_run == run_id
        ],
    )


def forget_images() -> int:
    """Let go of what stood before imports that can no longer be taken back, 10,000 images a transaction; how many."""
    old = GuestImage.objects.filter(run_id__in=runs_past_taking_back(clock.now()))
    forgotten = 0
    while ids := list(old.values_list("id", flat=True)[:_FORGOTTEN_AT_ONCE]):
        forgotten += int(GuestImage.objects.filter(id__in=bulk.among(ids)).delete()[0])
    return forgotten


def digest_of_state(state: str) -> bytes:
    """16 bytes that change with the state and tell nothing of it without the key. Sealed numbers are left out, their
    blind index stands beside them: sealing them anew is no change."""
    return sealer().blind_index(_PURPOSE, without_sealed(state))


def opened(images: Iterable[GuestImage]) -> dict[UUID, str]:
    """The snapshots that the images hold, by guest."""
    ring = sealer()
    return {
        image.guest_id: zlib.decompress(ring.open(bytes(image.before), image.guest_id.bytes)).decode()
        for image in images
    }


def shape_of(run: ImportRun) -> Shape | None:
    """The columns that the guests' tables had when the run took its images."""
    shape: Shape = run.shape
    return shape or None


@cache
def _columns_now() -> dict[str, list[str]]:
    return columns_of(guest_tables())


def _packed(guest_id: UUID, state: str) -> bytes:
    return sealer().seal(zlib.compress(state.encode(), 1), guest_id.bytes)
