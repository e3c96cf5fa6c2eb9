"""What can be taken out as a file: by whom, in which forms, and how it is counted and written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.connectors.files.company_export import COMPANY_FORMATS, export_companies
from huitouke.connectors.files.export import FORMATS, export_guests
from huitouke.guests.company_queries import CompanyFilter, count_companies
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.queries import GuestFilter, count_guests


@dataclass(frozen=True, slots=True)
class Exported:
    """One list as a file. `write` and `count` are called as `export_guests` and `count_guests` are."""

    subject: str
    right: Right
    forms: tuple[str, ...]
    filter: type[Any]
    count: Callable[[Actor, Any, date, int], int]
    write: Callable[..., int]

    def form_of(self, text: str) -> str:
        """The form asked for; the first where it is unknown."""
        return text if text in self.forms else self.forms[0]


EXPORTED: Final = {
    "guests": Exported(GUEST, Right.GUESTS_EXPORT, FORMATS, GuestFilter, count_guests, export_guests),
    "companies": Exported(
        COMPANY, Right.COMPANIES_EXPORT, COMPANY_FORMATS, CompanyFilter, count_companies, export_companies
    ),
}
"""By the kind of an order."""
