"""Kinds of files that the wizard takes in: what their rows are, what a column may mean, who takes them in.

A new kind is a `RowImporter` and a line of `KINDS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Unpack

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.connectors.files.bookings import BookingImporter
from huitouke.connectors.files.coded import CODES_OF_BOOKINGS, CODES_OF_COMPANIES, CODES_OF_GUESTS, Coded
from huitouke.connectors.files.companies import CompanyImporter, company_source_of
from huitouke.connectors.files.foreseeing import foresee_guests
from huitouke.connectors.files.foreseeing_bookings import booking_source_of, foresee_bookings
from huitouke.connectors.files.foreseeing_companies import foresee_companies
from huitouke.connectors.files.guests import GuestImporter
from huitouke.connectors.files.looking import Foresee
from huitouke.connectors.files.row_importer import ImportOptions, ImportSummary, RowImporter, import_rows
from huitouke.connectors.files.targets import PLAIN_TARGETS
from huitouke.guests.values.company import COMPANY_TARGETS, CONTACT_PARTS
from huitouke.guests.values.raw import TARGETS
from huitouke.identity.services.admission import source_of
from huitouke.stays.booking_rows import TARGETS as TARGETS_OF_BOOKINGS


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows. `importing` takes a file in; `targets` are what a column may mean, in the order of the form;
    `source` is what reading rows needs to know of the hotel; `coded` reads columns of codes; `foresee` tells what each
    of the first rows would do."""

    label: str | Promise
    importing: type[RowImporter]
    targets: Sequence[str]
    source: Callable[[Actor, Branch, str], Any]
    coded: Coded
    foresee: Foresee

    @property
    def code(self) -> str:
        return self.importing.code

    def take_in(self, path: Path, *, actor: Actor, **options: Unpack[ImportOptions]) -> ImportSummary:
        """Import a file of this kind."""
        return import_rows(self.importing, path, actor=actor, **options)


GUESTS: Final = Kind(
    _("Guests"),
    GuestImporter,
    [each for each in TARGETS if each in PLAIN_TARGETS],
    partial(source_of, run_id=None),
    CODES_OF_GUESTS,
    foresee_guests,
)

_PEOPLE: Final = ("contact", "contact2", "contact3")
"""Contacts of a company that the form offers; a heading may name further ones."""

COMPANIES: Final = Kind(
    _("Companies"),
    CompanyImporter,
    ["external_id", *COMPANY_TARGETS, *(f"{who}.{part}" for who in _PEOPLE for part in CONTACT_PARTS)],
    partial(company_source_of, run_id=None),
    CODES_OF_COMPANIES,
    foresee_companies,
)

BOOKINGS: Final = Kind(
    _("Bookings"),
    BookingImporter,
    TARGETS_OF_BOOKINGS,
    booking_source_of,
    CODES_OF_BOOKINGS,
    foresee_bookings,
)

KINDS: Final[dict[str, Kind]] = {kind.code: kind for kind in (GUESTS, COMPANIES, BOOKINGS)}


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds of rows that the actor may bring in somewhere."""
    return [kind for kind in KINDS.values() if all(actor.has_right(right) for right in kind.importing.rights)]
