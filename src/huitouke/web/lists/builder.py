"""The rows of the condition builder as they stand in a form: read from it, and shaped for its template.

A row of the form is `r<number>-group`, `-field`, `-op`, `-value` (once or more) and `-add`, a further choice. Their
order in the form is their order.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.guests.conditions.asking import may_of
from huitouke.guests.values.pinyin import word_pinyin
from huitouke.kernel.conditions.kinds import OPERATOR_WORDS, OPERATORS, PERIODS, Takes
from huitouke.kernel.conditions.registry import Field, May, Option, Subject
from huitouke.kernel.conditions.shapes import MOST_GROUPS, MOST_ROWS, Conditions, Row

_NAME: Final = re.compile(r"r(\d{1,4})-(group|field|op|value|add)$")
TICKS: Final = 8
"""Up to so many values stand as ticks; more are chosen one by one."""


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One row of the form."""

    number: int
    group: int
    field: str = ""
    op: str = ""
    values: tuple[str, ...] = ()


def read_form(data: QueryDict) -> list[BoxRow]:
    """The rows of a form, in its order; what is no row is passed over."""
    found: dict[int, dict[str, list[str]]] = {}
    for name, texts in data.lists():
        match = _NAME.match(name)
        if match and len(found) <= MOST_ROWS * 2:
            found.setdefault(int(match[1]), {})[match[2]] = [str(text) for text in texts]
    rows: list[BoxRow] = []
    for number, parts in found.items():
        group = parts.get("group", ["1"])[0]
        values = [text for text in parts.get("value", []) if text] + [
            text for text in parts.get("add", []) if text
        ]
        # Two boxes of one row, from and to: an empty one keeps its place.
        if len(parts.get("value", [])) == 2 and "add" not in parts:
            values = parts["value"] if any(parts["value"]) else []
        rows.append(
            BoxRow(
                number,
                int(group) if group.isascii() and group.isdigit() and len(group) < 5 else 1,
                parts.get("field", [""])[0],
                parts.get("op", [""])[0],
                tuple(dict.fromkeys(values)) if "add" in parts else tuple(values),
            )
        )
    order = {group: place for place, group in enumerate(dict.fromkeys(row.group for row in rows))}
    return sorted(rows, key=lambda row: order[row.group])


def form_of(conditions: Conditions) -> list[BoxRow]:
    """Kept conditions as rows of the form."""
    rows: list[BoxRow] = []
    for group, kept in enumerate(conditions.groups, 1):
        for row in kept:
            given = (
                row.value if isinstance(row.value, list | tuple) else [] if row.value is None else [row.value]
            )
            rows.append(BoxRow(len(rows) + 1, group, row.field, row.op, tuple(str(each) for each in given)))
    return rows


def conditions_of_form(rows: Sequence[BoxRow], subject: Subject) -> Conditions:
    """What the rows mean. Nothing is checked here: an unknown field stays one."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        found = subject.field_of(row.field)
        takes = OPERATORS[found.kind].get(row.op, Takes.TEXT) if found else Takes.TEXT
        groups.setdefault(row.group, []).append(Row(row.field, row.op, _value(takes, row.values)))
    return Conditions(tuple(tuple(group) for group in groups.values()))


def _value(takes: Takes, values: Sequence[str]) -> Any:
    if takes is Takes.NOTHING:
        return None
    if takes in (Takes.NUMBERS, Takes.DATES, Takes.CHOICES):
        return list(values)
    text = values[0] if values else ""
    if takes in (Takes.DAYS, Takes.MONTH) and text.isascii() and text.isdigit() and len(text) < 9:
        return int(text)
    return text


NO_FOCUS: Final = (0, "")
Focus = tuple[int, str]
"""The number of the row that takes the cursor, and its part: field or value."""


def focus_after(trigger: str) -> Focus:
    """Where the cursor goes once the box of this id was changed: on to what is compared with."""
    match = _NAME.match(trigger)
    return (int(match[1]), "value") if match and match[2] != "group" else NO_FOCUS


def changed(rows: list[BoxRow], act: str, subject: Subject, may: May) -> tuple[list[BoxRow], Focus]:
    """The rows after a press: `row:<group>`, `group`, `drop:<number>`, `take:<number>:<value>`; each made whole, and
    where the cursor goes."""
    verb, _colon, rest = act.partition(":")
    focus = NO_FOCUS
    number = max((row.number for row in rows), default=0) + 1
    if verb == "row" and rest.isdigit() and len(rows) < MOST_ROWS:
        place = max((at for at, row in enumerate(rows) if row.group == int(rest)), default=len(rows) - 1) + 1
        rows = [*rows[:place], BoxRow(number, int(rest)), *rows[place:]]
        focus = (number, "field")
    elif verb == "group" and len({row.group for row in rows}) < MOST_GROUPS and len(rows) < MOST_ROWS:
        rows = [*rows, BoxRow(number, max((row.group for row in rows), default=0) + 1)]
        focus = (number, "field")
    elif verb == "drop":
        rows = [row for row in rows if str(row.number) != rest]
    elif verb == "take":
        which, _colon, value = rest.partition(":")
        rows = [
            replace(row, values=tuple(each for each in row.values if each != value))
            if str(row.number) == which
            else row
            for row in rows
        ]
    return [_whole(row, subject, may) for row in rows], focus


def _whole(row: BoxRow, subject: Subject, may: May) -> BoxRow:
    """A row with a field, an operator of it, and values of the shape that it takes."""
    found = subject.field_of(row.field)
    if found is None or not found.operators(may):
        return row
    ops = found.operators(may)
    op = row.op if row.op in ops else ops[0]
    values = row.values
    takes = OPERATORS[found.kind][op]
    if takes is Takes.NOTHING:
        values = ()
    elif takes is Takes.CHOICES:
        known = {option.value for option in (found.options() if found.options else ())}
        values = tuple(value for value in values if value in known)
    elif takes is Takes.PERIOD:
        values = values if values and values[0] in PERIODS else ("month",)
    elif takes is Takes.DAYS:
        values = values if values and values[0].isdigit() else ("30",)
    elif takes is Takes.MONTH:
        values = values if values and values[0].isdigit() else ("1",)
    return replace(row, op=op, values=values)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row for the template."""

    row: BoxRow
    place: str
    takes: str
    ops: list[tuple[str, str]]
    ticks: list[Option]
    chosen: list[Option]
    offered: list[Option]
    periods: list[tuple[str, str]]
    focus: str
    errors: Sequence[str] = field(default_factory=tuple)

    @property
    def first(self) -> str:
        return self.row.values[0] if self.row.values else ""

    @property
    def second(self) -> str:
        return self.row.values[1] if len(self.row.values) > 1 else ""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group for the template."""

    number: int
    rows: list[ShownRow]


def shown(
    rows: Sequence[BoxRow],
    subject: Subject,
    actor: Actor,
    errors: Mapping[str, Sequence[str]],
    focus: Focus,
) -> list[ShownGroup]:
    """The groups of the form for the template, with the errors of their rows."""
    groups: dict[int, list[ShownRow]] = {}
    places = {group: place for place, group in enumerate(dict.fromkeys(row.group for row in rows), 1)}
    for row in rows:
        mine = groups.setdefault(row.group, [])
        place = f"{places[row.group]}.{len(mine) + 1}"
        mine.append(
            _shown(
                row,
                place,
                subject.field_of(row.field),
                actor,
                errors.get(place, ()),
                focus[1] if row.number == focus[0] else "",
            )
        )
    return [ShownGroup(number, each) for number, each in groups.items()]


def _shown(
    row: BoxRow, place: str, found: Field | None, actor: Actor, errors: Sequence[str], focus: str
) -> ShownRow:
    ops = found.operators(may_of(actor)) if found else []
    takes = OPERATORS[found.kind].get(row.op, Takes.NOTHING) if found else Takes.NOTHING
    options = list(found.options()) if found and found.options and takes is Takes.CHOICES else []
    if found and found.offered and options:
        mine = found.offered(actor)
        options = [each for each in options if each.value in mine or each.value in row.values]
    is_short = len(options) <= TICKS
    return ShownRow(
        row,
        place,
        takes.value,
        [(op, str(OPERATOR_WORDS[op])) for op in ops],
        [each for each in options if each.is_open or each.value in row.values] if is_short else [],
        [] if is_short else [each for each in options if each.value in row.values],
        [] if is_short else [each for each in options if each.is_open and each.value not in row.values],
        [(code, str(words)) for code, words in PERIODS.items()],
        focus,
        errors,
    )


def field_groups(subject: Subject, may: May) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The fields that may be asked, under their headings: (code, words, keys to find them by)."""
    found: dict[str, list[tuple[str, str, str]]] = {code: [] for code in subject.sections}
    for each in subject.every_field():
        if each.operators(may):
            words = str(each.label)
            found[each.section].append((each.code, words, keys_of(words)))
    return [(str(subject.sections[code]), fields) for code, fields in found.items() if fields]


def keys_of(words: str) -> str:
    """What words are found by as one types: themselves, their pinyin, its initials."""
    spelt = word_pinyin(words)
    return " ".join(filter(None, (words.casefold(), "".join(spelt), "".join(part[0] for part in spelt))))


def unfinished(errors: Mapping[str, Sequence[str]]) -> str:
    """What is still to be filled in, said without blame while somebody builds."""
    rows = [place for place in errors if "." in place]
    if not rows:
        return " ".join(text for texts in errors.values() for text in texts)
    return _("Row %(rows)s is not complete yet: %(what)s") % {"rows": rows[0], "what": errors[rows[0]][0]}
