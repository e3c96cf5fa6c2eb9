"""The registration compartment of a guest, in a dialog: opened on purpose, and noted."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from huitouke.guests.queries import get_guest
from huitouke.guests.services.registration import read_registration
from huitouke.web.base.requests import actor_of, part


@require_POST
def show(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """What the law made the hotel ask, with each end."""
    actor = actor_of(request)
    facts = read_registration(actor=actor, guest_id=guest_id)
    context = {
        "guest": get_guest(actor, guest_id),
        "facts": [(fact, [(name, _text(value)) for name, value in said.items()]) for fact, said in facts],
    }
    return part(request, "privacy/registration_dialog.html", context)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)
