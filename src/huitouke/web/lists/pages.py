"""The page of a list: a screenful of rows under the view or the quick filters of the address."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from huitouke.guests.conditions.asking import may_of
from huitouke.guests.models import SavedView
from huitouke.guests.saved_views import columns_of, list_views
from huitouke.kernel.conditions import running
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import EVERYBODY, ConditionsInvalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.lists.chosen import Chosen, NobodyMeant, read_chosen
from huitouke.web.lists.faces import NUMERIC, Cell, Face, ListRow, Page


def list_context(request: HttpRequest, face: Face) -> dict[str, Any]:
    """What `lists/list.html` shows, newest first; `chosen` says what the list is about."""
    actor = actor_of(request)
    problem, page = "", Page([], tally=Tally(0, is_exact=True))
    try:
        chosen = read_chosen(request, face, is_strict=True)
    except NobodyMeant:
        chosen = Chosen(face, EVERYBODY, None, face.read_quick(request))
        return _context(request, chosen, page, problem)
    try:
        page = face.page(
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
    return _context(request, chosen, page, problem)


def _context(request: HttpRequest, chosen: Chosen, page: Page, problem: str) -> dict[str, Any]:
    actor, face, view = actor_of(request), chosen.face, chosen.view
    mine, shared = list_views(actor, face.subject)
    active, available = face.chips(request, chosen.quick)
    columns, cells = _table(request, chosen, page)
    return {
        "face": face,
        "chosen": chosen,
        "columns": [{"label": face.words.one}, *columns],
        "rows": [
            ListRow(line, face.label_of(line), face.href_of(line), each)
            for line, each in zip(page.lines, cells, strict=True)
        ],
        "active": active,
        "available": [] if view else available,
        "clear_url": face.quick_url(face.no_quick()),
        "older_url": chosen.list_url(after=page.older) if page.older else "",
        "newer_url": chosen.list_url(before=page.newer) if page.newer else "",
        "count": _count(face, page),
        "is_count_awaited": page.tally is None,
        "query": chosen.query,
        "view": view,
        "is_own_view": chosen.is_own(request),
        "words": chosen.question(request).words() if view and not problem else "",
        "problem": problem,
        "mine": _items(mine, view),
        "shared": _items(shared, view),
    }


def _items(views: list[SavedView], open_view: SavedView | None) -> list[tuple[SavedView, bool]]:
    """Views for the menu, with the one that is open."""
    return [(each, open_view is not None and each.id == open_view.id) for each in views]


def _table(request: HttpRequest, chosen: Chosen, page: Page) -> tuple[list[dict[str, Any]], list[list[Cell]]]:
    """The head and the cells: the usual columns, or those of the view."""
    fields, face = columns_of(chosen.view) if chosen.view else [], chosen.face
    if not fields:
        return face.usual_table(request, page.lines)
    actor = actor_of(request)
    texts = face.texts(actor, fields, page.lines, may_of(actor), timezone.get_current_timezone())
    columns = [{"label": field.label, "numeric": field.kind in NUMERIC} for field in fields]
    cells = [
        [
            face.cell_of(request, field, line, text)
            for field, text in zip(fields, texts.get(line.id, []), strict=False)
        ]
        for line in page.lines
    ]
    return columns, cells


def _count(face: Face, page: Page) -> str:
    """How many, of a list that is not narrowed; that of another arrives after the page."""
    if not page.lines or page.tally is None:
        return ""
    number = min(page.tally.number, running.COUNT_CAP)
    return face.counted(Tally(number, is_exact=True), is_capped=not page.tally.is_exact)
