from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load_after_migrate(sender: AppConfig, **_kwargs: Any) -> None:
    from huitouke.guests.services.purposes import load_standard_purposes
    from huitouke.guests.services.retention import load_standard_rules
    from huitouke.guests.services.types import load_first_types

    load_standard_rules()
    load_standard_purposes()
    load_first_types()


class GuestsConfig(AppConfig):
    name = "huitouke.guests"
    label = "guests"
    verbose_name = "Guests"

    def ready(self) -> None:
        from huitouke.guests import company_privacy, moving, ownership, privacy, relation_privacy
        from huitouke.guests.conditions.asking import register_guest_fields
        from huitouke.kernel.sealed import Form, SealedColumn, register_sealed

        ownership.register()
        privacy.register()
        moving.register()
        register_guest_fields()
        company_privacy.register()
        relation_privacy.register()
        register_sealed(
            SealedColumn("guests.RegistrationFact", "content", bound_to="id", compartment="registration"),
            SealedColumn("guests.CompanyImage", "before", Form.PACKED, bound_to="company_id"),
        )
        post_migrate.connect(_load_after_migrate, sender=self)
