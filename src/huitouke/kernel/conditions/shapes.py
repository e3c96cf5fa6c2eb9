"""The shape of conditions, as they are kept and sent: {"any": [{"all": [{"field", "op", "value"}]}]}."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Invalid

MOST_GROUPS: Final = 10
MOST_ROWS: Final = 40
"""Rows of all groups together."""
MOST_VALUES: Final = 50
MOST_TEXT: Final = 200
WHOLE: Final = "conditions"
"""The name under which an error of the whole stands; an error of a row stands under `group.row`, from 1."""


class ConditionsInvalid(Invalid):
    """Rows that cannot be asked, each with what to do. Nothing was read or written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "conditions_invalid", _("These conditions cannot be used yet. See the rows marked."), fields
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One question: a field, an operator and what it is compared with, as JSON holds it."""

    field: str
    op: str
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"field": self.field, "op": self.op}
        if self.value is not None:
            row["value"] = self.value
        return row


@dataclass(frozen=True, slots=True)
class Conditions:
    """Groups of rows. Whoever meets every row of any one group is meant; without a group, everybody."""

    groups: tuple[tuple[Row, ...], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"any": [{"all": [row.as_json() for row in group]} for group in self.groups]}

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every row with its name in errors."""
        for group_number, group in enumerate(self.groups, 1):
            for row_number, row in enumerate(group, 1):
                yield f"{group_number}.{row_number}", row


EVERYBODY: Final = Conditions()


def all_of(*rows: Row) -> Conditions:
    """Conditions of one group; without a row, everybody."""
    return Conditions((rows,) if rows else ())


def read_conditions(data: object) -> Conditions:
    """Conditions out of JSON, by shape only; `ConditionsInvalid` says where it is broken or too large."""
    if not isinstance(data, dict) or set(data) - {"any"} or not isinstance(data.get("any", []), list):
        raise ConditionsInvalid({WHOLE: [_("Write conditions as {“any”: [{“all”: [rows]}]}.")]})
    groups = data.get("any", [])
    if len(groups) > MOST_GROUPS:
        raise ConditionsInvalid(
            {WHOLE: [_("There are more than %(most)s groups. Take some off.") % {"most": MOST_GROUPS}]}
        )
    read: list[tuple[Row, ...]] = []
    problems: dict[str, list[str]] = {}
    for number, group in enumerate(groups, 1):
        rows = group.get("all") if isinstance(group, dict) and set(group) == {"all"} else None
        if not isinstance(rows, list) or not rows:
            problems[str(number)] = [
                _("Group %(number)s has no row. Add one, or take the group off.") % {"number": number}
            ]
            continue
        read.append(tuple(_row(row, f"{number}.{place}", problems) for place, row in enumerate(rows, 1)))
    if sum(map(len, read)) > MOST_ROWS:
        problems[WHOLE] = [_("There are more than %(most)s rows. Take some off.") % {"most": MOST_ROWS}]
    if problems:
        raise ConditionsInvalid(problems)
    return Conditions(tuple(read))


def _row(data: object, name: str, problems: dict[str, list[str]]) -> Row:
    if (
        isinstance(data, dict)
        and set(data) <= {"field", "op", "value"}
        and isinstance(data.get("field"), str)
        and isinstance(data.get("op"), str)
    ):
        return Row(data["field"], data["op"], data.get("value"))
    problems[name] = [
        _("Row %(row)s needs a field and an operator, and no more than a value beside them.") % {"row": name}
    ]
    return Row("", "")
