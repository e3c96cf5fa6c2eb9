"""The quick note: from any page, about a guest found by any scrap, in at most three fields. Post, place, branch and
time are those of the clerk's duty."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.guests.errors import GuestInvalid, GuestNotFound
from huitouke.guests.events import NOTE_ADDED, PROFILE_CHANGED
from huitouke.guests.queries import GuestLine, find_guests, get_guest, get_guest_detail
from huitouke.guests.services.issues import issue_text
from huitouke.identity.services import add_note, change_guest, remove_note
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, part
from huitouke.web.base.undoing import can_undo, undoes

SHOWN: Final = 6
KINDS: Final[dict[str, str | Promise]] = {
    "note": gettext_lazy("Note"),
    "preference": gettext_lazy("Preference"),
    "taboo": gettext_lazy("Taboo"),
    "allergy": gettext_lazy("Allergy"),
}
"""What may be written down in passing."""
PLACES: Final = {"dialog": "note", "today": "preference"}
"""Where the form stands, and the kind it begins with."""


@require_GET
def start_note(request: HttpRequest) -> HttpResponse:
    """The dialog of a note where no guest is open."""
    actor_of(request).require(Right.GUESTS_EDIT)
    return part(request, "guests/note_start.html", form_of("dialog"))


def form_of(place: str) -> dict[str, Any]:
    """An empty form."""
    return {"place": place, "kinds": list(KINDS.items()), "typed": {"kind": PLACES[place]}}


@require_POST
def find_guest(request: HttpRequest) -> HttpResponse:
    """Guests whom the scrap may mean; where it is one, that one is meant."""
    lines, too_short = find_guests(actor_of(request), request.POST.get("who", ""), SHOWN)
    context = {"lines": lines, "too_short": too_short, "place": _place(request)}
    return part(request, "guests/_quick_found.html", context)


@require_POST
def save_quick(request: HttpRequest) -> HttpResponse:
    """Write it down. Asks back where the scrap means nobody or more than one guest."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    place, kind = _place(request), request.POST.get("kind", "")
    typed = {
        "who": request.POST.get("who", ""),
        "text": request.POST.get("text", ""),
        "kind": kind if kind in KINDS else PLACES[place],
    }
    context: dict[str, Any] = {**form_of(place), "typed": typed}
    guest_id, lines = _meant(request, typed["who"])
    if guest_id is None:
        missing = (
            _("Which guest? Choose one.") if lines else _("Nobody is found by this. Type another scrap.")
        )
        context |= {"lines": lines, "errors": {"who": [missing]}}
        return part(request, "guests/_quick_form.html", context, status=422)
    try:
        row_id = _write(request, guest_id, typed["kind"], typed["text"])
    except Invalid as error:
        chosen = [line for line in lines if line.id == guest_id] or find_guests(actor, typed["who"], 1)[0]
        texts = [text for texts in error.fields.values() for text in texts]
        context |= {"lines": chosen, "errors": {"text": texts}}
        return part(request, "guests/_quick_form.html", context, status=422)
    name = get_guest(actor, guest_id).name
    said = _("Noted for %(name)s.") % {"name": name} if name else _("Noted.")
    undo = ""
    if row_id:
        undo = can_undo(
            request,
            NOTE_ADDED if typed["kind"] == "note" else PROFILE_CHANGED,
            "guests:quick-undo",
            guest_id,
            typed["kind"],
            row_id,
            subject_kind="guest",
            subject_id=guest_id,
        )
    context = {**form_of(place), "said": said, "undo": undo}
    response = part(request, "guests/_quick_form.html", context)
    response.headers["HX-Trigger"] = '{"close-dialog": true, "note-saved": true}'
    return response


@require_POST
@undoes
def undo_quick(request: HttpRequest, guest_id: UUID, wish_kind: str, row_id: UUID) -> HttpResponse:
    """Take back what was just written down; the history keeps it."""
    actor = actor_of(request)
    if wish_kind == "note":
        remove_note(actor=actor, guest_id=guest_id, note_id=row_id)
    elif wish_kind in KINDS:
        removals = {"preference": [row_id]}
        change_guest(actor=actor, guest_id=guest_id, fields={}, additions={}, removals=removals)
    else:
        raise GuestNotFound
    response = part(request, "today/_toast.html", {"text": _("Taken back."), "kind": ""})
    response.headers["HX-Trigger"] = "note-saved"
    return response


def _place(request: HttpRequest) -> str:
    place = request.POST.get("place", "")
    return place if place in PLACES else "dialog"


def _meant(request: HttpRequest, who: str) -> tuple[UUID | None, list[GuestLine]]:
    """The guest who was chosen, or whom alone the scrap means; else whom it may mean."""
    actor = actor_of(request)
    chosen = request.POST.get("guest", "")
    if chosen:
        try:
            return get_guest(actor, UUID(chosen)).id, []
        except ValueError:
            return None, []
    lines, _too_short = find_guests(actor, who, SHOWN)
    return (lines[0].id if len(lines) == 1 else None), lines


def _write(request: HttpRequest, guest_id: UUID, kind: str, text: str) -> UUID | None:
    """The id of the new row; None where the guest was known for it already."""
    actor = actor_of(request)
    if kind == "note":
        return add_note(actor=actor, guest_id=guest_id, text=text).id
    if not text.strip():
        raise GuestInvalid({"text": [issue_text("note", "note_empty")]})
    known = {row.id for row in get_guest_detail(actor, guest_id, business_date(request)).preferences}
    change_guest(actor=actor, guest_id=guest_id, fields={}, additions={kind: [text]}, removals={})
    now = get_guest_detail(actor, guest_id, business_date(request)).preferences
    return next((row.id for row in now if row.id not in known), None)
