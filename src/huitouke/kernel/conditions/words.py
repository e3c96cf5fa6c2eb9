"""What conditions mean, as a sentence in the reader's language."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huitouke.kernel.conditions.kinds import OPERATORS, PERIODS, Kind, Takes
from huitouke.kernel.conditions.reading import Asked
from huitouke.kernel.conditions.registry import Field
from huitouke.kernel.conditions.shapes import Row


def sentence(groups: Sequence[Sequence[Asked]], everybody: str) -> str:
    """All groups: rows of one joined by "and", groups by "or"; `everybody` where there is none."""
    if not groups:
        return everybody
    between_rows = pgettext("between conditions", ", and ")
    between_groups = pgettext("between groups of conditions", "; or ")
    return between_groups.join(
        between_rows.join(row_words(asked.field, asked.row) for asked in group) for group in groups
    )


def row_words(field: Field, row: Row) -> str:
    """One row in words."""
    takes = OPERATORS[field.kind][row.op]
    name = {"field": str(field.label)}
    if takes is Takes.NOTHING:
        return {
            "known": _("%(field)s is known"),
            "unknown": _("%(field)s is not known"),
            "yes": _("%(field)s: yes"),
            "no": _("%(field)s: no"),
        }[row.op] % name
    if takes is Takes.DAYS:
        days = int(row.value)
        words = {
            "in_last": ngettext(
                "%(field)s in the last %(days)s day", "%(field)s in the last %(days)s days", days
            ),
            "in_next": ngettext(
                "%(field)s in the next %(days)s day", "%(field)s in the next %(days)s days", days
            ),
            "longer_ago": ngettext(
                "%(field)s longer ago than %(days)s day", "%(field)s longer ago than %(days)s days", days
            ),
        }[row.op]
        return words % {**name, "days": days}
    if takes in (Takes.NUMBERS, Takes.DATES):
        low, high = row.value
        return _("%(field)s from %(low)s to %(high)s") % {**name, "low": low, "high": high}
    words = {
        "contains": _("%(field)s contains “%(value)s”"),
        "contains_not": _("%(field)s does not contain “%(value)s”"),
        "is": _("%(field)s is “%(value)s”"),
        "is_not": _("%(field)s is not “%(value)s”"),
        "starts": _("%(field)s begins with “%(value)s”"),
        "ends": _("%(field)s ends with “%(value)s”"),
        "equals": _("%(field)s is %(value)s"),
        "equals_not": _("%(field)s is not %(value)s"),
        "at_least": _("%(field)s is at least %(value)s"),
        "at_most": _("%(field)s is at most %(value)s"),
        "on": _("%(field)s on %(value)s"),
        "before": _("%(field)s before %(value)s"),
        "since": _("%(field)s on or after %(value)s"),
        "this": _("%(field)s %(value)s"),
        "in_month": _("%(field)s in month %(value)s"),
        "any_of": _("%(field)s is %(value)s"),
        "none_of": _("%(field)s is not %(value)s"),
    }[row.op]
    return words % {**name, "value": _value_words(field, takes, row.value)}


def _value_words(field: Field, takes: Takes, value: Any) -> str:
    if takes is Takes.PERIOD:
        return str(PERIODS[value])
    if takes is Takes.CHOICES and field.kind is Kind.CHOICE:
        labels = {option.value: option.label for option in (field.options() if field.options else ())}
        given = [value] if isinstance(value, str) else value
        return pgettext("between choices", " or ").join(labels.get(each, each) for each in given)
    return str(value)
