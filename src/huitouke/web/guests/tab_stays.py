"""The tab of a guest's stays in all branches, their habits, and the figures of them at the head of the page."""

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.hotels.queries import get_label
from huitouke.kernel.money import Money
from huitouke.stays.calculations import Amount, StayRow
from huitouke.stays.choices import EXPECTED, STAYED, ReservationStatus
from huitouke.stays.figures import GuestFigures, StayLine, favourite_outlet, list_stays, stay_figures
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.tabs import Opened, Tab

_KINDS: Final = {ReservationStatus.NO_SHOW: "bad", ReservationStatus.CANCELLED: ""}


def stay_tiles(actor: Actor, guest_id: UUID, today: date) -> list[dict[str, str]]:
    """The tiles of the head: stays, nights, average rate, spend, the last stay and the next. Nothing for who may not
    know of stays, and of a guest who never had one."""
    if not actor.has_right(Right.STAYS_VIEW):
        return []
    told = stay_figures(actor, guest_id, today)
    found = told.figures
    if not (found.stays or found.next or found.cancelled or found.no_shows):
        return []
    tiles = [
        {
            "label": _("Stays"),
            "value": f"{found.stays}",
            "unit": pgettext("unit", "stays"),
            "url": "?tab=stays",
            "note": _here_now(told) or _not_come(found.cancelled, found.no_shows),
            "formula": _("Reservations whose guest came, in all branches that you may see; day use counts."),
        },
        {
            "label": _("Nights"),
            "value": f"{found.nights}",
            "unit": pgettext("unit", "nights"),
            "note": "",
            "formula": _("Room nights: a sharer and a day use have none."),
        },
    ]
    if actor.has_right(Right.RATES_VIEW):
        hidden = _("without what is not to be told") if told.has_hidden else ""
        tiles += [
            _money_tile(
                _("Average rate"),
                found.average_rates,
                hidden,
                _("Room revenue over room nights of sold stays; free and house-use rooms are left out."),
            ),
            _money_tile(
                _("Spent in all"),
                found.spend,
                hidden,
                _(
                    "Rooms and everything else on the bills of all stays, and what was spent in outlets without one."
                ),
            ),
        ]
    tiles.append(_day_tile(_("Last stay"), found.last, told))
    tiles.append(_day_tile(_("Next stay"), found.next, told))
    return tiles


def _money_tile(label: str, amounts: list[Amount], note: str, formula: str) -> dict[str, str]:
    first = amounts[0] if amounts else None
    more = [str(Money(each.minor, each.currency)) for each in amounts[1:]]
    return {
        "label": label,
        "sign": first.currency if first else "",
        "value": Money(first.minor, first.currency).text if first else "—",
        "note": " · ".join([*more, note] if note else more),
        "formula": formula,
    }


def _day_tile(label: str, row: StayRow | None, told: GuestFigures) -> dict[str, str]:
    return {
        "label": label,
        "value": row.arrival.isoformat() if row else "—",
        "note": f"{told.branches[row.branch_id]} · {_nights(row.arrival, row.departure)}" if row else "",
    }


def _here_now(told: GuestFigures) -> str:
    now = told.figures.now
    return _("in house at %(branch)s") % {"branch": told.branches[now.branch_id]} if now else ""


def _not_come(cancelled: int, no_shows: int) -> str:
    words = []
    if cancelled:
        words.append(ngettext("%(n)s cancelled", "%(n)s cancelled", cancelled) % {"n": cancelled})
    if no_shows:
        words.append(ngettext("%(n)s no-show", "%(n)s no-shows", no_shows) % {"n": no_shows})
    return " · ".join(words)


def _nights(arrival: date, departure: date) -> str:
    nights = (departure - arrival).days
    return ngettext("%(n)s night", "%(n)s nights", nights) % {"n": nights} if nights else _("Day use")


def _context(opened: Opened) -> dict[str, Any]:
    actor = actor_of(opened.request)
    if not actor.has_right(Right.STAYS_VIEW):
        return {"may_see_stays": False}
    guest = opened.detail.guest
    branch = opened.request.GET.get("branch", "")
    page = list_stays(actor, guest.id, branch=branch, older=opened.request.GET.get("older", ""))
    told = stay_figures(actor, guest.id, business_date(opened.request))
    return {
        "may_see_stays": True,
        "stays": [_event(line) for line in page.lines],
        "stay_branches": [(code, words, number, code == branch) for code, words, number in page.branches],
        "stay_branch": branch,
        "older_stays": _query(branch=branch, older=page.older) if page.older else "",
        "habits": _habits(actor, guest.id, told),
    }


def _query(**values: str) -> str:
    return "?" + urlencode({"tab": "stays", **{key: value for key, value in values.items() if value}})


def _habits(actor: Actor, guest_id: UUID, told: GuestFigures) -> list[tuple[str, str]]:
    """What the guest usually takes, of what is known."""
    found = told.figures
    pairs = [
        (_("Room type"), found.room_type),
        (_("Outlet"), favourite_outlet(actor, guest_id)),
        (_("Channel"), get_label("channel", found.channel) if found.channel else ""),
        (_("Booked ahead"), _lead(found.lead_days)),
    ]
    return [(label, value) for label, value in pairs if value]


def _lead(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("on the day")


def _event(line: StayLine) -> dict[str, Any]:
    """A reservation as an item of the timeline."""
    words = [
        line.outlet or line.room_type,
        line.room,
        line.channel,
        line.group,
        _("No. %(number)s") % {"number": line.number} if line.number else "",
    ]
    came = line.status in STAYED
    money = line.room_minor if came else line.rate if line.status in EXPECTED else None
    return {
        "line": line,
        "kind": "stay" if came else _KINDS.get(ReservationStatus(line.status), "message"),
        "title": f"{line.branch} · {_nights(line.arrival, line.departure)}",
        "status": ReservationStatus(line.status).label,
        "text": " · ".join(word for word in words if word),
        "send_off": line.send_off,
        "money": str(money) if money else "",
        "extras": str(line.extras) if line.extras else "",
    }


STAYS_TAB = Tab("stays", gettext_lazy("Stays"), _context, group="did")
