from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "huitouke.connectors.webhooks"
    label = "connectors"
    verbose_name = "Web-hooks"

    def ready(self) -> None:
        from huitouke.connectors.webhooks import handlers

        handlers.register()
