"""Who calls: the bearer of an API token, and nobody else."""

from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from huitouke.access.actors import Actor
from huitouke.access.queries import Speaker, find_speaker

TOKEN_PREFIX: Final = "htk_"  # noqa: S105
LONGEST_TOKEN: Final = 200


class ApiToken(HttpBearer):
    """`Authorization: Bearer htk_…`, as `./huitouke token` prints it. Two queries a request."""

    openapi_description = (
        "A token of `./huitouke token --user NAME`. It has the rights of that user, as far as the user had them when"
        " it was issued."
    )

    def authenticate(self, request: HttpRequest, token: str) -> Speaker | None:
        if not token.startswith(TOKEN_PREFIX) or len(token) > LONGEST_TOKEN:
            return None
        return find_speaker(token)


def caller_of(request: HttpRequest) -> Speaker:
    """The caller whom `ApiToken` let in."""
    caller = request.auth  # type: ignore[attr-defined]
    if not isinstance(caller, Speaker):
        raise TypeError("this operation has no token authentication")
    return caller


def actor_of(request: HttpRequest) -> Actor:
    return caller_of(request).actor
