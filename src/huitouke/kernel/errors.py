"""The one error that services raise for what a person can mend."""

from typing import Any


class DomainError(Exception):
    """A rule of the house refused the act.

    `code` is stable and documented, `message` is for the reader's eyes, `data` holds no personal value.
    Web and API translate it once: a form message or toast, or `application/problem+json`.
    """

    status = 422

    def __init__(self, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = str(message)
        self.data = data


class NotFound(DomainError):
    """The thing does not exist, or this actor may not know that it does."""

    status = 404


class Refused(DomainError):
    """The actor lacks the right. Nothing was written."""

    status = 403


class Conflict(DomainError):
    """Somebody else changed it first."""

    status = 409


class Invalid(DomainError):
    """Input that cannot be taken: one message per field, in the order of the fields."""

    def __init__(self, code: str, message: str, fields: dict[str, list[str]], **data: Any) -> None:
        super().__init__(code, message, **data)
        self.fields = fields
