"""What is refused about messages and those who send them, with stable codes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound


class KindUnknown(Invalid):
    def __init__(self, kind: str, known: Iterable[str]) -> None:
        words = _("There is no kind of messages %(kind)s. There are: %(known)s.") % {
            "kind": kind[:40],
            "known": ", ".join(sorted(known)),
        }
        super().__init__("message_kind_unknown", words, {"kind": [words]})


class MessageNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("message_not_found", _("There is no such message, or it is not yours to see."))


class MessageSettled(Conflict):
    """It was mended, applied or put away meanwhile."""

    def __init__(self, state: str) -> None:
        super().__init__(
            "message_settled",
            _("This message is dealt with already: somebody was first. Look at its page again."),
            state=state,
        )


class MessageInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("message_invalid", _("Nothing was changed."), fields)


class ConnectionNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("connection_not_found", _("There is no such connection, or it is not yours to see."))


class ConnectionInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("connection_invalid", _("The connection was not saved."), fields)
