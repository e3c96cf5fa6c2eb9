"""What this context keeps of a guest."""

from django.utils.translation import gettext_lazy as _

from huitouke.kernel.privacy import own_rows, register_keeper


def register() -> None:
    """Name the keepers; called once, when the app is ready."""
    register_keeper(
        own_rows(
            "capture.Capture",
            _("Asked at the desk"),
            {
                "get_step_display": _("Step"),
                "on_day": _("On"),
                "branch": _("Branch"),
                "missing": _("Missing"),
            },
        )
    )
