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

# Name by name, each another than those before: at a front desk the tenth is soon found, and whoever one telephone has
# brought a thousand records is read through once.
_SOME: Final = """
SELECT k.place, n.names FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS k(key, own, place)
CROSS JOIN LATERAL (
    WITH RECURSIVE told(names) AS (
        SELECT CASE k.own WHEN '' THEN '{}'::text[] ELSE ARRAY[k.own] END
        UNION ALL
        SELECT told.names || s.name_key FROM told CROSS JOIN LATERAL (
            SELECT name_key FROM identity_keptrow
            WHERE keys @> ARRAY[k.key] AND name_key <> '' AND name_key <> ALL (told.names) LIMIT 1) s
        WHERE cardinality(told.names) < %s)
    SELECT max(cardinality(names)) AS names FROM told) n"""

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
