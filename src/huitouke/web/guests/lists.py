"""The guest list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitouke.access.choices import Right
from huitouke.guests.queries import GuestLine, GuestPage, list_guests
from huitouke.guests.rows import LUNAR_KEY_BASE
from huitouke.web.base.context import business_date, visible_branches
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.filters import active_chips, addable_chips, list_url, query_of, read_filter
from huitouke.web.guests.words import country_word, lunar_words


def guest_list(request: HttpRequest) -> HttpResponse:
    """A page of guests, newest first, under the filters of the address."""
    actor = actor_of(request)
    chosen = read_filter(request)
    page = list_guests(
        actor,
        chosen,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        today=business_date(request),
    )
    branches = visible_branches(request)
    me = request.user.get_username()
    context = {
        "rows": [(line, country_word(line.nationality), _birthday(line)) for line in page.lines],
        "columns": [
            {"label": _("Guest")},
            {"label": _("Company")},
            {"label": _("Nationality")},
            {"label": _("Birthday")},
            {"label": _("Archive"), "numeric": True},
            {"label": _("Known since")},
            *([{"label": _("Branch")}] if len(branches) > 1 else []),
        ],
        "has_branches": len(branches) > 1,
        "active": active_chips(chosen, branches, me),
        "available": addable_chips(chosen, branches, me),
        "clear_url": list_url(type(chosen)()),
        "older_url": list_url(chosen, after=page.older) if page.older else "",
        "newer_url": list_url(chosen, before=page.newer) if page.newer else "",
        "count": _count(page),
        "may_edit": actor.has_right(Right.GUESTS_EDIT),
        "may_import": actor.has_right(Right.IMPORTS_RUN),
        "may_export": actor.has_right(Right.GUESTS_EXPORT),
        "query": query_of(chosen),
    }
    return render(request, "guests/guest_list.html", context)


def _count(page: GuestPage) -> str:
    words = ngettext("%(count)s guest", "%(count)s guests", page.count)
    return words % {"count": f"{page.count:,}{'+' if page.is_count_capped else ''}"} if page.lines else ""


def _birthday(line: GuestLine) -> str:
    """The day kept, as MM-DD or in the lunar calendar."""
    if line.birthday_key is None:
        return ""
    key = line.birthday_key % LUNAR_KEY_BASE
    if line.is_lunar_birthday:
        return lunar_words(key // 100, key % 100, line.birthday_key > 2 * LUNAR_KEY_BASE)
    return f"{key // 100:02}-{key % 100:02}"
