"""Comparing all guests with each other: how it stands, told beside the queue, and the press that has it done now."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from huitouke.identity.choices import MatchStage
from huitouke.identity.match_state import MatchingState, get_matching_state
from huitouke.identity.services.match_orders import order_matching
from huitouke.kernel import clock
from huitouke.web.base.requests import actor_of, go_to, part

STEPS: Final = {
    "rows": gettext_lazy("Reading the records"),
    "learn": gettext_lazy("Learning which names are common here"),
    "read": gettext_lazy("Bringing the records together"),
    "pairs": gettext_lazy("Looking for records that are alike"),
    "persons": gettext_lazy("Weighing who is one person"),
    "merges": gettext_lazy("Merging who is one person beyond doubt"),
    "proposals": gettext_lazy("Noting who may be one person"),
    "new rows": gettext_lazy("Comparing the new records"),
}
SOON: Final = timedelta(minutes=1)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Have the records compared now; how far it is stands on the queue, whoever opens it."""
    order_matching(actor=actor_of(request))
    return redirect("guests:review-list")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The bar of a run that is under way; opens the queue when it is over."""
    state = get_matching_state(actor_of(request))
    if not state.is_under_way:
        query = request.GET.urlencode()
        return go_to(reverse("guests:review-list") + (f"?{query}" if query else ""))
    return part(request, "guests/_matching_bar.html", context_of(state, request.GET.urlencode()))


def context_of(state: MatchingState, query: str) -> dict[str, Any]:
    """What the queue says of the comparing. `query` narrows the queue, for the way back to it."""
    url = reverse("guests:matching-progress")
    return {
        "matching": state,
        "matching_words": _standing(state),
        "matching_newcomers": in_turn(
            _standing(state),
            _(
                "New guests are compared with all others a few seconds after they are saved."
                " Who may be known already appears here."
            ),
        ),
        "matching_label": _label(state),
        "matching_note": _note(state),
        # A share is told to everybody, counts are not.
        "matching_value": None if state.share is None else round(100 * state.share),
        "matching_url": f"{url}?{query}" if query else url,
    }


def _standing(state: MatchingState) -> str:
    """When all were compared, and when they will be."""
    if state.compared_at is None and state.stage != MatchStage.BROKEN:
        then = _("The records were not compared with each other yet.")
        after = _("They will be by themselves at %(at)s.")
    else:
        then = _last(state)
        after = _("They are compared next at %(at)s.")
    return in_turn(then, after % {"at": _at(state.next_at)})


def in_turn(first: str, second: str) -> str:
    """Two sentences, one after the other: Chinese has no blank between them."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": first, "second": second}


def _last(state: MatchingState) -> str:
    if state.stage == MatchStage.BROKEN or state.compared_at is None:
        return _("Comparing the records broke off; what was found until then stands.")
    at = _at(state.compared_at)
    if not state.records:
        return _("All records were compared with each other last at %(at)s.") % {"at": at}
    return ngettext(
        "%(n)s record was there when all were compared last, at %(at)s.",
        "All %(n)s records were compared with each other last at %(at)s.",
        state.records,
    ) % {"n": f"{state.records:,}", "at": at}


def _label(state: MatchingState) -> str:
    if state.stage == MatchStage.RUNNING:
        return _("All records are being compared with each other")
    if state.begins_at is not None and state.begins_at > clock.now() + SOON:
        return _("All records will be compared with each other at %(at)s") % {"at": _at(state.begins_at)}
    return _("The records are compared with each other in a moment")


def _note(state: MatchingState) -> str:
    if state.stage != MatchStage.RUNNING:
        return _("You may close this page meanwhile.")
    pieces = [str(STEPS.get(state.step, ""))]
    if state.done is not None and state.total:
        pieces.append(_("%(done)s of %(total)s") % {"done": f"{state.done:,}", "total": f"{state.total:,}"})
    return " · ".join(filter(None, [*pieces, _("You may close this page meanwhile.")]))


def _at(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
