"""Blocks about stays: who comes next, whom to greet, what to set up, how many promises were kept."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitouke.guests.keys import birthday_keys
from huitouke.stays.choices import EXPECTED, ReservationStatus
from huitouke.stays.models import Reservation
from huitouke.stays.promised import keeping_rates, list_set_ups
from huitouke.stays.promises import HOUSEKEEPING, POSTS
from huitouke.stays.sheet_lines import Sheet, SheetKind
from huitouke.stays.sheets import count_sheets, may_see_stays_of, read_lines
from huitouke.web.sheets.rows import Row, may_of, row_of
from huitouke.web.sheets.words import post_word
from huitouke.web.today.block import SHOWN, Figure, Moment, Read

PERIOD = 30


def _list(moment: Moment, name: str, **more: str) -> str:
    code = moment.branch.code if moment.branch else ""
    return f"{reverse(name)}?{urlencode({'branch': code, 'on': moment.day.isoformat(), **more})}"


def _is_blind(moment: Moment) -> bool:
    return moment.branch is None or not may_see_stays_of(moment.actor, moment.branch)


def arrivals(moment: Moment) -> Read:
    """The numbers of the day, and who comes next by themselves: groups stand on the list."""
    branch = moment.branch
    if branch is None or _is_blind(moment):
        return Read({"rows": [], "url": ""}, is_empty=True)
    counts = count_sheets(moment.actor, branch, moment.day)
    url = _list(moment, "sheets:arrivals")
    chosen = Reservation.objects.filter(
        branch=branch, arrival=moment.day, status__in=EXPECTED, outlet=None, group=None
    ).order_by(F("arrives_at").asc(nulls_last=True), "id")
    ids = list(chosen.values_list("id", flat=True)[:SHOWN]) if counts.to_come else []
    figures = (
        Figure(_("Still to come"), f"{counts.to_come}", pgettext("unit", "rooms"), url),
        Figure(
            _("In house now"),
            f"{counts.in_house}",
            pgettext("unit", "rooms"),
            _list(moment, "sheets:in-house"),
        ),
        Figure(
            _("Still to leave"),
            f"{counts.to_leave}",
            pgettext("unit", "rooms"),
            _list(moment, "sheets:departures"),
        ),
    )
    return Read({"rows": _rows(moment, ids, SheetKind.ARRIVALS), "url": url}, figures)


def _rows(moment: Moment, ids: Sequence[UUID], kind: str) -> list[Row]:
    if not ids or moment.branch is None:
        return []
    chosen = Reservation.objects.filter(id__in=ids)
    lines = read_lines(moment.actor, moment.branch, chosen, kind, moment.day)
    sheet = Sheet(kind, moment.branch, moment.day, lines)
    may = may_of(moment.actor, moment.branch)
    return [row_of(line, sheet, may) for line in lines]


def to_greet(moment: Moment) -> Read:
    """Guests with a VIP grade who arrive today, and those in house or arriving whose birthday it is."""
    branch = moment.branch
    if branch is None or _is_blind(moment):
        return Read({"rows": [], "url": ""}, is_empty=True)
    here = Q(arrival=moment.day, status__in=EXPECTED) | Q(status=ReservationStatus.IN_HOUSE)
    vip = Q(arrival=moment.day) & ~Q(guest__vip_grade="")
    birthday = Q(guest__birthday_key__in=birthday_keys(moment.day, 1), guest__is_birthday_muted=False)
    chosen = Reservation.objects.filter(here, vip | birthday, branch=branch, outlet=None).exclude(guest=None)
    ids = list(chosen.order_by("-guest__vip_grade", "id").values_list("id", flat=True)[:SHOWN])
    url = _list(moment, "sheets:arrivals", only="vip")
    figure = Figure(_("To greet today"), f"{len(ids)}", pgettext("unit", "guests"), url)
    return Read({"rows": _rows(moment, ids, SheetKind.ARRIVALS), "url": url}, (figure,), is_empty=not ids)


def set_up(moment: Moment) -> Read:
    """What the post still has to prepare for the arrivals of the day, by floor; housekeeping's for every other."""
    if moment.branch is None or _is_blind(moment):
        return Read({"floors": [], "url": ""}, is_empty=True)
    post = moment.role if moment.role in POSTS else HOUSEKEEPING
    found = list_set_ups(moment.actor, moment.branch, moment.day, post)
    url = _list(moment, "sheets:arrivals", by="floor", only=f"post_{post}")
    number = sum(len(each.texts) for each in found)
    figure = Figure(
        _("Still to prepare"), f"{number}", pgettext("unit", "things"), url, tone="watch" if number else ""
    )
    floors = [
        (floor, list(rooms)) for floor, rooms in groupby(found[: 2 * SHOWN], key=lambda each: each.floor)
    ]
    more = len(found) > 2 * SHOWN
    return Read(
        {"floors": floors, "url": url, "more": more, "post": post_word(post)}, (figure,), is_empty=not found
    )


def promises(moment: Moment) -> Read:
    """How many promises of the last 30 days were kept, by the post that was to prepare them; the worst first."""
    if moment.branch is None or _is_blind(moment):
        return Read({"rows": [], "url": ""}, is_empty=True)
    since = moment.day - timedelta(days=PERIOD - 1)
    by_branch, by_post = keeping_rates(moment.actor, [moment.branch], since, moment.day)
    whole = by_branch.get(moment.branch.id)
    url = f"{reverse('sheets:promises')}?days={PERIOD}"
    value = "—" if whole is None or whole.percent is None else f"{whole.percent}"
    figure = Figure(_("Promises kept, 30 days"), value, "%", url)
    rows = [(post_word(each.key), each) for each in by_post]
    return Read({"rows": rows, "url": url}, (figure,), is_empty=not rows)
