"""Issues of a draft as messages of a form or a report."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from huitouke.guests.errors import GuestInvalid
from huitouke.guests.values import messages
from huitouke.guests.values.prepared import Issue
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.custom_fields.values import PREFIX


def issue_text(field: str, code: str, data: Mapping[str, str] | None = None) -> str:
    """What happened, which field, what to do: in the reader's language."""
    issue = Issue(field, code, False, dict(data or {}))
    return messages.issue_text(issue, get_language() or "zh", own_name("guest", field))


def own_name(subject: str, field: str) -> str:
    """What a field of the hotel's own is called in the reader's language; '' for every other."""
    if not field.startswith(PREFIX):
        return ""
    own = list_fields(subject, include_closed=True)
    return next((each.label for each in own if each.target == field), "")


def refuse_issues(issues: Iterable[Issue]) -> None:
    """At the desk a value that would be left out is an error in its place, since the clerk can mend it: raise
    `GuestInvalid` with all of them, by field. What was only repaired is taken as repaired."""
    fields: dict[str, list[str]] = {}
    for issue in issues:
        if issue.rejects or messages.is_left_out(issue.code):
            fields.setdefault(issue.field, []).append(issue_text(issue.field, issue.code, issue.data))
    if fields:
        raise GuestInvalid(fields)
