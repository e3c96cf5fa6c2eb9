from huitouke.access.services.audit import AuditLine, record_audit, record_audits, record_read
from huitouke.access.services.managers import set_manager_line
from huitouke.access.services.posts import give_post, take_post
from huitouke.access.services.second_factor import remove_second_factor
from huitouke.access.services.sessions import end_session, end_sessions
from huitouke.access.services.setup import open_branch, require_second_factor, set_up_group
from huitouke.access.services.switching import set_switch
from huitouke.access.services.tokens import issue_token, revoke_token
from huitouke.access.services.trail import export_trail
from huitouke.access.services.users import (
    activate_user,
    change_user,
    create_user,
    deactivate_user,
    hire_user,
    note_own_password,
    reset_password,
)

__all__ = [
    "AuditLine",
    "activate_user",
    "change_user",
    "create_user",
    "deactivate_user",
    "end_session",
    "end_sessions",
    "export_trail",
    "give_post",
    "hire_user",
    "issue_token",
    "note_own_password",
    "open_branch",
    "record_audit",
    "record_audits",
    "record_read",
    "remove_second_factor",
    "require_second_factor",
    "reset_password",
    "revoke_token",
    "set_manager_line",
    "set_switch",
    "set_up_group",
    "take_post",
]
