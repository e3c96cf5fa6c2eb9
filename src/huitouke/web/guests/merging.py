"""Merging guests from their page or the list, and taking it back: first what would be, side by side, then the press."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.guests.choices import ContactKind
from huitouke.guests.events import PROFILES_MERGED
from huitouke.guests.queries import GuestDetail, find_guests, get_guest
from huitouke.identity.errors import AlreadyOneGuest, MergeInvalid, MergeStale
from huitouke.identity.merged import may_merge
from huitouke.identity.queries import require_named
from huitouke.identity.services.merge_previews import (
    Save,
    preview_merge,
    preview_unmerge,
)
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.kernel.privacy import label_of
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part, toast
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.guests.facts import groups_of
from huitouke.web.guests.words import field_word

SHOWN: Final = 8
TWO: Final = 2


@require_GET
def merge_start(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Whom the guest is one person with: found by any scrap."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_MERGE)
    guest = get_guest(actor, guest_id)
    require_named(actor, guest)
    return render(request, "guests/merge_start.html", {"guest": guest})


@require_POST
def merge_find(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Guests whom a scrap may mean, but for the guest themselves."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_MERGE)
    guest = get_guest(actor, guest_id)
    lines, too_short = find_guests(actor, request.POST.get("who", ""), SHOWN + 1)
    others = [line for line in lines if line.id != guest.id and not line.is_hidden][:SHOWN]
    context = {"guest": guest, "lines": others, "too_short": too_short}
    return part(request, "guests/_merge_found.html", context)


@require_POST
def merge_picked(request: HttpRequest) -> HttpResponse:
    """Two rows ticked in the list open the preview; the one ticked higher up stays unless it is turned round there."""
    actor_of(request).require(Right.GUESTS_MERGE)
    picked = list(dict.fromkeys(request.POST.getlist("picked")))
    try:
        ids = [UUID(text) for text in picked]
    except ValueError:
        ids = []
    if len(ids) != TWO or request.POST.get("everyone") == "1":
        return toast(_("Tick exactly two guests who are the same person."), "watch")
    return go_to(reverse("guests:guest-merge", args=ids))


@require_http_methods(["GET", "POST"])
def guest_merge(request: HttpRequest, guest_id: UUID, other_id: UUID) -> HttpResponse:
    """Both side by side and what would show; the press merges, the toast takes it back."""
    actor, today = actor_of(request), business_date(request)
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            done = merge_guests(
                actor=actor,
                kept_id=guest_id,
                gone_ids=[other_id],
                reason=request.POST.get("reason", ""),
                version=request.POST.get("version", ""),
            )
        except (MergeStale, MergeInvalid) as error:
            problems, status = [error.message], error.status
        else:
            undo = can_undo(
                request,
                PROFILES_MERGED,
                "guests:merge-undo",
                done.decisions[0],
                subject_kind="guest",
                subject_id=done.guest_id,
            )
            messages.success(request, _("Merged. Both are one guest now."), extra_tags=f"undo:{undo}")
            return redirect("guests:guest-detail", done.guest_id)
    try:
        preview = preview_merge(actor=actor, kept_id=guest_id, gone_id=other_id, today=today)
    except AlreadyOneGuest as error:
        return redirect("guests:guest-detail", error.data["guest"])
    context = {
        "kept": preview.kept,
        "gone": preview.gone,
        "rows": compared([preview.kept, preview.gone], preview.after),
        "counts": counted(preview.kept_rows, preview.gone_rows),
        "version": preview.version,
        "reason": request.POST.get("reason", ""),
        "problems": problems,
        "turned": reverse("guests:guest-merge", args=[preview.gone.guest.id, preview.kept.guest.id]),
        "other_names": preview.after.guest.other_names if preview.after.sight.is_named else [],
        "is_stricter": preview.is_stricter,
    }
    return render(request, "guests/guest_merge.html", context, status=status)


@require_http_methods(["GET", "POST"])
def merge_back(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Who would be there again and with what; the saves since are given to one of the two."""
    actor, today = actor_of(request), business_date(request)
    given = _ids(request.POST.getlist("record"))
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            done = unmerge_guests(
                actor=actor,
                decision_id=merge_id,
                records=given,
                version=request.POST.get("version", ""),
                stay_apart=request.POST.get("apart") == "1",
            )
        except (MergeStale, MergeInvalid) as error:
            problems, status = [error.message], error.status
        else:
            messages.success(request, _("Taken back: they are two guests again."))
            return redirect("guests:guest-detail", done.stayer_id)
    preview = preview_unmerge(actor=actor, decision_id=merge_id, today=today, records=given)
    context = {
        "now": preview.now,
        "stayer": preview.stayer,
        "leaver": preview.leaver,
        "rows": compared([preview.stayer, preview.leaver], preview.now),
        "counts": counted(preview.stayer_rows, preview.leaver_rows),
        "saves": save_lines(preview.saves, given),
        "decision": preview.decision,
        "version": preview.version,
        "problems": problems,
    }
    return render(request, "guests/guest_unmerge.html", context, status=status)


@require_POST
@undoes
def merge_undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Take a merge back at once, from its toast or the drawer: nothing was meant by it."""
    done = unmerge_guests(actor=actor_of(request), decision_id=merge_id, stay_apart=False)
    messages.success(request, _("Taken back: they are two guests again."))
    if request.headers.get("HX-Request") == "true":
        return go_to(reverse("guests:guest-detail", args=[done.stayer_id]))
    return redirect("guests:guest-detail", done.stayer_id)


def compared(two: Sequence[GuestDetail], one: GuestDetail) -> list[dict[str, Any]]:
    """Every field that anybody has, in the order of the profile: the value of each of the two, and what shows."""
    sides = [_values(each) for each in (*two, one)]
    labels = dict.fromkeys(label for side in sides for label in side)
    rows = []
    for label in labels:
        first, second, shown = (side.get(label, "") for side in sides)
        rows.append(
            {
                "label": label,
                "first": first,
                "second": second,
                "shown": shown,
                "differs": first != second,
                "is_first": bool(shown) and shown == first,
                "is_second": bool(shown) and shown == second,
            }
        )
    return rows


def _values(detail: GuestDetail) -> dict[str, str]:
    """Label to value, as this reader may read them."""
    found = {fact.label: fact.value for group in groups_of(detail, []) for fact in group.facts}
    lists = (
        *((str(ContactKind(each.kind).label), each.shown) for each in detail.contacts),
        *((_("Papers"), each.masked) for each in detail.documents),
        *((_("Plate"), each.plate) for each in detail.vehicles),
        *((str(each.get_kind_display()), each.text) for each in (*detail.warnings, *detail.wishes)),
        *((_("Tags"), each.tag.name) for each in detail.tags),
    )
    held: dict[str, list[str]] = {}
    for label, text in lists:
        held.setdefault(label, []).append(text)
    return found | {label: " · ".join(sorted(set(texts))) for label, texts in held.items()}


def counted(first: dict[str, int], second: dict[str, int]) -> list[tuple[str, int, int]]:
    """How many things of each kind the two have, in words; those of which there are none are left out."""
    models = [model for model in {**first, **second} if apps.get_model(model)]
    lines = [(str(label_of(model.lower())), first.get(model, 0), second.get(model, 0)) for model in models]
    return sorted(lines, key=lambda line: -line[1] - line[2])


def save_lines(saves: Sequence[Save], given: Sequence[UUID]) -> list[dict[str, Any]]:
    """What was saved since, in words."""
    return [
        {
            "id": each.record_id,
            "at": each.at,
            "who": each.who,
            "what": ", ".join(field_word(name) for name in each.fields),
            "is_given": each.record_id in given,
        }
        for each in saves
    ]


def offers_merge(request: HttpRequest, detail: GuestDetail) -> bool:
    """Whether the page of a guest offers to merge them."""
    return detail.sight.is_named and may_merge(actor_of(request), detail.guest)


def _ids(texts: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        return []
