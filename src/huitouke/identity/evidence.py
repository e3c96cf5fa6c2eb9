"""What speaks for and against two records being of one person, in words."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huitouke.identity.matching.scorer import Evidence, Score

FIELDS: Final[dict[str, str | Promise]] = {
    "name": gettext_lazy("Name"),
    "middle": gettext_lazy("Middle name"),
    "birth": gettext_lazy("Birth date"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "document": gettext_lazy("Identity number"),
    "passport": gettext_lazy("Passport"),
    "plate": gettext_lazy("Plate"),
    "street": gettext_lazy("Street"),
    "building": gettext_lazy("Building"),
    "place": gettext_lazy("City and postcode"),
    "birth_place": gettext_lazy("Native place"),
    "gender": gettext_lazy("Sex"),
    "nationality": gettext_lazy("Nationality"),
    "company": gettext_lazy("Company"),
    "occupation": gettext_lazy("Occupation"),
}
"""By comparison of matching."""

SAME: Final = frozenset(("signs", "whole", "core", "same", "own", "door", "both"))
OTHER: Final = frozenset(("other", "different", "other_kind"))
SHARED: Final = frozenset(("few", "many"))

LEVELS: Final[dict[tuple[str, str], str | Promise]] = {
    ("name", "sound"): gettext_lazy("the same sound, written with other characters"),
    ("name", "reading"): gettext_lazy("the same name in another spelling"),
    ("name", "other_signs"): gettext_lazy("one surname, other characters in the first name"),
    ("name", "english"): gettext_lazy("the same surname and English name"),
    ("name", "first_slip"): gettext_lazy("one surname, the first name nearly the same"),
    ("name", "family_slip"): gettext_lazy("one first name, the surname nearly the same"),
    ("name", "two_slips"): gettext_lazy("both parts nearly the same"),
    ("name", "initial"): gettext_lazy("one surname, the same initial"),
    ("name", "family_alone"): gettext_lazy("the same surname; one tells no first name"),
    ("name", "first_alone"): gettext_lazy("the same first name; one tells no surname"),
    ("name", "family_only"): gettext_lazy("one surname, another first name"),
    ("name", "first_only"): gettext_lazy("one first name, another surname"),
    ("birth", "swapped"): gettext_lazy("day and month the other way round"),
    ("birth", "slip"): gettext_lazy("one digit apart"),
    ("birth", "two_slips"): gettext_lazy("two digits apart"),
    ("birth", "month"): gettext_lazy("the same year and month, another day"),
    ("birth", "day"): gettext_lazy("the same year and day, another month"),
    ("birth", "feast"): gettext_lazy("the same month and day, another year"),
    ("birth", "year"): gettext_lazy("the same year alone"),
    ("phone", "few"): gettext_lazy("the same, a landline or one that several people use"),
    ("phone", "slip"): gettext_lazy("one digit apart"),
    ("email", "mailbox"): gettext_lazy("the same name before the @"),
    ("email", "slip"): gettext_lazy("one or two letters apart"),
    ("document", "different"): gettext_lazy("another number of the same kind"),
    ("document", "other_kind"): gettext_lazy("papers of other kinds"),
    ("street", "street"): gettext_lazy("the same street, another number"),
    ("place", "near_city"): gettext_lazy("the same postcode"),
    ("place", "code"): gettext_lazy("the same postcode"),
    ("place", "near_code"): gettext_lazy("the same city"),
    ("place", "city"): gettext_lazy("the same city"),
    ("place", "region"): gettext_lazy("the same region"),
}
"""By comparison and level, where "the same", "similar" and "another one" would say too little."""


def grade_words(evidence: Evidence) -> str:
    """How far the field agrees."""
    if words := LEVELS.get((evidence.comparison, evidence.level)):
        return str(words)
    if evidence.level in SAME:
        return _("the same")
    if evidence.level in SHARED:
        return _("the same, but several people use it")
    if evidence.level in OTHER:
        return _("another one")
    return _("similar")


def words_of(evidence: Evidence) -> str:
    """The field, and how far it agrees."""
    return _("%(field)s: %(grade)s") % {
        "field": FIELDS[evidence.comparison],
        "grade": grade_words(evidence),
    }


def as_told(found: Score, model: str) -> dict[str, Any]:
    """A score as it is kept with a proposal or decision: codes and weights that sum up to it, never a value."""
    return {
        "model": model,
        "bits": found.bits,
        "prior_bits": found.prior_bits,
        "weights": [[each.comparison, each.level, each.bits] for each in found.evidence],
        "forbidden": found.forbidden,
        "doubtful": found.doubtful,
    }


def score_told(told: Mapping[str, Any]) -> Score:
    """The score again that `as_told` kept."""
    return Score(
        told["bits"],
        told["prior_bits"],
        tuple(Evidence(comparison, level, bits) for comparison, level, bits in told["weights"]),
        told["forbidden"],
        told["doubtful"],
    )
