"""Messages of Cloudbeds: guest and group profiles, and the bookings of its channel manager (myallocator)."""
