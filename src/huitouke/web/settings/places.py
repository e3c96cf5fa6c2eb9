"""The pages that the settings lead to. A context adds its own as a line of PLACES."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right

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
        return actor.has_group_right(self.right) if self.is_group_wide else actor.has_right(self.right)


PLACES: Final[tuple[Place, ...]] = (
    Place(
        "archive",
        _("Guest types"),
        _("The groups that guests are sorted into; a used one is closed, not removed."),
        "guests:type-list",
        "guests",
        Right.HOTEL_CONFIGURE,
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
        _("Backup"),
        _("Whether the data are safe: the last good backup, its age and its proof, and how to restore."),
        "settings:backups",
        "download",
        Right.BACKUP_MANAGE,
        is_group_wide=True,
    ),
)
