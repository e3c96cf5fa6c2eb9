"""Pages of reservations, stays, bills and the hotel's day."""
