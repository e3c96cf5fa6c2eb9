from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "huitouke.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        from huitouke.connectors.files import privacy
        from huitouke.web.base import accounts  # noqa: F401 - its receivers

        # The connectors are no app of Django's, and this one stands above them.
        privacy.register()
