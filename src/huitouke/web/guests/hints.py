"""What the form says while somebody types: the reading of a name, what a number tells, who has it already."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.choices import Sex
from huitouke.guests.queries import GuestLine, lines_of
from huitouke.guests.search import search_guests
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.pinyin import display_pinyin
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.guests.values.regions import find_regions
from huitouke.guests.values.wording import risky_words
from huitouke.identity.candidates import find_candidates
from huitouke.identity.evidence import words_of
from huitouke.identity.rows import RawGuest
from huitouke.identity.telling import told_here
from huitouke.web.base.context import business_date, current_branch
from huitouke.web.base.requests import actor_of, part
from huitouke.web.guests.drafts import (
    CONTACT_TARGETS,
    PAPER_KINDS,
    draft_from_post,
    is_wrong,
    issue_sentences,
    raw_of,
)
from huitouke.web.guests.words import language_now

SHOWN = 3
LONG_ENOUGH = 7
"""Digits of a telephone from which it is worth asking who has it."""


@require_POST
def name_hint(request: HttpRequest) -> HttpResponse:
    """The pinyin of a name in hanzi."""
    name = request.POST.get("name", "")[:200]
    return part(request, "guests/_hint.html", {"reading": "" if name.isascii() else display_pinyin(name)})


@require_POST
def region_hint(request: HttpRequest) -> HttpResponse:
    """Regions that a text may mean, for the list below the box."""
    found = find_regions(request.POST.get("region", "")[:60], language_now())
    return part(request, "guests/_hint_region.html", {"regions": found})


@require_POST
def contact_hint(request: HttpRequest) -> HttpResponse:
    """Guests who have this telephone or address already, beside the form of another guest: that of a new one has one
    hint for all that is typed (`known_hint`)."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    kind, value = request.POST.get("contact_kind", ""), request.POST.get("contact_value", "").strip()
    known: list[GuestLine] = []
    target = CONTACT_TARGETS.get(kind, "")
    if target in ("wechat", "qq", ""):
        return part(request, "guests/_hint.html", {})
    prepared = prepare({target: [value]}, today=business_date(request))
    own = [contact for contact in prepared.contacts if not contact.is_relay]
    if own and (kind == "email" or sum(sign.isdigit() for sign in value) >= LONG_ENOUGH):
        found = search_guests(actor, own[0].value, SHOWN + 1).found
        known = lines_of(actor, [hit for hit in found if hit.by in ("phone", "email")][:SHOWN])
    return part(request, "guests/_hint.html", {"known": _others(request, known)})


@require_POST
def known_hint(request: HttpRequest) -> HttpResponse:
    """Known guests who may be the person whose form this is, by all that is typed so far, and why; and who has a typed
    number already, where nothing else speaks for them."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    branch = current_branch(request)
    if branch is None:
        return part(request, "guests/_hint_known.html", {})
    raw = raw_of(draft_from_post(request.POST))
    found = find_candidates(actor, told_here(raw, branch), limit=SHOWN)
    named = {each.line.id for each in found}
    context = {
        "candidates": [
            (each, [words_of(evidence) for evidence in each.score.evidence if evidence.bits > 0])
            for each in found
        ],
        "known": [line for line in _who_has(actor, raw, business_date(request)) if line.id not in named],
    }
    return part(request, "guests/_hint_known.html", context)


@require_POST
def document_hint(request: HttpRequest) -> HttpResponse:
    """What an identity number tells: whether it can be right, birth date and sex, who has it already."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    kind, number = request.POST.get("document_kind", ""), request.POST.get("document_number", "").strip()
    if kind not in PAPER_KINDS or len(number) < LONG_ENOUGH or (kind == "id_card" and len(number) < 15):
        return part(request, "guests/_hint.html", {})
    prepared = prepare({kind: [number]}, today=business_date(request))
    issues = [issue for issue in prepared.issues if issue.code != "nobody_recognisable"]
    is_told_beside = "known_beside" in request.POST
    found = [] if is_told_beside else search_guests(actor, number, SHOWN).found
    context = {
        "wrong": issue_sentences(issue for issue in issues if is_wrong(issue)),
        "notice": issue_sentences(issue for issue in issues if not is_wrong(issue)),
        "tells": _tells(prepared) if kind == "id_card" else None,
        "known": _others(request, lines_of(actor, [hit for hit in found if hit.by == "document"])),
    }
    return part(request, "guests/_hint.html", context)


@require_POST
def note_hint(request: HttpRequest) -> HttpResponse:
    """Words of a note that the guest would not like to read, or that must not be kept; and what to write instead."""
    actor_of(request).require(Right.GUESTS_EDIT)
    text = request.POST.get("text", "")[:2000]
    return part(request, "guests/_hint_note.html", {"risks": risky_words(text, get_language() or "zh")})


def _who_has(actor: Actor, raw: RawGuest, today: date) -> list[GuestLine]:
    """Guests who have one of the telephones, addresses or papers that were typed."""
    prepared = prepare(raw, today=today)
    typed = [each.value for each in prepared.contacts if not each.is_relay]
    typed += [each.number for each in prepared.documents]
    found = [hit for text in typed for hit in search_guests(actor, text, SHOWN).found]
    hits = {hit.guest_id: hit for hit in found if hit.by in ("phone", "email", "document")}
    return lines_of(actor, list(hits.values())[:SHOWN])


def _tells(prepared: PreparedGuest) -> dict[str, str] | None:
    if prepared.birth_date is None:
        return None
    return {
        "birth_date": prepared.birth_date.isoformat(),
        "sex": prepared.sex,
        "sex_word": str(Sex(prepared.sex).label),
    }


def _others(request: HttpRequest, lines: list[GuestLine]) -> list[GuestLine]:
    """Everybody but the guest whose form this is."""
    own = request.POST.get("guest", "")
    return [line for line in lines if str(line.id) != own]
