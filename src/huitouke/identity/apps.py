from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "huitouke.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        from huitouke.identity import privacy
        from huitouke.identity.conditions import register_record_fields

        privacy.register()
        register_record_fields()
