"""What of stays goes with a guest who becomes one with another."""

from huitouke.kernel.moving import Moving, register_moving, register_unmoved


def register() -> None:
    """Name all tables; called once, when the app is ready."""
    register_moving(
        Moving("stays.Reservation"),
        Moving("stays.ReservationPerson", follows="stays.Reservation", follows_by="reservation_id"),
        Moving("stays.Folio", follows="stays.Reservation", follows_by="reservation_id"),
        Moving("stays.Preparation", follows="stays.Reservation", follows_by="reservation_id"),
    )
    register_unmoved({"stays.GuestFigure": "a trigger adds them up anew from the stays that move"})
