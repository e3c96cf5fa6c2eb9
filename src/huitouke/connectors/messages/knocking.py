"""A message that is handed over by a web-hook: who sends it, whether that is allowed right now, and what is answered.

The message is kept before anything is answered, and applied by the worker. So the answer says what its standard wants
to know at once: whether it could be read, and whose hotel it names.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages.branches import HotelCodes
from huitouke.connectors.messages.connections import secret_of
from huitouke.connectors.messages.kinds import get_kind
from huitouke.connectors.messages.reading import Reading, Unread
from huitouke.connectors.messages.scrubbing import without_cards
from huitouke.connectors.messages.taking import read_message, receive_messages
from huitouke.connectors.messages.tasks import queue
from huitouke.intake.choices import MessageWay, Proof
from huitouke.intake.messages import Origin
from huitouke.intake.models import Connection, Message
from huitouke.kernel import clock

SIGNATURES: Final = ("X-Huitouke-Signature", "X-Hub-Signature-256", "X-Signature")
"""Headers in which a signature is looked for: HMAC-SHA-256 of the body under the secret, as hex or base64."""
MOST_KEYS: Final = 10_000


@dataclass(slots=True)
class Window:
    """How often each knocked within the last stretch of `seconds`; refuses who knocks more than `most` times. Each
    process counts by itself: it is there to stop a flood, not to count."""

    seconds: int
    most: int
    _counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def is_over(self, key: str) -> bool:
        """Count one knock; whether there were too many."""
        stretch = int(clock.now().timestamp()) // self.seconds
        began, count = self._counts.get(key, (stretch, 0))
        count = count + 1 if began == stretch else 1
        if len(self._counts) >= MOST_KEYS:
            self._counts = {name: told for name, told in self._counts.items() if told[0] == stretch}
        self._counts[key] = (stretch, count)
        return count > self.most


KNOCKS: Final = Window(10, 1_500)
"""Messages of one connection in ten seconds."""
WRONG: Final = Window(60, 30)
"""Wrong secrets from one address in a minute."""


def is_its_own(connection: Connection, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the message is from whoever holds the secret of the connection. Compared in constant time."""
    secret = secret_of(connection)
    if connection.proof == Proof.SIGNATURE:
        digest = hmac.digest(secret.encode(), body, "sha256")
        wanted = (digest.hex(), base64.b64encode(digest).decode())
        given = next((headers[name] for name in SIGNATURES if headers.get(name)), "")
        given = given.removeprefix("sha256=").removeprefix("v1=").strip()
        return bool(
            hmac.compare_digest(given.lower().encode(), wanted[0].encode())
            | hmac.compare_digest(given.encode(), wanted[1].encode())
        )
    scheme, _blank, told = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        user, _colon, password = base64.b64decode(told.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(
        hmac.compare_digest(user.encode(), connection.code.encode())
        & hmac.compare_digest(password.encode(), secret.encode())
    )


def hand_over(connection: Connection, body: bytes) -> tuple[UUID, Reading | Unread]:
    """Keep a message of a connection and let the worker see to it; its id, and what can be said of it at once. It is
    kept for good before it is looked at: whatever goes wrong then, it is not lost."""
    origin = Origin(connection.branch, connection.system, connection.kind, MessageWay.WEBHOOK, connection)
    with transaction.atomic():
        [(message_id, waits)] = receive_messages(actor=SYSTEM, origin=origin, bodies=[body])
        if waits:
            queue(connection.system)
    message = Message.objects.select_related("branch").get(id=message_id)
    try:
        reading = read_message(message, without_cards(body))
        with transaction.atomic():
            HotelCodes.load(connection.system).branch_of(message, reading.hotel_codes)
    except Unread as error:
        return message_id, error
    return message_id, reading


def answer_to(connection: Connection, found: Reading | Unread) -> tuple[str, bytes]:
    """The answer in the sender's form: content type and body."""
    return get_kind(connection.kind).answer(found)
