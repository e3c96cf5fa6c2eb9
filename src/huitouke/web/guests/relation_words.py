"""What speaks for a relation, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

_WORDS: Final[dict[str, str | Promise]] = {
    "phone": _("one telephone"),
    "address": _("one address"),
    "company": _("one company"),
    "family": _("one surname"),
}


def evidence_words(evidence: Mapping[str, int], *, knows_stays: bool) -> list[str]:
    """What two guests share, the strongest first. Of stays nothing for who may not know of them."""
    found = []
    if (times := evidence.get("room", 0)) and knows_stays:
        found.append(
            ngettext("stayed in one room %(times)s time", "stayed in one room %(times)s times", times)
            % {"times": times}
        )
    return found + [str(words) for code, words in _WORDS.items() if evidence.get(code)]
