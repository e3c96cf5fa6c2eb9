"""Forms that came in: accepted as a new guest, given to a known one field by field, or put away with a reason."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.capture.choices import FORM_FIELDS, FORM_ROWS, DiscardReason
from huitouke.capture.forms import (
    KEPT_DAYS,
    Told,
    accept_form,
    apply_form,
    discard_form,
    get_form,
    list_forms,
    restore_form,
)
from huitouke.guests.choices import ContactChannel, ContactKind, Sex
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Purpose
from huitouke.guests.queries import GuestLine, find_guests, get_guest_detail
from huitouke.guests.values.consent import is_under_consent_age
from huitouke.guests.values.draft import prepare
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, wants_part
from huitouke.web.capture.public_form import WORDS
from huitouke.web.guests.words import country_word, field_word

FOUND = 8


@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    """The forms that wait, the oldest first."""
    columns = [{"label": _("Name")}, {"label": _("Branch")}, {"label": _("Received at")}]
    context = {"rows": list_forms(actor_of(request)), "columns": columns, "days": KEPT_DAYS}
    return render(request, "forms/form_list.html", context)


def form_detail(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """One form. A scrap that is posted finds guests; `guest` of the address opens the comparison with one."""
    return _detail(request, get_form(actor_of(request), form_id))


@require_POST
def accept(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Make a new guest of it."""
    actor = actor_of(request)
    try:
        guest_id = accept_form(actor=actor, form_id=form_id, guardian=request.POST.get("guardian", ""))
    except Invalid as error:
        return _detail(request, get_form(actor, form_id), refused=error)
    messages.success(request, _("The form became a guest."))
    return redirect("guests:guest-detail", guest_id=guest_id)


@require_POST
def apply(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Give a known guest what is ticked."""
    actor, guest_id = actor_of(request), _guest_id(request.POST.get("guest", ""))
    if guest_id is None:
        raise GuestNotFound
    try:
        apply_form(
            actor=actor,
            form_id=form_id,
            guest_id=guest_id,
            chosen=request.POST.getlist("take"),
            guardian=request.POST.get("guardian", ""),
        )
    except Invalid as error:
        return _detail(request, get_form(actor, form_id), refused=error)
    messages.success(request, _("The form was given to this guest."))
    return redirect("guests:guest-detail", guest_id=guest_id)


@require_POST
def discard(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Put it away."""
    actor = actor_of(request)
    try:
        discard_form(actor=actor, form_id=form_id, reason=request.POST.get("reason", ""))
    except Invalid as error:
        return _detail(request, get_form(actor, form_id), refused=error)
    undo = reverse("forms:form-restore", args=[form_id])
    messages.success(request, _("The form was put away."), extra_tags=f"undo:{undo}")
    return redirect("forms:form-list")


@require_POST
def restore(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Let one that was put away wait again."""
    restore_form(actor=actor_of(request), form_id=form_id)
    messages.success(request, _("The form waits again."))
    url = reverse("forms:form-detail", args=[form_id])
    return go_to(url) if wants_part(request) else redirect(url)


def _detail(request: HttpRequest, told: Told, refused: Invalid | None = None) -> HttpResponse:
    actor, today = actor_of(request), business_date(request)
    guest_id = _guest_id(request.POST.get("guest") or request.GET.get("guest", ""))
    who = request.POST.get("who", "")
    context: dict[str, Any] = {
        "form": told.form,
        "name": told.text("name"),
        "lines": [
            (WORDS[target], _shown(target, told.text(target))) for target in FORM_FIELDS if target in told.raw
        ],
        "agreed": _agreed(told),
        "who": who,
        "found": [] if guest_id else _found(request, told, who),
        "needs_guardian": bool(told.agreed) and _is_young(told, request),
        "guardian": request.POST.get("guardian", ""),
        "reasons": DiscardReason.choices,
        "refused": refused,
        "texts": [text for texts in refused.fields.values() for text in texts] if refused else [],
    }
    if guest_id:
        detail = get_guest_detail(actor, guest_id, today)
        if not detail.sight.is_named:
            raise GuestNotFound
        context |= {"line": detail.line, "rows": _compared(told, detail)}
    return render(request, "forms/form_detail.html", context, status=422 if refused else 200)


def _found(request: HttpRequest, told: Told, who: str) -> list[GuestLine]:
    """Guests whom the scrap means; without one, those whom the form's own number, address or name means."""
    scraps = [who] if who else [text for target in ("mobile", "email", "name") if (text := told.text(target))]
    found: dict[UUID, GuestLine] = {}
    for scrap in scraps:
        for line in find_guests(actor_of(request), scrap, FOUND)[0]:
            found.setdefault(line.id, line)
    return list(found.values())[:FOUND]


def _compared(told: Told, detail: Any) -> list[dict[str, Any]]:
    """Each field of the form beside what is known: ticked where nothing is known, left out where it is the same."""
    guest = detail.guest
    contacts: dict[str, list[str]] = {}
    for each in detail.contacts:
        contacts.setdefault(each.kind, []).append(each.shown)
    known = {
        **{
            target: getattr(guest, target)
            for target in ("name", "latin_name", "sex", "company", "nationality")
        },
        "birth_date": guest.birth_date.isoformat()
        if guest.birth_date
        else detail.masked.get("birth_date", ""),
        "mobile": "; ".join(contacts.get(ContactKind.MOBILE, [])),
        "email": "; ".join(contacts.get(ContactKind.EMAIL, [])),
        "preference": "; ".join(each.text for each in detail.preferences),
    }
    rows = []
    for target in FORM_FIELDS:
        if target not in told.raw:
            continue
        new, old = told.text(target), known[target]
        rows.append(
            {
                "target": target,
                "word": field_word(target),
                "new": _shown(target, new),
                "old": _shown(target, old),
                "is_same": _plain(new) in (_plain(old), *map(_plain, old.split("; "))),
                "is_ticked": not old or target == "preference",
                "is_added": target in FORM_ROWS,
            }
        )
    return rows


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum() or sign in "@.")


def _shown(target: str, text: str) -> str:
    if target == "nationality":
        return country_word(text)
    if target == "sex" and text in Sex.values:
        return str(Sex(text).label)
    return text


def _agreed(told: Told) -> list[str]:
    purposes = {each.code: str(each) for each in Purpose.objects.all()}
    words = []
    for key in told.agreed:
        code, _bar, channel = key.partition("|")
        way = f" · {ContactChannel(channel).label}" if channel in ContactChannel.values else ""
        words.append(purposes.get(code, code) + way)
    return words


def _is_young(told: Told, request: HttpRequest) -> bool:
    day = business_date(request)
    return is_under_consent_age(prepare(told.raw, today=day, is_typed=True).birth_date, day)


def _guest_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
