"""What companies looked like before imports, let go of."""

from collections.abc import Iterable
from uuid import UUID

from huitouke.guests.models import CompanyImage


def drop_images(run_id: UUID, image_ids: Iterable[UUID] | None = None) -> None:
    """Let go of these before-images of a run, of all of them where none are named, inside the caller's transaction."""
    images = CompanyImage.objects.filter(run_id=run_id)
    if image_ids is not None:
        images = images.filter(id__in=list(image_ids))
    images.delete()
