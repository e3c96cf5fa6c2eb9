"""What of the archive goes with a guest who becomes one with another, and what stays where it is."""

from typing import Final

from huitouke.kernel.moving import Moving, register_moving, register_unmoved

_TAG_ONCE: Final = (
    "(SELECT CASE WHEN p.is_exclusive THEN p.id ELSE q.id END FROM guests_tag q"
    " LEFT JOIN guests_taggroup p ON p.id = q.group_id WHERE q.id = {t}.tag_id)"
)
"""Of an exclusive group one tag, else each tag once."""

MOVINGS: Final = (
    Moving("guests.ContactPoint", record="record_id"),
    Moving("guests.Document", record="record_id"),
    Moving("guests.Vehicle", record="record_id"),
    Moving("guests.Preference", record="record_id"),
    Moving("guests.Note", record="record_id"),
    Moving("guests.Evaluation", record="record_id"),
    Moving(
        "guests.GuestTag",
        record="record_id",
        once=_TAG_ONCE,
        order="{t}.id DESC",
        lives="EXISTS (SELECT 1 FROM guests_tag q WHERE q.id = {t}.tag_id)",
    ),
    Moving(
        "guests.GuestTypeMembership",
        record="record_id",
        once="{t}.type_id",
        once_when="{t}.until IS NULL",
        ends="until",
    ),
    Moving(
        "guests.ConsentState",
        once="({t}.purpose_id, {t}.channel)",
        # The stricter wish stands, of two alike the later.
        order="({t}.act = 'given'), {t}.since DESC, {t}.id",
    ),
    Moving("guests.RegistrationFact"),
    Moving("guests.Reveal"),
    Moving("guests.CompanyContact"),
    Moving("guests.RelationEnd"),
    Moving(
        "guests.CompanyGuest",
        once="{t}.company_id",
        lives="EXISTS (SELECT 1 FROM guests_company q WHERE q.id = {t}.company_id)",
    ),
    Moving("kernel.Attachment", column="owner_id", only="{t}.owner_kind = 'guest'"),
)

UNMOVED: Final = {
    "guests.Guest": "the profile itself: derived anew",
    "guests.GuestAlias": "told from the decisions",
    "guests.ConsentEntry": "a chain tells what was said of the profile under which it was said",
    "guests.ConsentContent": "hangs on its entry",
    "guests.Relation": "goes with its two ends",
    "guests.SavedView": "names no guest by id",
    "kernel.FieldChange": "stands where it happened; the page of a guest reads that of all their ids",
}


def register() -> None:
    """Name all tables; called once, when the app is ready."""
    register_moving(*MOVINGS)
    register_unmoved(UNMOVED)
