from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "huitouke.connectors.messages"
    label = "pms_messages"
    verbose_name = _("Messages of other systems")

    def ready(self) -> None:
        from huitouke.connectors.messages import privacy
        from huitouke.connectors.messages.answers import answer_of
        from huitouke.connectors.messages.kinds import Kind, register_kind
        from huitouke.connectors.messages.standards import STANDARDS

        privacy.register()
        for code, (label, reader, told_of) in STANDARDS.items():
            register_kind(Kind(code, label, reader, told_of, partial(answer_of, code)))
