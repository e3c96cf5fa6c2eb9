from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "huitouke.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        from huitouke.identity import handlers, moving, privacy, switches, told_search  # noqa: F401 - handlers register themselves
        from huitouke.identity.conditions import register_record_fields
        from huitouke.kernel.sealed import Form, SealedColumn, register_sealed

        privacy.register()
        moving.register()
        told_search.register()
        switches.register()
        register_record_fields()
        register_sealed(
            SealedColumn("identity.GuestImage", "before", Form.PACKED, bound_to="guest_id"),
            SealedColumn("identity.HomeProfile", "profile", bound_to="home_id"),
        )
