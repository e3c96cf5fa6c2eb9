"""A room on a list of the day, written straight from Python: a house of five hundred rooms is one page."""

from __future__ import annotations

from functools import cache
from typing import Final
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huitouke.stays.sheet_lines import Place, Sheet, SheetKind
from huitouke.web.sheets.rows import Row, Tick
from huitouke.web.templatetags.parts import icon
from huitouke.web.templatetags.rows import NOBODY, guest_href

register = template.Library()

_NOTHING: Final = SafeString("")


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[NOBODY])


def _url(name: str, thing: UUID) -> str:
    """An address, reversed once a process."""
    return _pattern(name).replace(str(NOBODY), str(thing))


@register.simple_tag
def sheet_row(row: Row, sheet: Sheet, is_member: object = False, is_oob: object = False) -> SafeString:
    """The `<tr>` of a room: time, room, guest, stay and payment, what is to be prepared. The row and the room open the
    reservation, the name opens the guest. A member of a group folds with it; `is_oob` sends it to take the place of
    the row of the same room."""
    line = row.line
    classes = f"{'sheet__member' if is_member else ''}{' is-done' if line.place == Place.DONE else ''}"
    href = _url("stays:reservation-detail", line.id)
    return format_html(
        '<tr id="line-{}" class="{}" data-stamp="{}" data-href="{}"{}>'
        '<td class="sheet__time"><b>{}</b> <span class="meta">{}</span></td>'
        '<td class="sheet__room"><a href="{}"><b>{}</b> <span class="meta">{}</span></a></td>'
        '<td class="table__lead">{}</td><td class="sheet__pay">{}</td><td class="sheet__prep">{}</td></tr>',
        line.id,
        classes,
        line.stamp,
        href,
        SafeString(' hx-swap-oob="true"') if is_oob else "",
        row.time,
        row.time_note,
        href,
        line.room or "—",
        line.room_type,
        _who(row, sheet),
        _pay(row),
        _prepare(row, sheet),
    )


def _chip(words: str, kind: str = "", sign: str = "") -> SafeString:
    return format_html(
        '<span class="chip{}">{}{}</span>',
        f" chip--{kind}" if kind else "",
        icon(sign, "xs") if sign else "",
        words,
    )


def _who(row: Row, sheet: Sheet) -> SafeString:
    line = row.line
    missing = " guest__name--missing" if line.is_hidden or not line.name else ""
    if line.guest_id:
        name = format_html(
            '<a class="guest__name{}" href="{}"><bdi>{}</bdi></a>',
            missing,
            guest_href(line.guest_id),
            line.shown_name,
        )
    else:
        name = format_html('<span class="guest__name{}"><bdi>{}</bdi></span>', missing, line.shown_name)
    reading = (
        format_html('<span class="guest__pinyin"><bdi>{}</bdi></span>', line.reading) if line.reading else ""
    )
    marks = []
    if line.form_of_address:
        marks.append(format_html('<span class="meta"><bdi>{}</bdi></span>', line.form_of_address))
    if line.vip_grade:
        marks.append(_chip(line.vip_grade, "vip"))
    marks += [_chip(badge.text, "alarm", "taboo") for badge in row.badges]
    if row.more_badges:
        marks.append(_chip(f"+{row.more_badges}", "alarm"))
    if line.birthday:
        words = _("Birthday today") if line.birthday == sheet.on else _("Birthday %(day)s")
        marks.append(_chip(words % {"day": f"{line.birthday:%m-%d}"}, "watch", "cake"))
    if line.is_confidential:
        marks.append(_chip(_("Not to be disclosed"), "accent", "eye-off"))
    if row.persons:
        marks.append(_chip(row.persons))
    if line.status == "no_show":
        marks.append(_chip(_("No-show"), "alarm"))
    others: str = _NOTHING
    if line.others:
        names = format_html_join(
            pgettext("between items of a list", ", "), "<bdi>{}</bdi>", ((name,) for name in line.others)
        )
        others = format_html('<div class="meta">{} {}</div>', pgettext("another person", "with"), names)
    return format_html(
        '<div>{}{}</div><div class="line">{}</div>{}',
        name,
        reading,
        format_html_join("", "{}", ((m,) for m in marks)),
        others,
    )


def _pay(row: Row) -> SafeString:
    line = row.line
    nth: str = _NOTHING
    if row.nth:
        group = format_html(' <span class="meta">{}</span>', row.nth_group) if row.nth_group else ""
        nth = format_html("{}{} · ", row.nth, group)
    rate: str = _NOTHING
    hidden = _chip(_("Rate not to be told"), "", "lock")
    if line.rate and line.is_rate_hidden:
        rate = format_html(' · <span class="no-print">{}</span> {}', line.rate, hidden)
    elif line.rate:
        rate = format_html(' · <span class="nowrap">{}</span>', line.rate)
    elif line.is_rate_hidden:
        rate = format_html(" · {}", hidden)
    rest = " · ".join(words for words in (line.guarantee, row.breakfast) if words)
    return format_html(
        '<div>{}{}{}</div><div class="meta"><bdi>{}</bdi>{}{}</div>',
        nth, row.nights, rate, row.pay, " · " if row.pay and rest else "", rest,
    )  # fmt: skip


def _prepare(row: Row, sheet: Sheet) -> SafeString:
    line = row.line
    step = "given" if line.place == Place.DONE or sheet.kind != SheetKind.ARRIVALS else "prepared"
    more = format_html('<span class="meta">+{}</span>', row.more_ticks) if row.more_ticks else ""
    remark: str = _NOTHING
    if line.remarks:
        remark = format_html(
            '<div class="meta sheet__remark"><bdi>{}</bdi></div>',
            format_html_join(SafeString("<br>"), "{}", ((text,) for text in line.remarks.splitlines())),
        )
    return format_html(
        '<div class="sheet__ticks">{}{}</div>{}<div class="sheet__acts no-print">{}'
        '<button class="small-act" type="button" id="prep-{}" data-prepare hx-get="{}" hx-target="#dialog-slot">{}'
        '<span class="sr-only"> {} {}</span></button><a class="small-act" href="{}">{}'
        '<span class="sr-only"> {} {}</span></a></div>',
        format_html_join("", "{}", ((_tick(tick, step),) for tick in row.ticks)),
        more,
        remark,
        _act(row),
        line.id,
        _url("sheets:preparation-list", line.id),
        pgettext("verb", "Prepare") if row.may_prepare else _("Details"),
        line.room,
        line.shown_name,
        _url("sheets:card", line.id),
        _("Farewell card") if sheet.kind == SheetKind.DEPARTURES else _("Greeting card"),
        line.room,
        line.shown_name,
    )


_ACTS: Final = {"stays:check-in": gettext_lazy("Check in"), "stays:check-out": gettext_lazy("Check out")}


def _act(row: Row) -> SafeString:
    """What the desk does next, one press from the list."""
    if not row.act:
        return _NOTHING
    return format_html(
        '<a class="btn btn--small" href="{}">{}<span class="sr-only"> {} {}</span></a>',
        _url(row.act, row.line.id),
        _ACTS[row.act],
        row.line.room,
        row.line.shown_name,
    )


def _tick(tick: Tick, step: str) -> SafeString:
    each = tick.line
    if each.declined_at is not None:
        return format_html(
            '<div class="tick tick--off"><del>{}</del><span class="meta">{}</span></div>',
            each.text,
            tick.note,
        )
    note: str = _NOTHING
    if tick.note:
        note = format_html(
            '<span class="meta{}">{}</span>', " tick__watch" if tick.is_watched else "", tick.note
        )
    return format_html(
        '<label class="tick"><input type="checkbox" id="tick-{}" data-tick{}{} hx-post="{}" hx-include="#sheet"'
        ' hx-vals=\'{{"step": "{}"}}\' hx-trigger="change" hx-swap="none" hx-sync="this:drop"><bdi>{}</bdi>{}</label>',
        each.id,
        SafeString(" checked") if tick.is_on else "",
        "" if tick.may else SafeString(" disabled"),
        _url("sheets:preparation-tick", each.id),
        "back" if tick.is_on else step,
        each.text,
        note,
    )
