"""What this context refuses."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, DomainError, Invalid, NotFound


class CaptureInvalid(Invalid):
    """A step, field or answer that cannot be taken, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("capture_invalid", _("This was not saved. See what is marked."), fields)


class FormClosed(NotFound):
    """The form of this address is closed, or never was."""

    def __init__(self) -> None:
        super().__init__("form_closed", _("This form is closed. Please ask at the front desk."))


class TooManyForms(DomainError):
    """More forms within the hour than one address, or one link, may send. Nothing was kept."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            "too_many_forms",
            _("Too many forms were sent from here. Please try again in an hour, or ask at the front desk."),
        )


class GuestFormNotFound(NotFound):
    """No such form, or none of this branch's desk."""

    def __init__(self) -> None:
        super().__init__("guest_form_not_found", _("There is no such form."))


class FormDecided(Conflict):
    """A colleague accepted, applied or discarded it before, or its time is over."""

    def __init__(self) -> None:
        super().__init__("guest_form_decided", _("A colleague has dealt with this form already."))
