"""A write that is asked for twice is done once: the header Idempotency-Key.

After draft-ietf-httpapi-idempotency-key-header-07. The answer is kept in the transaction of the write, so that a
process that dies leaves either both or neither; while a first request runs, a lock of its transaction stands for it,
which ends with the process. A refusal wrote nothing and is not kept: the same key may be sent again with the request
mended.
"""

import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

from huitouke.access.actors import Actor
from huitouke.access.queries import Speaker
from huitouke.api.auth import ApiToken
from huitouke.api.errors import own_problem
from huitouke.api.models import KEPT, KeptAnswer
from huitouke.kernel import clock
from huitouke.kernel.crypto import Sealer, sealer

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
READS: Final = frozenset(
    {
        "/search",
        "/guests/candidates",
        "/companies/search",
        "/guests/query",
        "/guests/count",
        "/companies/query",
        "/companies/count",
        "/guests/{guest_id}/reveal",
    }
)
"""Addresses that read by POST, so that what they are asked stands in no log. They answer anew each time."""
SECRETS: Final = frozenset(
    {"/users", "/users/{user_id}/tokens", "/webhooks", "/webhooks/{subscription_id}/secret"}
)
"""Addresses of which a POST answers with a secret that is told once. Such an answer is not kept: whoever asks
again is told that it was done."""
UPLOADS: Final = frozenset({"/imports"})
"""Addresses whose body is a file. It is not read to tell two requests apart: their parameters and its length are."""
PATTERN: Final = r'^("[ !#-\[\]-~]{1,255}"|[!#-\[\]-~]{1,255})$'
"""A text in quotes, as the draft asks (RFC 8941), or the same without them."""
_KEY: Final = re.compile(PATTERN)
_PART: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_ID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEADERS: Final = ("Content-Type", "Location", "ETag")

Answer = Callable[[], HttpResponse]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its key, as keyed digests: neither says anything without the installation's key."""

    user_id: UUID
    key: bytes
    request: bytes
    posts: bytes
    is_secret: bool


def path_of(route: str) -> str:
    """A route of Django as the description names it."""
    return _PART.sub(r"{\1}", f"/{route}")


def writes_of(route: str, paths: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The methods by which an address writes, of `paths` as the description tells them: none where it only reads."""
    path = path_of(route)
    if path in READS:
        return frozenset()
    return WRITES & {method.upper() for method in paths.get(path, {})}


def answer_once(
    request: HttpRequest, answer: Answer, *, is_secret: bool = False, is_upload: bool = False
) -> HttpResponse:
    """`answer()`, or what it was when this caller sent the same request with the same key within the last day; of a
    secret (`is_secret`), that it was told. Of an upload the length stands for the body.
    A request without a key and a stranger's pass as they are."""
    text = request.headers.get(HEADER)
    if text is None:
        return answer()
    key = text.strip()
    if not _KEY.fullmatch(key):
        return own_problem(400, "idempotency_key_unreadable")
    caller = ApiToken()(request)
    if not isinstance(caller, Speaker):
        return answer()
    try:
        body = request.headers.get("Content-Length", "").encode() if is_upload else request.body
    except (RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return answer()
    return _once(_asked(request, caller, key.strip('"'), body, is_secret=is_secret), request, answer)


def _asked(request: HttpRequest, caller: Speaker, key: str, body: bytes, *, is_secret: bool) -> Asked:
    ring = sealer()
    pieces = (
        str(request.method).encode(),
        request.get_full_path().encode(),
        request.headers.get("If-Match", "").encode(),
        body,
    )
    return Asked(
        caller.user.id,
        ring.blind_index("idempotency", key),
        ring.keyed_hash("idempotency", *pieces)[:16],
        ring.blind_index("idempotency", _posts(caller.actor)),
        is_secret and request.method == "POST",
    )


def _posts(actor: Actor) -> str:
    return "\n".join(sorted(f"{post.branch_id} {' '.join(sorted(post.rights))}" for post in actor.posts))


@transaction.atomic
def _once(asked: Asked, request: HttpRequest, answer: Answer) -> HttpResponse:
    if not _claim(asked):
        return own_problem(409, "idempotency_key_running")
    known = KeptAnswer.objects.filter(user_id=asked.user_id, key=asked.key).first()
    if known is not None and known.made_at < clock.now() - KEPT:
        known.delete()
        known = None
    if known is not None:
        if bytes(known.request) != asked.request:
            return own_problem(422, "idempotency_key_reused")
        if bytes(known.posts) != asked.posts:
            return own_problem(409, "idempotency_rights_changed")
        return _unpacked(known)
    response = answer()
    if response.status_code < 300:
        told = own_problem(409, "idempotency_secret_told") if asked.is_secret else response
        _keep(asked, request, told)
    return response


def _claim(asked: Asked) -> bool:
    """Whether no other request of this caller with this key is running. Held to the end of the transaction."""
    number = int.from_bytes(
        sealer().blind_index("idempotency", asked.user_id.bytes + asked.key)[:8], signed=True
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _keep(asked: Asked, request: HttpRequest, response: HttpResponse) -> None:
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    packed = {"status": response.status_code, "headers": headers, "body": response.content.decode()}
    named = {UUID(found.decode()) for found in _ID.findall(request.path.encode() + b" " + response.content)}
    row = KeptAnswer(
        user_id=asked.user_id,
        key=asked.key,
        request=asked.request,
        posts=asked.posts,
        named=sorted(named),
    )
    row.answer = _ring().seal(zlib.compress(json.dumps(packed).encode()), row.id.bytes)
    row.save(force_insert=True)


def _unpacked(row: KeptAnswer) -> HttpResponse:
    packed = json.loads(zlib.decompress(_ring().open(bytes(row.answer), row.id.bytes)))
    response = HttpResponse(packed["body"].encode(), status=packed["status"], headers=packed["headers"])
    if "Content-Type" not in packed["headers"]:
        del response["Content-Type"]
    response[REPLAYED] = "true"
    return response


def _ring() -> Sealer:
    return sealer().compartment("answers")


def forget_answers() -> int:
    """Take away the answers whose day is over; how many. Safe to run twice."""
    return KeptAnswer.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]
