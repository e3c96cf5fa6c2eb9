"""The list as a file: for whoever may export, of the guests under the view or the filters of the address."""

import tempfile

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.connectors.files.export import export_guests
from huitouke.guests.queries import GuestFilter, NobodyMeant
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.chosen import read_chosen
from huitouke.web.guests.filters import read_filter

FORMS = ("csv", "xlsx")


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """CSV or XLSX, written beside the database's pace and sent from a file of its own, so that neither memory
    nor a slow line holds anything open."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EXPORT)
    form = request.GET.get("as", "")
    form = form if form in FORMS else FORMS[0]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    day = business_date(request)
    export_guests(file, actor=actor, file_format=form, chosen=_chosen(request), today=day)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"guests-{day:%Y%m%d}.{form}")


def _chosen(request: HttpRequest) -> GuestFilter | Conditions:
    """The conditions of the address; a filter that names what is not there means nobody, and stays one."""
    try:
        return read_chosen(request, is_strict=True).conditions
    except NobodyMeant:
        return read_filter(request)
