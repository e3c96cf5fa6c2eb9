"""Kinds of files that the wizard takes in: what their rows are, what a column may mean, who takes them in.

A new kind is a line of `KINDS`: its importer keeps the form of `guests.import_file`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.connectors.files.booking_words import propose_bookings
from huitouke.connectors.files.bookings import OF_BOOKINGS, import_bookings
from huitouke.connectors.files.coded import CODES_OF_BOOKINGS, CODES_OF_COMPANIES, CODES_OF_GUESTS, Coded
from huitouke.connectors.files.companies import (
    OF_COMPANIES,
    company_source_of,
    import_companies,
    propose_companies,
)
from huitouke.connectors.files.foreseeing import foresee_guests
from huitouke.connectors.files.foreseeing_bookings import booking_source_of, foresee_bookings
from huitouke.connectors.files.foreseeing_companies import foresee_companies
from huitouke.connectors.files.guests import import_file
from huitouke.connectors.files.headers import propose_mapping
from huitouke.connectors.files.looking import Foresee
from huitouke.connectors.files.records import Propose
from huitouke.connectors.files.targets import OF_GUESTS, PLAIN_TARGETS, Targets
from huitouke.guests.values.company import COMPANY_TARGETS, CONTACT_PARTS
from huitouke.guests.values.raw import TARGETS
from huitouke.identity.services.admission import source_of
from huitouke.stays.booking_rows import BOOKINGS_KIND
from huitouke.stays.booking_rows import TARGETS as TARGETS_OF_BOOKINGS


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows. `take_in` imports a file; `targets` are what a column may mean, in the order of the form, and
    `known` says whether a map may name one; `propose` recognises columns; `source` is what reading rows needs to know
    of the hotel; `coded` reads columns of codes; `foresee` tells what each of the first rows would do; `rights` are
    needed in the branch besides that to import."""

    code: str
    label: str | Promise
    take_in: Callable[..., Any]
    targets: Sequence[str]
    known: Targets
    propose: Propose
    source: Callable[[Actor, Branch, str], Any]
    coded: Coded
    foresee: Foresee
    subject: str = ""
    """Whose own fields of the hotel a column may mean besides."""
    rights: tuple[Right, ...] = ()

    def require(self, actor: Actor, branch: Branch) -> None:
        """Refuse who may not bring rows of this kind into the branch."""
        for right in (Right.IMPORTS_RUN, *self.rights):
            actor.require(right, branch.id)


GUESTS: Final = Kind(
    "guests",
    _("Guests"),
    import_file,
    [each for each in TARGETS if each in PLAIN_TARGETS],
    OF_GUESTS,
    propose_mapping,
    partial(source_of, run_id=None),
    CODES_OF_GUESTS,
    foresee_guests,
    "guest",
)

_PEOPLE: Final = ("contact", "contact2", "contact3")
"""Contacts of a company that the form offers; a heading may name further ones."""

COMPANIES: Final = Kind(
    "companies",
    _("Companies"),
    import_companies,
    ["external_id", *COMPANY_TARGETS, *(f"{who}.{part}" for who in _PEOPLE for part in CONTACT_PARTS)],
    OF_COMPANIES,
    propose_companies,
    partial(company_source_of, run_id=None),
    CODES_OF_COMPANIES,
    foresee_companies,
    "company",
    rights=(Right.COMPANIES_EDIT,),
)

BOOKINGS: Final = Kind(
    BOOKINGS_KIND,
    _("Bookings"),
    import_bookings,
    TARGETS_OF_BOOKINGS,
    OF_BOOKINGS,
    propose_bookings,
    booking_source_of,
    CODES_OF_BOOKINGS,
    foresee_bookings,
    "booking",
    rights=(Right.STAYS_EDIT,),
)

KINDS: Final[dict[str, Kind]] = {kind.code: kind for kind in (GUESTS, COMPANIES, BOOKINGS)}


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds of rows that the actor may bring in somewhere."""
    return [kind for kind in KINDS.values() if all(actor.has_right(right) for right in kind.rights)]
