from huitouke.identity.services.admission import register_guest, staff_ids, without_erased, write_rows
from huitouke.identity.services.changes import add_note, change_guest, remove_note
from huitouke.identity.services.classification import (
    evaluate_guest,
    set_guest_types,
    undo_guest_types,
    withdraw_evaluation,
)

__all__ = [
    "add_note",
    "change_guest",
    "evaluate_guest",
    "register_guest",
    "remove_note",
    "set_guest_types",
    "staff_ids",
    "undo_guest_types",
    "withdraw_evaluation",
    "without_erased",
    "write_rows",
]
