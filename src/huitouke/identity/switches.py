"""What of matching a group may do without."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from huitouke.access.switches import Switch, register_switch

SELF_LINKING: Final = "self_linking"


def register() -> None:
    """Called once, when the app is ready."""
    register_switch(
        Switch(
            SELF_LINKING,
            _("Merging guests by itself"),
            _(
                "At night, profiles that are one person beyond doubt become one guest. Off: every pair waits for a "
                "person to decide."
            ),
        )
    )
