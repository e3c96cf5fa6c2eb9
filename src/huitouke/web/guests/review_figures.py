"""How well the proposals are judged to be right, and by whom: for whoever sets thresholds and shares out work."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.identity.match_models import model_in_force
from huitouke.identity.matching.scorer import bits_of
from huitouke.identity.review_figures import Judged, Threshold, review_figures
from huitouke.kernel import clock
from huitouke.web.base.requests import actor_of

WIDTH: Final = 640
HEIGHT: Final = 220
LEFT: Final = 40
TOP: Final = 10
BOTTOM: Final = 30
"""Of the chart, in its own units."""


@require_GET
def review_figures_page(request: HttpRequest) -> HttpResponse:
    """Precision by strength, the chart of thresholds, reviewers by day."""
    actor = actor_of(request)
    figures = review_figures(actor, timezone.localdate(clock.now()))
    model = model_in_force()
    asked, linked = bits_of(model.ask_at), bits_of(model.link_at)
    context = {
        "figures": figures,
        "bands": [
            (
                band.label,
                _("from %(percent)s on") % {"percent": f"{band.least_percent:.3g} %"}
                if band.least > -1e9
                else _("below that"),
                judged,
                share_text(judged),
                interval_text(judged),
            )
            for band, judged in figures.bands
        ],
        "thresholds": [
            (each.bits, each.above, share_text(each.above), f"{100 * each.caught:.0f} %")
            for each in figures.thresholds
        ],
        "chart": chart(figures.thresholds, asked, linked) if len(figures.thresholds) > 1 else None,
        "reviewers": [(line, share_text(line.judged), f"{line.bits:+.1f}") for line in figures.reviewers],
    }
    return render(request, "guests/review_figures.html", context)


def share_text(judged: Judged) -> str:
    """The share called one person, in percent; a dash where nobody judged."""
    return "–" if judged.precision is None else f"{100 * judged.precision:.1f} %"


def interval_text(judged: Judged) -> str:
    """Between which shares the true one lies."""
    if not judged.total:
        return ""
    least, most = judged.interval
    return f"{100 * least:.0f}–{100 * most:.0f} %"


def chart(thresholds: list[Threshold], asked: float, linked: float) -> dict[str, Any]:
    """The lines of precision and of what is caught over the threshold, with where the model asks and links now, as
    points of an SVG of `WIDTH` by `HEIGHT`."""
    least, most = thresholds[0].bits, thresholds[-1].bits

    def across(bits: float) -> float:
        return round(LEFT + (WIDTH - LEFT - TOP) * (bits - least) / (most - least), 1)

    def down(share: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)

    def line(shares: list[tuple[int, float]]) -> str:
        return " ".join(f"{across(bits)},{down(share)}" for bits, share in shares)

    step = max(1, round((most - least) / 10))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - TOP,
        "foot": HEIGHT - BOTTOM,
        "precision": line([(each.bits, each.above.precision or 0.0) for each in thresholds]),
        "caught": line([(each.bits, each.caught) for each in thresholds]),
        "levels": [(down(share), f"{100 * share:.0f} %") for share in (0.0, 0.5, 1.0)],
        "ticks": [(across(bits), bits) for bits in range(least, most + 1, step)],
        "marks": [
            (across(bits), words)
            for bits, words in ((asked, _("asks")), (linked, _("links by itself")))
            if least <= bits <= most
        ],
        "top": TOP,
        "label_at": HEIGHT - TOP,
    }
