"""Reads about staff: who works where, who is signed in, which programs speak for whom, who is called first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right, Role
from huitouke.access.errors import UserNotFound
from huitouke.access.models import ApiToken, Assignment, Branch, ManagerStep, StaffSession, User
from huitouke.kernel import clock

MOST: Final = 500
"""Of a list that nobody turns the pages of; the search box narrows it."""


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A login with its posts. `may_manage`: the asker looks after every branch in which it holds one."""

    user: User
    posts: tuple[Assignment, ...]
    has_second_factor: bool
    last_seen_at: datetime | None
    may_manage: bool


def list_staff(actor: Actor, *, text: str = "", has_left: bool = False, role: str = "") -> list[StaffLine]:
    """Logins by name: those of the branches that the actor looks after. Three queries."""
    actor.require(Right.SYSTEM_MANAGE)
    users = _staff_of(actor).filter(is_active=not has_left)
    if text:
        users = users.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    if role:
        users = users.filter(Exists(Assignment.objects.filter(user=OuterRef("pk"), role=role)))
    return _lines(actor, users)


def get_staff(actor: Actor, user_id: UUID) -> StaffLine:
    """One login; `UserNotFound` also where the actor looks after none of its branches."""
    actor.require(Right.SYSTEM_MANAGE)
    found = _lines(actor, _staff_of(actor).filter(id=user_id))
    if not found:
        raise UserNotFound(str(user_id))
    return found[0]


def _staff_of(actor: Actor) -> QuerySet[User]:
    users: QuerySet[User] = User.objects.order_by("username")
    if actor.has_group_right(Right.SYSTEM_MANAGE):
        return users
    branches = actor.branches_with(Right.SYSTEM_MANAGE)
    return users.filter(Exists(Assignment.objects.filter(user=OuterRef("pk"), branch__in=branches)))


def _lines(actor: Actor, users: QuerySet[User]) -> list[StaffLine]:
    factor = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    )
    found = list(users.annotate(has_factor=Exists(factor), seen=Max("sessions__last_seen_at"))[:MOST])
    posts: dict[UUID, list[Assignment]] = defaultdict(list)
    for post in (
        Assignment.objects.filter(user__in=found).select_related("branch").order_by("branch__code", "role")
    ):
        posts[post.user_id].append(post)
    return [
        StaffLine(
            user,
            tuple(posts[user.id]),
            user.has_factor,
            max(filter(None, (user.seen, user.last_login)), default=None),
            may_manage(actor, posts[user.id]),
        )
        for user in found
    ]


def may_manage(actor: Actor, posts: Iterable[Assignment]) -> bool:
    """Does the actor look after every branch in which these posts are?"""
    branches = {post.branch_id for post in posts}
    if actor.has_group_right(Right.SYSTEM_MANAGE):
        return True
    return bool(branches) and branches <= actor.branches_with(Right.SYSTEM_MANAGE)


def list_sessions(actor: Actor, user: User | None = None) -> list[StaffSession]:
    """Sign-ins that are not over, the latest used first: one's own, a user's, or with None those of all whom the actor
    looks after."""
    sessions = (
        StaffSession.objects.filter(user__isnull=False, expires_at__gt=clock.now())
        .select_related("user")
        .defer("data")
        .order_by("-last_seen_at", "-id")
    )
    if user is not None:
        if user.id != actor.id:
            actor.require(Right.SYSTEM_MANAGE)
            get_staff(actor, user.id)
        return list(sessions.filter(user=user)[:MOST])
    actor.require(Right.SYSTEM_MANAGE)
    return list(sessions.filter(user__in=_managed(actor))[:MOST])


def list_tokens(actor: Actor, user: User | None = None) -> list[ApiToken]:
    """Tokens, the newest first, revoked ones too: of one user, or with None of all whom the actor looks after."""
    tokens = ApiToken.objects.select_related("user").defer("digest").order_by("-id")
    if user is not None:
        if user.id != actor.id:
            actor.require(Right.SYSTEM_MANAGE)
            get_staff(actor, user.id)
        return list(tokens.filter(user=user)[:MOST])
    actor.require(Right.SYSTEM_MANAGE)
    return list(tokens.filter(user__in=_managed(actor))[:MOST])


def _managed(actor: Actor) -> QuerySet[User]:
    """Users whose every post lies where the actor looks after."""
    if actor.has_group_right(Right.SYSTEM_MANAGE):
        everybody: QuerySet[User] = User.objects.all()
        return everybody
    elsewhere = Assignment.objects.filter(user=OuterRef("pk")).filter(
        Q(branch=None) | ~Q(branch__in=actor.branches_with(Right.SYSTEM_MANAGE))
    )
    return _staff_of(actor).filter(~Exists(elsewhere))


@dataclass(frozen=True, slots=True)
class RoleColumn:
    """A role in the matrix: its rights, and who holds it where."""

    role: Role
    holders: tuple[Assignment, ...]


def role_matrix(actor: Actor) -> list[RoleColumn]:
    """Every role with its holders, in the order of the hotel; the holders are those whom the actor looks after."""
    actor.require(Right.SYSTEM_MANAGE)
    held: dict[str, list[Assignment]] = defaultdict(list)
    posts = Assignment.objects.filter(user__in=_staff_of(actor), user__is_active=True)
    if not actor.has_group_right(Right.SYSTEM_MANAGE):
        posts = posts.filter(branch__in=actor.branches_with(Right.SYSTEM_MANAGE))
    for post in posts.select_related("user", "branch").order_by("branch__code", "user__username"):
        held[post.role].append(post)
    return [RoleColumn(role, tuple(held[code])) for code, role in ROLES.items()]


@dataclass(frozen=True, slots=True)
class LineStep:
    """One step of a branch's line of managers, with the people it reaches now: those of the branch itself first."""

    step: int
    role: str
    person: User | None
    people: tuple[User, ...]


def list_manager_line(branch: Branch) -> list[LineStep]:
    """Who is called at this branch, in order. A step whose role nobody holds, or whose person has left, reaches
    nobody, and the next one is called. Two queries."""
    steps = list(ManagerStep.objects.filter(branch=branch).select_related("user"))
    roles = {step.role for step in steps if step.role}
    holders: dict[str, dict[UUID, User]] = defaultdict(dict)
    posts = (
        Assignment.objects.filter(Q(branch=branch) | Q(branch=None), role__in=roles, user__is_active=True)
        .select_related("user")
        .order_by("branch_id", "user__username")
    )
    for post in posts:
        holders[post.role].setdefault(post.user_id, post.user)
    return [
        LineStep(
            step.step,
            step.role,
            step.user,
            tuple(holders[step.role].values())
            if step.role
            else ((step.user,) if step.user and step.user.is_active else ()),
        )
        for step in steps
    ]


def list_people_of(branch: Branch) -> list[User]:
    """Whoever works at this branch, or in the whole group, by name."""
    posts = Assignment.objects.filter(Q(branch=branch) | Q(branch=None), user=OuterRef("pk"))
    return list(User.objects.filter(Exists(posts), is_active=True).order_by("username"))


def list_trail_people(actor: Actor) -> list[User]:
    """The people by whom this actor may search the trail, those who have left too."""
    actor.require(Right.AUDIT_VIEW)
    users: QuerySet[User] = User.objects.order_by("username")
    if not actor.has_group_right(Right.AUDIT_VIEW):
        posts = Assignment.objects.filter(
            user=OuterRef("pk"), branch__in=actor.branches_with(Right.AUDIT_VIEW)
        )
        users = users.filter(Exists(posts))
    return list(users)
