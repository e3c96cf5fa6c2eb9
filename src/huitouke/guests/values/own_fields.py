"""Fields that an administrator added, read for guests and companies alike."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from huitouke.guests.values.dates import read_date
from huitouke.guests.values.prepared import Issue
from huitouke.kernel.custom_fields.values import PREFIX, CustomField, ValueRefused, read_value


def read_own(
    targets: Iterable[str],
    one: Callable[[str], str],
    fields: Mapping[str, CustomField],
    issues: list[Issue],
) -> dict[str, Any]:
    """The values of own fields among the targets, by code, each read from the text that `one` gives. What no field
    takes is left out and named among the issues."""
    values: dict[str, Any] = {}
    for target in targets:
        if not target.startswith(PREFIX):
            continue
        definition = fields.get(target.removeprefix(PREFIX))
        if definition is None:
            issues.append(Issue(target, "field_unknown"))
            continue
        try:
            values[definition.code] = read_value(definition, one(target), read_date)
        except ValueRefused as refused:
            issues.append(Issue(target, refused.code, False, dict(refused.data)))
    return values


def searched_texts(values: Mapping[str, object], fields: Mapping[str, CustomField]) -> tuple[str, ...]:
    """The values of own fields by which a guest or company is searched."""
    return tuple(
        str(value) for code, value in values.items() if (own := fields.get(code)) and own.is_searched
    )
