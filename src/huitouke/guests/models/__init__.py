from huitouke.guests.models.facts import ContactPoint, Document, GuestTag, Note, Preference, Tag, Vehicle
from huitouke.guests.models.guest import Guest, GuestQuerySet
from huitouke.guests.models.registration import RegistrationFact, RetentionRule

__all__ = [
    "ContactPoint",
    "Document",
    "Guest",
    "GuestQuerySet",
    "GuestTag",
    "Note",
    "Preference",
    "RegistrationFact",
    "RetentionRule",
    "Tag",
    "Vehicle",
]
