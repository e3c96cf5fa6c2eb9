"""Where each value of a guest comes from and which others were told, opened from the value itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from huitouke.guests.aliases import present_id
from huitouke.guests.errors import GuestChangedMeanwhile, GuestInvalid
from huitouke.guests.queries import get_guest
from huitouke.identity.field_rules import not_shown
from huitouke.identity.lineage import Said, ToldValue, tell_story
from huitouke.identity.services.choosing import use_value
from huitouke.kernel.custom_fields.queries import Field, list_fields
from huitouke.web.base.requests import actor_of, go_to, part, toast
from huitouke.web.guests.history_words import value_words
from huitouke.web.guests.words import field_word, source_word


@never_cache
@require_GET
def value_story(request: HttpRequest, guest_id: UUID, field: str) -> HttpResponse:
    """The dialog that tells of one field: what is shown and whose word it is, then the others."""
    actor = actor_of(request)
    guest = get_guest(actor, guest_id)
    story = tell_story(actor, guest.id, field)
    own = _own_field(field)
    context: dict[str, Any] = {
        "guest": guest,
        "field": field,
        "label": own.label if own else field_word(field),
        "story": story,
        "values": [_line(value, own) for value in story.values],
        "seen_at": guest.updated_at.isoformat(),
        "is_emptied": story.is_empty and story.set_by is not None,
    }
    return part(request, "guests/value_story.html", context)


@require_POST
def value_use(request: HttpRequest, guest_id: UUID, field: str) -> HttpResponse:
    """Show another value instead: an ordinary save of this clerk's."""
    try:
        changed = use_value(
            actor=actor_of(request),
            guest_id=guest_id,
            field=field,
            mark=request.POST.get("mark", ""),
            seen_at=_instant(request.POST.get("seen_at", "")),
        )
    except GuestChangedMeanwhile as conflict:
        return toast(conflict.message, "watch")
    except GuestInvalid as refused:
        return toast(" ".join(text for texts in refused.fields.values() for text in texts), "watch")
    say_saved(request, guest_id, changed)
    return go_to(reverse("guests:guest-detail", args=[guest_id]))


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _own_field(field: str) -> Field | None:
    if not field.startswith("custom:"):
        return None
    return next((each for each in list_fields("guest", include_closed=True) if each.target == field), None)


def _line(value: ToldValue, own: Field | None) -> dict[str, Any]:
    """One value with its sources in words."""
    return {
        "mark": value.mark,
        "text": value_words(value.field, value.text, own),
        "is_shown": value.is_shown,
        "is_usable": value.is_usable,
        "said": [_said(each) for each in value.said],
    }


def _said(said: Said) -> dict[str, Any]:
    record = said.record
    if record is None:
        return {"source": _("Another house of the group"), "more": [], "notes": [], "at": None}
    more = (
        [record.who, record.branch] if said.is_staff or record.is_desk else [record.branch, record.file_name]
    )
    notes = []
    if said.is_papered:
        notes.append(_("with an identity paper"))
    if said.is_of_other:
        notes.append(_("merged profile"))
    if not said.is_current:
        notes.append(_("replaced since") if said.is_staff else _("says otherwise now"))
    source = _("Set on the profile page") if said.is_staff else source_word(record.system)
    return {"source": source, "more": [each for each in more if each], "notes": notes, "at": said.at}


def say_saved(request: HttpRequest, guest_id: UUID, changed: Sequence[str]) -> None:
    """Say that a save was kept; and of which fields another value shows all the same, by the field rules."""
    hidden = not_shown(actor_of(request), present_id(guest_id), changed)
    if hidden:
        between = pgettext("between items of a list", ", ")
        fields = between.join(_own_label(name) or field_word(name) for name in hidden)
        text = _("Saved. By the field rules another value shows: %(fields)s.") % {"fields": fields}
        messages.warning(request, text)
    else:
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))


def _own_label(name: str) -> str:
    own = _own_field(name)
    return own.label if own else ""
