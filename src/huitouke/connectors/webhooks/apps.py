from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from huitouke.access.switches import Switch, register_switch

ADDRESSES = ("webhooks", "webhook", "webhook-act", "webhook-repeat")


class WebhooksConfig(AppConfig):
    name = "huitouke.connectors.webhooks"
    label = "connectors"
    verbose_name = "Web-hooks"

    def ready(self) -> None:
        from huitouke.connectors.webhooks import handlers
        from huitouke.connectors.webhooks.choices import SWITCH
        from huitouke.kernel.sealed import SealedColumn, register_sealed

        handlers.register()
        register_sealed(SealedColumn("connectors.Subscription", "secret", bound_to="id"))
        register_switch(
            Switch(
                SWITCH,
                _("Web-hooks"),
                _("Other systems are told of changes of guests as they happen."),
                frozenset(f"settings:{name}" for name in ADDRESSES),
                ("/api/v1/webhooks",),
            )
        )
