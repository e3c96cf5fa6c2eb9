import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huitouke.kernel.clock
import huitouke.kernel.ids
from huitouke.kernel.history import keep_history


class Migration(migrations.Migration):
    dependencies = [
        ("guests", "0007_companies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GuestType",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.TextField(unique=True)),
                ("labels", models.JSONField(default=dict)),
                ("is_closed", models.BooleanField(default=False)),
                ("sort", models.IntegerField(default=0)),
            ],
            options={
                "ordering": ["sort", "code"],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                (
                    "scale",
                    models.TextField(
                        choices=[
                            ("importance", "Importance"),
                            ("friendliness", "Friendliness"),
                            ("satisfaction", "Satisfaction"),
                        ]
                    ),
                ),
                ("value", models.SmallIntegerField()),
                ("author_name", models.TextField(default="")),
                ("given_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="guests.guest",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["guest", "scale", "-id"], name="evaluation_guest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__range", (1, 5))), name="evaluation_of_five"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuestTypeMembership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("given_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
                (
                    "guest",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="type_memberships",
                        to="guests.guest",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="guests.guesttype",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["guest"], name="typemembership_guest"),
                    models.Index(fields=["type", "guest"], name="typemembership_type"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("guest", "type"),
                        name="typemembership_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="typemembership_in_order",
                    ),
                ],
            },
        ),
        keep_history("guests_guesttypemembership", "guest_id", ["type_id", "since", "until"]),
        keep_history("guests_evaluation", "guest_id", ["scale", "value", "author_name", "given_at"]),
    ]
