"""Before-images: what guests looked like before an import changed them, and how it left them."""

import zlib
from collections.abc import Collection, Iterable
from functools import cache
from uuid import UUID

from django.db.models import F

from huitouke.guests.models import Guest
from huitouke.identity.models import GuestImage
from huitouke.identity.snapshots import guest_tables
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import note_shape
from huitouke.kernel.crypto import sealer
from huitouke.kernel.sealed import without_sealed
from huitouke.kernel.snapshots import Shape, columns_of, take_snapshots

_PURPOSE = "guest-image"


def remember_before(run_id: UUID, guest_ids: Collection[UUID]) -> list[UUID]:
    """Keep how these locked guests stand before a run changes them for the first time; the guests whom
    `remember_after` has to be told of. Guests whom the same run founded need no image: they vanish with it.
    Where somebody edited a guest since the run changed it last, the image is spoilt, and the guest will stay."""
    founders = dict(Guest.objects.filter(id__in=list(guest_ids)).values_list("origin_record_id", "id"))
    own = SourceRecord.objects.filter(id__in=list(founders), run_id=run_id).values_list("id", flat=True)
    others = sorted(set(founders.values()) - {founders[record_id] for record_id in own})
    if not others:
        return []
    note_shape(run_id, _columns_now())
    states = take_snapshots(guest_tables(), others)
    known = dict(
        GuestImage.objects.filter(run_id=run_id, guest_id__in=others).values_list("guest_id", "after")
    )
    spoilt = [
        guest_id for guest_id, after in known.items() if bytes(after) != digest_of_state(states[guest_id])
    ]
    GuestImage.objects.filter(run_id=run_id, guest_id__in=spoilt).update(after=b"")
    GuestImage.objects.bulk_create(
        GuestImage(run_id=run_id, guest_id=guest_id, before=_packed(guest_id, states[guest_id]))
        for guest_id in others
        if guest_id not in known
    )
    return [guest_id for guest_id in others if guest_id not in spoilt]


def remember_after(run_id: UUID, guest_ids: Collection[UUID]) -> None:
    """Keep a digest of how a run left these guests."""
    if not guest_ids:
        return
    states = take_snapshots(guest_tables(), guest_ids)
    own = GuestImage.objects.filter(run_id=run_id, guest_id__in=list(guest_ids))
    images = list(own.annotate(at=F("guest__updated_at")))
    for image in images:
        image.after = digest_of_state(states[image.guest_id])
        image.left_at = image.at
    GuestImage.objects.bulk_update(images, ["after", "left_at"])


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
