"""What a person does about messages in quarantine: looks, mends, lets them be tried again, puts them away."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.connectors.messages.decoding import body_of, text_of
from huitouke.connectors.messages.errors import MessageInvalid, MessageNotFound, MessageSettled
from huitouke.connectors.messages.folders import take_again
from huitouke.connectors.messages.reading import MOST_BYTES, Reading, Unread
from huitouke.connectors.messages.scrubbing import without_cards
from huitouke.connectors.messages.taking import read_message
from huitouke.intake.choices import DROPPED, MessageState
from huitouke.intake.messages import (
    read_body,
    read_original,
    set_dropped,
    set_mended,
    set_restored,
    set_waiting,
)
from huitouke.intake.models import Message
from huitouke.intake.services import wait_for_erasures

SHOWN = 50
MESSAGE_READ = "intake.message.read"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why messages are in quarantine, how many of them, and since when."""

    code: str
    count: int
    first: object
    last: object


def visible_messages(actor: Actor) -> "QuerySet[Message]":
    """Messages of the branches where the actor may import."""
    actor.require(Right.IMPORTS_RUN)
    found = Message.objects.select_related("branch", "connection")
    if actor.has_group_right(Right.IMPORTS_RUN):
        return found
    return found.filter(branch_id__in=actor.branches_with(Right.IMPORTS_RUN))


def list_reasons(actor: Actor) -> list[Reason]:
    """Why messages wait in quarantine, most first. One query."""
    rows = (
        visible_messages(actor).filter(state=MessageState.QUARANTINED).order_by().values("reason")
        .annotate(count=Count("id"), first=Min("received_at"), last=Max("received_at"))
        .order_by("-count", "reason")
    )  # fmt: skip
    return [Reason(row["reason"], row["count"], row["first"], row["last"]) for row in rows]


def list_quarantined(
    actor: Actor, *, reason: str = "", after: UUID | None = None, limit: int = SHOWN
) -> list[Message]:
    """Messages in quarantine, newest first, of one reason where it is named; those behind `after`. Bodies stay shut."""
    found = visible_messages(actor).filter(state=MessageState.QUARANTINED)
    if reason:
        found = found.filter(reason=reason)
    if after is not None:
        found = found.filter(id__lt=after)
    return list(found.defer("body", "original").order_by("-id")[:limit])


def list_dropped(actor: Actor, limit: int = SHOWN) -> list[Message]:
    """Messages that were put away and can still be brought back, newest first."""
    found = visible_messages(actor).filter(state=MessageState.IGNORED, reason=DROPPED, body__isnull=False)
    return list(found.defer("body", "original").order_by("-decided_at")[:limit])


def count_quarantined(actor: Actor) -> int:
    """How many messages wait for somebody, of those that the actor may see. One query over an index of them alone."""
    if not actor.has_right(Right.IMPORTS_RUN):
        return 0
    return visible_messages(actor).filter(state=MessageState.QUARANTINED).count()


def get_message(actor: Actor, message_id: UUID) -> Message:
    """One message. Raises `MessageNotFound`."""
    message = visible_messages(actor).filter(id=message_id).first()
    if message is None:
        raise MessageNotFound
    return message


@transaction.atomic
def open_message(*, actor: Actor, message_id: UUID) -> tuple[Message, str, str]:
    """A message with what it says, and what it said before it was mended. That somebody read it is noted: it tells of
    guests."""
    message = get_message(actor, message_id)
    body, original = read_body(message), read_original(message)
    if body or original:
        record_audit(
            actor, MESSAGE_READ, object_type="message", object_id=message.id, branch_id=message.branch_id,
            fields=["body"],
        )  # fmt: skip
    return message, text_of(body), text_of(original)


def check_message(actor: Actor, message_id: UUID, text: str) -> Reading | Unread:
    """What a message would say with another body, or why it could still not be read. Writes nothing."""
    message = get_message(actor, message_id)
    try:
        return read_message(message, without_cards(body_of(text)))
    except Unread as error:
        return error


@transaction.atomic
def mend_message(*, actor: Actor, message_id: UUID, text: str, because: str) -> Message:
    """Put another body in place of a message's and let it be tried again. What came stays beside it. Refuses without a
    reason, an empty body, and a message that is not in quarantine any more."""
    message = _locked(actor, message_id)
    body = without_cards(body_of(text))
    because = " ".join(because.split())
    problems: dict[str, list[str]] = {}
    if not body.strip():
        problems["text"] = [_("A message cannot be empty. To put it away, drop it.")]
    if len(body) > MOST_BYTES:
        problems["text"] = [_("The message is too long.")]
    if not because or len(because) > 200:
        problems["because"] = [_("Write in at most 200 signs what you changed, and why.")]
    if problems:
        raise MessageInvalid(problems)
    wait_for_erasures()
    set_mended(actor, message, body, because)
    return message


@transaction.atomic
def replay_message(*, actor: Actor, message_id: UUID) -> Message:
    """Let one message be tried again as it is, since what stopped it was mended elsewhere; a file that could not be
    read is read again."""
    message = _locked(actor, message_id)
    _let_wait(actor, [message])
    return message


def _let_wait(actor: Actor, messages: Sequence[Message]) -> None:
    """Try messages again. One that stands for a file that could not be read is that file, read once more."""
    set_waiting(actor, [message for message in messages if message.laid_as is None or read_body(message)])
    for message in messages:
        if message.laid_as is not None and not read_body(message):
            take_again(message)


@transaction.atomic
def replay_reason(*, actor: Actor, reason: str) -> list[Message]:
    """Let every message of one reason be tried again; which they are."""
    found = visible_messages(actor).filter(state=MessageState.QUARANTINED, reason=reason)
    messages = list(found.select_for_update(of=("self",)).defer("original").order_by("id"))
    for branch_id in {message.branch_id for message in messages}:
        actor.require(Right.IMPORTS_RUN, branch_id)
    _let_wait(actor, messages)
    return messages


@transaction.atomic
def drop_message(*, actor: Actor, message_id: UUID, because: str) -> Message:
    """Put a message away. Refuses without a reason."""
    message = _locked(actor, message_id)
    because = " ".join(because.split())
    if not because or len(because) > 200:
        raise MessageInvalid({"because": [_("Write in at most 200 signs why it is put away.")]})
    set_dropped(actor, message, because)
    return message


@transaction.atomic
def restore_message(*, actor: Actor, message_id: UUID) -> Message:
    """Bring a message that was put away back into the quarantine."""
    message = _locked(actor, message_id, is_dropped=True)
    set_restored(actor, message)
    return message


def systems_of(messages: Sequence[Message]) -> set[str]:
    """Whose line these messages stand in."""
    return {message.system for message in messages}


def _locked(actor: Actor, message_id: UUID, *, is_dropped: bool = False) -> Message:
    found = visible_messages(actor).select_for_update(of=("self",)).filter(id=message_id).first()
    if found is None:
        raise MessageNotFound
    actor.require(Right.IMPORTS_RUN, found.branch_id)
    wanted = (
        Q(state=MessageState.IGNORED, reason=DROPPED, body__isnull=False)
        if is_dropped
        else Q(state=MessageState.QUARANTINED)
    )
    if not Message.objects.filter(wanted, id=found.id).exists():
        raise MessageSettled(found.state)
    return found
