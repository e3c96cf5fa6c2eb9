"""Shared mechanisms that know no hotel rule: identifiers, clock, errors, sealing of personal data, bulk rows,
field history and the outbox.

Every other context stands on this one; it imports none of them."""
