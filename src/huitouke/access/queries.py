"""Reads about users, branches and the trail."""

import hashlib
from uuid import UUID

from huitouke.access.actors import Actor, Post
from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import BranchNotFound, UserNotFound
from huitouke.access.models import ApiToken, Assignment, AuditEntry, Branch, Group, User


def get_group() -> Group | None:
    """The group of this database, or None before set-up."""
    return Group.objects.first()


def get_actor(user: User) -> Actor:
    """The user as an actor, with the posts of this moment. One query."""
    posts = tuple(
        Post(row["role"], row["branch_id"], row["branch__legal_entity_id"])
        for row in Assignment.objects.filter(user=user).values("role", "branch_id", "branch__legal_entity_id")
        if row["role"] in ROLES
    )
    return Actor(id=user.id, name=str(user), posts=posts if user.is_active else ())


def get_user(username: str) -> User:
    user: User | None = User.objects.filter(username=username).first()
    if user is None:
        raise UserNotFound(username)
    return user


def find_token_user(token: str) -> User | None:
    """The active user of an API token that is not revoked, or None."""
    digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
    found = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None).first()
    return found.user if found and found.user.is_active else None


def get_branch(code: str) -> Branch:
    branch = Branch.objects.select_related("legal_entity").filter(code=code).first()
    if branch is None:
        raise BranchNotFound(code)
    return branch


def list_branches(actor: Actor, right: Right) -> list[Branch]:
    """The open branches where the actor has the right, by code."""
    branches = Branch.objects.filter(is_closed=False)
    if not actor.has_group_right(right):
        branches = branches.filter(id__in=actor.branches_with(right))
    return list(branches)


def list_audit_of(object_id: UUID, limit: int = 50) -> list[AuditEntry]:
    """The latest entries about one object, newest first."""
    return list(AuditEntry.objects.filter(object_id=object_id).order_by("-id")[:limit])
