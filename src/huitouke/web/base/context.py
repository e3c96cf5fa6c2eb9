"""What the shell shows on every page. Nothing is read until a template asks for it: parts have no shell."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import get_group, list_branches
from huitouke.access.switches import is_address_on
from huitouke.capture.forms import count_forms, may_decide
from huitouke.web.base.duty import begin_duty
from huitouke.web.base.requests import ZONE_KEY, actor_of
from huitouke.web.settings.places import PLACES

BRANCH_KEY = "branch"
"""Where the session keeps the code of the branch chosen in the top bar."""
MAKE_BELIEVE_KEY = "make_believe"


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the rail. Contexts that are not built yet have none."""

    code: str
    label: str | Promise
    url: str
    icon: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class BranchItem:
    """A branch in the top bar."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page; the page itself has no address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What base/shell.html asks for besides the rail; an address left empty hides its button."""

    branch: BranchItem | None
    branches: list[BranchItem]
    branch_url: str
    business_date: date | None
    shift: str
    duty: str
    duty_url: str
    search_url: str
    quick_note_url: str
    undo_url: str
    user_name: str
    profile_url: str
    sign_out_url: str


NAVIGATION: list[tuple[str, str | Promise, str, str, frozenset[Right]]] = [
    ("today", _("Today"), "today", "today", frozenset({Right.GUESTS_VIEW})),
    ("guests", _("Guests"), "guests:guest-list", "guests", frozenset({Right.GUESTS_VIEW})),
    ("stays", _("Stays"), "stays:reservation-list", "stays", frozenset({Right.STAYS_VIEW})),
    ("companies", _("Companies"), "companies:company-list", "company", frozenset({Right.COMPANIES_VIEW})),
    ("forms", pgettext_lazy("rail", "Forms"), "forms:form-list", "note", frozenset({Right.CONSENT_EDIT})),
    ("imports", _("Import"), "imports:import-list", "upload", frozenset({Right.IMPORTS_RUN})),
    (
        "settings",
        _("Settings"),
        "settings:settings",
        "settings",
        frozenset(place.right for place in PLACES),
    ),
]
"""Code, words, address, icon, and the rights of which one opens it."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Rail, branch and business date, me menu. Nothing for people who have not signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {
        "nav_items": SimpleLazyObject(lambda: _items(request)),
        "crumbs": SimpleLazyObject(lambda: _crumbs(request.path)),
        "shell": SimpleLazyObject(lambda: _shell(request)),
    }


def visible_branches(request: HttpRequest) -> list[Branch]:
    """The branches whose guests this person may see, read once a request."""
    known: list[Branch] | None = getattr(request, "_branches", None)
    if known is None:
        known = list_branches(actor_of(request), Right.GUESTS_VIEW)
        request._branches = known  # type: ignore[attr-defined]
    return known


def current_branch(request: HttpRequest) -> Branch | None:
    """The branch chosen in the top bar, else the first that this person may see."""
    branches = visible_branches(request)
    chosen = request.session.get(BRANCH_KEY)
    return next((branch for branch in branches if branch.code == chosen), branches[0] if branches else None)


def waiting_forms(request: HttpRequest) -> int:
    """How many forms of guests wait for this person, counted once a request."""
    known: int | None = getattr(request, "_waiting_forms", None)
    if known is None:
        known = count_forms(actor_of(request))
        request._waiting_forms = known  # type: ignore[attr-defined]
    return known


def business_date(request: HttpRequest) -> date:
    """The day of the current branch; the installation's own day for those who see none."""
    branch = current_branch(request)
    return branch.business_date if branch else timezone.localdate()


def _items(request: HttpRequest) -> list[NavItem]:
    actor = actor_of(request)
    here = _place_of(request.path)
    items = []
    for code, label, name, icon, rights in NAVIGATION:
        if not any(actor.has_right(right) for right in rights) or not is_address_on(name):
            continue
        if code == "forms" and not may_decide(actor):
            continue
        count = waiting_forms(request) if code == "forms" else 0
        items.append(NavItem(code, label, reverse(name), icon, code == here, count))
    return items


def _place_of(path: str) -> str:
    """The entry of the rail that a page belongs to: a page of the settings may have its address anywhere."""
    if path == reverse("today") or path.startswith("/today/"):
        return "today"
    fitting = [pair for pair in _addresses() if path.startswith(pair[0])]
    return max(fitting, key=lambda pair: len(pair[0]), default=("", ""))[1]


@cache
def _addresses() -> list[tuple[str, str]]:
    """Where the entries of the rail and the pages of the settings stand: the same for every page of a process."""
    rail = [(reverse(name), code) for code, _label, name, *_rest in NAVIGATION if code != "today"]
    return rail + [(reverse(each.url_name), "settings") for each in PLACES]


def _crumbs(path: str) -> list[Crumb]:
    """The way to a page of the settings: settings, the page, and that one is below it. Pages with an entry of the rail
    have none, nor has a page that writes its own."""
    if _place_of(path) != "settings":
        return []
    home = Crumb(_now("Settings"), reverse("settings:settings"))
    fitting = [
        (reverse(each.url_name), each.label) for each in PLACES if path.startswith(reverse(each.url_name))
    ]
    if not fitting:
        return []
    url, label = max(fitting, key=lambda pair: len(pair[0]))
    return [home, Crumb(str(label), "" if path == url else url)]


def keep_zone(request: HttpRequest, branch: Branch | None) -> None:
    """Tell times in the zone of the branch from here on. Written down only where it changes."""
    zone = branch.time_zone if branch else settings.TIME_ZONE
    if zone == request.session.get(ZONE_KEY, settings.TIME_ZONE):
        return
    if zone == settings.TIME_ZONE:
        del request.session[ZONE_KEY]
    else:
        request.session[ZONE_KEY] = zone
    timezone.activate(ZoneInfo(zone))


def _shell(request: HttpRequest) -> Shell:
    actor = actor_of(request)
    branch = current_branch(request)
    keep_zone(request, branch)
    items = [
        BranchItem(each.code, str(each), branch is not None and each.code == branch.code)
        for each in visible_branches(request)
    ]
    return Shell(
        branch=next((item for item in items if item.is_current), None),
        branches=items,
        branch_url=reverse("branch-choose"),
        business_date=branch.business_date if branch else None,
        shift=_now("make-believe data") if _is_make_believe(request) else "",
        duty=begin_duty(request, actor, branch) if branch else "",
        duty_url=reverse("duty-dialog") if branch and actor.posts else "",
        search_url=reverse("search:guests") if actor.has_right(Right.GUESTS_VIEW) else "",
        quick_note_url=_note_url(request) if actor.has_right(Right.GUESTS_EDIT) else "",
        undo_url=reverse("undo-drawer") if actor.posts else "",
        user_name=str(request.user),
        profile_url=reverse("account_change_password"),
        sign_out_url=reverse("account_logout"),
    )


def _note_url(request: HttpRequest) -> str:
    """The quick note: about the guest whose page is open, where one is."""
    match = request.resolver_match
    guest_id = match.kwargs.get("guest_id") if match and match.app_name == "guests" else None
    try:
        return reverse("guests:note-dialog", args=[guest_id]) if guest_id else reverse("guests:note-start")
    except NoReverseMatch:
        return ""


def _is_make_believe(request: HttpRequest) -> bool:
    """Whether the group was made by the demo: read once a session, since it never changes under a login."""
    known: bool | None = request.session.get(MAKE_BELIEVE_KEY)
    if known is None:
        group = get_group()
        known = bool(group and group.is_make_believe)
        request.session[MAKE_BELIEVE_KEY] = known
    return known
