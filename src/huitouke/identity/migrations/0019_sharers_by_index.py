from django.db import migrations

# Name by name, each another than those before: at a front desk the tenth is soon found, and whoever one telephone has
# brought a thousand records is read through once.
MAKE = """
CREATE FUNCTION identity_count_sharers(keys bigint[], own text[], most integer)
RETURNS TABLE (place bigint, names integer) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT k.place, n.names FROM unnest($1, $2) WITH ORDINALITY AS k(key, own, place)
    CROSS JOIN LATERAL (
        WITH RECURSIVE told(names) AS (
            SELECT CASE k.own WHEN '' THEN '{}'::text[] ELSE ARRAY[k.own] END
            UNION ALL
            SELECT told.names || s.name_key FROM told CROSS JOIN LATERAL (
                SELECT name_key FROM identity_keptrow
                WHERE keys @> ARRAY[k.key] AND name_key <> '' AND name_key <> ALL (told.names) LIMIT 1) s
            WHERE cardinality(told.names) < $3)
        SELECT max(cardinality(told.names)) AS names FROM told) n
$$
"""


class Migration(migrations.Migration):
    """The count of who uses a telephone, which never reads the whole table: without statistics of keys the planner takes
    each key for thousands of records, and would rather look for the first of them from the beginning."""

    dependencies = [
        ("identity", "0018_keys_put_in_at_once"),
    ]

    operations = [
        migrations.RunSQL(MAKE, "DROP FUNCTION identity_count_sharers(bigint[], text[], integer)"),
    ]
