from huitouke.hotels.models.codes import CodeEntry
from huitouke.hotels.models.rooms import Room, RoomType

__all__ = ["CodeEntry", "Room", "RoomType"]
