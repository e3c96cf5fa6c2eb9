"""Words of the pages about staff: roles, places, shifts, devices."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitouke.access.choices import ROLES, Shift
from huitouke.access.models import Assignment, Branch

# The first that is found in the browser's own words; their order matters, since each claims to be some other too.
_BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_words(told: str) -> str:
    """`Chrome, Windows`, from what a browser tells of itself."""
    found = [next((name for sign, name in names if sign in told), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or _("unknown device")


def role_word(code: str) -> str:
    """The name of a role; the code itself where a newer version knew it."""
    return str(ROLES[code].label) if code in ROLES else code


def role_choices() -> list[tuple[str, str]]:
    return [(code, str(role.label)) for code, role in ROLES.items()]


def shift_choices() -> list[tuple[str, str]]:
    return [(shift.value, str(shift.label)) for shift in Shift if shift.value]


def place_choices(branches: Iterable[Branch]) -> list[tuple[str, str]]:
    return [(branch.code, str(branch)) for branch in branches]


def post_words(post: Assignment) -> str:
    """`前台 · 柳岸大酒店 · 夜班`."""
    place = str(post.branch) if post.branch else pgettext("place of a post", "Whole group")
    shift = str(Shift(post.shift).label) if post.shift else ""
    return " · ".join(part for part in (role_word(post.role), place, shift) if part)
