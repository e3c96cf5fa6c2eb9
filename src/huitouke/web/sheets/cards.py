"""The card for whoever receives a guest, or sees them off: who does it, by which words, and what is known."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from huitouke.access.models import Branch
from huitouke.stays.choices import STAYED, ReservationStatus
from huitouke.stays.greeting import GREETS, Greeting, greeting_of
from huitouke.stays.sheet_lines import SheetKind, SheetLine
from huitouke.stays.sheets import read_stay
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.pages import BARE_TITLES
from huitouke.web.sheets.words import nights_words, nth_words, persons_words, post_word, time_words

ARRIVAL: Final = "arrival"
FAREWELL: Final = "farewell"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the card, and why it stands there."""

    words: str
    why: str


@require_GET
def card(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The greeting card until the day of departure has come, then the farewell card; `as` of the address asks for one
    of them."""
    line, branch = read_stay(actor_of(request), reservation_id)
    asked = request.GET.get("as", "")
    leaves = line.status in STAYED and line.departure <= branch.business_date
    is_farewell = asked == FAREWELL or (asked != ARRIVAL and leaves)
    kind = SheetKind.DEPARTURES if is_farewell else SheetKind.ARRIVALS
    time, time_note = time_words(line, kind, branch, branch.business_date)
    told = greeting_of(line)
    context = {
        "line": line,
        "branch": branch,
        "is_farewell": is_farewell,
        "time": time,
        "time_note": time_note,
        "greeter": post_word(GREETS[line.vip_grade]),
        "address": _address(line),
        "nth": nth_words(line),
        "nights": nights_words(line),
        "persons": persons_words(line),
        "said": _farewell(line, told, branch) if is_farewell else _welcome(line, told, branch),
        "open": [each for each in line.preparations if each.is_open],
        "kept": [each for each in line.preparations if each.is_prepared],
        "declined": [each for each in line.preparations if each.declined_at],
        "is_gone": line.status == ReservationStatus.CHECKED_OUT,
    }
    return render(request, "sheets/card.html", context)


def _address(line: SheetLine) -> str:
    """How the guest is spoken to; nothing is made up where it is not known."""
    if line.form_of_address and line.form_of_address.strip(".").casefold() not in BARE_TITLES:
        return line.form_of_address
    return ""


def _welcome(line: SheetLine, told: Greeting, branch: Branch) -> list[Said]:
    said = []
    who = _address(line) or line.name
    if told.is_returning and who:
        said.append(Said(_("%(who)s, welcome back.") % {"who": who}, nth_words(line)[0]))
    elif who:
        said.append(
            Said(_("%(who)s, welcome to %(hotel)s.") % {"who": who, "hotel": branch}, _("First stay here"))
        )
    if told.is_birthday and line.birthday == line.arrival:
        said.append(Said(_("Happy birthday."), _("Birthday today")))
    elif told.is_birthday and line.birthday:
        said.append(
            Said(
                _("We know that it is your birthday on %(day)s.") % {"day": f"{line.birthday:%m-%d}"},
                _("Birthday in the stay"),
            )
        )
    if told.kept:
        between = pgettext("between items of a list", ", ")
        words = _("We have prepared: %(things)s.") % {"things": between.join(told.kept)}
        said.append(Said(words, _("prepared")))
    if told.to_ask:
        said.append(
            Said(_("May we ask: is it still %(thing)s?") % {"thing": told.to_ask}, _("noted long ago"))
        )
    return said


def _farewell(line: SheetLine, told: Greeting, branch: Branch) -> list[Said]:
    said = []
    who = _address(line) or line.name
    thanks = _("%(who)s, thank you for staying with us.") % {"who": who} if who else ""
    if thanks:
        said.append(Said(thanks, nth_words(line)[0]))
    if told.missed:
        words = _("We are sorry that this was not possible: %(thing)s.") % {"thing": told.missed}
        said.append(Said(words, _("promised and not given")))
    said.append(
        Said(_("Was there anything that we could have done better?"), _("write the answer into the note"))
    )
    if told.is_returning:
        said.append(Said(_("We look forward to your next stay."), _("Returning guests")))
    return said
