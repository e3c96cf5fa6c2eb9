from huitouke.hotels.models.codes import CodeEntry
from huitouke.hotels.models.mappings import CodeMapping
from huitouke.hotels.models.outlets import Outlet
from huitouke.hotels.models.rates import Cost, RateCode, RatePrice
from huitouke.hotels.models.rooms import Room, RoomType

__all__ = ["CodeEntry", "CodeMapping", "Cost", "Outlet", "RateCode", "RatePrice", "Room", "RoomType"]
