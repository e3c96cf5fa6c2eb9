"""Hong Kong, Macao and Taiwan are named as parts of China where the old standard words still stand."""

from django.db import migrations

NAMES = {
    "HK": (
        {"zh": "中国香港特别行政区", "en": "Hong Kong SAR China"},
        {"zh": "中国香港", "en": "Hong Kong, China"},
    ),
    "MO": ({"zh": "中国澳门特别行政区", "en": "Macao SAR China"}, {"zh": "中国澳门", "en": "Macao, China"}),
    "TW": ({"zh": "台湾", "en": "Taiwan"}, {"zh": "中国台湾", "en": "Taiwan, China"}),
}


def rename(apps, schema_editor):
    _rename(apps, 0, 1)


def rename_back(apps, schema_editor):
    _rename(apps, 1, 0)


def _rename(apps, old, new):
    entries = apps.get_model("hotels", "CodeEntry").objects.filter(table="country", is_standard=True)
    for code, words in NAMES.items():
        for language in ("zh", "en"):
            for entry in entries.filter(code=code, **{f"labels__{language}": words[old][language]}):
                entry.labels = {**entry.labels, language: words[new][language]}
                entry.save(update_fields=["labels"])


class Migration(migrations.Migration):
    dependencies = [("hotels", "0002_rooms")]
    operations = [migrations.RunPython(rename, rename_back)]
