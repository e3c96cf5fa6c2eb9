"""Making the group, its branches, users and tokens."""

import hashlib
import secrets
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import UserInvalid
from huitouke.access.models import ApiToken, Assignment, Branch, Group, LegalEntity, User
from huitouke.access.services.audit import record_audit
from huitouke.kernel.errors import Invalid


@transaction.atomic
def set_up_group(*, actor: Actor, labels: dict[str, str], is_make_believe: bool = False) -> Group:
    """Name the group of this database. Done once: a second call renames it."""
    actor.require_group(Right.SYSTEM_MANAGE)
    group = Group.objects.select_for_update().first() or Group()
    group.labels = labels
    group.is_make_believe = is_make_believe
    group.save()
    record_audit(actor, "access.group.set_up", object_type="group", object_id=group.id)
    return group


@transaction.atomic
def open_branch(
    *,
    actor: Actor,
    code: str,
    labels: dict[str, str],
    legal_entity_code: str,
    legal_entity_labels: dict[str, str] | None = None,
    time_zone: str = "Asia/Shanghai",
    currency: str = "CNY",
    day_change_hour: int = 6,
) -> Branch:
    """Open a branch of a legal entity, making the entity where it is new. Refuses an unknown time zone."""
    actor.require_group(Right.SYSTEM_MANAGE)
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = _("There is no time zone %(zone)s. Write one such as Asia/Shanghai.") % {"zone": time_zone}
        raise Invalid("time_zone_unknown", message, {"time_zone": [message]}) from error
    entity, _made = LegalEntity.objects.get_or_create(
        code=legal_entity_code, defaults={"labels": legal_entity_labels or labels}
    )
    branch = Branch.objects.create(
        code=code,
        labels=labels,
        legal_entity=entity,
        time_zone=time_zone,
        currency=currency,
        day_change_hour=day_change_hour,
    )
    record_audit(
        actor, "access.branch.opened", object_type="branch", object_id=branch.id, branch_id=branch.id
    )
    return branch


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    username: str,
    password: str,
    role: str,
    branch_code: str | None = None,
    display_name: str = "",
    email: str = "",
    language: str = "",
    check_password_strength: bool = True,
) -> User:
    """Create a login with its first post. Refuses a name in use, an unknown role or branch, a weak password.

    Who looks after one branch gives posts in that branch only.
    """
    actor.require(Right.SYSTEM_MANAGE)
    problems: dict[str, list[str]] = {}
    user = User(username=username, display_name=display_name, email=email, language=language)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        problems.update(error.message_dict)
    if role not in ROLES:
        problems["role"] = [
            _("There is no role %(role)s. Roles: %(all)s.") % {"role": role, "all": ", ".join(ROLES)}
        ]
    branch = Branch.objects.filter(code=branch_code).first() if branch_code else None
    if branch is not None:
        actor.require(Right.SYSTEM_MANAGE, branch.id)
    elif not branch_code:
        actor.require_group(Right.SYSTEM_MANAGE)
    else:
        problems["branch"] = [_("There is no branch with the code %(code)s.") % {"code": branch_code}]
    if check_password_strength:
        try:
            validate_password(password, user)
        except ValidationError as error:
            problems["password"] = list(error.messages)
    if problems:
        raise UserInvalid(problems)
    user.save()
    Assignment.objects.create(user=user, role=role, branch=branch)
    record_audit(
        actor,
        "access.user.created",
        object_type="user",
        object_id=user.id,
        branch_id=branch.id if branch else None,
        role=role,
    )
    return user


@transaction.atomic
def issue_token(*, actor: Actor, user: User) -> str:
    """A new API token with the rights of `user`. It is returned once and kept only as a digest.

    For somebody else only by who looks after every branch where that user holds a post.
    """
    if actor.id != user.id:
        actor.require(Right.SYSTEM_MANAGE)
        posts = Assignment.objects.filter(user=user)
        if posts.filter(branch=None).exists():
            actor.require_group(Right.SYSTEM_MANAGE)
        for branch_id in posts.values_list("branch_id", flat=True):
            actor.require(Right.SYSTEM_MANAGE, branch_id)
    token = "htk_" + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(user=user, digest=hashlib.sha256(token.encode()).digest())
    record_audit(actor, "access.token.issued", object_type="token", object_id=row.id)
    return token
