from django.db import migrations


class Migration(migrations.Migration):
    """The trail is looked through by time, and by person: on the parent table, so that every month has the indexes."""

    dependencies = [("access", "0003_staff_and_switches")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX access_auditentry_time ON access_auditentry (created_at DESC, id DESC)",
            "DROP INDEX access_auditentry_time",
        ),
        migrations.RunSQL(
            "CREATE INDEX access_auditentry_actor ON access_auditentry (actor_id, created_at DESC, id DESC)",
            "DROP INDEX access_auditentry_actor",
        ),
    ]
