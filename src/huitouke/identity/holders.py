"""Who holds a guest: every model whose rows a merge has to re-point, and an erasure to empty.

Named here so that a new one cannot be forgotten: a test compares the list with the models of all contexts.
"""

from typing import Final

GUEST_HOLDERS: Final = (
    "guests.ContactPoint",
    "guests.Document",
    "guests.Vehicle",
    "guests.Preference",
    "guests.GuestTag",
    "guests.Note",
    "identity.Link",
)
