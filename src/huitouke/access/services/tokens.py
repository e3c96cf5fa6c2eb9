"""Tokens by which programs speak for a user."""

import hashlib
import secrets
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing, TokenNotFound
from huitouke.access.models import ApiToken, Assignment, User
from huitouke.access.queries import get_actor, kept_rights
from huitouke.access.services.audit import record_audit
from huitouke.access.services.users import require_over
from huitouke.kernel import clock

PURPOSE_LIMIT = 80


@transaction.atomic
def issue_token(*, actor: Actor, user: User, purpose: str = "") -> str:
    """A new API token with the rights that `user` has at this moment, and never more: what is given to the user later
    wants a new token, what is taken is gone from this one too. It is returned once and kept only as a digest.

    For somebody else only by who looks after every branch where that user holds a post. A token that issues another
    for its own user passes on no more than it has.
    """
    speaker = actor
    if actor.id != user.id:
        actor.require(Right.SYSTEM_MANAGE)
        if Assignment.objects.filter(user=user).exists():
            require_over(actor, user)
        speaker = get_actor(user)
    token = "htk_" + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        digest=hashlib.sha256(token.encode()).digest(),
        purpose=purpose.replace("\x00", "").strip()[:PURPOSE_LIMIT],
        rights=kept_rights(speaker),
    )
    record_audit(actor, "access.token.issued", object_type="token", object_id=row.id)
    return token


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: UUID) -> ApiToken:
    """End a token: the program is refused with its next request. One's own, or that of a user whom the actor looks
    after; else `TokenNotFound`, as if there were none."""
    row = ApiToken.objects.select_related("user").select_for_update(of=("self",)).filter(id=token_id).first()
    if row is None:
        raise TokenNotFound
    if actor.id != row.user_id:
        try:
            require_over(actor, row.user)
        except RightMissing as error:
            raise TokenNotFound from error
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        record_audit(actor, "access.token.revoked", object_type="token", object_id=row.id)
    return row
