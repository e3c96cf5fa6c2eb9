"""Web-hooks: other programs of the hotel are told what happened to guests, signed, in order and tried again.

Owns: subscription, delivery. What is told are ids and codes; whoever wants to know more asks the API (ADR 0021)."""
