"""Words of the lists of the day: when somebody comes, how often they came, who pays."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huitouke.access.choices import ROLES
from huitouke.access.models import Branch
from huitouke.stays.choices import ReservationStatus, Teller
from huitouke.stays.sheet_lines import Place, SheetKind, SheetLine
from huitouke.web.guests.words import language_now
from huitouke.web.stays.words import persons_word


def clock_word(instant: datetime, branch: Branch) -> str:
    """The time of an instant on the clock of the branch."""
    return f"{instant.astimezone(ZoneInfo(branch.time_zone)):%H:%M}"


def time_words(line: SheetLine, kind: str, branch: Branch, on: date) -> tuple[str, str]:
    """The time that matters on this list, and what it is."""
    if line.status == ReservationStatus.NO_SHOW:
        return "—", _("No-show")
    if kind == SheetKind.ARRIVALS:
        if line.place == Place.DONE:
            return _clock(line.checked_in_at, branch), pgettext("guest", "arrived")
        if line.arrives_at:
            return f"{line.arrives_at:%H:%M}", _("expected")
        if line.held_until:
            return _clock(line.held_until, branch), _("held until")
        return "—", _("no time told")
    if kind == SheetKind.DEPARTURES:
        if line.place == Place.DONE:
            return _clock(line.checked_out_at, branch), pgettext("guest", "left")
        if line.leaves_at:
            return f"{line.leaves_at:%H:%M}", _("leaves at")
        return "—", _("no time told")
    left = (line.departure - on).days
    if left <= 0:
        return f"{line.departure:%m-%d}", _("leaves today")
    return f"{line.departure:%m-%d}", ngettext("%(n)s more night", "%(n)s more nights", left) % {"n": left}


def _clock(instant: datetime | None, branch: Branch) -> str:
    return clock_word(instant, branch) if instant else "—"


def nth_words(line: SheetLine) -> tuple[str, str]:
    """How often they came: in the branch, and in the group where that differs."""
    if line.guest_id is None:
        return "", ""
    return _nth_words(language_now(), line.nth_here, line.nth)


@lru_cache(maxsize=1_000)
def _nth_words(_language: str, here: int, everywhere: int) -> tuple[str, str]:
    if everywhere <= 1:
        return _("First stay"), ""
    if here <= 1:
        return _("First stay here"), _("%(n)s in the group") % {"n": _nth(everywhere)}
    words = _("%(n)s stay") % {"n": _nth(here)}
    return words, _("%(n)s in the group") % {"n": _nth(everywhere)} if everywhere != here else ""


def _nth(number: int) -> str:
    """第 24 次, in English 24th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    told = str(number) if language_now().startswith("zh") else f"{number}{ending}"
    return pgettext("how many-th time", "%(n)s") % {"n": told}


def pay_words(line: SheetLine) -> str:
    """Who pays, and through whom it was booked."""
    whose = line.agent or line.channel
    parts = [line.who_pays or line.payment_method, line.company if line.who_pays else "", whose]
    if not line.who_pays and line.company:
        parts.insert(1, line.company)
    return " · ".join(dict.fromkeys(part for part in parts if part))


def persons_words(line: SheetLine) -> str:
    """2 大 1 小, where more than one stay."""
    if line.adults + line.children + line.babies <= 1:
        return ""
    return _persons_words(language_now(), line.adults, line.children, line.babies)


@lru_cache(maxsize=1_000)
def _persons_words(_language: str, adults: int, children: int, babies: int) -> str:
    return persons_word(adults, children, babies)


def nights_words(line: SheetLine) -> str:
    return _nights_words(language_now(), line.nights)


@lru_cache(maxsize=1_000)
def _nights_words(_language: str, nights: int) -> str:
    if nights <= 0:
        return _("Day use")
    return ngettext("%(n)s night", "%(n)s nights", nights) % {"n": nights}


def breakfast_words(line: SheetLine) -> str:
    """双早, 无早; nothing where no plan is known."""
    return _breakfast_words(language_now(), line.breakfasts) if line.meal_plan else ""


@lru_cache(maxsize=1_000)
def _breakfast_words(_language: str, breakfasts: int) -> str:
    if not breakfasts:
        return _("No breakfast")
    return ngettext("%(n)s breakfast", "%(n)s breakfasts", breakfasts) % {"n": breakfasts}


def post_word(post: str) -> str:
    return str(ROLES[post].label) if post in ROLES else post


def told_word(told_by: str) -> str:
    """Whose word a preparation goes back to."""
    return str(Teller(told_by).label) if told_by in Teller.values else told_by
