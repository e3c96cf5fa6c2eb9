"""How many differently named people use a telephone or a mailbox: counted alike when somebody is typed in, when a
record has come and in the run of the night, so that a pair weighs the same in all of them.

A record that tells no name speaks of nobody else. What counts are the two numbers from which on a telephone is a few
people's and many people's (`matching.features`); the count of a few values stops at the greater.
"""

from collections.abc import Collection
from typing import Any, Final

from django.db import connection

from huitouke.identity.matching.features import FEW, MANY
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.services.kept_rows import key_hash
from huitouke.kernel.crypto import sealer

_SOME: Final = "SELECT place, names FROM identity_count_sharers(%s::bigint[], %s::text[], %s)"

_ALL: Final = """
SELECT value, count(DISTINCT name_key) FROM (
    SELECT unnest(phones || emails) AS value, name_key FROM identity_keptrow WHERE name_key <> '') told
GROUP BY value HAVING count(DISTINCT name_key) >= %s"""


def count_sharers_of(
    cursor: Any, rows: Collection[MatchRow], among: Collection[str] | None = None
) -> dict[str, int]:
    """By telephone and mailbox of these rows, or of `among` them: how many differently named people use it, they
    themselves among them, at most `MANY`. One query, by the index of keys."""
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        for rule, values in (("phone", row.phones), ("email", row.emails)):
            for value in values:
                if among is None or value in among:
                    names[rule, value] = names.get((rule, value)) or row.name_key
    if not names:
        return {}
    ring, told = sealer(), sorted(names)
    keys = [key_hash(rule, value, ring) for rule, value in told]
    cursor.execute(_SOME, [keys, [names[each] for each in told], MANY])
    return {told[place - 1][1]: int(count) for place, count in cursor.fetchall()}


def count_all_sharers() -> dict[str, int]:
    """Of each telephone and mailbox that several people use: how many differently named people they are. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [FEW])
        return {value: int(names) for value, names in cursor.fetchall()}
