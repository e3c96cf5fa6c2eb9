from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    """Keys go into their index at once: what waits on the list beside it is read from end to end by each look-up. The
    index stands, and what waited goes in now."""

    dependencies = [
        ("identity", "0017_relation_watch"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX keptrow_keys SET (fastupdate = off)",
                    "ALTER INDEX keptrow_keys RESET (fastupdate)",
                ),
                migrations.RunSQL("SELECT gin_clean_pending_list('keptrow_keys')", migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.RemoveIndex("keptrow", "keptrow_keys"),
                migrations.AddIndex(
                    "keptrow", GinIndex(fields=["keys"], name="keptrow_keys", fastupdate=False)
                ),
            ],
        ),
    ]
