"""Many records of one reservation as one: what is true now. Imports no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from huitouke.stays.told import NAMES, Telling, Told, ToldLine, ToldPerson

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_TOGETHER: Final = frozenset({"lines", "facts", "persons", "cleared"})


def in_order(tellings: Iterable[Telling]) -> list[Telling]:
    """The records in the order in which their senders made them, whatever the order in which they came. One that does
    not say when it was made stands behind the newest that came before it: its sender knew that. One that came first of
    all and names no arrival, such as a cancellation, did not make the reservation: it stands behind the first that came
    after it."""
    listed = sorted(tellings, key=lambda each: each.version)
    first = next((each.told_at for each in listed if each.told_at is not None), _NEVER)
    placed: list[tuple[datetime, bool, bytes, int, Telling]] = []
    latest = _NEVER
    for telling in listed:
        if telling.told_at is None:
            knows_nothing = latest == _NEVER and telling.told.arrival is None
            placed.append((first if knows_nothing else latest, True, b"", telling.version, telling))
        else:
            latest = max(latest, telling.told_at)
            placed.append((telling.told_at, False, telling.mark, telling.version, telling))
    return [telling for *_place, telling in sorted(placed, key=lambda each: each[:4])]


def fold(tellings: Sequence[Telling]) -> Told:
    """What is true after all these records: for each field what the newest that names it says, or nothing where it
    takes it back. Persons are replaced as a whole by role; lines add up by their id, and one told again is told anew;
    facts are joined by name."""
    values: dict[str, Any] = {}
    lines: dict[str, ToldLine] = {}
    facts: dict[str, Any] = {}
    persons: dict[str, list[ToldPerson]] = {}
    for telling in in_order(tellings):
        told = telling.told
        for name in told.cleared:
            values.pop(name, None)
        for name in NAMES:
            if name not in _TOGETHER and (value := getattr(told, name)) is not None:
                values[name] = value
        lines.update({line.external_id: line for line in told.lines})
        facts.update(told.facts)
        if told.persons is not None:
            persons.update(_by_role(told.persons))
    joined = tuple(person for of_role in persons.values() for person in of_role)
    return replace(
        Told(**values), lines=tuple(lines.values()), facts=facts, persons=joined if persons else None
    )


def _by_role(persons: Iterable[ToldPerson]) -> dict[str, list[ToldPerson]]:
    found: dict[str, list[ToldPerson]] = {}
    for person in persons:
        found.setdefault(person.role, []).append(person)
    return found
