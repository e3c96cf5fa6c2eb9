"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound


class GuestNotFound(NotFound):
    """Also said of a guest whom the actor may not know of: the two must not be told apart."""

    def __init__(self) -> None:
        super().__init__("guest_not_found", _("There is no such guest, or you may not see this profile."))


class GuestInvalid(Invalid):
    """Fields that cannot be kept. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "guest_invalid", _("The profile was not saved. See the fields marked below."), fields
        )


class GuestChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "guest_changed_meanwhile",
            _(
                "A colleague saved this profile while you were typing. Your text is still here: compare, then save."
            ),
        )


class PurposeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("purpose_not_found", _("There is no such purpose."))


class ConsentInvalid(Invalid):
    """What was said cannot be kept so, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("consent_invalid", _("Nothing was recorded. See the fields marked below."), fields)


class ViewNotFound(NotFound):
    """Also said of a view that is somebody else's and not shared, and of one that only its owner may change."""

    def __init__(self) -> None:
        super().__init__(
            "view_not_found", _("There is no such view, or it is not yours. Open the list and choose one.")
        )


class ViewInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("view_invalid", _("The view was not saved. See what is marked."), fields)
