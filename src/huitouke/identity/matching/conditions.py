"""What may be asked of a pair of records: each condition says itself in DuckDB's SQL and in Python, with one meaning.

In SQL the left record's columns end in `_l`, the right one's in `_r`, and what is not told is null; in Python it is ''
or (). A condition over what is not told does not hold. All are symmetrical: left and right may be exchanged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from huitouke.identity.matching.features import Features
from huitouke.identity.matching.similarity import edits, jaro_winkler

Predicate: TypeAlias = Callable[[Features, Features], bool]

SHORTEST_WITH_A_SLIP: Final = 4
"""Letters that a word must have for one wrong letter to be a slip and not another word: Li and Lu are two families."""
ONE_SIGN: Final = 3
"""Bytes of UTF-8 that one wrong hanzi changes at most."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One question to a pair: its SQL and its predicate."""

    sql: str
    holds: Predicate


def all_of(*parts: Condition) -> Condition:
    """Holds where all parts hold."""

    def holds(left: Features, right: Features) -> bool:
        for part in parts:
            if not part.holds(left, right):
                return False
        return True

    return Condition("(" + " and ".join(part.sql for part in parts) + ")", holds)


def any_of(*parts: Condition) -> Condition:
    """Holds where one part holds."""

    def holds(left: Features, right: Features) -> bool:
        for part in parts:
            if part.holds(left, right):
                return True
        return False

    return Condition("(" + " or ".join(part.sql for part in parts) + ")", holds)


def told(*columns: str) -> Condition:
    """Both records tell all these columns."""
    sql = " and ".join(f"{column}_l is not null and {column}_r is not null" for column in columns)

    def holds(left: Features, right: Features) -> bool:
        for column in columns:
            if not (getattr(left, column) and getattr(right, column)):
                return False
        return True

    return Condition(f"({sql})", holds)


def untold(*columns: str) -> Condition:
    """At least one of the records leaves out at least one of these columns."""
    sql = " or ".join(f"{column}_l is null or {column}_r is null" for column in columns)
    full = told(*columns)
    return Condition(f"({sql})", lambda left, right: not full.holds(left, right))


def same(column: str) -> Condition:
    """Both tell the column and tell it alike."""

    def holds(left: Features, right: Features) -> bool:
        value = getattr(left, column)
        return bool(value) and value == getattr(right, column)

    return Condition(f"({column}_l = {column}_r)", holds)


def close(column: str, other: str | None = None) -> Condition:
    """The column of one record is spelt much like the other's (or like its column `other`), in four signs and more
    with one of them wrong, or in Latin letters by a Jaro-Winkler similarity of 0.88.

    The measures count bytes, and hanzi begin with few different ones: Nanjing (南京) has five of six in common with
    Beijing (北京). Of such signs only edits are counted, as many as one sign has bytes."""
    second = other or column
    a, b = f"{column}_l", f"{second}_r"
    long_enough = f"length({a}) >= {SHORTEST_WITH_A_SLIP} and length({b}) >= {SHORTEST_WITH_A_SLIP}"
    sql = (
        f"(case when strlen({a}) = length({a}) and strlen({b}) = length({b})"
        f" then jaro_winkler_similarity({a}, {b}) >= 0.83 and (jaro_winkler_similarity({a}, {b}) >= 0.88"
        f" or ({long_enough} and damerau_levenshtein({a}, {b}) <= 1))"
        f" else {long_enough} and damerau_levenshtein({a}, {b}) <= {ONE_SIGN} end)"
    )

    def holds(left: Features, right: Features) -> bool:
        one, two = getattr(left, column), getattr(right, second)
        if not one or not two:
            return False
        long_enough = min(len(one), len(two)) >= SHORTEST_WITH_A_SLIP
        if not (one.isascii() and two.isascii()):
            return long_enough and edits(one, two) <= ONE_SIGN
        return jaro_winkler(one, two) >= 0.88 or (long_enough and edits(one, two) <= 1)

    return Condition(sql, holds)


def within_edits(column: str, most: int) -> Condition:
    """The column, which is written in letters and digits, differs by no more than so many slips."""

    def holds(left: Features, right: Features) -> bool:
        one, two = getattr(left, column), getattr(right, column)
        return bool(one and two) and edits(one, two) <= most

    return Condition(f"(damerau_levenshtein({column}_l, {column}_r) <= {most})", holds)


def next_to(column: str) -> Condition:
    """The column, a number in both, differs by one: 1989 and 1990."""

    def holds(left: Features, right: Features) -> bool:
        one, two = getattr(left, column), getattr(right, column)
        return one.isdecimal() and two.isdecimal() and abs(int(one) - int(two)) == 1

    return Condition(f"(abs(try_cast({column}_l as int) - try_cast({column}_r as int)) = 1)", holds)


def no_more_than(part: str) -> Condition:
    """A record that tells only this part of its name tells no more of it: its key is the part's words. Kanji whose
    reading nobody knows are a whole name, though their parts are not told."""
    other = "first" if part == "family" else "family"

    def holds_of(row: Features) -> bool:
        return bool(getattr(row, other)) or len(row.name_key) <= len(getattr(row, part))

    sql = " and ".join(
        f"({other}_{side} is not null or name_key_{side} is null or length(name_key_{side}) <= length({part}_{side}))"
        for side in "lr"
    )
    return Condition(f"({sql})", lambda left, right: holds_of(left) and holds_of(right))


def begins(column: str) -> Condition:
    """One spelling is the beginning of the other: an initial, a name cut short."""

    def holds(left: Features, right: Features) -> bool:
        one, two = getattr(left, column), getattr(right, column)
        return bool(one and two) and (one.startswith(two) or two.startswith(one))

    a, b = f"{column}_l", f"{column}_r"
    return Condition(f"(starts_with({a}, {b}) or starts_with({b}, {a}))", holds)


def equal(column: str, other: str) -> Condition:
    """The column of one record is told by the other as `other`, in either direction."""

    def holds(left: Features, right: Features) -> bool:
        one, two = getattr(left, column), getattr(right, column)
        return bool(one and one == getattr(right, other)) or bool(two and two == getattr(left, other))

    return Condition(f"({column}_l = {other}_r or {other}_l = {column}_r)", holds)


def shares(column: str) -> Condition:
    """The lists have a value in common."""

    def holds(left: Features, right: Features) -> bool:
        values = getattr(right, column)
        return any(value in values for value in getattr(left, column))

    return Condition(f"list_has_any({column}_l, {column}_r)", holds)


def lists(column: str, text: str) -> Condition:
    """The text of one record stands in the other's list, in either direction."""

    def holds(left: Features, right: Features) -> bool:
        return getattr(left, text) in getattr(right, column) or getattr(right, text) in getattr(left, column)

    return Condition(f"(list_contains({column}_l, {text}_r) or list_contains({column}_r, {text}_l))", holds)
