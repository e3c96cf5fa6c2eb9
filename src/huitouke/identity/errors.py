"""What this context refuses, with stable codes."""

from uuid import UUID

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound


class ErasedPerson(Conflict):
    """Somebody who was erased is sent anew. Nothing was written."""

    def __init__(self, erasure_ids: list[UUID]) -> None:
        super().__init__(
            "erased_person",
            _(
                "This person was erased at their wish and is not taken in again. If they are here and agree, a "
                "manager can allow it under Settings, Erasures."
            ),
            erasures=[str(each) for each in erasure_ids],
        )


class ErasureNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("erasure_not_found", _("There is no such erasure, or it is not yours to see."))


class ErasureWaits(Conflict):
    """A file is being taken in that might bring the person back. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "erasure_waits", _("A file of guests is being imported. Erase the guest when the import is over.")
        )


class ErasureInvalid(Invalid):
    """The erasure was not confirmed as it must be. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("erasure_invalid", _("Nothing was erased. See the fields marked below."), fields)


class BulkInvalid(Invalid):
    """An act on many guests that cannot be done as it was asked for. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "bulk_invalid", " ".join(text for texts in fields.values() for text in texts), fields
        )


class BulkActNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("bulk_act_not_found", _("There is no such act, or it is a colleague’s."))


class BulkActNotUndone(Conflict):
    """The act is still going on, was undone before, or is too old. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "bulk_act_not_undone",
            _("This cannot be undone: it is still going on, was undone before, or is over a week old."),
        )
