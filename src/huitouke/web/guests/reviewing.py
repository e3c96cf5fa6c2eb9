"""The queue of pairs that may be one person: the list, one pair side by side with what speaks for it, the answers.

What the queue is narrowed by stays in the address from pair to pair. After an answer the next pair comes at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.guests.events import PROFILES_MERGED
from huitouke.guests.models import Guest
from huitouke.guests.queries import GuestDetail, get_guest_detail
from huitouke.identity.choices import ProposalState
from huitouke.identity.errors import (
    MergeStale,
    ProposalDecided,
    ProposalNotFound,
    ProposalTaken,
    ReviewInvalid,
)
from huitouke.identity.evidence import FIELDS, grade_words, score_told
from huitouke.identity.match_state import get_matching_state
from huitouke.identity.matching.scorer import Score
from huitouke.identity.models import Proposal
from huitouke.identity.reviews import (
    ReviewFilter,
    count_bands,
    count_waits,
    get_review,
    holder_of,
    list_reviewers,
    list_reviews,
    state_of,
)
from huitouke.identity.services.merge_versions import version_of
from huitouke.identity.services.reviewing import (
    SAID_APART,
    ask_colleague,
    claim,
    claim_next,
    merge_pair,
    pass_pair,
    say_apart,
    take_up_again,
    undo_review,
)
from huitouke.identity.strength import BANDS, band_of, grade_of
from huitouke.kernel import clock
from huitouke.web.base.context import business_date, visible_branches
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.guests import matching
from huitouke.web.guests.merging import compared
from huitouke.web.guests.words import field_word

View = Callable[[HttpRequest, UUID], HttpResponse]

FILTERS: Final = ("band", "branch", "age", "asked", "guest", "waits")
AGES: Final = (
    ("day", gettext_lazy("found today")),
    ("week", gettext_lazy("found this week")),
    ("older", gettext_lazy("older than a week")),
)
ASKED: Final = (
    ("me", gettext_lazy("a colleague asks me")),
    ("others", gettext_lazy("I asked a colleague")),
)
WAITS: Final = (
    ("aside", gettext_lazy("set aside by me")),
    ("others", gettext_lazy("with colleagues")),
)
WIDEST: Final = 20.0
"""Bits at which a bar is full."""


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for this reviewer, the likeliest first; by a filter those that wait elsewhere."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_MERGE)
    chosen = _chosen(request.GET)
    page = list_reviews(actor, chosen, after=request.GET.get("after", ""))
    waits = count_waits(actor, chosen)
    here = reverse("guests:review-list")
    context = {
        "lines": page.lines,
        "count": page.count,
        "query": query_of(chosen),
        "is_narrowed": chosen != ReviewFilter(),
        "may_begin": page.lines and not chosen.waits and chosen.asked != "others",
        "wait_elsewhere": sum(waits.get(code, 0) for code, _words in WAITS),
        "older_url": f"{here}?{query_of(chosen, after=page.after)}" if page.after else "",
        "clear_url": here,
        "may_see_figures": actor.has_right(Right.AUDIT_VIEW),
        **_filters(request, chosen, waits),
        **matching.context_of(get_matching_state(actor), query_of(chosen)),
        "columns": [
            {"label": _("How likely")},
            {"label": _("One")},
            {"label": _("The other")},
            {"label": _("Waits since")},
            {"label": _("With")},
        ],
    }
    return render(request, "guests/review_list.html", context)


@require_POST
def review_next(request: HttpRequest) -> HttpResponse:
    """Open the next pair of this reviewer; `again` lets come what they set aside."""
    actor = actor_of(request)
    chosen = _chosen(request.GET)
    if request.POST.get("again") == "1":
        take_up_again(actor=actor)
        chosen = replace(chosen, waits="")
    return _on_to_next(request, chosen)


def _gone(view: View) -> View:
    """A view of one pair, with a way on to the next one where the pair went meanwhile: still not found, but no dead end
    for whoever works through the queue by keys."""

    @wraps(view)
    def or_gone(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
        try:
            return view(request, proposal_id)
        except ProposalNotFound:
            return render(
                request, "guests/review_gone.html", {"query": query_of(_chosen(request.GET))}, status=404
            )

    return or_gone


@require_GET
@_gone
def review_pair(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Both side by side, what speaks for and against, and the answers. Whoever opens a pair holds it. Where another
    comparison of the same two says more, that is shown; where they are one guest by now, the guest."""
    actor, today = actor_of(request), business_date(request)
    chosen = _chosen(request.GET)
    found = claim(actor=actor, proposal_id=proposal_id)
    if found.id != proposal_id:
        return redirect(_pair_url(found.id, chosen))
    if state_of(found) == ProposalState.MERGED:
        return redirect(f"{reverse('guests:guest-detail', args=[found.first_id])}?tab=records#merges")
    pair = [get_guest_detail(actor, each, today) for each in (found.first_id, found.second_id)]
    rows, fuller = _rows(pair), _fuller(pair)
    told = score_told(found.evidence)
    context = {
        "proposal": found,
        "first": pair[0],
        "second": pair[1],
        "sides": [(each, fuller == name) for each, name in zip(pair, ("first", "second"), strict=True)],
        "rows": [row for row in rows if row["differs"]] + [row for row in rows if not row["differs"]],
        "fuller": fuller,
        "version": version_of([each.guest for each in pair]),
        "is_open": found.state == ProposalState.OPEN,
        "holder": holder_of(found, actor, clock.now()),
        "query": query_of(chosen),
        **sum_of(told),
    }
    return render(request, "guests/review_pair.html", context)


@require_POST
@_gone
def review_answer(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """One person (the first or the second profile stays), not the same, or later; then the next pair."""
    actor = actor_of(request)
    chosen = _chosen(request.GET)
    found = get_review(actor, proposal_id)
    answer = request.POST.get("answer", "")
    try:
        if answer in ("first", "second"):
            _merge(request, found, found.first_id if answer == "first" else found.second_id)
        elif answer == "apart":
            decision = say_apart(actor=actor, proposal_id=proposal_id)
            undo = can_undo(
                request,
                SAID_APART,
                "guests:review-undo",
                decision,
                subject_kind="guest",
                subject_id=found.first_id,
            )
            messages.success(
                request,
                _("Noted: not the same person. They are not proposed again."),
                extra_tags=f"undo:{undo}",
            )
        elif answer == "later":
            pass_pair(actor=actor, proposal_id=proposal_id)
            messages.info(request, _("Set aside. It comes to you again when you ask for it."))
        else:
            raise ReviewInvalid({"answer": [_("Choose one of the answers.")]})
    except MergeStale as error:
        messages.warning(request, error.message)
        return redirect(_pair_url(proposal_id, chosen))
    except (ProposalDecided, ProposalTaken) as error:
        messages.warning(request, error.message)
    return _on_to_next(request, chosen, after=proposal_id)


@require_http_methods(["GET", "POST"])
def review_ask(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The dialog by which a pair is left to a colleague."""
    actor = actor_of(request)
    chosen = _chosen(request.GET)
    found = get_review(actor, proposal_id)
    people = list_reviewers(actor, found)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        who = next((each for each in people if each.username == request.POST.get("colleague")), None)
        try:
            ask_colleague(
                actor=actor,
                proposal_id=proposal_id,
                colleague_id=who.id if who else UUID(int=0),
                question=request.POST.get("question", ""),
            )
        except ReviewInvalid as error:
            errors = error.fields
        else:
            messages.success(request, _("%(who)s is asked.") % {"who": who})
            return go_to(_next_url(request, chosen, after=proposal_id))
    context = {
        "proposal": found,
        "people": people,
        "errors": errors,
        "typed": request.POST,
        "query": query_of(chosen),
    }
    return part(request, "guests/review_ask.html", context, status=422 if errors else 200)


@require_POST
@undoes
def review_undo(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Take an answer back, from its toast, the drawer or the pair: it waits again."""
    pair = undo_review(actor=actor_of(request), decision_id=decision_id)
    messages.success(request, _("Taken back. The pair waits again."))
    url = reverse("guests:review-pair", args=[pair])
    return go_to(url) if request.headers.get("HX-Request") == "true" else redirect(url)


def _merge(request: HttpRequest, found: Proposal, kept_id: UUID) -> None:
    done = merge_pair(
        actor=actor_of(request),
        proposal_id=found.id,
        kept_id=kept_id,
        version=request.POST.get("version", ""),
    )
    undo = can_undo(
        request,
        PROFILES_MERGED,
        "guests:review-undo",
        done.decisions[0],
        subject_kind="guest",
        subject_id=done.guest_id,
    )
    messages.success(request, _("One person: both are one guest now."), extra_tags=f"undo:{undo}")


def _on_to_next(request: HttpRequest, chosen: ReviewFilter, after: UUID | None = None) -> HttpResponse:
    return redirect(_next_url(request, chosen, after))


def _next_url(request: HttpRequest, chosen: ReviewFilter, after: UUID | None = None) -> str:
    """The next pair, or the list where there is none left to give."""
    pair = claim_next(actor=actor_of(request), chosen=chosen, after=after)
    if pair is not None:
        return _pair_url(pair, chosen)
    messages.info(request, _("No further pair waits for you here."))
    query = query_of(chosen)
    return reverse("guests:review-list") + (f"?{query}" if query else "")


def _pair_url(proposal_id: UUID, chosen: ReviewFilter) -> str:
    query = query_of(chosen)
    return reverse("guests:review-pair", args=[proposal_id]) + (f"?{query}" if query else "")


def _chosen(told: QueryDict) -> ReviewFilter:
    return ReviewFilter(**{name: str(told.get(name, "")) for name in FILTERS})


def query_of(chosen: ReviewFilter, **more: str) -> str:
    """A filter as it stands in the address."""
    told = {name: getattr(chosen, name) for name in FILTERS} | more
    return urlencode({name: text for name, text in told.items() if text})


def _filters(request: HttpRequest, chosen: ReviewFilter, waits: Mapping[str, int]) -> dict[str, Any]:
    """The chips of the filter: those in force with the address without them, those to add."""
    counts = count_bands(actor_of(request), chosen)
    branches = visible_branches(request)
    groups: list[tuple[str, list[tuple[str, str, int | None]]]] = [
        ("band", [(band.code, str(band.label), counts.get(band.code, 0)) for band in BANDS]),
        ("asked", [(code, str(words), None) for code, words in ASKED]),
        ("waits", [(code, str(words), waits.get(code, 0)) for code, words in WAITS]),
        ("age", [(code, str(words), None) for code, words in AGES]),
        ("branch", [(each.code, str(each), None) for each in branches] if len(branches) > 1 else []),
    ]
    active, available = [], []
    for name, choices in groups:
        now = getattr(chosen, name)
        for code, words, count in choices:
            if code == now:
                active.append({"label": words, "remove_url": _url_with(chosen, name, "")})
            elif not now and count != 0:
                available.append({"label": words, "count": count, "url": _url_with(chosen, name, code)})
    if chosen.guest:
        active.append({"label": _("of one guest"), "remove_url": _url_with(chosen, "guest", "")})
    return {"active": active, "available": available}


def _url_with(chosen: ReviewFilter, name: str, value: str) -> str:
    told = {each: getattr(chosen, each) for each in FILTERS} | {name: value}
    return f"{reverse('guests:review-list')}?{query_of(ReviewFilter(**told))}"


def _rows(pair: list[GuestDetail]) -> list[dict[str, Any]]:
    """Every field of the two, with whole birth dates: whether the year is the same is what is asked."""
    rows = compared(pair, pair[0])
    dates = [each.guest.birth_date.isoformat() if each.guest.birth_date else "" for each in pair]
    for row in rows:
        if row["label"] == field_word("birth_date"):
            row |= {"first": dates[0], "second": dates[1], "differs": dates[0] != dates[1]}
    return rows


def _fuller(pair: list[GuestDetail]) -> str:
    """Which profile has more on file, or has been known for longer where both have as much: it is proposed to stay."""
    first, second = (each.guest for each in pair)

    def rank(guest: Guest) -> tuple[int, float]:
        return guest.completeness, -guest.created_at.timestamp()

    return "first" if rank(first) >= rank(second) else "second"


def sum_of(told: Score) -> dict[str, Any]:
    """What speaks for a pair and against it, the weightiest first, with the sum in figures and words."""
    lines = [
        {
            "name": FIELDS[each.comparison],
            "text": f"{grade_words(each)} · {grade_of(each.bits)}",
            "bits": f"{each.bits:+.1f}",
            "weight": round(100 * min(abs(each.bits), WIDEST) / WIDEST),
            "against": each.bits < 0,
        }
        for each in sorted(told.evidence, key=lambda each: -abs(each.bits))
    ]
    return {
        "evidence": lines,
        "prior": f"{told.prior_bits:+.1f}",
        "bits": f"{told.bits:+.1f}",
        "percent": percent_text(told.probability),
        "band": band_of(told.bits),
        "is_forbidden": told.forbidden,
        "is_doubtful": told.doubtful,
    }


def percent_text(probability: float) -> str:
    """A probability in percent, with as many places as keep it from looking certain."""
    percent = 100 * probability
    if percent >= 99.99:
        return "> 99.99 %"
    return f"{percent:.2f} %" if percent >= 99 else f"{percent:.0f} %"
