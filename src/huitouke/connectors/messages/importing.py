"""`./huitouke import FILE… --as messages`: files that hold one message each, taken in at once."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import get_branch
from huitouke.connectors.messages.kinds import get_kind
from huitouke.connectors.messages.reading import MOST_BYTES
from huitouke.connectors.messages.taking import BATCH, Taken, receive_messages, take_messages
from huitouke.intake.choices import DESK, MessageState, MessageWay
from huitouke.intake.messages import Origin, Settled
from huitouke.intake.models import Connection, Message
from huitouke.kernel.errors import Invalid

Progress = Callable[[str, int, int | None], None]
COUNTED: Final = (
    MessageState.APPLIED,
    MessageState.UNCHANGED,
    MessageState.IGNORED,
    MessageState.QUARANTINED,
)


@dataclass(slots=True)
class MessagesSummary:
    """What became of the files: `unread` are those that could not be opened at all."""

    taken: Taken = field(default_factory=Taken)
    unread: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether every file was read and answered."""
        return bool(self.taken.messages) and not self.unread

    def summary(self) -> dict[str, Any]:
        """The closing line."""
        return {
            "messages": self.taken.messages,
            **{state.value: self.taken.states[state] for state in COUNTED},
            "reasons": dict(sorted(self.taken.reasons.items())),
            "seconds": round(self.seconds, 2),
        }

    def lines(self) -> list[str]:
        """What a person at the terminal is told besides."""
        told = [_("This file cannot be read: %(file)s") % {"file": name} for name in self.unread]
        if self.taken.states[MessageState.QUARANTINED]:
            told.append(
                _("What is in quarantine stands under %(path)s in the browser.") % {"path": "/messages/"}
            )
        return told


def import_messages(
    paths: Sequence[Path],
    *,
    actor: Actor,
    kind: str,
    branch: str = "MAIN",
    system: str = "",
    progress: Progress | None = None,
) -> MessagesSummary:
    """Take the messages of these files, and of all files in these folders, into a branch. Refuses an unknown kind or
    branch, and the system `desk`.

    `system` names the sender; without it that of the branch's one connection of this kind, else the kind. A message
    that is known already counts as unchanged, or as whatever it was put away for.
    """
    began = time.monotonic()
    place = get_branch(branch)
    actor.require(Right.IMPORTS_RUN, place.id)
    get_kind(kind)
    name = system.strip() or _own_system(place.id, kind)
    if name == DESK:
        message = _("desk is the name of what staff type. Choose another one.")
        raise Invalid("system_reserved", message, {"system": [message]})
    origin = Origin(place, name, kind, MessageWay.COMMAND)
    done = MessagesSummary()
    files = list(_files_of(paths))
    bodies = _read(files, done)
    while chunk := list(islice(bodies, BATCH)):
        for settled in _take(actor, origin, chunk):
            done.taken.add(settled)
        if progress is not None:
            progress("messages", done.taken.messages, len(files))
    done.seconds = time.monotonic() - began
    return done


def _own_system(branch_id: UUID, kind: str) -> str:
    names = set(Connection.objects.filter(branch_id=branch_id, kind=kind).values_list("system", flat=True))
    return names.pop() if len(names) == 1 else kind


def _files_of(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                each for each in path.rglob("*") if each.is_file() and not each.name.startswith(".")
            )
        else:
            yield path


def _read(files: Iterable[Path], done: MessagesSummary) -> Iterator[bytes]:
    for path in files:
        try:
            if path.stat().st_size <= MOST_BYTES:
                yield path.read_bytes()
                continue
        except OSError:
            pass
        done.unread.append(path.name)


def _take(actor: Actor, origin: Origin, bodies: Sequence[bytes]) -> list[Settled]:
    kept = receive_messages(actor=actor, origin=origin, bodies=bodies)
    new = list(dict.fromkeys(message_id for message_id, waits in kept if waits))
    settled = take_messages(origin.system, ids=new, most=len(new), waits=True) if new else {}
    known = {
        message.id: message
        for message in Message.objects.filter(id__in=[message_id for message_id, _waits in kept])
    }
    found = []
    told = set()
    for message_id, _waits in kept:
        if message_id in settled and message_id not in told:
            told.add(message_id)
            found.append(settled[message_id])
            continue
        found.append(_again(known[message_id]))
    return found


def _again(message: Message) -> Settled:
    """What is said of a message that is known already."""
    if message.state in (MessageState.IGNORED, MessageState.QUARANTINED):
        return Settled(MessageState(message.state), message.reason)
    return Settled(MessageState.UNCHANGED)
