"""The words of `stays.choices` that readers use, without Django. A test holds them against the choices."""

from typing import Final

REQUESTED: Final = "requested"
RESERVED: Final = "reserved"
IN_HOUSE: Final = "in_house"
CHECKED_OUT: Final = "checked_out"
CANCELLED: Final = "cancelled"
NO_SHOW: Final = "no_show"

GUEST: Final = "guest"
SHARER: Final = "sharer"
ACCOMPANYING: Final = "accompanying"
BOOKER: Final = "booker"
CONTACT: Final = "contact"
PAYER: Final = "payer"

PAID_BY_GUEST: Final = "guest"
PREPAID: Final = "prepaid"

COMPLIMENTARY: Final = "complimentary"
HOUSE_USE: Final = "house_use"
