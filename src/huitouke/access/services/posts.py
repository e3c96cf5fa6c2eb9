"""Posts: the roles that a login holds, where and when."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right, Shift
from huitouke.access.errors import OwnLogin, PostNotFound, UserInvalid, role_unknown
from huitouke.access.models import Assignment, Branch, User
from huitouke.access.services.audit import record_audit
from huitouke.access.services.users import refuse_last_administrator


@transaction.atomic
def give_post(
    *, actor: Actor, user: User, role: str, branch_code: str | None = None, shift: str = Shift.ANY
) -> Assignment:
    """Let a user work in a role, in one branch or, without a code, in the whole group. Refuses a post that the user
    holds already, and one where the actor does not look after that branch, or after the group."""
    actor.require(Right.SYSTEM_MANAGE)
    problems: dict[str, list[str]] = {}
    if role not in ROLES:
        problems["role"] = [role_unknown(role)]
    if shift not in Shift.values:
        problems["shift"] = [_("Choose a shift from the list.")]
    branch = Branch.objects.filter(code=branch_code).first() if branch_code else None
    if branch is not None:
        actor.require(Right.SYSTEM_MANAGE, branch.id)
    elif not branch_code:
        actor.require_group(Right.SYSTEM_MANAGE)
    else:
        problems["branch"] = [_("There is no branch with the code %(code)s.") % {"code": branch_code}]
    if not problems and Assignment.objects.filter(user=user, role=role, branch=branch, shift=shift).exists():
        problems["role"] = [_("This post is held already.")]
    if problems:
        raise UserInvalid(problems)
    post = Assignment.objects.create(user=user, role=role, branch=branch, shift=shift)
    record_audit(
        actor,
        "access.post.given",
        object_type="user",
        object_id=user.id,
        branch_id=branch.id if branch else None,
        role=role,
        shift=shift,
    )
    return post


@transaction.atomic
def take_post(*, actor: Actor, post_id: UUID) -> Assignment:
    """Take a post back: its rights are gone with the next request. Refuses one's own, and that of the group's last
    administrator."""
    actor.require(Right.SYSTEM_MANAGE)
    post = (
        Assignment.objects.select_related("user").select_for_update(of=("self",)).filter(id=post_id).first()
    )
    if post is None or not actor.has_right(Right.SYSTEM_MANAGE, post.branch_id or UUID(int=0)):
        raise PostNotFound
    if post.user_id == actor.id:
        raise OwnLogin
    refuse_last_administrator(post.user, but=post)
    post.delete()
    record_audit(
        actor,
        "access.post.taken",
        object_type="user",
        object_id=post.user_id,
        branch_id=post.branch_id,
        role=post.role,
        shift=post.shift,
    )
    return post
