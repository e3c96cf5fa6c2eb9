"""Masked values: asking why somebody needs one, and showing it in its place."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.guests.choices import RevealReason
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.queries import get_guest
from huitouke.guests.services.reveals import FIELDS, reveal_value
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of, part


@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The dialog that asks for the reason; with a reason the value, which takes the place of the masked one."""
    actor = actor_of(request)
    guest = get_guest(actor, guest_id)
    if not sight_of_guest(actor, guest).may_reveal:
        raise RightMissing(Right.GUESTS_REVEAL.value)
    asked = request.POST if request.method == "POST" else request.GET
    field, row = asked.get("field", ""), _id(asked.get("row", ""))
    slot = f"masked-{row or field}" if field in FIELDS else ""
    context: dict[str, object] = {
        "guest": guest,
        "field": field,
        "row": row or "",
        "slot": slot,
        "reasons": RevealReason.choices,
    }
    if request.method == "GET":
        return part(request, "guests/reveal_dialog.html", context)
    try:
        value = reveal_value(
            actor=actor,
            guest_id=guest_id,
            field=field,
            row_id=row,
            reason=request.POST.get("reason", ""),
            text=request.POST.get("text", ""),
        )
    except Invalid as error:
        typed = {"reason": request.POST.get("reason", ""), "text": request.POST.get("text", "")}
        context |= {"errors": error.fields, "typed": typed}
        response = part(request, "guests/reveal_dialog.html", context, status=422)
        response.headers["HX-Retarget"] = "#dialog-slot"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    response = part(request, "guests/_revealed.html", {"slot": slot, "value": value})
    response.headers["HX-Trigger"] = "close-dialog"
    return response


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
