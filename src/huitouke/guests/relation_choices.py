"""What two guests are to each other, and where the hotel's knowledge of it stands."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

RELATION_TABLE: Final = "relation"
"""The code table of roles: what somebody is to the other. A hotel adds its own; of those both are the same."""

_TURNED: Final = {"parent": "child", "child": "parent", "assistant": "principal", "principal": "assistant"}

FAMILY: Final = frozenset({"partner", "parent", "child", "sibling", "relative"})
"""Roles that make a household: whoever is tied by them, one by one, lives or travels as one family."""


def turned(role: str) -> str:
    """What the one is to the other, where the other is `role` to the one: the parent of a child, the colleague of a
    colleague."""
    return _TURNED.get(role, role)


class RelationState(models.TextChoices):
    """Suggested by what both share, said or confirmed by a person, refused, or over."""

    SUGGESTED = "suggested", _("Suggested")
    CONFIRMED = "confirmed", _("Known")
    REFUSED = "refused", _("No relation")
    ENDED = "ended", _("Taken off")


FORMER: Final = (RelationState.REFUSED, RelationState.ENDED)
