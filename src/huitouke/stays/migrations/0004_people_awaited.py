from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stays", "0003_preparations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="reservationperson",
            index=models.Index(
                condition=models.Q(("guest__isnull", True), models.Q(("external_id", ""), _negated=True)),
                fields=["external_id"],
                name="reservation_person_awaited",
            ),
        ),
    ]
