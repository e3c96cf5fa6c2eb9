"""The code tables that come with Huitouke, and which of them a hotel adds to."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWN_TABLES: Final = "code_table"
"""The table whose codes are the names of the tables that a hotel made itself."""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table as the page of code tables names it. A national or international standard takes no own codes, but its
    words may be changed and its codes closed."""

    code: str
    label: str | Promise
    text: str | Promise
    takes_own: bool = True


TABLES: Final = {
    table.code: table
    for table in (
        CodeTable("country", _("Countries and regions of the world"), _("ISO 3166-1"), takes_own=False),
        CodeTable("region", _("Regions of China"), _("GB/T 2260"), takes_own=False),
        CodeTable("language", _("Languages"), _("ISO 639-1"), takes_own=False),
        CodeTable(
            "document_kind",
            _("Identity papers"),
            _("What a guest registers with; each kind has its own check."),
            takes_own=False,
        ),
        CodeTable("heard_from", _("How guests heard of us"), _("Asked in one tap at check-in.")),
        CodeTable("choice_reason", _("Why guests chose us"), _("Asked in one tap at check-in.")),
        CodeTable("family_structure", _("Family"), _("How a guest lives.")),
        CodeTable("relation", _("Relations"), _("What guests are to each other.")),
        CodeTable(
            "trade", _("Trades"), _("What companies do, by the national classification."), takes_own=False
        ),
        CodeTable("bed", _("Beds"), _("Of room types.")),
        CodeTable("room_facility", _("Facilities of room types"), _("What stands in the room.")),
        CodeTable("room_feature", _("Features of rooms"), _("What guests ask for, room by room.")),
        CodeTable("market", _("Market segments"), _("Whom the room is sold to.")),
        CodeTable("booking_source", _("Sources"), _("How the guest asked for the room.")),
        CodeTable("channel", _("Channels"), _("By which way the room was sold, and who takes a commission.")),
        CodeTable("payment_method", _("Payment methods"), _("How a bill is paid.")),
        CodeTable("guarantee", _("Guarantees"), _("What stands behind a reservation until the guest comes.")),
        CodeTable("meal_plan", _("Meal plans"), _("Which meals the rate includes.")),
        CodeTable("cancel_reason", _("Reasons for cancelling"), _("Asked when a reservation is cancelled.")),
        CodeTable("charge_kind", _("Kinds of charges"), _("What stands on a bill.")),
        CodeTable(
            "age_class",
            _("Classes of age"),
            _("As whom a reservation counts its people."),
            takes_own=False,
        ),
        CodeTable("outlet_kind", _("Kinds of outlets"), _("Where guests spend money besides the room.")),
    )
}
