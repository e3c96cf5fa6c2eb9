"""The actor: who asks, with which rights where. Every service takes one first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import RightMissing


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in a branch of a legal entity, or in the whole group where both are None."""

    role: str
    branch_id: UUID | None
    legal_entity_id: UUID | None
    within: frozenset[Right] | None = None
    """Where a token speaks: the rights of the role that it may use. None: all of them."""

    @property
    def rights(self) -> frozenset[Right]:
        rights = ROLES[self.role].rights
        return rights if self.within is None else rights & self.within


@dataclass(frozen=True, slots=True)
class Duty:
    """Where somebody works right now: at which post, in which shift, in which branch, at which outlet or counter
    (in their own words)."""

    role: str
    shift: str = ""
    branch_id: UUID | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, or the system itself, at the moment of asking."""

    id: UUID | None
    name: str
    posts: tuple[Post, ...] = ()
    is_system: bool = False
    duty: Duty | None = None
    _group_rights: frozenset[Right] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        rights: set[Right] = set(Right) if self.is_system else set()
        for post in self.posts:
            if post.branch_id is None:
                rights |= post.rights
        object.__setattr__(self, "_group_rights", frozenset(rights))

    def has_right(self, right: Right, branch_id: UUID | None = None) -> bool:
        """May this actor do it in this branch? Without a branch: anywhere at all?"""
        if right in self._group_rights:
            return True
        return any(
            right in post.rights and branch_id in (None, post.branch_id)
            for post in self.posts
            if post.branch_id is not None
        )

    def require(self, right: Right, branch_id: UUID | None = None) -> None:
        """Go on only with the right; else `RightMissing`, and nothing is written."""
        if not self.has_right(right, branch_id):
            raise RightMissing(right.value)

    def has_group_right(self, right: Right) -> bool:
        return right in self._group_rights

    def require_group(self, right: Right) -> None:
        """Go on only with the right in the whole group: for what concerns more than one branch."""
        if not self.has_group_right(right):
            raise RightMissing(right.value)

    def branches_with(self, right: Right) -> frozenset[UUID]:
        """Branches where a post (not a group post) gives the right."""
        return frozenset(post.branch_id for post in self.posts if post.branch_id and right in post.rights)

    def legal_entities_with(self, right: Right) -> frozenset[UUID]:
        """Legal entities of those branches."""
        return frozenset(
            post.legal_entity_id for post in self.posts if post.legal_entity_id and right in post.rights
        )


SYSTEM = Actor(id=None, name="system", is_system=True)


RightsByPlace = Mapping[UUID | None, frozenset[Right]]
"""Rights by the branch where they hold; under None those that hold in the whole group."""

NO_RIGHTS: Final[frozenset[Right]] = frozenset()


def rights_by_place(posts: Iterable[Post]) -> RightsByPlace:
    """What these posts allow where."""
    found: dict[UUID | None, frozenset[Right]] = {}
    for post in posts:
        found[post.branch_id] = found.get(post.branch_id, NO_RIGHTS) | post.rights
    return found


def posts_within(
    posts: Iterable[Post], most: RightsByPlace, entities: Mapping[UUID, UUID]
) -> tuple[Post, ...]:
    """The posts as far as `most` reaches: never a right that `most` lacks in that place. A post in the whole group is
    cut to the branches of `most`, whose legal entities are `entities`."""
    in_group = most.get(None, NO_RIGHTS)
    cut: list[Post] = []
    for post in posts:
        own = in_group | most.get(post.branch_id, NO_RIGHTS)
        cut.append(post if post.rights <= own else replace(post, within=own))
        if post.branch_id is None and post.rights - in_group:
            cut.extend(
                Post(post.role, branch_id, entities[branch_id], rights)
                for branch_id, rights in most.items()
                if branch_id is not None and branch_id in entities
            )
    return tuple(post for post in cut if post.rights)


def nobody(name: str = "nobody") -> Actor:
    """An actor without any right."""
    return Actor(id=None, name=name)


def role_labels(posts: Iterable[Post]) -> list[str]:
    """The names of the posts held, for the me menu."""
    return [str(ROLES[post.role].label) for post in posts]
