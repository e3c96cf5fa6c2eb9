from importlib import import_module

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

from huitouke.kernel.history import drop_history, keep_history

migrated = import_module("huitouke.guests.migrations.0002_field_history")


PROFILE_FIELDS = [
    *migrated.PROFILE_FIELDS,
    "region",
    "postcode",
    "home_address",
    "home_region",
    "home_postcode",
    "work_address",
    "work_region",
    "work_postcode",
    "occupation",
    "native_place",
    "family",
    "family_structure",
    "is_decision_maker",
    "budget_min",
    "budget_max",
    "budget_currency",
    "need",
    "usage",
    "is_birthday_muted",
    "birthday_lead_days",
    "vip_grade",
    "contact_preference",
    "heard_from",
    "choice_reason",
    "is_stay_confidential",
    "is_rate_confidential",
    "custom",
]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_audit_trail"),
        ("guests", "0003_registration_compartment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="expires_on",
            field=models.DateField(blank=True, help_text="The last day on which it is valid", null=True),
        ),
        migrations.AddField(
            model_name="guest",
            name="birthday_lead_days",
            field=models.SmallIntegerField(
                blank=True,
                help_text="Days before the birthday from which it is told; none: a week",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="budget_currency",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="budget_max",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guest",
            name="budget_min",
            field=models.BigIntegerField(blank=True, help_text="Minor units of budget_currency", null=True),
        ),
        migrations.AddField(
            model_name="guest",
            name="choice_reason",
            field=models.TextField(blank=True, default="", help_text="Code table choice_reason"),
        ),
        migrations.AddField(
            model_name="guest",
            name="contact_preference",
            field=models.TextField(
                blank=True,
                choices=[
                    ("", "Not stated"),
                    ("call", "By telephone"),
                    ("sms", "By text message"),
                    ("wechat", "By WeChat"),
                    ("wecom", "By WeCom"),
                    ("email", "By e-mail"),
                ],
                default="",
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="custom",
            field=models.JSONField(
                blank=True, default=dict, help_text="Fields that an administrator added, by code"
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="family",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="family_structure",
            field=models.TextField(blank=True, default="", help_text="Code table family_structure"),
        ),
        migrations.AddField(
            model_name="guest",
            name="heard_from",
            field=models.TextField(blank=True, default="", help_text="Code table heard_from"),
        ),
        migrations.AddField(
            model_name="guest",
            name="home_address",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="home_postcode",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="home_region",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="is_birthday_muted",
            field=models.BooleanField(default=False, help_text="No reminder of the birthday"),
        ),
        migrations.AddField(
            model_name="guest",
            name="is_decision_maker",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guest",
            name="is_rate_confidential",
            field=models.BooleanField(default=False, help_text="The price is not to be told"),
        ),
        migrations.AddField(
            model_name="guest",
            name="is_stay_confidential",
            field=models.BooleanField(default=False, help_text="Not to be named to others"),
        ),
        migrations.AddField(
            model_name="guest",
            name="native_place",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="native_region",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="need",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="occupation",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="postcode",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="region",
            field=models.TextField(blank=True, default="", help_text="Six digits of GB/T 2260"),
        ),
        migrations.AddField(
            model_name="guest",
            name="usage",
            field=models.TextField(blank=True, default="", help_text="What the guest uses the hotel for"),
        ),
        migrations.AddField(
            model_name="guest",
            name="vip_grade",
            field=models.TextField(
                blank=True,
                choices=[("", "No VIP"), ("V1", "V1"), ("V2", "V2"), ("V3", "V3"), ("V4", "V4")],
                default="",
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="work_address",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="work_postcode",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="guest",
            name="work_region",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="colour",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="model",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="kind",
            field=models.TextField(
                choices=[
                    ("mobile", "Mobile"),
                    ("home", "Home phone"),
                    ("office", "Office phone"),
                    ("phone", "Phone"),
                    ("fax", "Fax"),
                    ("email", "E-mail"),
                    ("wechat", "WeChat"),
                    ("wechat_unionid", "WeChat UnionID"),
                    ("wechat_openid", "WeChat OpenID"),
                    ("wecom", "WeCom"),
                    ("alipay", "Alipay"),
                    ("qq", "QQ"),
                    ("msn", "MSN"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="preference",
            name="kind",
            field=models.TextField(
                choices=[
                    ("preference", "Preference"),
                    ("taboo", "Taboo"),
                    ("allergy", "Allergy"),
                    ("hobby", "Hobby"),
                ]
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(
                condition=models.Q(("vip_grade", ""), _negated=True),
                fields=["vip_grade", "id"],
                name="guest_vip",
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(
                condition=models.Q(("region", ""), _negated=True),
                fields=["region", "id"],
                name="guest_region",
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("custom", {}), _negated=True),
                fields=["custom"],
                name="guest_custom",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(
                condition=models.Q(("is_stay_confidential", True)), fields=["id"], name="guest_confidential"
            ),
        ),
        drop_history("guests_guest", "id", migrated.PROFILE_FIELDS),
        keep_history("guests_guest", "id", PROFILE_FIELDS),
        drop_history("guests_document", "guest_id", ["kind", "masked", "number", "country"]),
        keep_history("guests_document", "guest_id", ["kind", "masked", "number", "country", "expires_on"]),
        drop_history("guests_vehicle", "guest_id", ["plate"]),
        keep_history("guests_vehicle", "guest_id", ["plate", "model", "colour"]),
    ]
