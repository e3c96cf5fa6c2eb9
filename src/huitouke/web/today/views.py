"""The page of the day."""

from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huitouke.access.choices import Right
from huitouke.access.switches import is_on
from huitouke.guests.queries import GuestFilter
from huitouke.guests.today import (
    BirthdayLine,
    count_guests,
    list_incomplete,
    list_new,
    list_soonest_birthdays,
)
from huitouke.web.base.context import business_date, current_branch
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.quick import form_of
from huitouke.web.guests.words import birthday_words, missing_words
from huitouke.web.settings.first_day import find_first_day

WEEK = 7
SHOWN = 6
PER_DAY = 4
"""Birthdays named of each day; more are told by a link."""


def today(request: HttpRequest) -> HttpResponse:
    """Birthdays of the week, new guests, archives with gaps, of the branch chosen in the top bar."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    branch = current_branch(request)
    code = branch.code if branch else ""
    day = business_date(request)
    birthday = GuestFilter(branch=code, birthday_within=WEEK)
    new = GuestFilter(branch=code, new_within=WEEK)
    warned = GuestFilter(branch=code, new_within=WEEK, has_warning=True)
    incomplete = GuestFilter(branch=code, is_incomplete=True)
    birthdays = list_soonest_birthdays(
        actor, day, branch_id=branch.id if branch else None, days=WEEK, per_day=PER_DAY + 1
    )
    warned_count = count_guests(actor, warned, day)
    context = {
        "day": day,
        "branch": branch,
        "days": _days(birthdays),
        "birthday_count": count_guests(actor, birthday, day),
        "new_guests": list_new(actor, new, day, SHOWN),
        "new_count": count_guests(actor, new, day),
        "warned": list_new(actor, warned, day, SHOWN) if warned_count.number else [],
        "warned_count": warned_count,
        "incomplete": [
            (each.line, missing_words(each.missing))
            for each in list_incomplete(actor, incomplete, day, SHOWN)
        ],
        "incomplete_count": count_guests(actor, incomplete, day),
        "links": {
            "birthday": _list(code, birthday=WEEK),
            "new": _list(code, new=WEEK),
            "warned": _list(code, new=WEEK, warning=1),
            "incomplete": _list(code, incomplete=1),
        },
        "quick": form_of("today"),
        "asks": is_on("capture"),
        "may_edit": actor.has_right(Right.GUESTS_EDIT),
        "may_import": actor.has_right(Right.IMPORTS_RUN),
        "first_day": find_first_day(actor),
    }
    return render(request, "today/today.html", context)


def _days(birthdays: list[BirthdayLine]) -> list[tuple[date, list[tuple[BirthdayLine, str]], bool]]:
    """Each day that has birthdays: the day, the first guests of it with a word, and whether there are more."""
    return [
        (on, [(each, birthday_words(each)) for each in found[:PER_DAY]], len(found) > PER_DAY)
        for on, group in groupby(birthdays, key=lambda each: each.on)
        for found in (list(group),)
    ]


def _list(branch: str, **chosen: int) -> str:
    """The address of the guest list under a filter."""
    values = {"branch": branch, **chosen} if branch else chosen
    return f"{reverse('guests:guest-list')}?{urlencode(values)}"
