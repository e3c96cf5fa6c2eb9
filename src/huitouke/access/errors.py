"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound, Refused


class RightMissing(Refused):
    def __init__(self, right: str) -> None:
        super().__init__(
            "right_missing", _("Your role does not include this. Ask an administrator."), right=right
        )


class BranchNotFound(NotFound):
    def __init__(self, code: str) -> None:
        super().__init__(
            "branch_not_found", _("There is no branch with the code %(code)s.") % {"code": code}, branch=code
        )


class UserNotFound(NotFound):
    def __init__(self, username: str) -> None:
        super().__init__(
            "user_not_found", _("There is no user %(name)s.") % {"name": username}, user=username
        )


class UserInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("user_invalid", _("The user was not saved."), fields)


class BackupAsked(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "backup_running", _("A backup is being made at this moment. It appears here when it is done.")
        )
