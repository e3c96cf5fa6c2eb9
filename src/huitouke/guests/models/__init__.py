from huitouke.guests.models.facts import ContactPoint, Document, GuestTag, Note, Preference, Tag, Vehicle
from huitouke.guests.models.guest import Guest, GuestQuerySet

__all__ = [
    "ContactPoint",
    "Document",
    "Guest",
    "GuestQuerySet",
    "GuestTag",
    "Note",
    "Preference",
    "Tag",
    "Vehicle",
]
