from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaptureConfig(AppConfig):
    name = "huitouke.capture"
    label = "capture"
    verbose_name = "Capture"

    def ready(self) -> None:
        from huitouke.access.switches import Switch, register_switch
        from huitouke.capture import handlers, moving, privacy  # noqa: F401 - handlers register themselves

        privacy.register()
        moving.register()
        register_switch(
            Switch(
                "capture",
                _("Required fields and capture"),
                _(
                    "What the desk asks at each step, archives to complete, and how completely each branch asks."
                ),
                url_names=frozenset({"capture"}),
                paths=("/api/v1/capture",),
            )
        )
        register_switch(
            Switch(
                "forms",
                _("Form for guests"),
                _("A form by QR code that guests fill in themselves, and its list at the desk."),
                url_names=frozenset({"forms"}),
                paths=("/api/v1/forms",),
            )
        )
