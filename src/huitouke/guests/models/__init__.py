from huitouke.guests.models.consent import (
    ConsentContent,
    ConsentEntry,
    ConsentRoot,
    ConsentState,
    Purpose,
    Wording,
)
from huitouke.guests.models.facts import ContactPoint, Document, GuestTag, Note, Preference, Tag, Vehicle
from huitouke.guests.models.guest import Guest, GuestQuerySet
from huitouke.guests.models.registration import RegistrationFact, RetentionRule
from huitouke.guests.models.views import SavedView

__all__ = [
    "ConsentContent",
    "ConsentEntry",
    "ConsentRoot",
    "ConsentState",
    "ContactPoint",
    "Document",
    "Guest",
    "GuestQuerySet",
    "GuestTag",
    "Note",
    "Preference",
    "Purpose",
    "RegistrationFact",
    "RetentionRule",
    "SavedView",
    "Tag",
    "Vehicle",
    "Wording",
]
