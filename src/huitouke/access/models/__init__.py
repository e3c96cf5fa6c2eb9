from huitouke.access.models.audit import AuditEntry
from huitouke.access.models.organisation import Branch, Group, LegalEntity, label_in_language
from huitouke.access.models.users import ApiToken, Assignment, User

__all__ = [
    "ApiToken",
    "Assignment",
    "AuditEntry",
    "Branch",
    "Group",
    "LegalEntity",
    "User",
    "label_in_language",
]
