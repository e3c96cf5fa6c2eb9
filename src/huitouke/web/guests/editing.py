"""New and edit: one form, errors in place, nothing typed is ever lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches, list_colleagues
from huitouke.access.switches import is_on
from huitouke.capture.services import note_capture
from huitouke.guests.choices import (
    BirthdayCalendar,
    ContactKind,
    ContactPreference,
    DocumentKind,
    PreferenceKind,
    Sex,
    VipGrade,
)
from huitouke.guests.errors import GuestChangedMeanwhile, GuestInvalid, GuestNotFound
from huitouke.guests.policy import may_edit
from huitouke.guests.queries import get_guest, get_guest_detail, list_tag_names
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.pinyin import display_pinyin
from huitouke.hotels.queries import list_choices
from huitouke.identity.candidates import find_candidates
from huitouke.identity.errors import ErasedPerson
from huitouke.identity.histories import changes_since
from huitouke.identity.merged import may_merge
from huitouke.identity.rows import RawGuest
from huitouke.identity.services import change_guest, register_guest
from huitouke.identity.telling import told_here
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date, current_branch
from huitouke.web.base.own_fields import missing_own
from huitouke.web.base.requests import actor_of
from huitouke.web.capture.strip import step_of
from huitouke.web.guests.carried import take_carried
from huitouke.web.guests.drafts import (
    BIRTHDAY,
    CONTACT_TARGETS,
    CUSTOM,
    PAPER_KINDS,
    ROW_KINDS,
    SINGLE,
    WISH_KINDS,
    Draft,
    Row,
    changes_of,
    draft_from_post,
    draft_from_raw,
    draft_of,
    is_wrong,
    issue_sentences,
    raw_of,
    target_of,
)
from huitouke.web.guests.history_words import change_lines
from huitouke.web.guests.pages import DIGESTS
from huitouke.web.guests.stories import say_saved
from huitouke.web.guests.words import field_word

BOX_OF = {"kept_birthday": "birthday_month", "lunar_birthday": "birthday_month"}
"""Targets whose error is shown at another box."""


def new_guest(request: HttpRequest) -> HttpResponse:
    """The form of a new guest, filled with what the search box or a card reader carried here; then the save."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    branches = list_branches(actor, Right.GUESTS_EDIT)
    here = current_branch(request)
    code = request.POST.get("branch") or (here.code if here else "")
    branch = next((each for each in branches if each.code == code), None)
    if branch is None and "branch" not in request.POST:
        branch = branches[0] if branches else None
    context: dict[str, Any] = {"branches": branches, "branch": branch}
    if request.method != "POST" or "start" in request.POST:
        typed = {name: [str(text)] for name, text in request.POST.items() if text}
        return _form(request, draft_from_raw(typed or take_carried(request)), context)
    draft = draft_from_post(request.POST)
    if branch is None:
        actor.require(Right.GUESTS_EDIT, UUID(int=0))
        raise GuestNotFound
    try:
        if missing := missing_own("guest", draft.fields):
            raise GuestInvalid(missing)
        guest_id = register_guest(actor=actor, raw=raw_of(draft), branch=branch)
    except Invalid as error:
        return _form(request, draft, {**context, **_refused(draft, error, branch.business_date)}, status=422)
    except ErasedPerson as error:
        context["erased"] = error.message
        if actor.has_right(Right.PRIVACY_MANAGE):
            context["erasures"] = error.data["erasures"]
        return _form(request, draft, context, status=409)
    if is_on("capture"):
        note_capture(actor=actor, guest_id=guest_id, step=step_of(request), branch=branch)
    messages.success(request, _("The archive is open."))
    _tell_known(request, raw_of(draft), branch, guest_id)
    return redirect("guests:guest-detail", guest_id)


def _tell_known(request: HttpRequest, raw: RawGuest, branch: Branch, guest_id: UUID) -> None:
    """Say at once if the guest just saved seems to be known already; the queue has the pair some seconds later."""
    actor = actor_of(request)
    for found in find_candidates(actor, told_here(raw, branch), but=[guest_id], limit=1):
        known = get_guest(actor, found.line.id)
        if may_merge(actor, known):
            url = reverse("guests:guest-merge", args=[known.id, guest_id])
        else:
            url = reverse("guests:guest-detail", args=[known.id])
        messages.warning(request, _("This guest seems to be known already."), extra_tags=f"open:{url}")


def edit_guest(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The form of a guest; a save that crossed a colleague's shows what the colleague changed."""
    actor = actor_of(request)
    today = business_date(request)
    detail = get_guest_detail(actor, guest_id, today)
    guest = detail.guest
    if not may_edit(actor, guest.legal_entity_id, guest.is_shared):
        actor.require(Right.GUESTS_EDIT, UUID(int=0))
    if not detail.sight.is_named:
        raise RightMissing(Right.GUESTS_CONFIDENTIAL.value)
    context: dict[str, Any] = {"guest": guest, "line": detail.line, "seen_at": guest.updated_at.isoformat()}
    context["on_file"] = {
        target: _("On file, masked: %(text)s. Type to replace it.") % {"text": text}
        for target, text in detail.masked.items()
    }
    if request.method != "POST":
        return _form(request, draft_of(detail, DIGESTS), context)
    draft = draft_from_post(request.POST)
    # What cannot be read was not what the form showed: then a colleague's save must not be lost unseen.
    seen_at = _instant(request.POST.get("seen_at", "")) or guest.created_at
    changes = changes_of(draft)
    try:
        changed = change_guest(
            actor=actor,
            guest_id=guest_id,
            fields=changes.fields,
            additions=changes.additions,
            removals=changes.removals,
            seen_at=seen_at,
        )
    except GuestChangedMeanwhile as conflict:
        meanwhile = change_lines(changes_since(actor, guest_id, seen_at))
        context |= {"conflict": conflict.message, "meanwhile": meanwhile}
        return _form(request, draft, context, status=409)
    except Invalid as error:
        context["seen_at"] = seen_at.isoformat()
        return _form(request, draft, {**context, **_refused(draft, error, today)}, status=422)
    say_saved(request, guest_id, changed)
    return redirect("guests:guest-detail", guest_id)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _form(request: HttpRequest, draft: Draft, context: dict[str, Any], status: int = 200) -> HttpResponse:
    chosen = {
        "draft": draft,
        "f": draft.fields,
        "e": {},
        "reading": "" if draft.fields["name"].isascii() else display_pinyin(draft.fields["name"]),
        "sexes": Sex.choices,
        "calendars": BirthdayCalendar.choices,
        "months": [(str(month), str(month)) for month in range(1, 13)],
        "days": [(str(day), str(day)) for day in range(1, 32)],
        "countries": list_choices("country"),
        "languages": list_choices("language"),
        "people": [
            (user.username, str(user))
            for user in list_colleagues(
                actor_of(request), Right.GUESTS_VIEW, keep=draft.fields.get("follow_up", "")
            )
        ],
        "tag_names": list_tag_names(actor_of(request)),
        "contact_kinds": [(kind, ContactKind(kind).label) for kind in CONTACT_TARGETS],
        "paper_kinds": [(kind, DocumentKind(kind).label) for kind in PAPER_KINDS],
        "wish_kinds": [(kind, PreferenceKind(kind).label) for kind in WISH_KINDS],
        "blank_row": Row("", "", ""),
        "yes_no": [("yes", _("Yes")), ("no", _("No"))],
        "only_yes": [("yes", _("Yes"))],
        "reminders": [("no", _("no reminder"))],
        "vip_grades": VipGrade.choices,
        "contact_preferences": ContactPreference.choices,
        "heard_from_codes": list_choices("heard_from"),
        "choice_reasons": list_choices("choice_reason"),
        "family_structures": list_choices("family_structure"),
        "own_fields": list_fields("guest"),
        "on_file": {},
        "more_is_open": _has_more(draft),
    }
    return render(request, "guests/guest_form.html", {**chosen, **context}, status=status)


RARE = SINGLE[SINGLE.index("referred_by") + 1 :]
"""Boxes that stand folded away until one of them holds something."""


def _has_more(draft: Draft) -> bool:
    return any(draft.fields.get(name) for name in RARE)


def _refused(draft: Draft, error: Invalid, today: date) -> dict[str, Any]:
    """Every error at the box or row that it speaks of, and the list of them for the top of the form."""
    boxes: dict[str, list[str]] = {}
    summary: list[tuple[str, str, str]] = []
    words_of = {each.target: each.label for each in list_fields("guest")}
    rows_of = {
        target: [row for row in rows if target_of(kind, row) == target and not row.is_fixed]
        for kind in ROW_KINDS
        for rows in (draft.rows[kind],)
        for target in {target_of(kind, row) for row in rows}
    }
    for target, sentences in _in_order(error.fields):
        said = list(sentences)
        if rows_of.get(target):
            _place(rows_of[target], target, said, today)
            box = _group_of(target)
        else:
            box = BOX_OF.get(target, target)
            is_box = box in (*SINGLE, *BIRTHDAY) or box.startswith(CUSTOM)
            box = box if is_box else "name"
            boxes.setdefault(box, []).extend(said)
            box = f"id_{box}"
        summary += [(box, words_of.get(target) or field_word(target), sentence) for sentence in said]
    is_rare = any(name in boxes for name in RARE)
    return {"e": boxes, "summary": summary, "more_is_open": is_rare or _has_more(draft)}


def _in_order(fields: Mapping[str, Sequence[str]]) -> list[tuple[str, list[str]]]:
    """The errors, a sentence once however many rows gave it."""
    return [(target, list(dict.fromkeys(sentences))) for target, sentences in fields.items()]


def _group_of(target: str) -> str:
    if target in CONTACT_TARGETS.values():
        return "contacts"
    if target in PAPER_KINDS:
        return "documents"
    return {"plate": "plates", "tag": "tags"}.get(target, "preferences")


def _place(rows: Sequence[Row], target: str, said: list[str], today: date) -> None:
    """Put errors of a target at the rows that gave them: each row is read alone once more."""
    placed = False
    for row in rows:
        issues = [
            issue
            for issue in prepare({target: [row.value]}, today=today, is_typed=True).issues
            if issue.field == target and is_wrong(issue)
        ]
        if issues:
            row.errors = issue_sentences(issues)
            placed = True
    if not placed:
        rows[-1].errors = said
