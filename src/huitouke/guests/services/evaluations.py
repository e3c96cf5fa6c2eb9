"""Writing marks."""

from uuid import UUID

from huitouke.guests.models import Evaluation, Guest


def write_evaluation(
    guest: Guest, *, record_id: UUID, scale: str, value: int, author_id: UUID | None, author_name: str
) -> Evaluation:
    """Add a mark; the older ones stay."""
    return Evaluation.objects.create(
        guest=guest,
        record_id=record_id,
        scale=scale,
        value=value,
        author_id=author_id,
        author_name=author_name,
    )


def drop_evaluation(guest: Guest, evaluation_id: UUID, author_id: UUID | None) -> str:
    """Delete a mark of this author, which history remembers; its scale, or "" where there was none."""
    found = Evaluation.objects.filter(guest=guest, id=evaluation_id, author_id=author_id).first()
    if found is None:
        return ""
    found.delete()
    return found.scale
