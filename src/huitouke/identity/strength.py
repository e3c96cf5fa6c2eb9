"""How sure two records are of one person, in grades that people tell apart: by bits, log2 of the odds."""

from dataclasses import dataclass
from math import inf
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitouke.identity.matching.scorer import probability_of

SURE_FROM: Final = 10.0


@dataclass(frozen=True, slots=True)
class Band:
    """A grade: from so many bits on, below so many."""

    code: str
    label: str | Promise
    least: float
    below: float

    @property
    def least_percent(self) -> float:
        """The probability, in percent, from which on it is this grade."""
        return 100 * probability_of(self.least)


BANDS: Final = (
    Band("sure", pgettext_lazy("how likely", "Almost certain"), SURE_FROM, inf),
    Band("strong", pgettext_lazy("how likely", "Very likely"), 6.0, SURE_FROM),
    Band("likely", pgettext_lazy("how likely", "Likely"), 3.0, 6.0),
    Band("maybe", pgettext_lazy("how likely", "Perhaps"), -inf, 3.0),
)

GRADES: Final = (
    (10.0, _("speaks very strongly for it")),
    (5.0, _("speaks strongly for it")),
    (2.0, _("speaks for it")),
    (0.5, _("speaks a little for it")),
    (-0.5, _("says nothing either way")),
    (-2.0, _("speaks a little against it")),
    (-5.0, _("speaks against it")),
    (-inf, _("speaks strongly against it")),
)
"""Bits from which on one piece of evidence is so called."""


def band_of(bits: float) -> Band:
    """The grade of a score."""
    return next(band for band in BANDS if bits >= band.least)


def grade_of(bits: float) -> str:
    """How much one piece of evidence says, in words."""
    return str(next(words for least, words in GRADES if bits >= least))
