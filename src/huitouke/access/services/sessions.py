"""Sign-ins, and how they end."""

from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing, SessionNotFound
from huitouke.access.models import StaffSession, User
from huitouke.access.services.audit import record_audit
from huitouke.access.services.users import require_over


@transaction.atomic
def end_session(*, actor: Actor, session_id: UUID) -> None:
    """Sign one device out, with its next request. One's own, or that of a user whom the actor looks after; else
    `SessionNotFound`, as if there were none."""
    session = StaffSession.objects.select_related("user").filter(id=session_id, user__isnull=False).first()
    if session is None or session.user is None:
        raise SessionNotFound
    if session.user_id != actor.id:
        try:
            require_over(actor, session.user)
        except RightMissing as error:
            raise SessionNotFound from error
    session.delete()
    record_audit(actor, "access.session.ended", object_type="user", object_id=session.user_id, count=1)


@transaction.atomic
def end_sessions(*, actor: Actor, user: User | None, but: UUID | None = None) -> int:
    """Sign a user out everywhere, or, with None, everybody in the group; `but` is the session that stays, which is
    mostly the one that asks. How many ended."""
    sessions = StaffSession.objects.filter(user__isnull=False)
    if user is None:
        actor.require_group(Right.SYSTEM_MANAGE)
    else:
        if user.id != actor.id:
            require_over(actor, user)
        sessions = sessions.filter(user=user)
    if but is not None:
        sessions = sessions.exclude(id=but)
    count, _details = sessions.delete()
    if count:
        record_audit(
            actor,
            "access.session.ended",
            object_type="user" if user else "group",
            object_id=user.id if user else None,
            count=count,
        )
    return count
