"""The list as a file, of the guests under the view or the filters of the address: a short one at once, a long one as
an order for the worker."""

import tempfile
from collections.abc import Sequence
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.connectors.files.export import FORMATS, export_guests
from huitouke.connectors.files.orders import DIRECT_ROWS
from huitouke.guests.queries import GuestFilter, NobodyMeant, count_guests
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.face import GUESTS
from huitouke.web.guests.filters import read_filter
from huitouke.web.lists.chosen import read_chosen


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """CSV, XLSX or vCard, sent from a file of its own, so that neither memory nor a slow line holds anything open.
    A list longer than `DIRECT_ROWS` is ordered instead."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EXPORT)
    if count_guests(actor, chosen_of(request), business_date(request), DIRECT_ROWS) > DIRECT_ROWS:
        return redirect(f"{reverse('exports:export-new')}?{request.GET.urlencode()}")
    return send_file(request, request.GET.get("as", ""))


def send_file(request: HttpRequest, form: str, *, only: Sequence[UUID] | None = None) -> FileResponse:
    """The guests of the address as a file, or of these only those picked. An unknown form is CSV."""
    form = form if form in FORMATS else FORMATS[0]
    day = business_date(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    export_guests(
        file, actor=actor_of(request), file_format=form, chosen=chosen_of(request), only=only, today=day
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"guests-{day:%Y%m%d}.{form}")


def chosen_of(request: HttpRequest) -> GuestFilter | Conditions:
    """The conditions of the address; a filter that names what is not there means nobody, and stays one."""
    try:
        return read_chosen(request, GUESTS, is_strict=True).conditions
    except NobodyMeant:
        return read_filter(request)
