"""Changes of many subjects in one statement: each is noted with the source record of its own subject."""

import importlib

from django.db import migrations

NOTE_CHANGE = """
CREATE OR REPLACE FUNCTION kernel_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
    subject uuid := (before->>TG_ARGV[0])::uuid;
    told uuid := nullif(current_setting('huitouke.record', true), '')::uuid;
BEGIN
    IF current_setting('huitouke.forget', true) = 'on' THEN RETURN NULL; END IF;
    IF current_setting('huitouke.records', true) = 'on' THEN
        SELECT t.record_id INTO told FROM pg_temp.huitouke_told t WHERE t.subject_id = subject;
    END IF;
    INSERT INTO kernel_fieldchange
        (subject_id, table_name, row_id, field, old, new, changed_at, actor_id, record_id, reason)
    SELECT subject, TG_TABLE_NAME, before->>'id', name, before->name, after->name,
           clock_timestamp(),
           nullif(current_setting('huitouke.actor', true), '')::uuid,
           told,
           coalesce(current_setting('huitouke.reason', true), '')
    FROM unnest(TG_ARGV) WITH ORDINALITY AS argument(name, position)
    WHERE position > 1
      AND (before->name) IS DISTINCT FROM (after->name)
      AND NOT (TG_OP = 'DELETE' AND (before->name) IN ('null'::jsonb, '""'::jsonb, 'false'::jsonb));
    RETURN NULL;
END $$"""

_FIRST = importlib.import_module("huitouke.kernel.migrations.0001_outbox_and_history").NOTE_CHANGE


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_custom_fields")]

    operations = [
        migrations.RunSQL(NOTE_CHANGE, _FIRST.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
