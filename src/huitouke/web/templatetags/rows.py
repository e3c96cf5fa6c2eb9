"""What stands in long lists, written straight from Python: an include in a loop of fifty costs more than the row."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Protocol
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM
from huitouke.guests.queries import GuestLine
from huitouke.web.guests.words import weekday_word
from huitouke.web.templatetags.parts import icon, initials

register = template.Library()

BADGES_SHOWN = 3
NOBODY = UUID(int=0)


class Counted(Protocol):
    """A count up to a cap."""

    @property
    def number(self) -> int: ...
    @property
    def is_capped(self) -> bool: ...


@cache
def _around(name: str) -> tuple[str, str]:
    before, _id, after = reverse(name, args=[NOBODY]).partition(str(NOBODY))
    return before, after


@register.filter
def author(name: str) -> str:
    """Whoever wrote a line, by the name kept with it; the system, and nobody, in the reader's language."""
    return _("system") if name in ("", SYSTEM.name) else name


@register.simple_tag
def url_of(name: str, thing: UUID | str) -> str:
    """The address `name` of one thing, as `{% url %}` gives it: what stands before and behind the id is worked out once
    a process, since a list asks for it a hundred times."""
    before, after = _around(name)
    return f"{before}{thing}{after}"


@register.simple_tag
def person(line: GuestLine, style: str = "") -> SafeString:
    """A guest line with a link: sign, name, reading, form of address, red badges; `style` "row" keeps it low, on
    one line where there is room."""
    name = line.shown_name
    is_named = bool(line.name or line.latin_name)
    reading = line.reading
    badges = format_html_join(
        "",
        '<span class="chip chip--alarm">{}{}</span>',
        ((icon("taboo", "xs"), badge.text) for badge in line.badges[:BADGES_SHOWN]),
    )
    address = (
        format_html('<span class="meta"><bdi>{}</bdi></span>', line.form_of_address)
        if line.form_of_address
        else ""
    )
    return format_html(
        '<div class="guest{}"><span class="avatar{}" aria-hidden="true">{}</span><div class="guest__text"><div>'
        '<a class="guest__name{}" href="{}"><bdi>{}</bdi></a>{}</div>{}</div></div>',
        " guest--row" if style else "",
        " avatar--s" if style else "",
        (initials(name) if is_named else "") or icon("guests", "s"),
        "" if is_named else " guest__name--missing",
        url_of("guests:guest-detail", line.id),
        name,
        format_html('<span class="guest__pinyin"><bdi>{}</bdi></span>', reading) if reading else "",
        format_html('<div class="line">{}{}</div>', address, badges) if address or badges else "",
    )


@register.simple_tag
def count_text(count: Counted) -> str:
    """`1,234`, or `10,000+` where counting stopped."""
    return f"{count.number:,}{'+' if count.is_capped else ''}"


@register.filter
def weekday(day: dt.date) -> str:
    """周一, in English Mon."""
    return weekday_word(day)


@register.filter
def thousands(number: int) -> str:
    """`8,149`."""
    return f"{number:,}"
