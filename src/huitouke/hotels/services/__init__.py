from huitouke.hotels.services.codes import (
    add_code,
    add_code_table,
    change_code,
    close_code,
    move_code,
    reopen_code,
)
from huitouke.hotels.services.loading import load_standard_codes
from huitouke.hotels.services.room_types import (
    add_room_type,
    change_room_type,
    close_room_type,
    reopen_room_type,
)
from huitouke.hotels.services.rooms import add_room, change_room, close_room, reopen_room, take_rooms

__all__ = [
    "add_code",
    "add_code_table",
    "add_room",
    "add_room_type",
    "change_code",
    "change_room",
    "change_room_type",
    "close_code",
    "close_room",
    "close_room_type",
    "load_standard_codes",
    "move_code",
    "reopen_code",
    "reopen_room",
    "reopen_room_type",
    "take_rooms",
]
