"""The parts of a page as template tags: `{% load parts %}`.

Block tags (`card`, `page_head`, `table_frame`, `menu`) wrap what the page writes between them; `icon` and `field`
write one element; the filters shape one value. Parts that only show what they are given are plain includes in
`base/parts/`, each with its variables in a comment at the top. Nothing here reads the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

register = template.Library()

# The second key of "g then a letter", by the code of the rail item; the help dialog and the keys read this one table.
GO_KEYS: Mapping[str, str] = {
    "today": "t",
    "guests": "g",
    "companies": "a",
    "stays": "s",
    "care": "c",
    "sales": "l",
    "outreach": "o",
    "insight": "i",
    "forms": "f",
    "imports": "m",
    "settings": ",",
}

# Rail items that give way on a phone, where five fit under a thumb; the menu of "me" lists them there.
WIDE_ONLY = frozenset({"sales", "outreach", "settings"})

TOAST_KINDS: Mapping[str, str] = {"success": "good", "warning": "watch", "error": "alarm"}
TOAST_ICONS: Mapping[str, str] = {"good": "done", "watch": "alert", "alarm": "alert"}


@register.simple_tag
@lru_cache(maxsize=2_000)
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One line icon out of the sprite, `name` being a symbol of frontend/public/icons.svg.

    `size` is "" (20 px), "s" (16) or "xs" (12). An icon is silent beside its word; where it stands alone, give
    `label` and it is read out as a picture of that name.
    """
    href = f"{static('frontend/icons.svg')}#{name}"
    css = f"icon icon--{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, href)


@register.inclusion_tag("base/parts/field.html")
def field(
    bound: BoundField,
    label: str = "",
    optional: bool = False,
    short: bool = False,
    placeholder: str | None = None,
    show_help: bool = True,
    autofocus: bool = False,
) -> dict[str, Any]:
    """A form field whole: label above, help below, its error in place and tied to it for a screen reader.

    `label` overrides the form's; `optional` writes so beside it (most fields of a guest are, so forms mark the
    fewer kind); `short` keeps numbers and dates narrow; `placeholder` overrides the widget's ("" takes it off);
    `show_help=False` leaves a library's help out; `autofocus` is for the first field of a page with one task.
    """
    attrs: dict[str, str | bool] = {}
    if placeholder is not None:
        attrs["placeholder"] = placeholder
    if autofocus:
        attrs["autofocus"] = True
    if not show_help:
        bound.help_text = ""
    return {
        "bound": bound,
        "label": label or bound.label,
        "optional": optional,
        "short": short,
        "is_tick": isinstance(bound.field.widget, CheckboxInput),
        "widget": bound.as_widget(attrs=attrs),
    }


@register.simple_block_tag
def card(content: SafeString, title: str = "", meta: str = "", meta_url: str = "", id: str = "") -> str:
    """A white card; with `title`, a head that carries at its end one quiet `meta` line, a link if `meta_url`."""
    values = {"content": content, "title": title, "meta": meta, "meta_url": meta_url, "id": id}
    return render_to_string("base/parts/card.html", values)


@register.simple_block_tag
def page_head(content: SafeString, title: str, meta: str = "") -> str:
    """The title row of a page; between the tags stand its actions, at most one of them primary."""
    return render_to_string("base/parts/page_head.html", {"content": content, "title": title, "meta": meta})


@register.simple_block_tag
def table_frame(
    content: SafeString,
    caption: str,
    columns: Sequence[Mapping[str, Any]],
    pick: bool = False,
    compact: bool = False,
    scroll: bool = False,
) -> str:
    """A data table around the page's own `<tr>` rows.

    `caption` names it for a screen reader. A column is a mapping with `label` and, as needed, `numeric`,
    `sort_url`, `sorted` ("ascending" or "descending") and `hidden_label` (a column that needs no word to the eye).
    `pick` adds the leading tick column (each row then starts with `base/parts/pick.html`). On a phone rows become
    blocks: mark the leading cell `class="table__lead"`; with `scroll` the table stays one and scrolls sideways.
    """
    values = {
        "content": content,
        "caption": caption,
        "columns": columns,
        "pick": pick,
        "compact": compact,
        "scroll": scroll,
    }
    return render_to_string("base/parts/table_frame.html", values)


@register.simple_block_tag(takes_context=True)
def menu(
    context: Context, content: SafeString, label: str, icon_name: str = "more", shows_label: bool = False
) -> str:
    """A button that opens a short list; between the tags stand links and buttons of class `menu__item`."""
    values = {"content": content, "label": label, "icon_name": icon_name, "shows_label": shows_label}
    return render_to_string("base/parts/menu.html", values, request=context.get("request"))


@register.filter
def initials(name: str | None) -> str:
    """What stands in a guest's avatar: the first sign of a name in hanzi, else the first letters of two words.

    A name that starts with no letter gives "", and the avatar shows a person instead.
    """
    words = (name or "").split()
    if not words or not words[0][0].isalpha():
        return ""
    first = words[0][0]
    if not first.isascii() and not first.islower() and not first.isupper():
        return first
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)] if word[0].isalpha()).upper()


@register.filter
def hotel_date(day: dt.date | None) -> str:
    """A date as the desk writes it: `2026-11-21 周六`, in English `2026-11-21 Sat`; no date gives ""."""
    if day is None:
        return ""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return f"{day:%Y-%m-%d} {names[day.weekday()]}"


@register.filter
def go_key(code: str) -> str:
    """The letter that, pressed after `g`, opens the rail item of this code; "" where it has none."""
    return GO_KEYS.get(code, "")


@register.filter
def is_wide_only(code: str) -> bool:
    """Whether the rail item of this code moves into the menu of "me" on a phone."""
    return code in WIDE_ONLY


@register.filter
def toast_kind(message: Message) -> str:
    """The colour name of a message of Django's messages framework: good, watch, alarm, or "" for information."""
    return TOAST_KINDS.get(message.level_tag, "")


@register.filter
def toast_icon(kind: str) -> str:
    """The icon that says the same as a toast's colour."""
    return TOAST_ICONS.get(kind, "info")


@register.filter
def undo_url(message: Message) -> str:
    """The address that takes the act back, where the view said so: `extra_tags="undo:/guests/…/undo/"`."""
    return _tagged(message, "undo:")


@register.filter
def open_url(message: Message) -> str:
    """The address of what a message tells of, where the view said so: `extra_tags="open:/guests/…/"`."""
    return _tagged(message, "open:")


def _tagged(message: Message, mark: str) -> str:
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(mark) for tag in tags if tag.startswith(mark)), "")
