"""What the pages of an import call the rows of its kind, and where they lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from huitouke.access.actors import Actor
from huitouke.connectors.files.kinds import KINDS
from huitouke.connectors.files.remarks import COMPANY
from huitouke.connectors.files.targets import CUSTOM
from huitouke.guests.models import Company
from huitouke.guests.queries import names_of
from huitouke.guests.values.company import CONTACT_TARGET
from huitouke.identity.services.company_take_back import list_kept_companies
from huitouke.identity.services.take_back import list_kept
from huitouke.intake.models import ImportRun
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.stays.booking_rows import BOOKINGS_KIND
from huitouke.web.companies.words import company_field_word
from huitouke.web.guests.words import field_word
from huitouke.web.imports.booking_words import booking_target_word

ROW_WORDS: Final = {"contact": _("Contact"), "document": _("Papers")}
"""Kinds of rows of a guest that are no target themselves."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """Words for one kind of rows; `list_url` and `detail_url` are names of addresses."""

    one: str | Promise
    new: str | Promise
    new_one: str | Promise
    changes_one: str | Promise
    will_go: str | Promise
    went: str | Promise
    stay: str | Promise
    kept: str | Promise
    again: str | Promise
    see: str | Promise
    list_url: str
    detail_url: str


_GUESTS: Final = KindWords(
    _("Guest"),
    _("New guests"),
    _("New guest"),
    _("Changes a guest"),
    _("Guests who will go"),
    _("Guests who went"),
    _(
        "Everything is put back as it was before the file came, with its history. Guests whom somebody has edited since"
        " stay as they are and are listed afterwards."
    ),
    _("These guests were edited after the import and stay as they are:"),
    _("To have the guests again, import the same file again."),
    _("See the guests"),
    "guests:guest-list",
    "guests:guest-detail",
)
_COMPANIES: Final = KindWords(
    _("Company"),
    _("New companies"),
    _("New company"),
    _("Changes a company"),
    _("Companies that will go"),
    _("Companies that went"),
    _(
        "Everything is put back as it was before the file came, with its history. Companies that somebody has edited"
        " since, and those above them, stay as they are and are listed afterwards."
    ),
    _("These companies were edited after the import, or stand above one that was, and stay as they are:"),
    _("To have the companies again, import the same file again."),
    _("See the companies"),
    "companies:company-list",
    "companies:company-detail",
)
_BOOKINGS: Final = KindWords(
    _("Booking"),
    _("New bookings"),
    _("New booking"),
    _("Changes a booking"),
    _("Bookings that will go"),
    _("Bookings that went"),
    _(
        "Every booking is again what the other files and messages say of it. Bookings that somebody has dealt with"
        " since, by hand or with a bill, stay as they are."
    ),
    _("These bookings were dealt with after the import and stay as they are:"),
    _("To have the bookings again, import the same file again."),
    _("See the imports"),
    "imports:import-list",
    "imports:import-detail",
)
_WORDS: Final = {"guests": _GUESTS, "companies": _COMPANIES, BOOKINGS_KIND: _BOOKINGS}


def kind_words(kind: str) -> KindWords:
    """The words for a kind of rows; those of guests where a kind has none of its own."""
    return _WORDS.get(kind, _GUESTS)


def target_word(target: str, kind: str = "guests") -> str:
    """What a target is called, also one of the hotel's own fields."""
    if target.startswith(CUSTOM):
        subject = KINDS[kind].importing.subject
        return next((each.label for each in list_fields(subject) if each.target == target), target)
    if kind == BOOKINGS_KIND:
        return booking_target_word(target)
    if kind == "companies":
        return company_target_word(target.removeprefix(COMPANY))
    if target in ROW_WORDS:
        return str(ROW_WORDS[target])
    return field_word(target)


def company_target_word(target: str) -> str:
    """A target of a company; of a further contact with his number."""
    contact = CONTACT_TARGET.fullmatch(target)
    if contact is None or not contact[1]:
        return company_field_word(target)
    return f"{company_field_word(f'contact.{contact[2]}')} {contact[1]}"


def names_seen(actor: Actor, kind: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of those of the guests or companies whom the actor may see; bookings have none."""
    if kind == BOOKINGS_KIND:
        return {}
    if kind != "companies":
        return names_of(actor, ids)
    if not ids:
        return {}
    return dict(Company.objects.visible_to(actor).filter(id__in=ids).values_list("id", "name"))


def kept_of(actor: Actor, run: ImportRun, limit: int) -> list[Any]:
    """Whom a taking back left as they were, of those whom the actor may see. Bookings are counted, not listed."""
    if run.kind == BOOKINGS_KIND:
        return []
    if run.kind == "companies":
        return list_kept_companies(actor, run, limit)
    return list_kept(actor, run, limit)


def act_word(kind: str, affected: int) -> str:
    """The button that takes an import back."""
    said = {"n": f"{affected:,}"}
    if kind == BOOKINGS_KIND:
        return ngettext("Take back %(n)s booking", "Take back %(n)s bookings", affected) % said
    if kind == "companies":
        return ngettext("Take back %(n)s company", "Take back %(n)s companies", affected) % said
    return ngettext("Take back %(n)s guest", "Take back %(n)s guests", affected) % said


def taken_back_word(kind: str, done: str, total: str) -> str:
    """How far a taking back is."""
    said = {"done": done, "total": total}
    if kind == BOOKINGS_KIND:
        return str(_("%(done)s of %(total)s bookings taken back")) % said
    if kind == "companies":
        return str(_("%(done)s of %(total)s companies taken back")) % said
    return str(_("%(done)s of %(total)s guests taken back")) % said
