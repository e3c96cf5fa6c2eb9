"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Invalid, NotFound


class WebhookNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("webhook_not_found", _("There is no such web-hook."))


class WebhookInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("webhook_invalid", _("The web-hook was not saved."), fields)
