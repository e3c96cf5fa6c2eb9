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
        CodeTable(
            "trade", _("Trades"), _("What companies do, by the national classification."), takes_own=False
        ),
        CodeTable("bed", _("Beds"), _("Of room types.")),
        CodeTable("room_facility", _("Facilities of room types"), _("What stands in the room.")),
        CodeTable("room_feature", _("Features of rooms"), _("What guests ask for, room by room.")),
    )
}
