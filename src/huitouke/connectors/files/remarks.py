"""The sentences of a report, whether the file or the guest's fields gave the reason."""

from typing import Any, Final

from django.utils.translation import get_language

from huitouke.connectors.files.errors import sentence
from huitouke.guests.services.issues import issue_text, own_name
from huitouke.guests.values.company_words import COMPANY_ISSUES, company_issue_text
from huitouke.guests.values.messages import ISSUE_TEXTS
from huitouke.guests.values.prepared import Issue

COMPANY: Final = "company."
BOOKING: Final = "booking."
"""Before the field of a remark, so that the report words it as one of these."""


def remark_text(field: str, code: str, data: dict[str, Any]) -> str:
    """What happened, which field, what to do; in the reader's language. A field of a company begins with
    `company.`."""
    if field.startswith(COMPANY) and (code in ISSUE_TEXTS or code in COMPANY_ISSUES):
        told = {name: str(value) for name, value in data.items()}
        target = field.removeprefix(COMPANY)
        return company_issue_text(
            Issue(target, code, False, told), get_language() or "zh", own_name("company", target)
        )
    if code in ISSUE_TEXTS:
        return issue_text(field, code, {name: str(value) for name, value in data.items()})
    return sentence(code, data, get_language() or "zh")
