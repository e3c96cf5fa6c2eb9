"""Rows as they are kept beside their records: papers as keyed tokens, and the keys by which they are looked up.

Whoever compares a fresh row with kept ones brings it to the same form first. Blinding is given by the caller, so that
this stays pure.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from huitouke.identity.matching.features import blocking_keys, work_out
from huitouke.identity.matching.row import MatchRow

RULES_NUMBER: Final = 1
"""Raised whenever normalising or the keys below change: rows of a lower number are made anew."""

KEPT_RULES: Final = frozenset(
    (
        "name", "hanzi", "birth", "family_year", "first_year", "sounds_year", "birth_initials", "feast", "month",
        "mailbox", "family_postcode", "first_postcode", "family_street", "first_street", "door", "house_postcode",
        "building", "family_company", "first_company",
    )
)  # fmt: skip
"""Of the rules by columns those whose blocks stay small among a million records. The others tell too little for a
look-up by hand: a family name with a city, an initial."""

VALUE_RULES: Final = frozenset(("phone", "email", "document", "passport", "plate", "shared"))

Blind = Callable[[str], str]


def kept_form(row: MatchRow, blind: Blind) -> MatchRow:
    """The row with its papers blinded. A token keeps its kind, by which two numbers of one kind are told apart."""
    return replace(row, documents=_blinded(row.documents, blind), passports=_blinded(row.passports, blind))


def kept_keys(row: MatchRow) -> list[tuple[str, str]]:
    """(rule, value) of all by which a kept row is found, of a row in its kept form.

    How many people share a phone changes with every record, so a kept row answers to both: to the bare phone or
    mailbox, and to it with a part of the name, which a look-up takes where too many share it.
    """
    told = [
        (rule, value)
        for rule, value in blocking_keys(work_out(row, {}))
        if rule in KEPT_RULES or rule in VALUE_RULES
    ]
    return told + shared_keys(row)


def shared_keys(row: MatchRow) -> list[tuple[str, str]]:
    """The keys of a phone or mailbox with a part of the name."""
    first = row.given.split()[:1]
    return [
        ("shared", f"{value}|{name}")
        for value in (*row.phones, *row.emails)
        for name in (row.family, *first)
        if name
    ]


def _blinded(tokens: tuple[str, ...], blind: Blind) -> tuple[str, ...]:
    return tuple(f"{token.partition(':')[0]}:{blind(token)}" for token in tokens)
