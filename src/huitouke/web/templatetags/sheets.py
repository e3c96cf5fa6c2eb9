"""A room on a list of the day, written straight from Python: a house of five hundred rooms is one page.

Every text goes through `escape`, or through `_word`, which is the same for words that stand in many rows; what is put
together here is HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huitouke.stays.sheet_lines import Place, Sheet, SheetKind
from huitouke.web.guests.words import language_now
from huitouke.web.sheets.rows import GroupRow, Row, Tick
from huitouke.web.templatetags.parts import icon
from huitouke.web.templatetags.rows import url_of

register = template.Library()

_OUT_OF_BAND: Final = ' hx-swap-oob="true"'
_ACTS: Final = {"stays:check-in": gettext_lazy("Check in"), "stays:check-out": gettext_lazy("Check out")}


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands in every row, in one language."""

    prepare: str
    details: str
    card: str
    farewell: str
    rate_hidden: str
    between: str
    beside: str


@cache
def _words_in(_language: str) -> _Words:
    return _Words(
        prepare=escape(pgettext("verb", "Prepare")),
        details=escape(_("Details")),
        card=escape(_("Greeting card")),
        farewell=escape(_("Farewell card")),
        rate_hidden=_chip(escape(_("Rate not to be told")), "", "lock"),
        between=escape(pgettext("between items of a list", ", ")),
        beside=escape(pgettext("another person", "with")),
    )


_word = lru_cache(maxsize=2_000)(escape)


@register.simple_tag
def sheet_rows(rows: Iterable[Row | GroupRow], sheet: Sheet) -> SafeString:
    """The rows under one heading, each a `<tbody>`; a group is one with its head and the rooms that fold with it."""
    found = []
    for row in rows:
        if isinstance(row, Row):
            found.append(f"<tbody>{sheet_row(row, sheet)}</tbody>")
            continue
        head = render_to_string("sheets/_group.html", {"row": row})
        members = "".join(sheet_row(each, sheet, True) for each in row.rows)
        found.append(f'<tbody class="sheet__group" data-folded>{head}{members}</tbody>')
    return SafeString("".join(found))


@register.simple_tag
def sheet_row(row: Row, sheet: Sheet, is_member: object = False, is_oob: object = False) -> SafeString:
    """The `<tr>` of a room: time, room, guest, stay and payment, what is to be prepared. The row and the room open the
    reservation, the name opens the guest. A member of a group folds with it; `is_oob` sends it to take the place of
    the row of the same room."""
    line, words = row.line, _words_in(language_now())
    classes = f"{'sheet__member' if is_member else ''}{' is-done' if line.place == Place.DONE else ''}"
    line_id = str(line.id)
    href = url_of("stays:reservation-detail", line_id)
    name = escape(line.shown_name)
    return SafeString(
        f'<tr id="line-{line_id}" class="{classes}" data-stamp="{line.stamp}" data-href="{href}"'
        f"{_OUT_OF_BAND if is_oob else ''}>"
        f'<td class="sheet__time"><b>{_word(row.time)}</b> <span class="meta">{_word(row.time_note)}</span></td>'
        f'<td class="sheet__room"><a href="{href}"><b>{_word(line.room or "—")}</b>'
        f' <span class="meta">{_word(line.room_type)}</span></a></td>'
        f'<td class="table__lead">{_who(row, sheet, name, words)}</td><td class="sheet__pay">{_pay(row, words)}</td>'
        f'<td class="sheet__prep">{_prepare(row, sheet, line_id, name, words)}</td></tr>'
    )


def _chip(words: str, kind: str = "", sign: str = "") -> str:
    """A chip; `words` are HTML."""
    return f'<span class="chip{" chip--" + kind if kind else ""}">{icon(sign, "xs") if sign else ""}{words}</span>'


def _who(row: Row, sheet: Sheet, name: str, words: _Words) -> str:
    line = row.line
    missing = " guest__name--missing" if line.is_hidden or not line.name else ""
    if line.guest_id:
        href = url_of("guests:guest-detail", line.guest_id)
        shown = f'<a class="guest__name{missing}" href="{href}"><bdi>{name}</bdi></a>'
    else:
        shown = f'<span class="guest__name{missing}"><bdi>{name}</bdi></span>'
    reading = f'<span class="guest__pinyin"><bdi>{escape(line.reading)}</bdi></span>' if line.reading else ""
    others = ""
    if line.others:
        names = words.between.join(f"<bdi>{escape(other)}</bdi>" for other in line.others)
        others = f'<div class="meta">{words.beside} {names}</div>'
    return f'<div>{shown}{reading}</div><div class="line">{"".join(_marks(row, sheet))}</div>{others}'


def _marks(row: Row, sheet: Sheet) -> list[str]:
    line = row.line
    marks = []
    if line.form_of_address:
        marks.append(f'<span class="meta"><bdi>{escape(line.form_of_address)}</bdi></span>')
    if line.vip_grade:
        marks.append(_chip(_word(line.vip_grade), "vip"))
    marks += [_chip(escape(badge.text), "alarm", "taboo") for badge in row.badges]
    if row.more_badges:
        marks.append(_chip(f"+{row.more_badges}", "alarm"))
    if line.birthday:
        words = _("Birthday today") if line.birthday == sheet.on else _("Birthday %(day)s")
        marks.append(_chip(escape(words % {"day": f"{line.birthday:%m-%d}"}), "watch", "cake"))
    if line.is_confidential:
        marks.append(_chip(escape(_("Not to be disclosed")), "accent", "eye-off"))
    if row.persons:
        marks.append(_chip(_word(row.persons)))
    if line.status == "no_show":
        marks.append(_chip(escape(_("No-show")), "alarm"))
    return marks


def _pay(row: Row, words: _Words) -> str:
    line = row.line
    nth = rate = ""
    if row.nth:
        group = f' <span class="meta">{_word(row.nth_group)}</span>' if row.nth_group else ""
        nth = f"{_word(row.nth)}{group} · "
    if line.rate and line.is_rate_hidden:
        rate = f' · <span class="no-print">{_word(str(line.rate))}</span> {words.rate_hidden}'
    elif line.rate:
        rate = f' · <span class="nowrap">{_word(str(line.rate))}</span>'
    elif line.is_rate_hidden:
        rate = f" · {words.rate_hidden}"
    rest = " · ".join([_word(each) for each in (line.guarantee, row.breakfast) if each])
    between = " · " if row.pay and rest else ""
    return (
        f"<div>{nth}{_word(row.nights)}{rate}</div>"
        f'<div class="meta"><bdi>{escape(row.pay)}</bdi>{between}{rest}</div>'
    )


def _prepare(row: Row, sheet: Sheet, line_id: str, name: str, words: _Words) -> str:
    line = row.line
    step = "given" if line.place == Place.DONE or sheet.kind != SheetKind.ARRIVALS else "prepared"
    ticks = "".join([_tick(tick, step) for tick in row.ticks])
    more = f'<span class="meta">+{row.more_ticks}</span>' if row.more_ticks else ""
    remark = ""
    if line.remarks:
        told = "<br>".join(escape(text) for text in line.remarks.splitlines())
        remark = f'<div class="meta sheet__remark"><bdi>{told}</bdi></div>'
    whose = f'<span class="sr-only"> {_word(line.room)} {name}</span>'
    act = ""
    if row.act:
        label = _word(str(_ACTS[row.act]))
        act = f'<a class="btn btn--small" data-act href="{url_of(row.act, line_id)}">{label}{whose}</a>'
    return (
        f'<div class="sheet__ticks">{ticks}{more}</div>{remark}<div class="sheet__acts no-print">{act}'
        f'<button class="small-act" type="button" id="prep-{line_id}" data-prepare'
        f' hx-get="{url_of("sheets:preparation-list", line_id)}" hx-target="#dialog-slot">'
        f"{words.prepare if row.may_prepare else words.details}{whose}</button>"
        f'<a class="small-act" href="{url_of("sheets:card", line_id)}">'
        f"{words.farewell if sheet.kind == SheetKind.DEPARTURES else words.card}{whose}</a></div>"
    )


def _tick(tick: Tick, step: str) -> str:
    each = tick.line
    if each.declined_at is not None:
        return (
            f'<div class="tick tick--off"><del>{escape(each.text)}</del>'
            f'<span class="meta">{escape(tick.note)}</span></div>'
        )
    note = ""
    if tick.note:
        note = f'<span class="meta{" tick__watch" if tick.is_watched else ""}">{escape(tick.note)}</span>'
    return (
        f'<label class="tick"><input type="checkbox" id="tick-{each.id}" data-tick{" checked" if tick.is_on else ""}'
        f'{"" if tick.may else " disabled"} hx-post="{url_of("sheets:preparation-tick", each.id)}" hx-include="#sheet"'
        f' hx-vals=\'{{"step": "{"back" if tick.is_on else step}"}}\' hx-trigger="change" hx-swap="none"'
        f' hx-sync="this:drop"><bdi>{escape(each.text)}</bdi>{note}</label>'
    )
