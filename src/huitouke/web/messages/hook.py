"""The address at which another system hands its messages over."""

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huitouke.connectors.messages.connections import find_active_connection
from huitouke.connectors.messages.knocking import KNOCKS, WRONG, answer_to, hand_over, is_its_own
from huitouke.connectors.messages.reading import Reading, Unread
from huitouke.intake.choices import Proof

MOST_BYTES: Final = 8_000_000
"""The longest message by this way. Longer ones come by the folder."""
_FORM_FIELD: Final = "request"
"""Where AlpineBits lays the message in its form."""


@login_not_required
@csrf_exempt
@require_POST
def take(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Keep one message and answer as its standard wants. Told apart: 401 for a wrong secret, 404 for an address that
    takes nothing, 413 and 429 for too long and too many. A message that cannot be read is kept and answered with its
    standard's error."""
    address = request.META.get("REMOTE_ADDR", "")
    connection = find_active_connection(connection_id)
    if connection is None:
        return _refused(404, "There is no such address.")
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or int(size) > MOST_BYTES:
        return _refused(413, f"A message may have {MOST_BYTES} bytes.")
    body = _body(request)
    if not is_its_own(connection, request.headers, body):
        if WRONG.is_over(address):
            return _refused(429, "Too many wrong secrets. Try again in a minute.", retry=60)
        refused = _refused(401, "User name, password or signature are wrong.")
        if connection.proof == Proof.BASIC:
            refused["WWW-Authenticate"] = 'Basic realm="Huitouke", charset="UTF-8"'
        return refused
    if KNOCKS.is_over(str(connection.id)):
        return _refused(429, "Too many messages at once. Send them again in ten seconds.", retry=10)
    message_id, found = hand_over(connection, body)
    content_type, answer = answer_to(connection, found)
    response = HttpResponse(answer, content_type=content_type, status=_status(content_type, found))
    response["Huitouke-Message"] = str(message_id)
    return response


def _body(request: HttpRequest) -> bytes:
    """The message itself: the body, or a field of a form."""
    if request.content_type == "multipart/form-data":
        told = request.POST.get(_FORM_FIELD, "")
        return told.encode("utf-8", "replace")
    if request.content_type == "application/x-www-form-urlencoded":
        return bytes(request.body)
    return bytes(request.read(MOST_BYTES))


def _status(content_type: str, found: Reading | Unread) -> int:
    """XML says in itself what is wrong. Of JSON 202 says that the message was taken and waits for a person."""
    return 202 if isinstance(found, Unread) and "json" in content_type else 200


def _refused(status: int, words: str, retry: int | None = None) -> HttpResponse:
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
    if retry is not None:
        response["Retry-After"] = str(retry)
    return response
