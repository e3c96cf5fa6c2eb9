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
    "guests.ConsentState",
    "guests.RegistrationFact",
    "guests.Reveal",
    "identity.GuestImage",
    "identity.BulkChange",
    "guests.CompanyContact",
    "guests.CompanyGuest",
    "guests.GuestTypeMembership",
    "guests.Evaluation",
    "guests.RelationEnd",
    "capture.Capture",
    "stays.Reservation",
    "stays.ReservationPerson",
    "stays.Folio",
    "stays.Preparation",
    "guests.GuestAlias",
    "identity.Link",
)

OTHER_HOLDERS: Final = (
    "api.KeptAnswer",
    "guests.ConsentContent",
    "guests.ConsentEntry",
    "guests.Guest",
    "guests.Relation",
    "guests.SavedView",
    "identity.Decision",
    "identity.HomeProfile",
    "identity.KeptRow",
    "identity.Proposal",
    "identity.WaitingRow",
    "intake.SourceRecord",
    "kernel.Attachment",
    "kernel.FieldChange",
    "kernel.MovedRow",
    "stays.GuestFigure",
)
"""Tables that tell of a guest by another column: by record, by owner, by subject."""
