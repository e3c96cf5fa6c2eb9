"""The file the guest would get: to read, to print, and for machines."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.identity.services.copies import make_copy
from huitouke.kernel.privacy import Section
from huitouke.web.base.requests import actor_of


@require_GET
def copy_page(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The copy as it would be printed."""
    copy = make_copy(actor=actor_of(request), guest_id=guest_id, form="page")
    context = {
        "copy": copy,
        "guest": copy.guest,
        "sections": [_table(section) for section in copy.sections],
    }
    return render(request, "privacy/copy_page.html", context)


@require_GET
def copy_file(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The copy as JSON, to be handed over."""
    copy = make_copy(actor=actor_of(request), guest_id=guest_id, form="json")
    text = json.dumps(copy.as_json(), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    day = timezone.localtime(copy.made_at)
    response.headers["Content-Disposition"] = f'attachment; filename="guest-copy-{day:%Y%m%d}.json"'
    return response


def _table(section: Section) -> dict[str, Any]:
    """A section as the page prints it: facts under one another, or a table; empty columns are left out."""
    rows = [{name: told(row.get(name)) for name in section.columns} for row in section.rows]
    used = [name for name in section.columns if any(row[name] for row in rows)]
    return {
        "label": section.label,
        "columns": [{"label": section.columns[name]} for name in used],
        "rows": [[(section.columns[name], row[name]) for name in used] for row in rows],
        "is_facts": list(section.columns) == ["field", "value"],
    }


def told(value: Any) -> str:
    """A value of a copy in the reader's words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "; ".join(f"{name}: {told(each)}" for name, each in value.items() if told(each))
    if isinstance(value, list | tuple):
        return ", ".join(told(each) for each in value)
    return str(value)
