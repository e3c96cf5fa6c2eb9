"""Bare views: as many look-ups by primary key, as many rows and as many bytes as a page of the product, and
nothing else. They pass the same middleware; nobody has to be signed in."""

import random
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.template.backends.django import Template

from huitouke.guests.models import Guest

_SAMPLE = 2_000
_OBJECT_BYTES = 150
_FIELDS = ("id", "name", "company", "nationality", "completeness")
_TEMPLATE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><table>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.name }}</td><td>{{ row.company }}</td>
<td>{{ row.nationality }}</td><td>{{ row.completeness }}</td></tr>{% endfor %}</table><p>{{ filler }}</p></body>
</html>"""


@cache
def _template() -> Template:
    return cast(Template, engines["django"].from_string(_TEMPLATE))


@cache
def _ids() -> list[UUID]:
    return list(Guest.objects.order_by("?").values_list("id", flat=True)[:_SAMPLE])


@cache
def _filler(rows: int, size: int) -> str:
    """What brings a page of `rows` average rows to `size` bytes."""
    shown = [Guest.objects.values(*_FIELDS).get(pk=guest_id) for guest_id in _ids()[:rows]]
    page = _template().render({"title": "bare", "rows": shown, "filler": ""})
    return "x" * max(0, size - len(page.encode()))


def _found(queries: int) -> list[dict[str, Any]]:
    ids = _ids()
    return [Guest.objects.values(*_FIELDS).get(pk=random.choice(ids)) for _ in range(queries)]


@login_not_required
def bare_page(_request: HttpRequest, queries: int, rows: int, size: int) -> HttpResponse:
    """`rows` table rows of five cells out of `queries` look-ups, filled up to about `size` bytes."""
    found = _found(max(1, queries))
    shown = [found[number % len(found)] for number in range(rows)]
    page = {"title": "bare", "rows": shown, "filler": _filler(rows, size)}
    return HttpResponse(_template().render(page))


@login_not_required
def bare_json(_request: HttpRequest, queries: int, size: int) -> HttpResponse:
    """One object out of `queries` look-ups, filled up to about `size` bytes."""
    found = _found(max(1, queries))
    return JsonResponse({**found[0], "filler": "x" * max(0, size - _OBJECT_BYTES)})
