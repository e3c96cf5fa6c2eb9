from huitouke.stays.models.folio import Folio, FolioLine
from huitouke.stays.models.preparation import Preparation
from huitouke.stays.models.reservation import Reservation, ReservationGroup, ReservationPerson, RoomNight

__all__ = [
    "Folio",
    "FolioLine",
    "Preparation",
    "Reservation",
    "ReservationGroup",
    "ReservationPerson",
    "RoomNight",
]
