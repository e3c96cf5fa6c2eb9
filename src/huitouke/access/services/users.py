"""Staff logins: who may sign in, under which name, with which password."""

import secrets
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right, Shift
from huitouke.access.errors import LastAdministrator, OwnLogin, UserInvalid, role_unknown
from huitouke.access.models import ApiToken, Assignment, Branch, StaffSession, User
from huitouke.access.services.audit import record_audit
from huitouke.kernel import clock

# Read aloud at a desk and typed once: no signs that look like one another. 16 of 31 signs are 79 bits.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH: Final = 16
_ADMINISTRATORS_LOCK: Final = 0x48544B05


def require_over(actor: Actor, user: User) -> None:
    """Go on only where the actor looks after every branch in which this user holds a post: whoever could set the
    password of somebody with more rights would have them too."""
    actor.require(Right.SYSTEM_MANAGE)
    branches = list(Assignment.objects.filter(user=user).values_list("branch_id", flat=True).distinct())
    if not branches or None in branches:
        actor.require_group(Right.SYSTEM_MANAGE)
    for branch_id in branches:
        if branch_id is not None:
            actor.require(Right.SYSTEM_MANAGE, branch_id)


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    username: str,
    password: str,
    role: str,
    branch_code: str | None = None,
    shift: str = Shift.ANY,
    display_name: str = "",
    email: str = "",
    language: str = "",
    check_password_strength: bool = True,
    must_change_password: bool = False,
) -> User:
    """Create a login with its first post. Refuses a name in use, an unknown role or branch, a weak password.

    Who looks after one branch gives posts in that branch only.
    """
    actor.require(Right.SYSTEM_MANAGE)
    problems: dict[str, list[str]] = {}
    user = User(
        username=username,
        display_name=display_name,
        email=email,
        language=language,
        must_change_password=must_change_password,
    )
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        problems.update(error.message_dict)
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
    if check_password_strength:
        try:
            validate_password(password, user)
        except ValidationError as error:
            problems["password"] = list(error.messages)
    if problems:
        raise UserInvalid(problems)
    user.save()
    Assignment.objects.create(user=user, role=role, branch=branch, shift=shift)
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
def hire_user(
    *,
    actor: Actor,
    username: str,
    role: str,
    branch_code: str | None = None,
    shift: str = Shift.ANY,
    display_name: str = "",
    email: str = "",
    language: str = "",
) -> tuple[User, str]:
    """A new login with a password of our own making, good for one sign-in: the user, and the password, told once."""
    password = fresh_password()
    user = create_user(
        actor=actor,
        username=username,
        password=password,
        role=role,
        branch_code=branch_code,
        shift=shift,
        display_name=display_name,
        email=email,
        language=language,
        must_change_password=True,
    )
    return user, password


@transaction.atomic
def change_user(*, actor: Actor, user: User, display_name: str, email: str, language: str) -> list[str]:
    """Change how a login is called, reached and spoken to; the names of the fields that took another value. The
    language is also each user's own to choose."""
    if actor.id != user.id:
        require_over(actor, user)
    told = {"display_name": display_name.strip(), "email": email.strip(), "language": language}
    changed = [name for name, value in told.items() if getattr(user, name) != value]
    if actor.id == user.id and set(changed) - {"language"}:
        require_over(actor, user)
    if not changed:
        return []
    for name in changed:
        setattr(user, name, told[name])
    try:
        user.full_clean(exclude={"password", "username"})
    except ValidationError as error:
        raise UserInvalid(error.message_dict) from error
    user.save(update_fields=changed)
    record_audit(actor, "access.user.changed", object_type="user", object_id=user.id, fields=changed)
    return changed


@transaction.atomic
def deactivate_user(*, actor: Actor, user: User) -> None:
    """The user leaves: sessions and tokens end with the next request and for good, posts stay for the way back. Refuses
    one's own login, and the last administrator of the group."""
    require_over(actor, user)
    if actor.id == user.id:
        raise OwnLogin
    user = User.objects.select_for_update().get(id=user.id)
    if not user.is_active:
        return
    refuse_last_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    StaffSession.objects.filter(user=user).delete()
    revoked = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())
    record_audit(
        actor, "access.user.deactivated", object_type="user", object_id=user.id, tokens_revoked=revoked
    )


@transaction.atomic
def activate_user(*, actor: Actor, user: User) -> None:
    """The user is back, with the posts of before; programs want new tokens."""
    require_over(actor, user)
    if User.objects.filter(id=user.id, is_active=False).update(is_active=True):
        record_audit(actor, "access.user.activated", object_type="user", object_id=user.id)


@transaction.atomic
def reset_password(*, actor: Actor, user: User) -> str:
    """A new password of our own making, good for one sign-in and told once; whoever is signed in under this name is
    signed out. One's own is changed on the page for it, which asks for the old one."""
    require_over(actor, user)
    if actor.id == user.id:
        raise OwnLogin
    password = fresh_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    StaffSession.objects.filter(user=user).delete()
    record_audit(actor, "access.password.reset", object_type="user", object_id=user.id)
    return password


@transaction.atomic
def note_own_password(*, actor: Actor, user: User) -> None:
    """The user chose a password: the one that was given is gone."""
    User.objects.filter(id=user.id).update(must_change_password=False)
    record_audit(actor, "access.password.changed", object_type="user", object_id=user.id)


def fresh_password() -> str:
    """Sixteen signs in groups of four."""
    signs = [secrets.choice(_SIGNS) for _place in range(_LENGTH)]
    return "-".join("".join(signs[place : place + 4]) for place in range(0, _LENGTH, 4))


def refuse_last_administrator(user: User, *, but: Assignment | None = None) -> None:
    """Refuses to go on where nobody else could look after the group: `but` is the post that is about to go, all of
    the user's where it is None. One such act at a time, so that no two administrators send each other away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADMINISTRATORS_LOCK])
    posts = Assignment.objects.filter(user__is_active=True, role__in=_managing_roles(), branch=None)
    others = posts.exclude(id=but.id) if but else posts.exclude(user=user)
    goes = but is None or (but.branch_id is None and but.role in _managing_roles())
    if goes and posts.filter(user=user).exists() and not others.exists():
        raise LastAdministrator


def _managing_roles() -> list[str]:
    return [role.code for role in ROLES.values() if Right.SYSTEM_MANAGE in role.rights]
