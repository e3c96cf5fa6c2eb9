"""Who calls: the bearer of an API token, and nobody else."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from huitouke.access.actors import Actor
from huitouke.access.models import User
from huitouke.access.queries import find_token_user, get_actor

TOKEN_PREFIX: Final = "htk_"  # noqa: S105
LONGEST_TOKEN: Final = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind a token, and what they may do at this moment."""

    user: User
    actor: Actor


class ApiToken(HttpBearer):
    """`Authorization: Bearer htk_…`, as `./huitouke token` prints it. Two queries a request."""

    openapi_description = "A token of `./huitouke token --user NAME`. It has the rights of that user."

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        if not token.startswith(TOKEN_PREFIX) or len(token) > LONGEST_TOKEN:
            return None
        user = find_token_user(token)
        return Caller(user, get_actor(user)) if user else None


def caller_of(request: HttpRequest) -> Caller:
    """The caller whom `ApiToken` let in."""
    caller = request.auth  # type: ignore[attr-defined]
    if not isinstance(caller, Caller):
        raise TypeError("this operation has no token authentication")
    return caller


def actor_of(request: HttpRequest) -> Actor:
    return caller_of(request).actor
