from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0014_proposals_held_at_once")]

    operations = [
        migrations.AddField(
            model_name="matchrun",
            name="records",
            field=models.IntegerField(default=0, help_text="Rows that were kept by then, old and new"),
        )
    ]
