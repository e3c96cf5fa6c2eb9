from huitouke.stays.models.figure import GuestFigure
from huitouke.stays.models.folio import Folio, FolioLine
from huitouke.stays.models.preparation import Preparation
from huitouke.stays.models.reservation import Reservation, ReservationGroup, ReservationPerson, RoomNight
from huitouke.stays.models.rules import BookingPolicy

__all__ = [
    "BookingPolicy",
    "Folio",
    "FolioLine",
    "GuestFigure",
    "Preparation",
    "Reservation",
    "ReservationGroup",
    "ReservationPerson",
    "RoomNight",
]
