"""A short list as a file, in the moment it is asked for: what a page shows, as CSV or as a workbook."""

import tempfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, HttpRequest

from huitouke.access.services import record_audit
from huitouke.connectors.files.exports import write_csv, write_xlsx
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of

FORMATS = ("csv", "xlsx")


def sheet(
    request: HttpRequest, name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> FileResponse:
    """`rows` of text under `columns` in the form that `as` of the address names, CSV by default.

    `name` goes into the file's name and `title` on its sheet: neither may tell of a person. The right is asked by
    the caller; that the list was taken out is audited with its size.
    """
    form = request.GET.get("as", "")
    form = form if form in FORMATS else FORMATS[0]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    count = write_csv(file, columns, rows) if form == "csv" else write_xlsx(file, columns, rows, title)
    record_audit(
        actor_of(request),
        "web.list.exported",
        object_type="list",
        object_id=None,
        rows=count,
        format=form,
        what=name,
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{business_date(request):%Y%m%d}.{form}")
