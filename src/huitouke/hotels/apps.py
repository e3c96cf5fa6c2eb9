from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load_after_migrate(sender: AppConfig, **_kwargs: Any) -> None:
    from huitouke.hotels.services import load_standard_codes

    load_standard_codes()


class HotelsConfig(AppConfig):
    name = "huitouke.hotels"
    label = "hotels"
    verbose_name = "Hotels"

    def ready(self) -> None:
        post_migrate.connect(_load_after_migrate, sender=self)
        from huitouke.hotels import queries
        from huitouke.kernel.custom_fields.queries import code_tables

        code_tables.names = queries.list_tables
        code_tables.read = queries.read_table
