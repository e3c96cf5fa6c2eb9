from django.db import migrations

from huitouke.kernel.history import keep_history

PROFILE_FIELDS = [
    "name",
    "latin_name",
    "form_of_address",
    "sex",
    "birth_date",
    "birthday_calendar",
    "birthday_year",
    "birthday_month",
    "birthday_day",
    "birthday_leap",
    "nationality",
    "language",
    "company",
    "position",
    "address",
    "card_number",
    "follow_up_id",
    "referred_by",
    "is_shared",
    "legal_entity_id",
]


class Migration(migrations.Migration):
    dependencies = [("guests", "0001_profiles"), ("kernel", "0001_outbox_and_history")]

    operations = [
        keep_history("guests_guest", "id", PROFILE_FIELDS),
        keep_history("guests_contactpoint", "guest_id", ["kind", "shown", "extension", "is_relay"]),
        keep_history("guests_document", "guest_id", ["kind", "masked", "number", "country"]),
        keep_history("guests_vehicle", "guest_id", ["plate"]),
        keep_history("guests_preference", "guest_id", ["kind", "text"]),
        keep_history("guests_guesttag", "guest_id", ["tag_id"]),
        keep_history("guests_note", "guest_id", ["text", "purpose", "expires_on"]),
    ]
