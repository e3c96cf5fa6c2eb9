"""Why two records were taken for one person, in lines that sum up."""

from django.utils.translation import gettext as _

from huitouke.identity.evidence import words_of
from huitouke.identity.matching.scorer import Score


def why_lines(score: Score | None) -> list[tuple[str, str]]:
    """(words, bits) of where the sum begins, of each field, and of the sum; empty where nothing was weighed."""
    if score is None:
        return []
    return [
        (_("Before anything is compared"), _bits(score.prior_bits)),
        *((words_of(each), _bits(each.bits)) for each in score.evidence),
        (_("All together"), _bits(score.bits)),
    ]


def _bits(bits: float) -> str:
    return f"{bits:+.1f}".replace("-", "−")
