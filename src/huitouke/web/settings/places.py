"""The pages that the settings lead to. A context adds its own as a line of PLACES."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.switches import is_address_on

SECTIONS: Final = {
    "people": _("People and rights"),
    "archive": _("The archive"),
    "hotel": _("The hotel"),
    "data": _("Data and systems"),
}
"""The headings of the settings page, in their order."""


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the settings: what it is for, and the right that opens it, in the whole group where it concerns
    every branch."""

    section: str
    label: str | Promise
    text: str | Promise
    url_name: str
    icon: str
    right: Right
    is_group_wide: bool = False

    def is_open_to(self, actor: Actor) -> bool:
        """Whether this person may open it, and the part that it belongs to is used here."""
        may = actor.has_group_right(self.right) if self.is_group_wide else actor.has_right(self.right)
        return may and is_address_on(self.url_name)


PLACES: Final[tuple[Place, ...]] = (
    Place(
        "archive",
        _("Required fields"),
        _("What the desk must ask at booking, check-in, check-out and on visits; a branch may differ."),
        "capture:required-fields",
        "check",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "archive",
        _("Guest types"),
        _("The groups that guests are sorted into; a used one is closed, not removed."),
        "guests:type-list",
        "guests",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "archive",
        _("Tags"),
        _("Words that group guests: by hand or by rule, with their groups, colours and use."),
        "guests:tag-list",
        "tag",
        Right.HOTEL_CONFIGURE,
        is_group_wide=True,
    ),
    Place(
        "archive",
        _("Field rules"),
        _("Which value shows where records tell different things of a guest; tried before it is applied."),
        "settings:field-rules",
        "sort",
        Right.HOTEL_CONFIGURE,
        is_group_wide=True,
    ),
    Place(
        "people",
        _("Users"),
        _("Who may sign in, with which posts, where and at which shift."),
        "access:user-list",
        "user",
        Right.SYSTEM_MANAGE,
    ),
    Place(
        "people",
        _("Roles and rights"),
        _("What each role may do, and who holds it where. Prints on one sheet."),
        "access:matrix",
        "columns",
        Right.SYSTEM_MANAGE,
    ),
    Place(
        "people",
        _("Second factor by role"),
        _("Which roles work only with an app or a passkey."),
        "access:second-factor",
        "lock",
        Right.SYSTEM_MANAGE,
        is_group_wide=True,
    ),
    Place(
        "people",
        _("Sign-ins"),
        _("Who is signed in where, on which device, and signing them out."),
        "access:session-list",
        "sign-out",
        Right.SYSTEM_MANAGE,
    ),
    Place(
        "people",
        _("Tokens"),
        _("Programs that speak with the rights of a login."),
        "access:token-list",
        "link",
        Right.SYSTEM_MANAGE,
    ),
    Place(
        "people",
        _("Audit trail"),
        _("Who changed and who read what, and when."),
        "access:trail-list",
        "history",
        Right.AUDIT_VIEW,
    ),
    Place(
        "hotel",
        _("Lines of managers"),
        _("Who is called when something is not settled in time, first to last."),
        "access:manager-lines",
        "bell",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "data",
        _("Switches"),
        _("Parts of the system that the group does not use."),
        "access:switch-list",
        "settings",
        Right.SYSTEM_MANAGE,
        is_group_wide=True,
    ),
    Place(
        "archive",
        _("Purposes and consent"),
        _("What guests' data are processed for, on which ground, and the words in which guests are asked."),
        "privacy:purpose-list",
        "done",
        Right.PRIVACY_MANAGE,
    ),
    Place(
        "archive",
        _("Legal retention"),
        _("How long the law keeps registrations, invoices and contracts, with the rule that says so."),
        "privacy:retention-list",
        "clock",
        Right.PRIVACY_MANAGE,
    ),
    Place(
        "archive",
        _("Erasures"),
        _("Guests who were erased, what the law still keeps, and letting a person come in again."),
        "privacy:erasure-list",
        "history",
        Right.PRIVACY_MANAGE,
    ),
    Place(
        "archive",
        _("Weights of the score card"),
        _("How much each of the fifteen criteria counts when a company is judged."),
        "companies:score-weights",
        "star",
        Right.HOTEL_CONFIGURE,
        is_group_wide=True,
    ),
    Place(
        "data",
        _("Import"),
        _("Take guests in from files of other systems, row by row with a report."),
        "imports:import-list",
        "upload",
        Right.IMPORTS_RUN,
    ),
    Place(
        "data",
        _("Connections"),
        _("Property management systems and channels that hand their reservations over, and how each does."),
        "settings:connections",
        "link",
        Right.SYSTEM_MANAGE,
    ),
    Place(
        "data",
        _("Quarantine"),
        _("Messages of other systems that could not be taken in: mend them, try them again, put them away."),
        "quarantine:message-list",
        "alert",
        Right.IMPORTS_RUN,
    ),
    Place(
        "data",
        _("Exports"),
        _("Files of long lists that you asked for, kept a day for you alone."),
        "exports:export-list",
        "download",
        Right.GUESTS_EXPORT,
    ),
    Place(
        "data",
        _("Backup"),
        _("Whether the data are safe: the last good backup, its age and its proof, and how to restore."),
        "settings:backups",
        "download",
        Right.BACKUP_MANAGE,
        is_group_wide=True,
    ),
    Place(
        "hotel",
        _("Outlets"),
        _("Restaurants, bars, spa and shops: where guests spend money besides the room."),
        "settings:outlets",
        "branch",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "hotel",
        _("Rates"),
        _("Rate codes, and what a night costs by room type, season and weekday."),
        "settings:rates",
        "tag",
        Right.RATES_EDIT,
    ),
    Place(
        "hotel",
        _("Costs"),
        _("Commission of channels, cost of a room night and of outlets, from a day to a day."),
        "settings:costs",
        "card",
        Right.RATES_EDIT,
    ),
    Place(
        "data",
        _("Codes of other systems"),
        _("What the codes mean that files and other systems send, and which bookings wait for it."),
        "settings:mappings",
        "columns",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "hotel",
        _("Rooms"),
        _("Room types and rooms: what they have, which are closed, and taking them in from a list."),
        "settings:rooms",
        "card",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "hotel",
        _("Booking rules"),
        _("What stands on every confirmation: hours, how long a room is held, cancelling, deposits."),
        "stays:policies",
        "file",
        Right.HOTEL_CONFIGURE,
    ),
    Place(
        "archive",
        _("Code tables"),
        _("What pick-lists offer: own codes beside the standard ones, their words and their order."),
        "settings:code-tables",
        "columns",
        Right.HOTEL_CONFIGURE,
        is_group_wide=True,
    ),
    Place(
        "hotel",
        _("To the first day"),
        _("The check-list of the set-up: what is done, what is open, one button each."),
        "settings:first-day",
        "done",
        Right.SYSTEM_MANAGE,
        is_group_wide=True,
    ),
    Place(
        "hotel",
        _("Group and branches"),
        _("Names of the group and of its companies in law; branches with their clock and money."),
        "settings:organisation",
        "branch",
        Right.SYSTEM_MANAGE,
        is_group_wide=True,
    ),
    Place(
        "data",
        _("Web-hooks"),
        _("Other programs that are told when a guest changes, and what became of each message."),
        "settings:webhooks",
        "link",
        Right.SYSTEM_MANAGE,
        is_group_wide=True,
    ),
    Place(
        "archive",
        _("Own fields"),
        _("What your hotel asks of guests and companies beyond what stands here: added without a program."),
        "settings:own-fields",
        "plus",
        Right.HOTEL_CONFIGURE,
        is_group_wide=True,
    ),
    Place(
        "hotel",
        _("Form for guests"),
        _("The code by which guests fill in their own form, in each branch."),
        "forms:link-list",
        "link",
        Right.HOTEL_CONFIGURE,
    ),
)
