"""The filters of the guest list, as they stand in the address and as chips."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huitouke.access.models import Branch
from huitouke.guests.classification import list_guest_types
from huitouke.guests.queries import GuestFilter
from huitouke.web.guests.words import country_word
from huitouke.web.lists.faces import Chip

MOST_DAYS = 31
TYPES_OFFERED = 8


def read_filter(request: HttpRequest) -> GuestFilter:
    """The filter of the address; what cannot be read is no filter."""
    # A NUL is no text to the database.
    query = {name: str(value) for name, value in request.GET.items()}
    return GuestFilter(
        branch=query.get("branch", "")[:40],
        nationality=query.get("nationality", "")[:2].upper(),
        tag=query.get("tag", "")[:60],
        guest_type=query.get("type", "")[:40],
        follow_up=query.get("follow_up", "")[:64],
        has_warning="warning" in query,
        is_incomplete="incomplete" in query,
        birthday_within=_days(query.get("birthday", "")),
        new_within=_days(query.get("new", "")),
    )


def _days(text: str) -> int:
    return min(int(text[:4]), MOST_DAYS) if text.isascii() and text.isdigit() else 0


def query_of(chosen: GuestFilter) -> str:
    """The filter as an address's query; "" for none."""
    values: dict[str, str | int] = {
        "branch": chosen.branch,
        "nationality": chosen.nationality,
        "tag": chosen.tag,
        "type": chosen.guest_type,
        "follow_up": chosen.follow_up,
        "warning": int(chosen.has_warning),
        "incomplete": int(chosen.is_incomplete),
        "birthday": chosen.birthday_within,
        "new": chosen.new_within,
    }
    return urlencode({name: value for name, value in values.items() if value})


def list_url(chosen: GuestFilter, **more: str) -> str:
    """The address of the list under a filter."""
    query = "&".join(
        part for part in (query_of(chosen), urlencode({k: v for k, v in more.items() if v})) if part
    )
    return f"{reverse('guests:guest-list')}{'?' + query if query else ''}"


def active_chips(chosen: GuestFilter, branches: list[Branch], me: str) -> list[Chip]:
    """The filters in force, each with the address without it."""
    names = {branch.code: str(branch) for branch in branches}
    chips: list[tuple[str, GuestFilter]] = []
    if chosen.branch:
        chips.append((names.get(chosen.branch, chosen.branch), replace(chosen, branch="")))
    if chosen.birthday_within:
        words = _("Birthday within %(days)s days") % {"days": chosen.birthday_within}
        chips.append((words, replace(chosen, birthday_within=0)))
    if chosen.new_within:
        chips.append((_("New in %(days)s days") % {"days": chosen.new_within}, replace(chosen, new_within=0)))
    if chosen.has_warning:
        chips.append((_("Taboo or allergy"), replace(chosen, has_warning=False)))
    if chosen.is_incomplete:
        chips.append((_("Incomplete"), replace(chosen, is_incomplete=False)))
    if chosen.tag:
        chips.append((_("Tag: %(tag)s") % {"tag": chosen.tag}, replace(chosen, tag="")))
    if chosen.guest_type:
        words = next(
            (each.label for each in list_guest_types(include_closed=True) if each.code == chosen.guest_type),
            chosen.guest_type,
        )
        chips.append((words, replace(chosen, guest_type="")))
    if chosen.nationality:
        chips.append((country_word(chosen.nationality), replace(chosen, nationality="")))
    if chosen.follow_up:
        words = (
            _("Mine to follow up")
            if chosen.follow_up == me
            else _("Followed up by %(who)s") % {"who": chosen.follow_up}
        )
        chips.append((words, replace(chosen, follow_up="")))
    return [Chip(label, remove_url=list_url(without)) for label, without in chips]


def addable_chips(chosen: GuestFilter, branches: list[Branch], me: str) -> list[Chip]:
    """The filters that may be added to those in force."""
    chips: list[Chip] = []
    if not chosen.branch and len(branches) > 1:
        chips += [Chip(str(branch), list_url(replace(chosen, branch=branch.code))) for branch in branches[:6]]
    if not chosen.birthday_within:
        chips.append(Chip(_("Birthday this week"), list_url(replace(chosen, birthday_within=7))))
    if not chosen.new_within:
        chips.append(Chip(_("New in 7 days"), list_url(replace(chosen, new_within=7))))
    if not chosen.has_warning:
        chips.append(Chip(_("Taboo or allergy"), list_url(replace(chosen, has_warning=True)), kind="alarm"))
    if not chosen.is_incomplete:
        chips.append(Chip(_("Incomplete"), list_url(replace(chosen, is_incomplete=True)), kind="watch"))
    if not chosen.follow_up:
        chips.append(Chip(_("Mine to follow up"), list_url(replace(chosen, follow_up=me))))
    if not chosen.guest_type:
        chips += [
            Chip(each.label, list_url(replace(chosen, guest_type=each.code)))
            for each in list_guest_types()[:TYPES_OFFERED]
        ]
    return chips
