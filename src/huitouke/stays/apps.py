from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaysConfig(AppConfig):
    name = "huitouke.stays"
    label = "stays"
    verbose_name = _("Stays")

    def ready(self) -> None:
        from huitouke.stays import (  # noqa: F401 - handlers register by import
            handlers,
            moving,
            preparation_privacy,
            privacy,
            relation_ground,
        )
        from huitouke.stays.booking_rows import BOOKINGS_KIND, read_booking
        from huitouke.stays.conditions import register_stay_fields
        from huitouke.stays.desk_told import DESK_KIND, from_content
        from huitouke.stays.readers import register_reader

        register_stay_fields()
        privacy.register()
        moving.register()
        relation_ground.register()
        preparation_privacy.register()
        register_reader(DESK_KIND, from_content)
        register_reader(BOOKINGS_KIND, read_booking)
