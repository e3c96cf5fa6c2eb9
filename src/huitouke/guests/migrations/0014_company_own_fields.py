from importlib import import_module

import django.contrib.postgres.indexes
from django.db import migrations, models

from huitouke.kernel.history import drop_history, keep_history

COMPANY_FIELDS = import_module("huitouke.guests.migrations.0007_companies").COMPANY_FIELDS


class Migration(migrations.Migration):
    dependencies = [("guests", "0013_company_images")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="custom",
            field=models.JSONField(
                blank=True, default=dict, help_text="Fields that an administrator added, by code"
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("custom", {}), _negated=True),
                fields=["custom"],
                name="company_custom",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        drop_history("guests_company", "id", COMPANY_FIELDS),
        keep_history("guests_company", "id", [*COMPANY_FIELDS, "custom"]),
    ]
