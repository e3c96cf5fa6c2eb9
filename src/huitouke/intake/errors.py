"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, NotFound


class RunNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("import_not_found", _("There is no such import, or it is not yours to see."))


class SystemBusy(Conflict):
    """Another import of the same system is running: two at once could not tell new rows from known ones."""

    def __init__(self, system: str) -> None:
        super().__init__(
            "import_system_busy",
            _("Another file of the system %(system)s is being imported. Try again when it is done.")
            % {"system": system},
        )


class RunNotTakenBack(Conflict):
    """Only an import that has ended, and that stands, can be taken back."""

    def __init__(self, state: str) -> None:
        super().__init__(
            "import_not_to_be_taken_back",
            _("This import cannot be taken back: it has not ended yet, or it was taken back before."),
            state=state,
        )


class RunTooOld(Conflict):
    """What stood before an import is kept for a time only."""

    def __init__(self) -> None:
        super().__init__(
            "import_too_old_to_be_taken_back",
            _(
                "This import can no longer be taken back: what stood before it is kept for 90 days."
                " Change the guests one by one, or by a newer file."
            ),
        )


class RunNotReady(Conflict):
    """The import is not in the state that this act begins with: it went on meanwhile."""

    def __init__(self, state: str) -> None:
        super().__init__(
            "import_not_ready",
            _("The import has gone on meanwhile. Look at its page again, then decide."),
            state=state,
        )


class MappingNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("saved_mapping_not_found", _("There is no such saved mapping, or it is not yours."))


class RefusedRowsNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            "refused_rows_not_found",
            _(
                "There is no file of refused rows: this import refused none, or they went with whom they told of."
            ),
        )


class ExportNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            "export_not_found",
            _("This file is no longer here: files are kept a day, for whoever asked for them."),
        )
