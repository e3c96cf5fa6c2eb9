"""The content of the archive as text that does not depend on ids, nonces and times: equal states, equal lines."""

import hashlib
from typing import Any

import psycopg

# Every guest stands under the record that founded it, every other row under the record that told it.
_TABLES = {
    "records": (
        "SELECT r.system, r.external_id, r.version, r.occurrence, r.state, encode(r.digest, 'hex')"
        " FROM intake_sourcerecord r WHERE r.system <> 'desk'"
    ),
    "guests": (
        "SELECT r.external_id, to_jsonb(g) - ARRAY['id', 'origin_record_id', 'created_at', 'updated_at',"
        " 'branch_id', 'legal_entity_id'] FROM guests_guest g JOIN intake_sourcerecord r ON r.id = g.origin_record_id"
    ),
    "links": (
        "SELECT r.external_id, r.version, r.occurrence, l.reason, o.external_id FROM identity_link l"
        " JOIN intake_sourcerecord r ON r.id = l.record_id JOIN guests_guest g ON g.id = l.guest_id"
        " JOIN intake_sourcerecord o ON o.id = g.origin_record_id"
    ),
}
_FACTS = {
    "guests_contactpoint": ("noted_at",),
    "guests_document": ("number",),
    "guests_vehicle": (),
    "guests_preference": ("noted_at",),
    "guests_note": ("written_at", "author_id"),
    "guests_guesttag": ("tag_id",),
}


def _queries() -> dict[str, str]:
    queries = dict(_TABLES)
    for table, left_out in _FACTS.items():
        columns = ", ".join(f"'{name}'" for name in ("id", "guest_id", "record_id", *left_out))
        tag = ", t.name" if table == "guests_guesttag" else ""
        join = " JOIN guests_tag t ON t.id = f.tag_id" if tag else ""
        queries[table] = (
            f"SELECT r.external_id, o.external_id, to_jsonb(f) - ARRAY[{columns}]{tag} FROM {table} f"
            f" JOIN intake_sourcerecord r ON r.id = f.record_id JOIN guests_guest g ON g.id = f.guest_id"
            f" JOIN intake_sourcerecord o ON o.id = g.origin_record_id{join}"
        )
    return queries


def fingerprint(connection: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """Table to (rows, digest of all rows in a fixed order)."""
    found: dict[str, tuple[int, str]] = {}
    for name, query in _queries().items():
        digest = hashlib.sha256()
        with connection.cursor(name="fingerprint") as cursor:
            # The query is a constant of this module.
            cursor.execute(
                f'SELECT row(q.*)::text AS line FROM ({query}) q ORDER BY row(q.*)::text COLLATE "C"'
            )
            count = 0
            for (line,) in cursor:
                digest.update(line.encode())
                count += 1
        found[name] = (count, digest.hexdigest())
    return found
