"""Issues of a draft as messages of a form or a report."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from huitouke.guests.errors import GuestInvalid
from huitouke.guests.values import messages
from huitouke.guests.values.prepared import Issue


def issue_text(field: str, code: str, data: Mapping[str, str] | None = None) -> str:
    """What happened, which field, what to do: in the reader's language."""
    return messages.issue_text(Issue(field, code, False, dict(data or {})), get_language() or "zh")


def refuse_issues(issues: Iterable[Issue]) -> None:
    """At the desk a value that would be left out is an error in its place, since the clerk can mend it: raise
    `GuestInvalid` with all of them, by field. What was only repaired is taken as repaired."""
    fields: dict[str, list[str]] = {}
    for issue in issues:
        if issue.rejects or messages.is_left_out(issue.code):
            fields.setdefault(issue.field, []).append(issue_text(issue.field, issue.code, issue.data))
    if fields:
        raise GuestInvalid(fields)
