"""Reads about users, branches and the trail."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, Subquery

from huitouke.access.actors import Actor, Post, RightsByPlace, posts_within, rights_by_place
from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import BranchNotFound, UserNotFound
from huitouke.access.models import ApiToken, Assignment, AuditEntry, Branch, Group, User
from huitouke.kernel import clock

USED_EVERY: Final = timedelta(hours=1)
IN_GROUP: Final = "*"
"""Under what rights in the whole group are kept."""


def get_group() -> Group | None:
    """The group of this database, or None before set-up."""
    return Group.objects.first()


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks, and whether this login may go on without a second factor."""

    actor: Actor
    lacks_second_factor: bool


def get_standing(user: User) -> Standing:
    """The user as an actor, with the posts of this moment, and whether one of them asks for a second factor that is
    not set up. One query."""
    factors = Authenticator.objects.filter(
        user=OuterRef("user"), type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    )
    rows = list(
        Assignment.objects.filter(user=user)
        .annotate(
            needing=Subquery(Group.objects.values("second_factor_roles")[:1]), has_factor=Exists(factors)
        )
        .values("role", "branch_id", "branch__legal_entity_id", "needing", "has_factor")
    )
    posts = tuple(
        Post(role, branch_id, entity_id)
        for role, branch_id, entity_id in dict.fromkeys(
            (row["role"], row["branch_id"], row["branch__legal_entity_id"]) for row in rows
        )
        if role in ROLES
    )
    lacks = any(row["role"] in (row["needing"] or ()) and not row["has_factor"] for row in rows)
    return Standing(Actor(id=user.id, name=str(user), posts=posts if user.is_active else ()), lacks)


def get_actor(user: User) -> Actor:
    """The user as an actor, with the posts of this moment. One query."""
    return get_standing(user).actor


def list_actors(right: Right) -> list[Actor]:
    """Everybody who holds a right somewhere, as actors with the posts of this moment; closed logins are left out. One
    query."""
    posts: dict[User, list[Post]] = defaultdict(list)
    for each in Assignment.objects.filter(user__is_active=True).select_related("user", "branch"):
        if each.role in ROLES:
            entity = each.branch.legal_entity_id if each.branch else None
            posts[each.user].append(Post(each.role, each.branch_id, entity))
    actors = (Actor(id=user.id, name=str(user), posts=tuple(held)) for user, held in posts.items())
    return [actor for actor in actors if actor.has_right(right)]


def get_user(username: str) -> User:
    user: User | None = User.objects.filter(username=username).first()
    if user is None:
        raise UserNotFound(username)
    return user


@dataclass(frozen=True, slots=True)
class Speaker:
    """The user for whom a token speaks, and what it may do at this moment."""

    user: User
    actor: Actor


def find_speaker(token: str) -> Speaker | None:
    """Who speaks by an API token that is not revoked, or None: its active user, with those rights that the user has
    now and had when it was issued. Its last use is noted, to the hour. Two queries; a third where somebody rose from
    a branch to the whole group since."""
    digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
    found = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None).first()
    if found is None or not found.user.is_active:
        return None
    if found.last_used_at is None or clock.now() - found.last_used_at > USED_EVERY:
        ApiToken.objects.filter(id=found.id).update(last_used_at=clock.now())
    return Speaker(found.user, get_actor_within(found.user, found.rights))


KeptRights = Mapping[str, Sequence[str]]
"""Rights as they are kept beside what somebody began: codes by the id of a branch, or by `*` in the whole group."""


def kept_rights(actor: Actor) -> dict[str, list[str]]:
    """What the actor may do now, to be kept."""
    return {str(place or IN_GROUP): sorted(rights) for place, rights in rights_by_place(actor.posts).items()}


def get_actor_within(user: User, kept: KeptRights) -> Actor:
    """The user as an actor with the rights of this moment, as far as they were kept. One query; a second where the
    user rose from a branch to the whole group since."""
    actor = get_actor(user)
    most = _opened(kept)
    branches = [branch_id for branch_id in most if branch_id is not None]
    entities: dict[UUID, UUID] = {}
    if branches and any(post.branch_id is None for post in actor.posts):
        entities = dict(Branch.objects.filter(id__in=branches).values_list("id", "legal_entity_id"))
    return replace(actor, posts=posts_within(actor.posts, most, entities))


def require_kept(actor: Actor, kept: KeptRights) -> None:
    """Go on only where the actor has every right that was kept; else `RightMissing`."""
    for branch_id, rights in _opened(kept).items():
        for right in rights:
            if branch_id is None:
                actor.require_group(right)
            else:
                actor.require(right, branch_id)


def _opened(kept: KeptRights) -> RightsByPlace:
    """Kept rights; those that there are no longer are left out."""
    known = {right.value: right for right in Right}
    return {
        None if place == IN_GROUP else UUID(place): frozenset(known[name] for name in names if name in known)
        for place, names in kept.items()
    }


def get_branch(code: str) -> Branch:
    branch = Branch.objects.select_related("legal_entity").filter(code=code).first()
    if branch is None:
        raise BranchNotFound(code)
    return branch


def list_colleagues(actor: Actor, right: Right, *, keep: str = "") -> list[User]:
    """Who may be named as the one who follows up: active logins with a post in a branch where the actor has the right,
    or in the whole group; and the login `keep`, who is named already. One query more than `list_branches`."""
    people = User.objects.filter(is_active=True)
    if not actor.has_group_right(right):
        here = Q(branch=None) | Q(branch__in=[branch.id for branch in list_branches(actor, right)])
        held = Assignment.objects.filter(here, user=OuterRef("pk"))
        people = people.filter(Exists(held))
    if keep:
        people = people | User.objects.filter(username=keep)
    return list(people.order_by("username"))


def list_branches(actor: Actor, right: Right) -> list[Branch]:
    """The open branches where the actor has the right, by code; those that somebody has still to confirm come last, so
    that none of them is the first choice anywhere."""
    branches = Branch.objects.filter(is_closed=False).order_by("is_to_confirm", "code")
    if not actor.has_group_right(right):
        branches = branches.filter(id__in=actor.branches_with(right))
    return list(branches)


def list_audit_of(object_id: UUID, limit: int = 50) -> list[AuditEntry]:
    """The latest entries about one object, newest first."""
    return list(AuditEntry.objects.filter(object_id=object_id).order_by("-id")[:limit])
