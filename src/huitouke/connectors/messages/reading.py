"""What a message says, once it is read: the one form in which every kind of message is handed on.

A reader takes the bytes of one message and gives a `Reading`, or raises `Unread` with a code. It never raises anything
else, whatever the bytes are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from huitouke.stays.told import RawGuest, Told

MOST_BYTES: Final = 16 * 1024 * 1024
"""The longest message that is read. A night's list of a big hotel has some 2 MB."""
MOST_PARTS: Final = 5_000
"""The most reservations and profiles that one message may tell of."""


class Unread(Exception):
    """A message, or a part of it, that cannot be read. `code` is one of `wording.UNREAD`; `data` says at which
    element or field (`at`) and holds no value of the message. `about`, `message_id` and `details` are those of
    `Reading`, as far as the reader came, for the answer."""

    def __init__(self, code: str, **data: str) -> None:
        super().__init__(code)
        self.code = code
        self.data = data
        self.about = ""
        self.message_id = ""
        self.details: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader must know of the branch that a message is for. `currency` is taken where the message names none."""

    time_zone: str = "UTC"
    day_change_hour: int = 6
    currency: str = ""


@dataclass(frozen=True, slots=True)
class ReadReservation:
    """What a message says of one room of a reservation. `external_id` is the sender's id; the second room of the same
    booking is `id#2`. `data` is JSON that `told_of` of the kind reads into the same `told` again: the element as it
    came, card numbers taken out, with what of its surroundings is needed to read it."""

    external_id: str
    told: Told
    data: Mapping[str, Any]
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """What a message says of one person, apart from any reservation. `external_id` is the sender's id of the profile,
    the same by which its reservations name the person; `raw` is for `identity.services.people.Person`."""

    external_id: str
    raw: RawGuest
    data: Mapping[str, Any]
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadCompany:
    """What a message says of a company or an agency. `external_id` is what its reservations call it in
    `told.company_code` or `told.agent_code`; `raw` is as `guests.values.company` reads one, its `name` always there."""

    external_id: str
    raw: RawGuest
    data: Mapping[str, Any]
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadMeaning:
    """What a message says that a code of its sender means: `our_code` of the table. It is no code of a branch's own."""

    table: str
    their_code: str
    our_code: str


ReadPart = ReadReservation | ReadProfile | ReadCompany | ReadMeaning

SENT: Final = "sent"
"""Under what the record of a person keeps the element as it came; no field of a profile reads it."""


def kept_of(part: ReadProfile) -> RawGuest:
    """What the record of a person is to hold: what was read, and the element with all that was not. Of a company only
    what was read is kept: its element may name people whom an erasure would not find there."""
    sent = json.dumps(part.data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {**part.raw, SENT: [sent]}


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one message says. `unread` are parts of it that could not be read beside others that could: what is
    in `parts` counts all the same. `ignored` are codes of `wording.IGNORED`, one for each thing passed over.
    `hotel_codes` is what the sender calls the hotels it speaks of, in their order; `message_id` and `sent_at` are
    for the answer and the log."""

    parts: tuple[ReadPart, ...] = ()
    ignored: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    hotel_codes: tuple[str, ...] = ()
    message_id: str = ""
    sent_at: datetime | None = None
    about: str = ""
    """What the sender's standard calls this message: the name of its root, or of what its JSON bears."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What only the answer needs, such as the version of the standard that the message spoke."""


class Reader(Protocol):
    """Reads the messages of one kind."""

    def read(self, body: bytes) -> Reading:
        """What the message says. Raises Unread, and nothing else."""
        ...
