"""Codes of what happens to profiles: the audit trail and the outbox share them."""

PROFILE_CREATED = "guests.profile.created"
PROFILES_IMPORTED = "guests.profile.imported"
PROFILE_CHANGED = "guests.profile.changed"
NOTE_ADDED = "guests.note.added"
NOTE_REMOVED = "guests.note.removed"
