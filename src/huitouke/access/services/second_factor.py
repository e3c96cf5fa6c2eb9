"""The second factor of a colleague who lost the telephone and the recovery codes."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.errors import OwnLogin
from huitouke.access.models import StaffSession, User
from huitouke.access.services.audit import record_audit
from huitouke.access.services.users import require_over


@transaction.atomic
def remove_second_factor(*, actor: Actor, user: User) -> bool:
    """Take app, passkeys and recovery codes off a login, which is signed out everywhere; whether there were any. The
    next sign-in is by password alone, and led to set up anew where the role asks for it. One's own is taken off on
    one's own page, which asks for it once more."""
    require_over(actor, user)
    if actor.id == user.id:
        raise OwnLogin
    gone, _by_model = Authenticator.objects.filter(user=user).delete()
    if not gone:
        return False
    StaffSession.objects.filter(user=user).delete()
    record_audit(
        actor, "access.second_factor.removed", object_type="user", object_id=user.id, kind="all", count=gone
    )
    return True
