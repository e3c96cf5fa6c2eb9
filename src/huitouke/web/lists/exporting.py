"""A list as a file, of those under the view or the filters of the address: a short one at once, a long one as an order
for the worker."""

import tempfile
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from huitouke.connectors.files.exported import EXPORTED
from huitouke.connectors.files.orders import DIRECT_ROWS
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.lists.chosen import NobodyMeant, read_chosen
from huitouke.web.lists.faces import Face


@require_GET
def export(request: HttpRequest, face: Face) -> HttpResponseBase:
    """CSV, XLSX or vCard, sent from a file of its own, so that neither memory nor a slow line holds anything open.
    A list longer than `DIRECT_ROWS` is ordered instead."""
    actor, exported = actor_of(request), EXPORTED[face.export_kind]
    actor.require(exported.right)
    if exported.count(actor, meant(request, face), business_date(request), DIRECT_ROWS) > DIRECT_ROWS:
        return redirect(f"{reverse(face.at['export_new'])}?{request.GET.urlencode()}")
    return send_file(request, face, request.GET.get("as", ""))


def send_file(
    request: HttpRequest, face: Face, form: str, *, only: Sequence[UUID] | None = None
) -> FileResponse:
    """Those of the address as a file, or of these only those picked. An unknown form is CSV."""
    exported, day = EXPORTED[face.export_kind], business_date(request)
    form = exported.form_of(form)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    exported.write(
        file,
        actor=actor_of(request),
        file_format=form,
        chosen=meant(request, face),
        only=only,
        today=day,
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{face.export_kind}-{day:%Y%m%d}.{form}")


def meant(request: HttpRequest, face: Face) -> Conditions | Any:
    """The conditions of the address; a filter that names what is not there means nobody, and stays one."""
    try:
        return read_chosen(request, face, is_strict=True).conditions
    except NobodyMeant:
        return face.read_quick(request)
