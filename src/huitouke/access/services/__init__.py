from huitouke.access.services.audit import record_audit
from huitouke.access.services.setup import create_user, issue_token, open_branch, set_up_group

__all__ = ["create_user", "issue_token", "open_branch", "record_audit", "set_up_group"]
