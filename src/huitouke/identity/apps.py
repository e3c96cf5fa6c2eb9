from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "huitouke.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        from huitouke.identity import privacy

        privacy.register()
