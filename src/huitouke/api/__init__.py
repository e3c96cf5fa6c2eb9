"""The typed REST API under /api/v1/: guests, search and code tables for programs of the hotel.

A caller is a staff user's API token and has that user's rights, no more; sessions and cookies count for
nothing here. Every refusal is a problem (RFC 9457) in the caller's language. Words of this context: caller,
problem, cursor."""
