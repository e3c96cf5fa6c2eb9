from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0015_records_of_runs"),
        ("guests", "0015_aliases"),
    ]

    operations = [
        # Rows of before hold the papers of everybody: those of guests who have not agreed are made anew.
        migrations.AddField(
            model_name="keptrow",
            name="can_hold_papers",
            field=models.BooleanField(
                default=True,
                help_text="Whether the guest had agreed to be known by their papers when it was made",
            ),
            preserve_default=False,
        ),
    ]
