"""Messages: kept when they come, settled when it is known what became of them. What they say is read elsewhere."""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection as database
from django.db.models import Case, F, Q, TextField, Value, When

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.intake.choices import (
    DROPPED,
    ERASED,
    FILE_READ,
    KEPT_AFTER_DROP,
    KEPT_SETTLED,
    SETTLED,
    MessageState,
    MessageWay,
)
from huitouke.intake.message_models import Connection, Message
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer

RUSH: Final = 200
"""So many messages that wait are a rush: whatever can be done later is."""
_LINE_LOCK: Final = 0x48544B07
_KEEP_SQL: Final = """
INSERT INTO intake_message AS kept SELECT * FROM jsonb_populate_recordset(NULL::intake_message, %s::jsonb)
ON CONFLICT (digest, system, branch_id, kind) DO UPDATE SET times = kept.times + excluded.times,
    state = CASE kept.state WHEN %s THEN %s ELSE kept.state END
RETURNING digest, id, state"""
_SETTLE_SQL: Final = """
UPDATE intake_message m SET state = told.state, reason = told.reason, reason_data = told.reason_data,
    parts = told.parts, parts_new = told.parts_new, sender_id = told.sender_id, about = told.about,
    attempts = m.attempts + 1, settled_at = told.settled_at, body = CASE WHEN told.settled_at IS NULL THEN m.body END
FROM jsonb_to_recordset(%s::jsonb) AS told(
    id uuid, state text, reason text, reason_data jsonb, parts int, parts_new int, sender_id text, about text,
    settled_at timestamptz
) WHERE m.id = told.id"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where messages come from: for which branch, under the name of which system, in which standard, by which way."""

    branch: Branch
    system: str
    kind: str
    way: MessageWay
    connection: Connection | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one message: its state, why, and of how many parts how many said something new."""

    state: MessageState
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    parts: int = 0
    parts_new: int = 0
    sender_id: str = ""
    about: str = ""


def keep_messages(origin: Origin, bodies: Sequence[bytes]) -> list[tuple[UUID, bool]]:
    """Store these messages, inside the caller's transaction; for each its id, and whether it is to be dealt with.

    The same body of the same sender is one message, however often it comes: one that is settled stays so, one in
    quarantine is tried again, since what stopped it may have been mended meanwhile. Two statements at most.
    """
    ring = sealer()
    digests = [ring.blind_index("message-digest", body) for body in bodies]
    times = Counter(digests)
    now = clock.now()
    new: list[Message] = []
    for number, (digest, body) in enumerate(dict(zip(digests, bodies, strict=True)).items()):
        # Those that come together keep their order.
        at = now + timedelta(microseconds=number)
        message = Message(
            connection=origin.connection, kind=origin.kind, system=origin.system, branch=origin.branch,
            way=origin.way, digest=digest, times=times[digest], received_at=at,
        )  # fmt: skip
        message.body = pack_body(message.id, body)
        new.append(message)
    found = _write_or_count(new)
    if origin.connection is not None:
        Connection.objects.filter(id=origin.connection.id).update(last_at=now)
    return [found[digest] for digest in digests]


def _write_or_count(messages: Sequence[Message]) -> dict[bytes, tuple[UUID, bool]]:
    """Write those that are new, and count those that came again; by digest the id and whether it waits. Taken in one
    order, so that two who are given the same ones never wait for each other."""
    if not messages:
        return {}
    rows = [
        {str(each.column): each.value_from_object(message) for each in Message._meta.concrete_fields}
        for message in sorted(messages, key=lambda message: bytes(message.digest))
    ]
    with database.cursor() as cursor:
        cursor.execute(
            _KEEP_SQL, [bulk.json_rows(rows), MessageState.QUARANTINED.value, MessageState.WAITING.value]
        )
        return {
            bytes(digest): (message_id, state == MessageState.WAITING)
            for digest, message_id, state in cursor.fetchall()
        }


def keep_unread_file(origin: Origin, name: str, mark: str, reason: str) -> bool:
    """Put a file of the origin's folder that cannot be read into the quarantine, once however often it is looked at:
    `mark` tells it from an earlier one of that name. Of a folder itself the name is empty. What somebody mended or put
    away stays so; what could be read and cannot again comes back. Whether it is new."""
    message = Message(
        connection=origin.connection, kind=origin.kind, system=origin.system, branch=origin.branch, way=origin.way,
        digest=sealer().blind_index("message-file", f"{name}\0{mark}".encode()), received_at=clock.now(),
        state=MessageState.QUARANTINED, reason=reason,
    )  # fmt: skip
    message.body, message.laid_as = pack_body(message.id, b""), pack_body(message.id, name.encode())
    Message.objects.bulk_create([message], ignore_conflicts=True)
    alike = Message.objects.filter(connection=origin.connection, digest=message.digest)
    for known in alike.filter(state=MessageState.IGNORED, reason=FILE_READ):
        known.state, known.reason, known.settled_at = MessageState.QUARANTINED, reason, None
        known.body = pack_body(known.id, b"")
        known.save(update_fields=["state", "reason", "settled_at", "body"])
    return alike.filter(id=message.id).exists()


def unread_files(connection: Connection) -> list[tuple[str, UUID]]:
    """What stands in quarantine since a file of the connection's folder could not be read: its name and the message."""
    found = Message.objects.filter(
        connection=connection, state=MessageState.QUARANTINED, laid_as__isnull=False
    )
    return [(read_laid_as(message), message.id) for message in found.order_by("id")]


def settle_unread_file(found: Sequence[tuple[str, UUID]], name: str) -> None:
    """The file, or with an empty name the folder, could be read after all: what it says is a message of its own."""
    mine = {
        message_id: Settled(MessageState.IGNORED, FILE_READ) for known, message_id in found if known == name
    }
    if mine:
        settle_messages(mine)


def set_reason(message: Message, reason: str) -> None:
    """Say anew why a message is in quarantine."""
    message.reason = reason
    message.save(update_fields=["reason"])


def read_laid_as(message: Message) -> str:
    """The name of the file that could not be read; '' of a message that came, and of a folder."""
    return _unpack(message.id, message.laid_as).decode()


def pack_body(message_id: UUID, body: bytes) -> bytes:
    """A body as it is kept: compressed, then sealed so that it opens for this message only."""
    return sealer().seal(zlib.compress(body, 1), message_id.bytes)


def read_body(message: Message) -> bytes:
    """What the message says; nothing where it is settled."""
    return _unpack(message.id, message.body)


def read_original(message: Message) -> bytes:
    """What it said before somebody mended it; nothing where nobody did."""
    return _unpack(message.id, message.original)


def _unpack(message_id: UUID, kept: Any) -> bytes:
    return b"" if kept is None else zlib.decompress(sealer().open(bytes(kept), message_id.bytes))


def hold_line(system: str, *, waits: bool) -> bool:
    """Be the only one who deals with messages of a system, until the caller's transaction ends: so they are taken in
    the order in which they came, and two never wait for each other. False where somebody else is at it and `waits` is
    not set."""
    verb = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {verb}(%s, hashtext(%s))", [_LINE_LOCK, system])
        return waits or bool(cursor.fetchone()[0])


def waiting_systems() -> list[str]:
    """The systems of which messages wait."""
    waiting = Message.objects.filter(state=MessageState.WAITING)
    return sorted(waiting.order_by().values_list("system", flat=True).distinct())


def is_rush() -> bool:
    """Whether so many messages wait that they need the machine for themselves."""
    waiting = Message.objects.filter(state=MessageState.WAITING).order_by()
    return len(waiting.values_list("id")[:RUSH]) == RUSH


def take_waiting(system: str, *, most: int, ids: Iterable[UUID] | None = None) -> list[Message]:
    """The oldest messages of a system that wait, locked until the caller's transaction ends."""
    waiting = Message.objects.select_for_update(of=("self",)).filter(
        state=MessageState.WAITING, system=system
    )
    if ids is not None:
        waiting = waiting.filter(id__in=list(ids))
    return list(waiting.select_related("branch").order_by("received_at", "id")[:most])


def settle_messages(found: Mapping[UUID, Settled]) -> None:
    """Write what became of these messages, inside the caller's transaction. Of one that is settled the body goes. One
    statement."""
    now = clock.now().isoformat()
    rows = [
        {
            "id": str(message_id), "state": told.state, "reason": told.reason, "reason_data": dict(told.data),
            "parts": told.parts, "parts_new": told.parts_new, "sender_id": _label(told.sender_id),
            "about": _label(told.about), "settled_at": now if told.state in SETTLED else None,
        }
        for message_id, told in found.items()
    ]  # fmt: skip
    with database.cursor() as cursor:
        cursor.execute(_SETTLE_SQL, [bulk.json_rows(rows)])


def _label(text: str) -> str:
    """What a sender calls something, as far as it can be kept."""
    return text[:200].replace("\x00", "")


def set_mended(actor: Actor, message: Message, body: bytes, because: str) -> None:
    """Put another body in place of a message's, which is kept beside it, and let it wait again."""
    if message.original is None:
        message.original = message.body
    message.body = pack_body(message.id, body)
    message.state = MessageState.WAITING
    _decide(actor, message, because)
    message.save(
        update_fields=["original", "body", "state", "decided_by_id", "decided_by", "decided_at", "because"]
    )
    _note(actor, "intake.message.mended", message)


def set_waiting(actor: Actor, messages: Sequence[Message]) -> None:
    """Let messages of the quarantine be tried again."""
    Message.objects.filter(id__in=[each.id for each in messages]).update(state=MessageState.WAITING)
    for message in messages:
        _note(actor, "intake.message.replayed", message)


def set_dropped(actor: Actor, message: Message, because: str) -> None:
    """Put a message away. It is kept whole for `KEPT_AFTER_DROP`, for whoever thinks better of it."""
    message.state, message.reason, message.reason_data = (
        MessageState.IGNORED,
        DROPPED,
        {"was": message.reason},
    )
    message.settled_at = clock.now()
    _decide(actor, message, because)
    message.save(
        update_fields=[
            "state", "reason", "reason_data", "settled_at", "decided_by_id", "decided_by", "decided_at", "because",
        ]
    )  # fmt: skip
    _note(actor, "intake.message.dropped", message)


def set_restored(actor: Actor, message: Message) -> None:
    """Bring a dropped message back into the quarantine."""
    message.state, message.reason = MessageState.QUARANTINED, message.reason_data.get("was", "")
    message.reason_data, message.settled_at = {}, None
    _decide(actor, message, "")
    message.save(
        update_fields=[
            "state", "reason", "reason_data", "settled_at", "decided_by_id", "decided_by", "decided_at", "because",
        ]
    )  # fmt: skip
    _note(actor, "intake.message.restored", message)


def erase_bodies(message_ids: Sequence[UUID]) -> int:
    """Empty what these messages say, since somebody of whom they tell is erased; how many. That they came stays."""
    is_over = Q(state__in=SETTLED)
    return Message.objects.filter(id__in=message_ids).update(
        body=None,
        original=None,
        laid_as=None,
        because="",
        settled_at=clock.now(),
        state=Case(When(is_over, then=F("state")), default=Value("ignored"), output_field=TextField()),
        reason=Case(When(is_over, then=F("reason")), default=Value(ERASED), output_field=TextField()),
    )


def held_messages() -> Iterable[Message]:
    """Every message of which a body is still kept: those that wait, those in quarantine, those dropped lately, and
    what stood in mended ones."""
    held = Message.objects.filter(Q(body__isnull=False) | Q(original__isnull=False))
    return held.select_related("branch").iterator(200)


def forget_settled(now: datetime | None = None) -> int:
    """Empty dropped messages whose time is over, and take away what was settled long ago; how many went."""
    moment = now or clock.now()
    old = Message.objects.filter(settled_at__lt=moment - KEPT_AFTER_DROP)
    old.filter(Q(body__isnull=False) | Q(original__isnull=False)).update(body=None, original=None)
    return Message.objects.filter(settled_at__lt=moment - KEPT_SETTLED).delete()[0]


def _decide(actor: Actor, message: Message, because: str) -> None:
    message.decided_by_id, message.decided_by = actor.id, actor.name
    message.decided_at, message.because = clock.now(), because


def _note(actor: Actor, code: str, message: Message) -> None:
    record_audit(
        actor, code, object_type="message", object_id=message.id, branch_id=message.branch_id,
        reason=message.reason, kind=message.kind,
    )  # fmt: skip
