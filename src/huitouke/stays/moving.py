"""What of stays goes with a guest who becomes one with another."""

from huitouke.kernel.moving import Moving, register_moving


def register() -> None:
    """Name all tables; called once, when the app is ready."""
    register_moving(
        Moving("stays.Reservation"),
        Moving("stays.ReservationPerson", follows="stays.Reservation", follows_by="reservation_id"),
        Moving("stays.Folio", follows="stays.Reservation", follows_by="reservation_id"),
        Moving("stays.Preparation", follows="stays.Reservation", follows_by="reservation_id"),
    )
