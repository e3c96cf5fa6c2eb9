"""Columns whose cells stand for codes: what they say, how often, and which code each is taken for."""

from collections import Counter
from typing import Any, Final

from huitouke.guests.choices import Sex
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.lexicon import CODE_TARGETS
from huitouke.hotels.queries import list_choices
from huitouke.identity.rows import Source
from huitouke.kernel.custom_fields.queries import list_fields

SHOWN: Final = 60
"""Different values of a column that are shown, the most frequent first."""

CUSTOM: Final = "custom:"
TABLES: Final = {"nationality": "country", "language": "language", **CODE_TARGETS}
"""Targets of guests that hold a code of a table."""


def coded_targets() -> frozenset[str]:
    """The targets whose cells stand for codes, those of the hotel's own fields among them. One query."""
    own = (field.target for field in list_fields("guest") if field.kind in ("choice", "code"))
    return frozenset(("sex", *TABLES, *own))


def choices_of(target: str) -> list[tuple[str, str]]:
    """The codes that a cell of this target may stand for, in words."""
    if target == "sex":
        return [(code, str(label)) for code, label in Sex.choices if code]
    if target in TABLES:
        return list_choices(TABLES[target])
    field = next((field for field in list_fields("guest") if field.target == target), None)
    if field is None:
        return []
    return [(each.code, field.option_label(each.code)) for each in field.options if not each.is_closed]


def read_code(target: str, text: str, source: Source) -> str:
    """The code that a cell is read as, '' where it is not understood."""
    prepared = prepare({"name": ["x"], target: [text]}, today=source.today, lexicon=source.lexicon)
    if target.startswith(CUSTOM):
        return str(prepared.custom.get(target.removeprefix(CUSTOM)) or "")
    return str(getattr(prepared, target) or "")


def told_values(target: str, counts: Counter[str], source: Source) -> dict[str, Any]:
    """What a column of codes says: the most frequent texts as [text, count, code or ''], and how many more there
    are. What is not understood comes first: it is what somebody has to decide."""
    found = [(text, count, read_code(target, text, source)) for text, count in counts.most_common()]
    shown = sorted(found, key=lambda one: bool(one[2]))[:SHOWN]
    return {"target": target, "values": shown, "more": len(found) - len(shown)}
