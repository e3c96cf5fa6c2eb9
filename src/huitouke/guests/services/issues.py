"""Issues of a draft as messages of a form."""

from collections.abc import Iterable

from django.utils.translation import get_language

from huitouke.guests.errors import GuestInvalid
from huitouke.guests.values.messages import ISSUE_TEXTS
from huitouke.guests.values.prepared import Issue

NOTICES = frozenset({"id_region_unknown", "id_15_converted", "id_15_digits_converted"})
"""Issues that inform and refuse nothing, even at the desk."""


def issue_text(code: str, data: dict[str, str] | None = None) -> str:
    """The sentence for an issue in the reader's language; the code itself where there is none."""
    zh, en = ISSUE_TEXTS.get(code, (code, code))
    text = en if (get_language() or "zh").startswith("en") else zh
    for name, value in (data or {}).items():
        text = text.replace("{" + name + "}", value)
    return text


def refuse_issues(issues: Iterable[Issue]) -> None:
    """At the desk every issue is an error in its place: raise `GuestInvalid` with them, by field."""
    fields: dict[str, list[str]] = {}
    for issue in issues:
        if issue.code not in NOTICES:
            fields.setdefault(issue.field, []).append(issue_text(issue.code, issue.data))
    if fields:
        raise GuestInvalid(fields)
