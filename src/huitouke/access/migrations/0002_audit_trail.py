from django.db import migrations

import huitouke.kernel.partitions

AUDIT = """
CREATE TABLE access_auditentry (
    id bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL,
    code text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    branch_id uuid,
    object_type text NOT NULL,
    object_id uuid,
    fields jsonb NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (id, created_at)
)"""

REFUSE_CHANGE = """
CREATE FUNCTION access_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER access_auditentry_append_only BEFORE UPDATE OR DELETE ON access_auditentry
    FOR EACH ROW EXECUTE FUNCTION access_refuse_audit_change();
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'huitouke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON access_auditentry FROM huitouke_app;
        PERFORM kernel_keep_append_only('access_auditentry', 'access_auditentry_default');
    END IF;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_organisation_and_users"), ("kernel", "0001_outbox_and_history")]

    operations = [
        huitouke.kernel.partitions.partition_by_month(AUDIT, "access_auditentry"),
        migrations.RunSQL(
            "CREATE INDEX access_auditentry_object ON access_auditentry (object_id, id DESC)",
            "DROP INDEX access_auditentry_object",
        ),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION access_refuse_audit_change CASCADE"),
    ]
