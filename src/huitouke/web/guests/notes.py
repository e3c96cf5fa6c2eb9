"""Notes about the guest whose page is open."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.guests.choices import NotePurpose
from huitouke.guests.queries import get_guest, get_guest_detail
from huitouke.identity.services import add_note, remove_note
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, part, toast
from huitouke.web.guests.occasions import tell_occasions


@require_GET
def note_dialog(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The dialog of a note about this guest."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    guest = get_guest(actor, guest_id)
    return part(request, "guests/note_dialog.html", {"guest": guest, "place": "dialog"})


@require_POST
def save_note(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Save a note; answers with a fresh form and a toast, or with the form and what was wrong."""
    actor = actor_of(request)
    place = "dialog" if request.POST.get("place") == "dialog" else "box"
    text = request.POST.get("text", "")
    typed = {
        "text": text,
        "purpose": request.POST.get("purpose", NotePurpose.SERVICE),
        "expires_on": request.POST.get("expires_on", ""),
    }
    errors: dict[str, list[str]] = {}
    expires_on = None
    if typed["expires_on"]:
        try:
            expires_on = date.fromisoformat(typed["expires_on"])
        except ValueError:
            errors["expires_on"] = [_("This is no date. Write it as 2026-12-31, or leave it empty.")]
        else:
            if expires_on < business_date(request):
                errors["expires_on"] = [_("This day is past. Choose a later one, or leave it empty.")]
    if not errors:
        try:
            add_note(
                actor=actor, guest_id=guest_id, text=text, purpose=typed["purpose"], expires_on=expires_on
            )
        except Invalid as error:
            errors = error.fields
    context: dict[str, object] = {"guest": get_guest(actor, guest_id), "place": place}
    if errors:
        context |= {"typed": typed, "errors": errors}
        response = part(request, "guests/_note_form.html", context, status=422)
    elif place == "dialog":
        response = toast(_("Note saved."), trigger={"close-dialog": True, "note-saved": True})
    else:
        response = part(request, "guests/_note_form.html", {**context, "said": _("Note saved.")})
        response.headers["HX-Trigger"] = "note-saved"
    return response


@require_POST
def drop_note(request: HttpRequest, guest_id: UUID, note_id: UUID) -> HttpResponse:
    """Take a note off; answers with the notes that are left."""
    actor = actor_of(request)
    remove_note(actor=actor, guest_id=guest_id, note_id=note_id)
    detail = get_guest_detail(actor, guest_id, business_date(request))
    tell_occasions(detail.notes)
    return part(
        request, "guests/_tab_notes.html", {"detail": detail, "guest": detail.guest, "may_edit": True}
    )
