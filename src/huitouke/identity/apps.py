from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "huitouke.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        from huitouke.identity import (  # noqa: F401 - handlers register themselves
            handlers,
            moving,
            privacy,
            relation_grounds,
            switches,
            told_search,
        )
        from huitouke.identity.conditions import register_record_fields
        from huitouke.kernel.sealed import Form, SealedColumn, register_sealed

        privacy.register()
        moving.register()
        relation_grounds.register()
        told_search.register()
        switches.register()
        register_record_fields()
        register_sealed(
            SealedColumn("identity.GuestImage", "before", Form.PACKED, bound_to="guest_id"),
            SealedColumn("identity.HomeProfile", "profile", bound_to="home_id"),
        )
