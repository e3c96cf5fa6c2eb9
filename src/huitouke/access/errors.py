"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.access.choices import ROLES
from huitouke.kernel.errors import Conflict, Invalid, NotFound, Refused


def role_unknown(role: str) -> str:
    """The words for a role that there is not, with those that there are."""
    return _("There is no role %(role)s. Roles: %(all)s.") % {"role": role, "all": ", ".join(ROLES)}


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


class PostNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("post_not_found", _("There is no such post, or it is not yours to change."))


class TokenNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("token_not_found", _("There is no such token, or it is not yours to revoke."))


class SessionNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("session_not_found", _("This sign-in is over, or it is not yours to end."))


class SwitchNotFound(NotFound):
    def __init__(self, code: str) -> None:
        super().__init__("switch_not_found", _("There is nothing of this name to switch."), switch=code[:40])


class GroupMissing(NotFound):
    def __init__(self) -> None:
        super().__init__("group_not_set_up", _("The group is not set up yet. Name it first."))


class OwnLogin(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "own_login", _("This is your own login. Ask another administrator, so that nobody is locked out.")
        )


class LastAdministrator(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "last_administrator",
            _("Nobody else looks after the group. Give somebody that post first."),
        )


class BranchInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("branch_invalid", _("The branch was not saved."), fields)


class LegalEntityInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("legal_entity_invalid", _("The legal entity was not saved."), fields)


class LastBranch(Conflict):
    def __init__(self) -> None:
        super().__init__("last_branch", _("This is the last open branch. Open another before you close it."))
