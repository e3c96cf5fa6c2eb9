"""The sentences of a report, whether the file or the guest's fields gave the reason."""

from typing import Any

from django.utils.translation import get_language

from huitouke.connectors.files.errors import sentence
from huitouke.guests.services.issues import issue_text
from huitouke.guests.values.messages import ISSUE_TEXTS


def remark_text(field: str, code: str, data: dict[str, Any]) -> str:
    """What happened, which field, what to do; in the reader's language."""
    if code in ISSUE_TEXTS:
        return issue_text(field, code, {name: str(value) for name, value in data.items()})
    return sentence(code, data, get_language() or "zh")
