"""The registration card on A5, in both languages at once: filled for a known guest as far as this reader may read of
them, or blank."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.capture.cards import card_values, lines_of
from huitouke.guests.choices import ContactChannel, DocumentKind, Sex
from huitouke.guests.consents import list_asked_words
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.queries import GuestDetail, get_guest_detail
from huitouke.web.base.context import business_date, current_branch
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.words import country_word

LANGUAGES: Final = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card: its word in both languages, what is known, and whether it takes the whole width."""

    words: tuple[str, str]
    value: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the guest is asked to agree to: the words in both languages, and the ways offered, each in both."""

    words: tuple[str, str]
    ways: list[tuple[str, str]]


@require_GET
def blank_card(request: HttpRequest) -> HttpResponse:
    """An empty card."""
    actor_of(request).require(Right.GUESTS_VIEW)
    return _card(request, None)


@require_GET
def guest_card(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The card of a known guest: values that this reader sees masked stand masked on paper too. For a guest who is
    not to be disclosed to this reader there is none."""
    detail = get_guest_detail(actor_of(request), guest_id, business_date(request))
    if not detail.sight.is_named:
        raise GuestNotFound
    return _card(request, detail)


def _card(request: HttpRequest, detail: GuestDetail | None) -> HttpResponse:
    branch = (detail.guest.branch if detail else None) or current_branch(request)
    sex = detail.guest.sex if detail else ""
    context: dict[str, Any] = {
        "guest": detail.guest if detail else None,
        "hotel": _both(branch) if branch else ("", ""),
        "lines": _lines(detail),
        "sexes": [(_both(Sex(code).label), code == sex) for code in (Sex.MALE.value, Sex.FEMALE.value)],
        "asked": _asked(request),
        "is_masked": detail is not None and not detail.sight.is_clear,
    }
    return render(request, "capture/card.html", context)


def _both(words: object) -> tuple[str, str]:
    """The words in Chinese and in English, whatever the reader's language; once where they are the same."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(words))
    return (found[0], "" if found[1] == found[0] else found[1])


def _lines(detail: GuestDetail | None) -> list[Line]:
    """What the card asks, in the order of the desk, in words."""
    known = card_values(detail) if detail else {}
    if known.get("document"):
        known["document"] = f"{DocumentKind(known['document_kind']).label} {known['document']}"
    known["nationality"] = country_word(known.get("nationality", ""))
    return [Line(_both(words), known.get(code, ""), is_wide) for code, words, is_wide in lines_of(detail)]


def _asked(request: HttpRequest) -> list[Asked]:
    """The words in force of every purpose that is agreed to. No box is ever ticked beforehand."""
    return [
        Asked(
            (wording.texts.get("zh", ""), wording.texts.get("en", "")),
            [_both(ContactChannel(code).label) for code in purpose.channels],
        )
        for purpose, wording in list_asked_words(business_date(request))
    ]
