"""The search box: what was typed, or what a card reader typed, and whom it may mean."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.guests.company_queries import find_companies
from huitouke.guests.queries import GuestLine, lines_of
from huitouke.guests.search import search_guests
from huitouke.guests.values.search import Scrap, read_card_text
from huitouke.stays.queries import find_by_number
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.guests.carried import carry
from huitouke.web.stays.words import status_word

SHOWN = 8
COMPANIES_SHOWN = 4

FOUND_BY: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "pinyin": gettext_lazy("pinyin"),
    "initials": gettext_lazy("initials"),
    "phone": gettext_lazy("phone"),
    "email": gettext_lazy("e-mail"),
    "plate": gettext_lazy("plate"),
    "card": gettext_lazy("card number"),
    "company": gettext_lazy("company"),
    "document": gettext_lazy("document"),
    "told": gettext_lazy("a source record"),
    "code": gettext_lazy("company code"),
    "credit_code": gettext_lazy("credit code"),
}


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """The results as a part; a whole document number, also from a reader, opens its guest at once."""
    scan = request.POST.get("scan", "")
    text = scan or request.POST.get("q", "")
    card = read_card_text(text) if len(text) >= 18 else None
    if card is not None and (scan or len(card) > 1):
        return _open_card(request, card)
    if scan and "\n" in scan:
        return part(
            request,
            "search/_results.html",
            {"hint": _("The card could not be read. Lay it on the reader again, or type the number.")},
        )
    actor = actor_of(request)
    result = search_guests(actor, text, SHOWN)
    if result.scrap.too_short:
        hint = _("Go on typing: 1 Chinese character, 2 letters or 3 digits are the least.")
        return part(request, "search/_results.html", {"hint": hint})
    if len(result.found) == 1 and result.found[0].by == "document":
        return go_to(reverse("guests:guest-detail", args=[result.found[0].guest_id]))
    lines = lines_of(actor, result.found)
    companies = find_companies(actor, text, COMPANIES_SHOWN) if actor.has_right(Right.COMPANIES_VIEW) else []
    stays = find_by_number(actor, text)
    context: dict[str, Any] = {
        "options": _options(lines),
        "companies": [(line, FOUND_BY.get(line.found_by, "")) for line in companies],
        "stays": [(line, status_word(line.status)) for line in stays],
        "start": _start_values(result.scrap)
        if not lines and not stays and actor.has_right(Right.GUESTS_EDIT)
        else None,
        "may_create": actor.has_right(Right.GUESTS_EDIT),
    }
    return part(request, "search/_results.html", context)


def _open_card(request: HttpRequest, card: dict[str, list[str]]) -> HttpResponse:
    """The guest of the card's number; where nobody has it, a new guest with what the card says."""
    actor = actor_of(request)
    number = card["id_card"][0]
    found = [hit for hit in search_guests(actor, number, SHOWN).found if hit.by == "document"]
    if len(found) == 1:
        return go_to(reverse("guests:guest-detail", args=[found[0].guest_id]))
    if found:
        return part(request, "search/_results.html", {"options": _options(lines_of(actor, found))})
    if not actor.has_right(Right.GUESTS_EDIT):
        hint = _("Nobody with this document is known yet.")
        return part(request, "search/_results.html", {"hint": hint})
    carry(request, card)
    return go_to(reverse("guests:guest-new"))


def _options(lines: list[GuestLine]) -> list[tuple[GuestLine, str | Promise]]:
    """Each line with the word for what it was found by."""
    return [(line, FOUND_BY.get(line.found_by, "")) for line in lines]


def _start_values(scrap: Scrap) -> dict[str, str]:
    """What a new guest starts with: the scrap in the field that it looks like."""
    if scrap.email:
        return {"email": scrap.text}
    if scrap.id_number:
        return {"id_card": scrap.text}
    if len(scrap.digits) >= 7:
        return {"mobile" if len(scrap.digits) == 11 and scrap.digits[0] == "1" else "phone": scrap.text}
    if scrap.grams or scrap.latin:
        return {"name": scrap.text}
    return {}
