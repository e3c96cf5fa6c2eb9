"""What a guest agrees to, from the tab of the guest page: one press an answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitouke.access.actors import Actor
from huitouke.guests.choices import ConsentSource
from huitouke.guests.consents import get_consents
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.queries import get_guest
from huitouke.guests.services.consent import Said, record_consent, stop_marketing
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.guests.tab_consent import ON_PAGE, consent_context


@require_POST
def record(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Record one answer; answers with the tab as it now stands."""
    source = request.POST.get("source", ConsentSource.DESK)
    said = Said(
        purpose=request.POST.get("purpose", ""),
        act=request.POST.get("act", ""),
        channel=request.POST.get("channel", ""),
        # The other sources are the system's own: nobody may claim them by hand.
        source=source if source in ON_PAGE else "",
        evidence=request.POST.get("evidence", ""),
        guardian=request.POST.get("guardian", ""),
    )
    actor = actor_of(request)
    try:
        record_consent(actor=actor, guest_id=guest_id, said=said, version=_version(request))
    except Invalid as error:
        return _tab(request, actor, guest_id, refused=error)
    return _tab(request, actor, guest_id, done=_("Recorded."))


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@require_POST
def stop(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """No marketing on any channel."""
    actor = actor_of(request)
    source = request.POST.get("source", ConsentSource.DESK)
    try:
        stop_marketing(
            actor=actor,
            guest_id=guest_id,
            source=source if source in ON_PAGE else "",
            evidence=request.POST.get("evidence", ""),
        )
    except Invalid as error:
        return _tab(request, actor, guest_id, refused=error)
    return _tab(request, actor, guest_id, done=_("No more marketing to this guest."))


def _tab(
    request: HttpRequest, actor: Actor, guest_id: UUID, *, refused: Invalid | None = None, done: str = ""
) -> HttpResponse:
    """The tab anew. Who may no longer see the profile, since its sharing was withdrawn, is led back to the list."""
    try:
        guest = get_guest(actor, guest_id)
    except GuestNotFound:
        messages.success(request, _("Recorded. The profile is no longer shared with this legal entity."))
        return go_to(reverse("guests:guest-list"))
    page = get_consents(actor, guest_id, business_date(request))
    context = consent_context(request, guest, page)
    context |= {"refused": refused, "done": done, "typed": request.POST}
    return part(request, "guests/_tab_consent.html", context, status=422 if refused else 200)
