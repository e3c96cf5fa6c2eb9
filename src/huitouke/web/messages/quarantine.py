"""Messages in quarantine: why they are there, what they say, and what can be done about them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.connectors.messages.errors import MessageInvalid
from huitouke.connectors.messages.kinds import get_kind
from huitouke.connectors.messages.quarantine import (
    SHOWN,
    check_message,
    drop_message,
    list_dropped,
    list_quarantined,
    list_reasons,
    mend_message,
    open_message,
    replay_message,
    replay_reason,
    restore_message,
    systems_of,
)
from huitouke.connectors.messages.reading import Reading, ReadReservation, Unread
from huitouke.connectors.messages.reasons import reason_label, reason_words
from huitouke.connectors.messages.taking import take_messages
from huitouke.connectors.messages.tasks import queue
from huitouke.intake.choices import MessageState
from huitouke.intake.messages import read_laid_as
from huitouke.intake.models import Message
from huitouke.stays.choices import ReservationStatus
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.settings.forms import NO_ERRORS, id_of, typed

MESSAGE_DROPPED = "intake.message.dropped"
PARTS_SHOWN = 20
MENDABLE = 2_000_000
"""Signs. A longer message is mended by its sender: no box of a browser holds it."""
GLANCE = 20_000
"""Signs that are shown of it."""


@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    """What waits, newest first; of one reason where the address names it. Below it what was put away lately."""
    actor, language = actor_of(request), _language()
    chosen = request.GET.get("reason", "")
    rows = list_quarantined(actor, reason=chosen, after=id_of(request.GET.get("after", "")), limit=SHOWN + 1)
    reasons = list_reasons(actor)
    base = reverse("quarantine:message-list")
    context = {
        "rows": [_line(row, language) for row in rows[:SHOWN]],
        "more": f"{base}?reason={chosen}&after={rows[SHOWN - 1].id}" if len(rows) > SHOWN else "",
        "chosen": chosen,
        "chosen_words": reason_label(chosen, language),
        "count": sum(each.count for each in reasons if chosen in ("", each.code)),
        "active": [{"label": reason_label(chosen, language), "remove_url": base}] if chosen else [],
        "available": [
            {
                "label": reason_label(each.code, language),
                "count": each.count,
                "url": f"{base}?reason={each.code}",
            }
            for each in reasons
            if each.code != chosen
        ],
        "dropped": [_line(row, language) for row in list_dropped(actor)],
        "columns": [
            {"label": _("Why")},
            {"label": _("From")},
            {"label": _("Branch")},
            {"label": _("Received at")},
            {"label": _("Times"), "numeric": True},
        ],
    }
    return render(request, "messages/message_list.html", context)


@require_GET
def message_detail(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message with what it says."""
    return _detail(request, message_id)


@require_POST
def check(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """What the message would say as it is being mended. Writes nothing."""
    found = check_message(actor_of(request), message_id, request.POST.get("text", ""))
    return part(request, "messages/_check.html", {"check": _checked(found)})


@require_POST
def mend(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Take the message as it was mended, and try it at once."""
    values = typed(request, "text", "because")
    try:
        with transaction.atomic():
            message = mend_message(
                actor=actor_of(request), message_id=message_id, text=values["text"], because=values["because"]
            )
            queue(message.system)
    except MessageInvalid as error:
        return _detail(request, message_id, values, error.fields)
    return _tried(request, [message])


@require_POST
def replay(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Try a message again as it is."""
    with transaction.atomic():
        message = replay_message(actor=actor_of(request), message_id=message_id)
        queue(message.system)
    return _tried(request, [message])


@require_POST
def replay_all(request: HttpRequest) -> HttpResponse:
    """Try every message of one reason again; the worker does it."""
    with transaction.atomic():
        found = replay_reason(actor=actor_of(request), reason=request.POST.get("reason", ""))
        for system in systems_of(found):
            queue(system)
    said = ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", len(found))
    messages.success(request, said % {"n": len(found)})
    return redirect("quarantine:message-list")


@require_POST
def drop(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Put a message away, with a way back."""
    values = typed(request, "because")
    try:
        drop_message(actor=actor_of(request), message_id=message_id, because=values["because"])
    except MessageInvalid as error:
        return _detail(request, message_id, values, {"drop": error.fields["because"]})
    undo = can_undo(request, MESSAGE_DROPPED, "quarantine:message-restore", message_id)
    messages.success(request, _("The message is put away."), extra_tags=f"undo:{undo}")
    return redirect("quarantine:message-list")


@require_POST
@undoes
def restore(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Bring a message back that was put away."""
    restore_message(actor=actor_of(request), message_id=message_id)
    return go_to(reverse("quarantine:message-detail", args=[message_id]))


def _tried(request: HttpRequest, tried: Sequence[Message]) -> HttpResponse:
    """Do what was asked at once, where nobody else is at that system's messages, and say what came of it."""
    message = tried[0]
    settled = take_messages(message.system, ids=[message.id]).get(message.id)
    if message.laid_as is not None and settled is None:
        message.refresh_from_db(fields=["state"])
        is_stuck = message.state == MessageState.QUARANTINED
    else:
        is_stuck = settled is not None and settled.state == MessageState.QUARANTINED
    if is_stuck:
        messages.warning(request, _("It still cannot be taken in; the reason stands below."))
        return redirect("quarantine:message-detail", message.id)
    if settled is None:
        messages.success(request, _("The message is tried again."))
    else:
        messages.success(request, _("The message was taken in."))
    return redirect("quarantine:message-list")


def _detail(
    request: HttpRequest,
    message_id: UUID,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] = NO_ERRORS,
) -> HttpResponse:
    actor = actor_of(request)
    message, text, original = open_message(actor=actor, message_id=message_id)
    is_open = message.state == MessageState.QUARANTINED
    shown = (values or {}).get("text", text)
    is_whole = len(text) <= MENDABLE
    context = {
        "told": _line(message, _language()),
        "message": message,
        "is_open": is_open,
        "is_whole": is_whole,
        "may_restore": message.state == MessageState.IGNORED and message.reason == "dropped" and text,
        "text": shown if is_whole else shown[:GLANCE],
        "original": original,
        "laid_as": read_laid_as(message),
        "values": values or {},
        "errors": errors,
        "check": _checked(check_message(actor, message_id, shown))
        if is_open and is_whole and shown
        else None,
    }
    return render(request, "messages/message_detail.html", context, status=422 if errors else 200)


def _line(message: Message, language: str) -> dict[str, Any]:
    """A message in words."""
    return {
        "message": message,
        "words": reason_words(message.reason, message.reason_data, language) if message.reason else "",
        "label": reason_label(message.reason, language),
        "kind": get_kind(message.kind).label,
        "from": message.connection.name if message.connection else message.system,
    }


def _checked(found: Reading | Unread) -> dict[str, Any]:
    """What a reading comes to, for whoever mends."""
    language = _language()
    if isinstance(found, Unread):
        return {"refused": [reason_words(found.code, found.data, language)]}
    told = [
        {
            "id": each.external_id,
            "status": ReservationStatus(each.told.status).label if each.told.status else "",
            "arrival": each.told.arrival,
            "departure": each.told.departure,
            "name": next((person.name for person in each.told.persons or () if person.name), ""),
        }
        for each in found.parts
        if isinstance(each, ReadReservation)
    ]
    return {
        "refused": [reason_words(each.code, each.data, language) for each in found.unread],
        "ignored": [reason_words(code, {}, language) for code in found.ignored],
        "reservations": told[:PARTS_SHOWN],
        "others": len(found.parts) - len(told),
        "more": max(0, len(told) - PARTS_SHOWN),
    }


def _language() -> str:
    return get_language() or "zh-hans"
