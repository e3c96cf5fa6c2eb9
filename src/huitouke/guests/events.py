"""Codes of what happens to profiles: the audit trail and the outbox share them."""

PROFILE_CREATED = "guests.profile.created"
PROFILES_IMPORTED = "guests.profile.imported"
PROFILES_TAKEN_BACK = "guests.profile.taken_back"
PROFILE_CHANGED = "guests.profile.changed"
NOTE_ADDED = "guests.note.added"
NOTE_REMOVED = "guests.note.removed"
CONSENT_RECORDED = "guests.consent.recorded"
