"""Blocks about guests: birthdays, new ones, those to be careful with, archives with gaps, marks that fell."""

from datetime import date, timedelta
from functools import partial
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitouke.access.choices import Right
from huitouke.guests.care import count_consents, list_fallen_marks
from huitouke.guests.choices import EvaluationScale
from huitouke.guests.models import Guest
from huitouke.guests.queries import GuestFilter, GuestLine
from huitouke.guests.today import (
    Birthday,
    BirthdayLine,
    GuestLines,
    count_of,
    find_gaps,
    find_soonest_birthdays,
    guests_under,
    newest_of,
)
from huitouke.identity.reviews import count_waiting
from huitouke.kernel import clock
from huitouke.web.guests.quick import form_of
from huitouke.web.guests.words import birthday_words, missing_words
from huitouke.web.templatetags.rows import count_text
from huitouke.web.today.block import SHOWN, Figure, Moment, Read

WEEK = 7
PER_DAY = 4
"""Birthdays named of each day; more are told by a link."""


def birthdays(moment: Moment) -> Read:
    """Who has a birthday within a week, day by day."""
    branch = moment.branch
    found = find_soonest_birthdays(
        moment.actor, moment.day, branch_id=branch.id if branch else None, days=WEEK, per_day=PER_DAY + 1
    )
    moment.lines.ask(each.guest_id for each in found)
    url = moment.guest_list(birthday=WEEK)
    context = {"days": SimpleLazyObject(partial(_days, moment.lines, found)), "day": moment.day, "url": url}
    guests = _under(moment, GuestFilter(birthday_within=WEEK))
    return Read(context, (_guests(_("Birthdays this week"), guests, url),), is_empty=not found)


def _under(moment: Moment, chosen: GuestFilter) -> QuerySet[Guest]:
    """The guests of the moment's branch under a filter."""
    branch_id = moment.branch.id if moment.branch else None
    return guests_under(moment.actor, chosen, moment.day, branch_id=branch_id)


def _days(
    lines: GuestLines, birthdays: list[Birthday]
) -> list[tuple[date, list[tuple[BirthdayLine, str]], bool]]:
    """Each day that has birthdays: the day, the first guests of it with a word, and whether there are more."""
    told = [lines.birthday(each) for each in birthdays if lines.is_there(each.guest_id)]
    return [
        (on, [(each, birthday_words(each)) for each in found[:PER_DAY]], len(found) > PER_DAY)
        for on, group in groupby(told, key=lambda each: each.on)
        for found in (list(group),)
    ]


def duplicates(moment: Moment) -> Read:
    """Pairs that may be one person and that this reviewer can answer now; what a colleague asks first."""
    count, asked = count_waiting(moment.actor)
    url = reverse("guests:review-list")
    asked_url = f"{url}?asked=me"
    return Read({"count": count, "asked": asked, "url": url, "asked_url": asked_url}, is_empty=not count)


def new_guests(moment: Moment) -> Read:
    """Who came to the archive within a week, the newest first."""
    guests = _under(moment, GuestFilter(new_within=WEEK))
    url = moment.guest_list(new=WEEK)
    context = {
        "lines": moment.lines.of(newest_of(guests, SHOWN)),
        "url": url,
        "may_import": moment.actor.has_right(Right.IMPORTS_RUN),
    }
    return Read(context, (_guests(_("New in 7 days"), guests, url),))


def warned_guests(moment: Moment) -> Read:
    """New guests with a taboo or an allergy."""
    guests = _under(moment, GuestFilter(new_within=WEEK, has_warning=True))
    found = newest_of(guests, SHOWN)
    url = moment.guest_list(new=WEEK, warning=1)
    figures = (_guests(_("New with a taboo or allergy"), guests, url),)
    return Read({"lines": moment.lines.of(found), "url": url}, figures, is_empty=not found)


def incomplete(moment: Moment) -> Read:
    """The newest archives with gaps, and what they lack."""
    guests = _under(moment, GuestFilter(is_incomplete=True))
    found = newest_of(guests, SHOWN)
    moment.lines.ask(found)
    url = moment.guest_list(incomplete=1)
    context = {"rows": SimpleLazyObject(partial(_gaps, moment.lines, found)), "url": url}
    return Read(context, (_guests(_("Incomplete archives"), guests, url),))


def _gaps(lines: GuestLines, guest_ids: list[UUID]) -> list[tuple[GuestLine, str]]:
    gaps = find_gaps(guest_ids)
    return [(line, missing_words(gaps[line.id])) for line in lines.of(guest_ids) if line.id in gaps]


def quick_wish(moment: Moment) -> Read:
    """A wish or a note in one line, about whomever one types."""
    return Read({"quick": form_of("today")})


def fallen_marks(moment: Moment) -> Read:
    """Guests whom colleagues judge lower than before."""
    branch = moment.branch
    found = list_fallen_marks(moment.actor, branch_id=branch.id if branch else None, limit=SHOWN)
    rows = [(each, str(EvaluationScale(each.scale).label)) for each in found]
    return Read({"rows": rows}, is_empty=not rows)


def consents(moment: Moment) -> Read:
    """What guests said to each purpose within a week."""
    branch = moment.branch
    since = clock.now() - timedelta(days=WEEK)
    found = count_consents(moment.actor, since, branch_id=branch.id if branch else None)
    agreed = Figure(
        _("Consents in 7 days"),
        f"{sum(each.given for each in found):,}",
        pgettext("unit", "agreed"),
    )
    may_open = moment.actor.has_right(Right.PRIVACY_MANAGE)
    url = reverse("privacy:purpose-list") if may_open else ""
    return Read({"rows": found, "url": url}, (agreed,))


def _guests(label: str, guests: QuerySet[Guest], url: str) -> Figure:
    return Figure(label, lambda: count_text(count_of(guests)), pgettext("unit", "guests"), url)
