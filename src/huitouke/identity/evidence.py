"""What speaks for and against two records being of one person, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huitouke.identity.matching.scorer import Evidence

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

SAME: Final = frozenset(("signs", "sound", "whole", "core", "same", "own", "door", "both"))
OTHER: Final = frozenset(("other", "different", "other_kind"))
SHARED: Final = frozenset(("few", "many"))


def words_of(evidence: Evidence) -> str:
    """The field, and how far it agrees."""
    if evidence.level in SAME:
        grade = _("the same")
    elif evidence.level in SHARED:
        grade = _("the same, but several people use it")
    elif evidence.level in OTHER:
        grade = _("another one")
    else:
        grade = _("similar")
    return _("%(field)s: %(grade)s") % {"field": FIELDS[evidence.comparison], "grade": grade}
