import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huitouke.kernel.clock
import huitouke.kernel.ids
from huitouke.kernel.history import keep_history

COMPANY_FIELDS = [
    "name",
    "short_name",
    "english_name",
    "aliases",
    "code",
    "kinds",
    "credit_code",
    "legal_representative",
    "trade",
    "invoice_title",
    "tax_number",
    "invoice_address",
    "invoice_phone",
    "bank_name",
    "bank_account",
    "address",
    "region",
    "distance_m",
    "avoid_times",
    "website",
    "remark",
    "parent_id",
    "agreement_number",
    "agreement_from",
    "agreement_to",
    "rate_code",
    "currency",
    "credit_limit",
    "credit_term",
    "settlement_cycle",
    "credit_officer_id",
    "annual_spend",
    "annual_spend_year",
    "follow_up_id",
    "is_shared",
    "is_closed",
    "legal_entity_id",
]
CONTACT_FIELDS = [
    "name",
    "roles",
    "department",
    "position",
    "remark",
    "sign_limit",
    "guest_id",
]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_audit_trail"),
        ("guests", "0006_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("short_name", models.TextField(blank=True, default="")),
                ("english_name", models.TextField(blank=True, default="")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "code",
                    models.TextField(
                        blank=True, default="", help_text="The house's own number of the company"
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
                            choices=[
                                ("agreement", "Agreement company"),
                                ("agency", "Travel agency"),
                                ("ota", "OTA"),
                                ("partner", "Partner"),
                                ("other", "Other"),
                            ]
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("credit_code", models.TextField(blank=True, default="", help_text="GB 32100, 18 signs")),
                ("legal_representative", models.TextField(blank=True, default="")),
                ("trade", models.TextField(blank=True, default="", help_text="Code table `trade`")),
                ("invoice_title", models.TextField(blank=True, default="")),
                ("tax_number", models.TextField(blank=True, default="")),
                ("invoice_address", models.TextField(blank=True, default="")),
                ("invoice_phone", models.TextField(blank=True, default="")),
                ("bank_name", models.TextField(blank=True, default="")),
                ("bank_account", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("region", models.TextField(blank=True, default="", help_text="Code table `region`")),
                ("distance_m", models.IntegerField(blank=True, help_text="Metres to the branch", null=True)),
                ("avoid_times", models.TextField(blank=True, default="")),
                ("website", models.TextField(blank=True, default="")),
                ("remark", models.TextField(blank=True, default="")),
                ("agreement_number", models.TextField(blank=True, default="")),
                ("agreement_from", models.DateField(blank=True, null=True)),
                (
                    "agreement_to",
                    models.DateField(blank=True, help_text="The last day on which it holds", null=True),
                ),
                ("rate_code", models.TextField(blank=True, default="")),
                ("currency", models.CharField(default="CNY", max_length=3)),
                (
                    "credit_limit",
                    models.BigIntegerField(blank=True, help_text="Minor units of `currency`", null=True),
                ),
                ("credit_term", models.SmallIntegerField(blank=True, help_text="Days", null=True)),
                (
                    "settlement_cycle",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("", "Not agreed"),
                            ("stay", "Each stay"),
                            ("week", "Weekly"),
                            ("half_month", "Twice a month"),
                            ("month", "Monthly"),
                            ("quarter", "Quarterly"),
                        ],
                        default="",
                    ),
                ),
                (
                    "annual_spend",
                    models.BigIntegerField(blank=True, help_text="Declared; minor units", null=True),
                ),
                ("annual_spend_year", models.SmallIntegerField(blank=True, null=True)),
                ("name_key", models.TextField(db_collation="C", default="", editable=False)),
                ("pinyin", models.TextField(db_collation="C", default="", editable=False)),
                ("initials", models.TextField(db_collation="C", default="", editable=False)),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, editable=False, size=None
                    ),
                ),
                ("search_keys", models.TextField(default="", editable=False)),
                (
                    "is_shared",
                    models.BooleanField(default=False, help_text="Open to all legal entities of the group"),
                ),
                (
                    "is_closed",
                    models.BooleanField(default=False, help_text="No longer worked with; kept and found"),
                ),
                ("origin_record_id", models.UUIDField(editable=False)),
                ("field_sources", models.JSONField(default=dict, editable=False)),
                ("created_at", models.DateTimeField(default=huitouke.kernel.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=huitouke.kernel.clock.now, editable=False)),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.branch",
                    ),
                ),
                (
                    "credit_officer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.legalentity",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="guests.company",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "companies",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CompanyContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                ("name", models.TextField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("department", models.TextField(blank=True, default="")),
                ("position", models.TextField(blank=True, default="")),
                ("remark", models.TextField(blank=True, default="")),
                (
                    "sign_limit",
                    models.BigIntegerField(
                        blank=True, help_text="Minor units of the company's currency", null=True
                    ),
                ),
                (
                    "is_typed",
                    models.BooleanField(
                        default=False, help_text="Staff added or changed it: files leave it alone"
                    ),
                ),
                ("added_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="guests.company",
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="company_posts",
                        to="guests.guest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CompanyGuest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                ("role", models.TextField(default="employee")),
                ("since", models.DateField(blank=True, null=True)),
                ("linked_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="guests.company",
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="company_links",
                        to="guests.guest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CompanyLink",
            fields=[
                ("record_id", models.UUIDField(primary_key=True, serialize=False)),
                ("linked_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="guests.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CompanyReach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                (
                    "kind",
                    models.TextField(help_text="Of `COMPANY_REACH_KINDS`"),
                ),
                (
                    "value",
                    models.TextField(db_collation="C", help_text="E.164 for phones, lower case for e-mail"),
                ),
                ("shown", models.TextField()),
                ("extension", models.TextField(blank=True, default="")),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="guests.company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reaches",
                        to="guests.companycontact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cooperation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("visit", "Visit"),
                            ("negotiation", "Negotiation"),
                            ("order", "Order"),
                            ("joint_action", "Joint action"),
                            ("dispute", "Dispute"),
                        ]
                    ),
                ),
                ("happened_on", models.DateField()),
                ("text", models.TextField()),
                ("outcome", models.TextField(blank=True, default="")),
                ("author_name", models.TextField(default="")),
                ("written_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
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
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="guests.company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="guests.companycontact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CriterionWeight",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("criterion", models.TextField(unique=True)),
                ("weight", models.SmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight__range", (0, 100))), name="criterionweight_range"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreCard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField(editable=False)),
                ("scored_on", models.DateField()),
                ("form", models.TextField(choices=[("short", "Short card"), ("long", "Long card")])),
                ("total", models.SmallIntegerField(help_text="Tenths of a point out of 100")),
                ("note", models.TextField(blank=True, default="")),
                ("author_name", models.TextField(default="")),
                ("written_at", models.DateTimeField(default=huitouke.kernel.clock.now)),
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
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="guests.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScoreLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huitouke.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("criterion", models.TextField()),
                ("weight", models.SmallIntegerField()),
                ("score", models.SmallIntegerField()),
                ("note", models.TextField(blank=True, default="")),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="guests.scorecard",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["name_key", "id"], name="company_name_key"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["pinyin", "id"], name="company_pinyin"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["initials", "id"], name="company_initials"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="company_grams"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_keys"], name="company_search_keys", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(fields=["kinds"], name="company_kinds"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                condition=models.Q(("credit_code", ""), _negated=True),
                fields=["credit_code"],
                name="company_credit_code",
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                condition=models.Q(("code", ""), _negated=True), fields=["code"], name="company_code"
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["region", "id"], name="company_region"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["trade", "id"], name="company_trade"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["branch", "id"], name="company_branch"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["legal_entity", "id"], name="company_entity"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(condition=models.Q(("is_shared", True)), fields=["id"], name="company_shared"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                condition=models.Q(("legal_entity", None)), fields=["id"], name="company_groupwide"
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="company_parent"
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                condition=models.Q(("follow_up__isnull", False)),
                fields=["follow_up", "id"],
                name="company_follow_up",
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                condition=models.Q(("agreement_to__isnull", False)),
                fields=["agreement_to", "id"],
                name="company_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="company_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreement_from", None),
                    ("agreement_to", None),
                    ("agreement_to__gte", models.F("agreement_from")),
                    _connector="OR",
                ),
                name="company_agreement_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit_limit", None), ("credit_limit__gte", 0), _connector="OR"),
                name="company_credit_limit",
            ),
        ),
        migrations.AddIndex(
            model_name="companycontact",
            index=models.Index(fields=["company"], name="companycontact_company"),
        ),
        migrations.AddIndex(
            model_name="companycontact",
            index=models.Index(
                condition=models.Q(("guest__isnull", False)), fields=["guest"], name="companycontact_guest"
            ),
        ),
        migrations.AddConstraint(
            model_name="companycontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="companycontact_named"
            ),
        ),
        migrations.AddIndex(
            model_name="companyguest",
            index=models.Index(fields=["guest"], name="companyguest_guest"),
        ),
        migrations.AddConstraint(
            model_name="companyguest",
            constraint=models.UniqueConstraint(fields=("company", "guest"), name="companyguest_once"),
        ),
        migrations.AddIndex(
            model_name="companylink",
            index=models.Index(fields=["company"], name="companylink_company"),
        ),
        migrations.AddIndex(
            model_name="companyreach",
            index=models.Index(fields=["company"], name="companyreach_company"),
        ),
        migrations.AddIndex(
            model_name="companyreach",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)),
                fields=["contact"],
                name="companyreach_contact",
            ),
        ),
        migrations.AddIndex(
            model_name="companyreach",
            index=models.Index(models.Func(models.F("value"), function="reverse"), name="companyreach_tail"),
        ),
        migrations.AddIndex(
            model_name="companyreach",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["value"], name="companyreach_part", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="cooperation",
            index=models.Index(fields=["company", "-happened_on", "-id"], name="cooperation_company"),
        ),
        migrations.AddIndex(
            model_name="cooperation",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)), fields=["contact"], name="cooperation_contact"
            ),
        ),
        migrations.AddIndex(
            model_name="scorecard",
            index=models.Index(fields=["company", "-scored_on", "-id"], name="scorecard_company"),
        ),
        migrations.AddConstraint(
            model_name="scorecard",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__range", (0, 1000))), name="scorecard_total"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoreline",
            constraint=models.UniqueConstraint(fields=("card", "criterion"), name="scoreline_once"),
        ),
        migrations.AddConstraint(
            model_name="scoreline",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__range", (1, 5))), name="scoreline_score"
            ),
        ),
        keep_history("guests_company", "id", COMPANY_FIELDS),
        keep_history("guests_companycontact", "company_id", CONTACT_FIELDS),
        keep_history(
            "guests_companyreach", "company_id", ["contact_id", "kind", "value", "shown", "extension"]
        ),
        keep_history("guests_companyguest", "company_id", ["guest_id", "role", "since"]),
        keep_history(
            "guests_cooperation",
            "company_id",
            [
                "kind",
                "happened_on",
                "text",
                "outcome",
                "contact_id",
                "author_id",
                "author_name",
                "written_at",
            ],
        ),
        keep_history("guests_criterionweight", "id", ["criterion", "weight"]),
    ]
