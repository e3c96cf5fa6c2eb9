"""Boxes of the guest form: label above, help below, the error in its place and tied to its box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from huitouke.kernel.custom_fields.queries import Field
from huitouke.web.templatetags.parts import icon

register = template.Library()

Texts = Mapping[str, str]
Errors = Mapping[str, Sequence[str]]


def _frame(
    name: str, label: str, box: SafeString, errors: Sequence[str], help_text: str, after: str, short: bool
) -> SafeString:
    said = ""
    if errors:
        said = format_html(
            '<div class="field__error" id="id_{}_error">{}<span>{}</span></div>',
            name,
            icon("alert", "s"),
            " ".join(errors),
        )
    help_line = (
        format_html('<div class="field__help" id="id_{}_help">{}</div>', name, help_text) if help_text else ""
    )
    return format_html(
        '<div class="field{}"><label class="field__label" for="id_{}">{}</label>{}{}{}{}</div>',
        " field--short" if short else "",
        name,
        label,
        box,
        said,
        help_line,
        after,
    )


def _state(name: str, errors: Sequence[str], help_text: str) -> SafeString:
    tied = " ".join(f"id_{name}_{part}" for part, given in (("error", errors), ("help", help_text)) if given)
    described = format_html(' aria-describedby="{}"', tied) if tied else ""
    return format_html("{}{}", described, mark_safe(' aria-invalid="true"') if errors else "")


@register.simple_tag
def text_box(
    name: str,
    label: str,
    values: Texts,
    errors: Errors,
    help_text: str = "",
    type: str = "text",
    short: bool = False,
    hint_url: str = "",
    hint: str = "",
    most: int = 500,
    **more: str,
) -> SafeString:
    """A box for one line. `hint_url` is asked while somebody types and answers below the box; `more` are further
    attributes, with `_` for `-`."""
    wrong = errors.get(name, ())
    asked = ""
    after: str = ""
    if hint_url or hint:
        after = format_html('<div class="field__hint" id="hint-{}" aria-live="polite">{}</div>', name, hint)
    if hint_url:
        asked = format_html(
            ' hx-post="{}" hx-trigger="input changed delay:250ms" hx-target="#hint-{}" hx-swap="innerHTML"',
            hint_url,
            name,
        )
    attributes = format_html_join(
        "", ' {}="{}"', ((key.replace("_", "-"), value) for key, value in more.items())
    )
    box = format_html(
        '<input id="id_{}" name="{}" type="{}" value="{}" maxlength="{}" autocomplete="off"{}{}{}>',
        name,
        name,
        type,
        values.get(name, ""),
        most,
        _state(name, wrong, help_text),
        asked,
        attributes,
    )
    return _frame(name, label, box, wrong, help_text, after, short)


@register.simple_tag
def select_box(
    name: str,
    label: str,
    values: Texts,
    errors: Errors,
    choices: Iterable[tuple[str, str]],
    blank: str = "",
    help_text: str = "",
    short: bool = False,
) -> SafeString:
    """A box to choose from; with `blank`, a first line of that word that chooses nothing. A value that is no
    longer offered stays chosen."""
    wrong = errors.get(name, ())
    value = values.get(name, "")
    offered = [(code, str(word)) for code, word in choices if code]
    if value and value not in {code for code, _word in offered}:
        offered.append((value, value))
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (code, mark_safe(" selected") if code == value else "", word)
            for code, word in [*([("", blank)] if blank else []), *offered]
        ),
    )
    box = format_html(
        '<select id="id_{}" name="{}"{}>{}</select>', name, name, _state(name, wrong, help_text), options
    )
    return _frame(name, label, box, wrong, help_text, "", short)


@register.simple_tag
def own_box(field: Field, values: Texts, errors: Errors) -> SafeString:
    """The box of a field that an administrator added, by its kind."""
    name, label, help_text = field.target, field.label, field.help_text
    if field.kind == "yes_no":
        choices = [("yes", _("Yes")), ("no", _("No"))]
        return select_box(name, label, values, errors, choices, "—", help_text)
    if field.kind in ("choice", "code"):
        offered = [(each.code, field.option_label(each.code)) for each in field.options if not each.is_closed]
        return select_box(name, label, values, errors, offered, "—", help_text)
    if field.kind == "date":
        return text_box(name, label, values, errors, help_text, type="date")
    if field.kind == "number":
        return text_box(name, label, values, errors, help_text, inputmode="decimal", most=30)
    return text_box(name, label, values, errors, help_text)
