"""What this context refuses."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Invalid


class CaptureInvalid(Invalid):
    """A step, field or answer that cannot be taken, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("capture_invalid", _("This was not saved. See what is marked."), fields)
