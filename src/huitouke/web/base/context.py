"""What the shell shows on every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import role_labels
from huitouke.access.choices import Right
from huitouke.access.models import Group
from huitouke.access.queries import get_group, list_branches


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the rail. Contexts that are not built yet have none."""

    code: str
    label: str | Promise
    url: str
    icon: str
    is_current: bool


NAVIGATION: list[tuple[str, str | Promise, str, str, Right]] = [
    ("today", _("Today"), "today", "today", Right.GUESTS_VIEW),
    ("guests", _("Guests"), "guests:guest-list", "guests", Right.GUESTS_VIEW),
    ("imports", _("Import"), "imports:import-list", "upload", Right.IMPORTS_RUN),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Rail, branch and business date, me menu. Nothing for people who have not signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    actor = request.actor  # type: ignore[attr-defined]
    path = request.path
    items = [
        NavItem(
            code,
            label,
            reverse(url),
            icon,
            path == reverse(url) if url == "today" else path.startswith(reverse(url)),
        )
        for code, label, url, icon, right in NAVIGATION
        if actor.has_right(right)
    ]
    branches = list_branches(actor, Right.GUESTS_VIEW)
    group: Group | None = get_group()
    return {
        "nav_items": items,
        "shell": {
            "group": group,
            "branch": branches[0] if branches else None,
            "branches": branches,
            "business_date": branches[0].business_date if branches else None,
            "roles": role_labels(actor.posts),
        },
    }
