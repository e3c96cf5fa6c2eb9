"""The acts of a shift that can be taken back: one list, whatever takes each of them back."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.models import UndoableAct
from huitouke.kernel import clock

SHIFT: Final = timedelta(hours=12)
SHOWN: Final = 10


def note_undoable(
    *,
    actor: Actor,
    code: str,
    path: str,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    number: int | None = None,
) -> None:
    """Remember an act with the address that takes it back. For nobody in particular there is no list."""
    if actor.id is None:
        return
    UndoableAct.objects.create(
        user_id=actor.id,
        code=code,
        path=path,
        subject_kind=subject_kind,
        subject_id=subject_id,
        number=number,
    )


def note_undone(*, actor: Actor, path: str) -> None:
    """The act of this address was taken back, from wherever."""
    if actor.id is not None:
        UndoableAct.objects.filter(user_id=actor.id, path=path, undone_at=None).update(undone_at=clock.now())


def list_undoable(actor: Actor) -> list[UndoableAct]:
    """The actor's last acts of the shift that still stand, newest first."""
    if actor.id is None:
        return []
    since = clock.now() - SHIFT
    own = UndoableAct.objects.filter(user_id=actor.id, undone_at=None, made_at__gte=since)
    return list(own.order_by("-id")[:SHOWN])


def tidy_undoable() -> int:
    """Forget the acts of earlier shifts; how many."""
    gone, _by_model = UndoableAct.objects.filter(made_at__lt=clock.now() - SHIFT).delete()
    return gone
