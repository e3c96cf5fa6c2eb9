"""The registration card on A5, in both languages at once: filled for a known guest as far as this reader may read of
them, or blank."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.guests.choices import ContactChannel, ContactKind, DocumentKind, Sex
from huitouke.guests.consents import list_asked_words
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.queries import GuestDetail, get_guest_detail
from huitouke.web.base.context import business_date, current_branch
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.words import country_word

LANGUAGES: Final = ("zh-hans", "en")
DIGESTS: Final = (DocumentKind.NAME_HASH.value, DocumentKind.DOCUMENT_HASH.value)


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
    """What the card asks, in the order of the desk. Of contacts and papers the newest of its kind is filled in."""
    known = _known(detail) if detail else {}
    rate_is_told = detail is None or not detail.guest.is_rate_confidential
    asked: list[tuple[str, str | Promise, bool]] = [
        ("name", _("Name"), False),
        ("latin_name", _("Name in Latin letters"), False),
        ("birth_date", _("Birth date"), False),
        ("nationality", _("Nationality"), False),
        ("mobile", _("Mobile"), False),
        ("document", _("Document, kind and number"), True),
        ("email", _("E-mail"), False),
        ("company", _("Company"), False),
        ("address", _("Address"), True),
        ("plate", _("Plate"), False),
        ("companions", _("Staying in the same room"), False),
        ("arrival", _("Arrival"), False),
        ("departure", _("Departure"), False),
        ("room", _("Room number"), False),
        *([("rate", _("Room rate"), False)] if rate_is_told else []),
    ]
    return [Line(_both(words), known.get(code, ""), is_wide) for code, words, is_wide in asked]


def _known(detail: GuestDetail) -> dict[str, str]:
    guest, masked = detail.guest, detail.masked
    contacts = {each.kind: each.shown for each in detail.contacts if not each.is_relay}
    paper = next((each for each in reversed(detail.documents) if each.kind not in DIGESTS), None)
    return {
        "name": guest.name,
        "latin_name": guest.latin_name,
        "birth_date": guest.birth_date.isoformat() if guest.birth_date else masked.get("birth_date", ""),
        "nationality": country_word(guest.nationality),
        "document": f"{DocumentKind(paper.kind).label} {paper.masked}" if paper else "",
        "mobile": contacts.get(ContactKind.MOBILE, ""),
        "email": contacts.get(ContactKind.EMAIL, ""),
        "address": guest.address or masked.get("address", ""),
        "company": guest.company,
        "plate": detail.vehicles[-1].plate if detail.vehicles else "",
    }


def _asked(request: HttpRequest) -> list[Asked]:
    """The words in force of every purpose that is agreed to. No box is ever ticked beforehand."""
    return [
        Asked(
            (wording.texts.get("zh", ""), wording.texts.get("en", "")),
            [_both(ContactChannel(code).label) for code in purpose.channels],
        )
        for purpose, wording in list_asked_words(business_date(request))
    ]
