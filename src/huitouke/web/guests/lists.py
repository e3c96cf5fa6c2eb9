"""The guest list."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.conditions.asking import is_personal, may_of
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.models import Guest, SavedView
from huitouke.guests.policy import clear_condition
from huitouke.guests.queries import GuestFilter, GuestLine, GuestPage, NobodyMeant, list_guests
from huitouke.guests.rows import LUNAR_KEY_BASE
from huitouke.guests.saved_views import columns_of, list_views
from huitouke.kernel.conditions.columns import HIDDEN, column_texts
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Field, get_subject
from huitouke.kernel.conditions.shapes import EVERYBODY, ConditionsInvalid
from huitouke.web.base.context import business_date, visible_branches
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.bulk import bar_of
from huitouke.web.guests.chosen import Chosen, read_chosen
from huitouke.web.guests.filters import active_chips, addable_chips, list_url, read_filter
from huitouke.web.guests.words import country_word, lunar_words

NUMERIC = (Kind.NUMBER, Kind.MONEY)


def guest_list(request: HttpRequest) -> HttpResponse:
    """A page of guests, newest first, under the view or the quick filters of the address."""
    actor = actor_of(request)
    problem, page = "", GuestPage([])
    try:
        chosen = read_chosen(request, is_strict=True)
    except NobodyMeant:
        return _render(request, Chosen(EVERYBODY, None, read_filter(request)), page, problem)
    try:
        page = list_guests(
            actor,
            chosen.conditions,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            today=business_date(request),
            is_counted=not chosen.conditions.groups,
        )
    except ConditionsInvalid as error:
        # A colleague's view may ask for what this reader may not; one's own for a value that is gone.
        problem = " ".join(text for texts in error.fields.values() for text in texts)
    return _render(request, chosen, page, problem)


def _render(request: HttpRequest, chosen: Chosen, page: GuestPage, problem: str) -> HttpResponse:
    actor = actor_of(request)
    branches = visible_branches(request)
    me = request.user.get_username()
    view, quick = chosen.view, chosen.quick
    mine, shared = list_views(actor)
    context = {
        **_table(request, chosen, page),
        "active": active_chips(quick, branches, me),
        "available": [] if view else addable_chips(quick, branches, me),
        "clear_url": list_url(GuestFilter()),
        "older_url": chosen.list_url(after=page.older) if page.older else "",
        "newer_url": chosen.list_url(before=page.newer) if page.newer else "",
        "count": _count(page),
        "is_count_awaited": page.tally is None,
        "may_edit": actor.has_right(Right.GUESTS_EDIT),
        "may_import": actor.has_right(Right.IMPORTS_RUN),
        "may_export": actor.has_right(Right.GUESTS_EXPORT),
        "bar": bar_of(request, chosen) if page.lines else None,
        "query": chosen.query,
        "view": view,
        "is_own_view": view is not None and not view.is_draft and view.owner_id == actor.id,
        "words": chosen.question(request).words() if view and not problem else "",
        "problem": problem,
        "mine": _items(mine, view),
        "shared": _items(shared, view),
    }
    return render(request, "guests/guest_list.html", context)


def _items(views: list[SavedView], open_view: SavedView | None) -> list[tuple[SavedView, bool]]:
    """Views for the menu, with the one that is open."""
    return [(each, open_view is not None and each.id == open_view.id) for each in views]


def _table(request: HttpRequest, chosen: Chosen, page: GuestPage) -> dict[str, Any]:
    """The head and the cells: the usual columns, or those of the view."""
    fields = columns_of(chosen.view) if chosen.view else []
    if fields:
        actor = actor_of(request)
        texts = _texts(actor, fields, page)
        numeric = [field.kind in NUMERIC for field in fields]
        return {
            "columns": [
                {"label": _("Guest")},
                *(
                    {"label": field.label, "numeric": is_number}
                    for field, is_number in zip(fields, numeric, strict=True)
                ),
            ],
            "rows": [
                (
                    line,
                    [
                        (text, "num" if is_number else "table__words", field.label)
                        for text, is_number, field in zip(
                            texts.get(line.id, []), numeric, fields, strict=False
                        )
                    ],
                )
                for line in page.lines
            ],
        }
    has_branches = len(visible_branches(request)) > 1
    return {
        "columns": [
            {"label": _("Guest")},
            {"label": _("Company")},
            {"label": _("Nationality")},
            {"label": _("Birthday")},
            {"label": _("Archive"), "numeric": True},
            {"label": _("Known since")},
            *([{"label": _("Branch")}] if has_branches else []),
        ],
        "rows": [
            (
                line,
                [
                    (line.company, "", ""),
                    (country_word(line.nationality), "nowrap", ""),
                    (_birthday(line), "nowrap", ""),
                    (f"{line.completeness}%", "num", ""),
                    (f"{timezone.localtime(line.created_at):%Y-%m-%d}", "nowrap", ""),
                    *([(line.branch, "nowrap", "")] if has_branches else []),
                ],
            )
            for line in page.lines
        ],
    }


def _texts(actor: Actor, fields: list[Field], page: GuestPage) -> dict[UUID, list[str]]:
    """The cells of the chosen columns, masked guest by guest; of a guest not to be disclosed nothing about the
    person."""
    subject, may, zone = get_subject(GUEST), may_of(actor), timezone.get_current_timezone()
    ids = [line.id for line in page.lines]
    clear = set(Guest.objects.filter(clear_condition(actor), id__in=ids).values_list("id", flat=True))
    masked = [each for each in ids if each not in clear]

    def may_masked(code: str) -> bool:
        return code != Right.GUESTS_CLEAR.value and may(code)

    texts = column_texts(subject, fields, sorted(clear), may, zone)
    texts |= column_texts(subject, fields, masked, may_masked, zone)
    for line in page.lines:
        if line.is_hidden and line.id in texts:
            texts[line.id] = [
                HIDDEN if text and is_personal(field) else text
                for text, field in zip(texts[line.id], fields, strict=True)
            ]
    return texts


def _count(page: GuestPage) -> str:
    """How many, of a list that is not narrowed; that of another arrives after the page."""
    if not page.lines or page.tally is None:
        return ""
    words = ngettext("%(count)s guest", "%(count)s guests", page.count)
    return words % {"count": f"{page.count:,}{'+' if page.is_count_capped else ''}"}


def _birthday(line: GuestLine) -> str:
    """The day kept, as MM-DD or in the lunar calendar."""
    if line.birthday_key is None:
        return ""
    key = line.birthday_key % LUNAR_KEY_BASE
    if line.is_lunar_birthday:
        return lunar_words(key // 100, key % 100, line.birthday_key > 2 * LUNAR_KEY_BASE)
    return f"{key // 100:02}-{key % 100:02}"
