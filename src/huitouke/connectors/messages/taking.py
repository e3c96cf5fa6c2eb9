"""Taking messages in: each is kept first, then read, then applied with all that it says, or put into quarantine with
the reason. The same message twice, late or after a worker was killed makes no difference (ADR 0027)."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.connectors.messages.branches import HotelCodes
from huitouke.connectors.messages.companies import admit_companies
from huitouke.connectors.messages.kinds import get_kind
from huitouke.connectors.messages.reading import (
    Place,
    ReadCompany,
    Reading,
    ReadMeaning,
    ReadPart,
    ReadProfile,
    ReadReservation,
    Unread,
    kept_of,
)
from huitouke.connectors.messages.rooms import with_other_rooms
from huitouke.connectors.messages.scrubbing import without_cards
from huitouke.hotels.services.mappings import note_first_meaning
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.people import Person, admit_people
from huitouke.intake.choices import MessageState
from huitouke.intake.messages import (
    Origin,
    Settled,
    hold_line,
    keep_messages,
    read_body,
    settle_messages,
    take_waiting,
)
from huitouke.intake.models import Message
from huitouke.intake.services import wait_for_erasures
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.people_found import settle_people_found
from huitouke.stays.services.records import Part, lock_told
from huitouke.stays.services.rows import PERSON

logger = logging.getLogger(__name__)

BATCH: Final = 200
"""How many messages are applied in one transaction: enough to share its cost, few enough to be done in a second."""
_LIMIT_EXCEEDED: Final = "54"
"""The class of SQLSTATE of what fits no index: an operational error by its kind, and there again at each try."""
NOT_APPLIED: Final = "not_applied"


@dataclass(slots=True)
class _Read:
    """A message on its way: what it says, and which of its parts said something new."""

    message: Message
    reading: Reading
    branch: Branch
    new: int = 0


@dataclass(slots=True)
class Taken:
    """What became of some messages, by state and by reason."""

    messages: int = 0
    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, settled: Settled) -> None:
        self.messages += 1
        self.states[settled.state] += 1
        if settled.reason:
            self.reasons[settled.reason] += 1


def receive_messages(*, actor: Actor, origin: Origin, bodies: Sequence[bytes]) -> list[tuple[UUID, bool]]:
    """Keep these messages; for each its id, and whether it waits to be dealt with. Refuses without the right to import
    into the branch. Whoever calls it lets `take_messages` follow."""
    actor.require(Right.IMPORTS_RUN, origin.branch.id)
    get_kind(origin.kind)
    with transaction.atomic(savepoint=False):
        wait_for_erasures()
        return keep_messages(origin, [without_cards(body) for body in bodies])


def take_messages(
    system: str, *, ids: Iterable[UUID] | None = None, most: int = BATCH, waits: bool = False
) -> dict[UUID, Settled]:
    """Deal with the oldest messages of a system that wait, all in one transaction; what became of each. Nothing where
    somebody else deals with that system's right now, unless it `waits`.

    A message that breaks off, for whatever reason, is put into quarantine by itself and holds up no other.
    """
    with transaction.atomic():
        if not hold_line(system, waits=waits):
            return {}
        wait_for_erasures()
        messages = take_waiting(system, most=most, ids=ids)
        if not messages:
            return {}
        codes = HotelCodes.load(system)
        try:
            with transaction.atomic():
                settled = _apply(messages, codes)
        except Exception as error:  # one message that breaks must not hold up those that came with it
            if is_passing(error):
                raise
            logger.exception("%s messages go one by one", len(messages), exc_info=_without_words(error))
            settled = {}
            for message in messages:
                settled |= _apply_alone(message)
        settle_messages(settled)
        return settled


def is_passing(error: Exception) -> bool:
    """Whether it was a database that restarts, or a deadlock: gone at the next try, and nobody's fault."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return not state.startswith(_LIMIT_EXCEEDED)


def read_message(message: Message, body: bytes | None = None) -> Reading:
    """What a message says, or would say with another body. Raises Unread, and nothing else: a reader that breaks off
    says `not_applied`."""
    branch = message.branch
    place = Place(branch.time_zone, branch.day_change_hour, branch.currency)
    told = read_body(message) if body is None else body
    try:
        return get_kind(message.kind).reader(place).read(told)
    except Unread:
        raise
    except (
        Exception
    ) as error:  # a fault of ours must not lose a message, nor shut the page on which it is mended
        logger.exception("message %s could not be read", message.id, exc_info=_without_words(error))
        raise Unread(NOT_APPLIED, error=type(error).__name__) from None


def _apply_alone(message: Message) -> dict[UUID, Settled]:
    try:
        with transaction.atomic():
            return _apply([message], HotelCodes.load(message.system))
    except Exception as error:  # whatever it is, the message is kept in quarantine and the line goes on
        if is_passing(error):
            raise
        logger.exception("message %s could not be applied", message.id, exc_info=_without_words(error))
        return {message.id: Settled(MessageState.QUARANTINED, NOT_APPLIED, {"error": type(error).__name__})}


def _without_words(error: Exception) -> Exception:
    """The error for the log: its kind and its place. Its words may hold what a message says."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def _apply(messages: Sequence[Message], codes: HotelCodes) -> dict[UUID, Settled]:
    settled: dict[UUID, Settled] = {}
    read: list[_Read] = []
    for message in messages:
        try:
            reading = read_message(message)
            read.append(_Read(message, reading, codes.branch_of(message, reading.hotel_codes)))
        except Unread as error:
            settled[message.id] = Settled(MessageState.QUARANTINED, error.code, error.data)
    for branch in {each.branch.id: each.branch for each in read}.values():
        _apply_to(branch, [each for each in read if each.branch.id == branch.id])
    return settled | {each.message.id: _outcome(each) for each in read}


def _apply_to(branch: Branch, read: Sequence[_Read]) -> None:
    """Everything that these messages say of one branch, inside the caller's transaction."""
    system = read[0].message.system
    source = source_of(SYSTEM, branch, system)
    kinds = {id(part): each for each in read for part in each.reading.parts}
    told: list[ReadPart] = [part for each in read for part in each.reading.parts]
    for meaning in told:
        if isinstance(meaning, ReadMeaning):
            kinds[id(meaning)].new += note_first_meaning(
                system=system, table=meaning.table, their_code=meaning.their_code, our_code=meaning.our_code
            )
    for company in admit_companies(branch, system, [part for part in told if isinstance(part, ReadCompany)]):
        kinds[id(company)].new += 1
    profiles = [part for part in told if isinstance(part, ReadProfile)]
    if profiles:
        people = [Person(PERSON + each.external_id, kept_of(each), each.told_at) for each in profiles]
        lock_told(system, [person.external_id for person in people])
        admitted = admit_people(actor=SYSTEM, source=source, people=people)
        settle_people_found(actor=SYSTEM, system=system, guests=admitted.guests)
        is_fresh = {id(person) for person in admitted.fresh}
        for profile, person in zip(profiles, people, strict=True):
            kinds[id(profile)].new += id(person) in is_fresh
    reservations = [part for part in told if isinstance(part, ReadReservation)]
    parts = [
        Part(each.external_id, kinds[id(each)].message.kind, each.data, each.told, each.told_at)
        for each in reservations
    ]
    if parts:
        every = with_other_rooms(system, parts, lambda kind, data: get_kind(kind).told_of(data))
        applied = apply_parts(actor=SYSTEM, branch=branch, source=source, parts=every)
        is_new = {id(part) for part in applied.fresh}
        for reservation, part in zip(reservations, parts, strict=True):
            kinds[id(reservation)].new += id(part) in is_new


def _outcome(each: _Read) -> Settled:
    reading = each.reading
    told: Mapping[str, object] = {}
    if reading.unread:
        # What could be read stands; the message waits whole for the rest.
        first = reading.unread[0]
        state, reason, told = MessageState.QUARANTINED, first.code, first.data
    elif not reading.parts:
        state, reason = MessageState.IGNORED, next(iter(reading.ignored), "nothing_told")
    else:
        state, reason = (MessageState.APPLIED if each.new else MessageState.UNCHANGED), ""
    return Settled(state, reason, dict(told), len(reading.parts), each.new, reading.message_id, reading.about)
