"""Messages that are not settled, and the files of folders, may tell of a person: found by reading them, else by looking
for the person's names and numbers in them."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from huitouke.connectors.messages.decoding import text_of
from huitouke.connectors.messages.folders import kept_files
from huitouke.connectors.messages.reading import ReadProfile, ReadReservation, Unread
from huitouke.connectors.messages.taking import read_message
from huitouke.guests.models import Guest
from huitouke.guests.values.draft import prepare
from huitouke.identity.services.subjects import traits_of
from huitouke.identity.stamps import stamps, stamps_of
from huitouke.intake.messages import erase_bodies, held_messages, read_body, read_laid_as, read_original
from huitouke.intake.models import Message
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.privacy import Keeper, Line, Person, lines, register_keeper
from huitouke.stays.services.rows import PERSON
from huitouke.stays.told import RawGuest

MESSAGES: Final = "intake.message"
FILES: Final = "intake.inbox"
_SHORTEST: Final = 5
"""A shorter text in Latin letters or digits stands in any message by chance."""
_BEFORE_THE_PROFILE: Final = 40


def _tells_of(text: str, person: Person) -> bool:
    return any(each in text for each in person.texts if len(each) >= _SHORTEST or not each.isascii())


def _marks_of(person: Person) -> set[bytes]:
    guest = Guest.objects.filter(id=person.id).first()
    return set(stamps(sealer(), traits_of(guest))) if guest else set()


def _people(message: Message, body: bytes) -> Iterable[tuple[str, RawGuest]]:
    try:
        reading = read_message(message, body)
    except Unread:
        return
    for part in reading.parts:
        if isinstance(part, ReadProfile):
            yield part.external_id, part.raw
        elif isinstance(part, ReadReservation):
            for person in part.told.persons or ():
                yield person.external_id, person.raw


def _found(person: Person) -> list[Message]:
    """Messages of which a body is kept that tells of the person."""
    marks = _marks_of(person)
    today = clock.now().date()
    found = []
    for message in held_messages():
        bodies = [body for body in (read_body(message), read_original(message)) if body]
        is_named = _tells_of(read_laid_as(message), person) or any(
            _tells_of(text_of(body), person) for body in bodies
        )
        if is_named or any(
            marks & set(stamps_of(sealer(), prepare(raw, today=today), message.system, PERSON + external_id))
            for body in bodies
            for external_id, raw in _people(message, body)
        ):
            found.append(message)
    return found


def _holds(person: Person) -> list[Line]:
    return lines(MESSAGES, len(_found(person)))


def _erase(person: Person) -> list[Line]:
    """Whole messages go: what they said of others comes again from its sender, or was applied already."""
    return lines(MESSAGES, erase_bodies([message.id for message in _found(person)]))


def _files_of(person: Person) -> list[Path]:
    return [path for path in kept_files() if _tells_of(text_of(_held_in(path)), person)]


def _held_in(path: Path) -> bytes:
    """What a file holds. One that cannot be read is passed over: once it can, the stamps stop the person."""
    with suppress(OSError):
        return path.read_bytes()
    return b""


def _holds_files(person: Person) -> list[Line]:
    return lines(FILES, len(_files_of(person)))


def _erase_files(person: Person) -> list[Line]:
    found = _files_of(person)
    for path in found:
        path.unlink(missing_ok=True)
    return lines(FILES, len(found))


def register() -> None:
    """Name both keepers; called once, when the app is ready."""
    register_keeper(
        Keeper(
            MESSAGES, _("Messages in quarantine"), frozenset(("intake.Message",)), holds=_holds, erase=_erase,
            order=_BEFORE_THE_PROFILE,
        )
    )  # fmt: skip
    register_keeper(
        Keeper(
            FILES, _("Files of messages"), frozenset(), holds=_holds_files, erase=_erase_files,
            order=_BEFORE_THE_PROFILE,
        )
    )  # fmt: skip
