"""What the OpenAPI description says beside the schemas: refusals and headers."""

from typing import Any, Final

from huitouke.api.idempotency import HEADER, PATTERN
from huitouke.api.problem_texts import TITLES

_PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ETAG_HEADER: Final = {
    "ETag": {"description": "Version of the profile, for If-Match.", "schema": {"type": "string"}}
}
_LOCATION_HEADER: Final = {"Location": {"description": "Address of the guest.", "schema": {"type": "string"}}}

KEY_PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": PATTERN},
    "description": "A text of the caller's own, new for each write, in quotes. The same request with the same key"
    " within 24 hours is done once and answered alike.",
    "example": '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
}

ETAG: Final = {200: {"headers": _ETAG_HEADER}}
CREATED: Final = {201: {"headers": {**_LOCATION_HEADER, **_ETAG_HEADER}}}

FILE_BODY: Final = {
    "required": True,
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}}
    },
}
"""The `requestBody` of an operation that takes a file as it is."""
FILE_ANSWER: Final = {
    200: {
        "description": "The file.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

_ALWAYS: Final = (400, 401, 422)


def refusals(*statuses: int, more: dict[int, Any] | None = None) -> dict[str, Any]:
    """The `responses` of an operation that may refuse with these statuses, besides those that every operation has: 400
    for a request that cannot be read, 401 and 422."""
    responses: dict[int, Any] = dict(more or {})
    for status in sorted({*statuses, *_ALWAYS}):
        responses[status] = {"description": TITLES[status][1], "content": _PROBLEM}
    return {"responses": responses}
