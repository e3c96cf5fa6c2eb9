import django.contrib.postgres.operations as postgres
from django.db import migrations, models

import huitouke.kernel.partitions

OUTBOX = """
CREATE TABLE kernel_outboxevent (
    id bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL,
    code text NOT NULL,
    key uuid,
    payload jsonb NOT NULL,
    delivered_at timestamptz,
    attempts smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (id, created_at)
)"""

# Default privileges give the application's role every right on a new table; where it may not change the parent,
# it must not change the partition by its own name either.
KEEP_APPEND_ONLY = """
CREATE FUNCTION kernel_keep_append_only(parent text, child text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'huitouke_app')
       AND NOT has_table_privilege('huitouke_app', parent, 'UPDATE') THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM huitouke_app', child);
    END IF;
END $$"""

# SECURITY DEFINER: the application's role may not create tables, this function of the owner may, and only these.
ENSURE_PARTITION = """
CREATE FUNCTION kernel_ensure_partition(parent text, from_month date, to_month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE child text := format('%s_%s', parent, to_char(from_month, 'YYYY_MM'));
BEGIN
    IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass(parent) AND relkind = 'p') THEN
        RAISE EXCEPTION 'table % is not partitioned', parent;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                   child, parent, from_month::timestamptz, to_month::timestamptz);
    PERFORM kernel_keep_append_only(parent, child);
    RETURN true;
END $$"""

NOTE_CHANGE = """
CREATE FUNCTION kernel_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
BEGIN
    IF current_setting('huitouke.forget', true) = 'on' THEN RETURN NULL; END IF;
    INSERT INTO kernel_fieldchange
        (subject_id, table_name, row_id, field, old, new, changed_at, actor_id, record_id, reason)
    SELECT (before->>TG_ARGV[0])::uuid, TG_TABLE_NAME, before->>'id', name, before->name, after->name,
           clock_timestamp(),
           nullif(current_setting('huitouke.actor', true), '')::uuid,
           nullif(current_setting('huitouke.record', true), '')::uuid,
           coalesce(current_setting('huitouke.reason', true), '')
    FROM unnest(TG_ARGV) WITH ORDINALITY AS argument(name, position)
    WHERE position > 1
      AND (before->name) IS DISTINCT FROM (after->name)
      AND NOT (TG_OP = 'DELETE' AND (before->name) IN ('null'::jsonb, '""'::jsonb, 'false'::jsonb));
    RETURN NULL;
END $$"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        postgres.TrigramExtension(),
        migrations.RunSQL(KEEP_APPEND_ONLY, "DROP FUNCTION kernel_keep_append_only"),
        migrations.RunSQL(ENSURE_PARTITION, "DROP FUNCTION kernel_ensure_partition"),
        migrations.RunSQL(NOTE_CHANGE, "DROP FUNCTION kernel_note_change"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                huitouke.kernel.partitions.partition_by_month(OUTBOX, "kernel_outboxevent"),
                migrations.RunSQL(
                    "CREATE INDEX kernel_outboxevent_pending ON kernel_outboxevent (id) WHERE delivered_at IS NULL",
                    "DROP INDEX kernel_outboxevent_pending",
                ),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="OutboxEvent",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("created_at", models.DateTimeField()),
                        ("code", models.TextField()),
                        ("key", models.UUIDField(null=True)),
                        ("payload", models.JSONField()),
                        ("delivered_at", models.DateTimeField(null=True)),
                        ("attempts", models.SmallIntegerField(default=0)),
                    ],
                    options={"db_table": "kernel_outboxevent", "managed": False},
                ),
            ],
        ),
        migrations.CreateModel(
            name="FieldChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "subject_id",
                    models.UUIDField(help_text="The guest (or other owner) that the row belongs to"),
                ),
                ("table_name", models.TextField()),
                ("row_id", models.TextField()),
                ("field", models.TextField()),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("actor_id", models.UUIDField(null=True)),
                ("record_id", models.UUIDField(null=True)),
                ("reason", models.TextField(default="")),
            ],
            options={
                "indexes": [models.Index(fields=["subject_id", "-id"], name="kernel_fieldchange_subject")],
            },
        ),
    ]
