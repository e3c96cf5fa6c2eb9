from huitouke.identity.services.admission import register_guest, staff_ids, without_erased, write_rows
from huitouke.identity.services.changes import add_note, change_guest, remove_note

__all__ = [
    "add_note",
    "change_guest",
    "register_guest",
    "remove_note",
    "staff_ids",
    "without_erased",
    "write_rows",
]
