from huitouke.access.models.audit import AuditEntry
from huitouke.access.models.managers import ManagerStep
from huitouke.access.models.organisation import Branch, Group, LegalEntity, label_in_language
from huitouke.access.models.switches import SwitchedOff
from huitouke.access.models.undo import UndoableAct
from huitouke.access.models.users import ApiToken, Assignment, StaffSession, User

__all__ = [
    "ApiToken",
    "Assignment",
    "AuditEntry",
    "Branch",
    "Group",
    "LegalEntity",
    "ManagerStep",
    "StaffSession",
    "SwitchedOff",
    "UndoableAct",
    "User",
    "label_in_language",
]
