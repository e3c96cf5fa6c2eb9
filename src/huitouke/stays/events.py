"""What is published of stays. The key is the reservation; payloads hold its id and the guest's."""

RESERVATION_MADE = "stays.reservation.made"
RESERVATION_CHANGED = "stays.reservation.changed"
RESERVATION_CANCELLED = "stays.reservation.cancelled"
RESERVATION_NO_SHOW = "stays.reservation.no_show"
STAY_CHECKED_IN = "stays.stay.checked_in"
STAY_CHECKED_OUT = "stays.stay.checked_out"
