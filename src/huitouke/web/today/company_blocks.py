"""Blocks of the sellers: agreements that run out, companies to be visited, credit without an agreement."""

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitouke.guests.company_desk import (
    DueCompany,
    list_credit_without_agreement,
    list_ending_agreements,
    list_quiet_companies,
)
from huitouke.web.companies.words import until_tone, until_words
from huitouke.web.today.block import SHOWN, Figure, Moment, Read

OWN: Final = frozenset({"sales", "sales_assistant"})
"""Posts that look after companies of their own; every other sees those of all."""


def agreements(moment: Moment) -> Read:
    """Agreements that end within 30 days or have ended within the last 30."""
    found = list_ending_agreements(moment.actor, moment.day, is_mine=_is_mine(moment), limit=SHOWN + 1)
    url = _list(moment, agreement="ending")
    figure = Figure(_("Agreements running out"), _count(found), pgettext("unit", "companies"), url)
    return Read({"rows": _rows(moment, found), "url": url, "is_mine": _is_mine(moment)}, (figure,))


def visits(moment: Moment) -> Read:
    """Agreement companies with which nothing was done for 60 days."""
    found = list_quiet_companies(moment.actor, moment.day, is_mine=_is_mine(moment), limit=SHOWN + 1)
    url = _list(moment, kind="agreement")
    figure = Figure(_("Due for a visit"), _count(found), pgettext("unit", "companies"))
    rows = [(each, each.on.isoformat() if each.on else "") for each in found[:SHOWN]]
    return Read({"rows": rows, "url": url, "is_mine": _is_mine(moment)}, (figure,))


def credit(moment: Moment) -> Read:
    """Credit lines whose agreement has ended."""
    found = list_credit_without_agreement(moment.actor, moment.day, is_mine=_is_mine(moment), limit=SHOWN + 1)
    url = _list(moment, credit="1", agreement="ended")
    figure = Figure(
        _("Credit without agreement"),
        _count(found),
        pgettext("unit", "companies"),
        url,
        tone="alarm" if found else "",
    )
    return Read({"rows": _rows(moment, found), "url": url}, (figure,), is_empty=not found)


def _is_mine(moment: Moment) -> bool:
    return moment.role in OWN


def _rows(moment: Moment, found: list[DueCompany]) -> list[tuple[DueCompany, str, str]]:
    """Each company with its day in words and the colour of it."""
    return [
        (each, until_words(each.on, moment.day), until_tone(each.on, moment.day))
        for each in found[:SHOWN]
        if each.on
    ]


def _count(found: list[DueCompany]) -> str:
    """The number of what is shown, with a plus where there are more."""
    return f"{SHOWN}+" if len(found) > SHOWN else str(len(found))


def _list(moment: Moment, **chosen: str) -> str:
    if _is_mine(moment):
        chosen["follow_up"] = moment.username
    return f"{reverse('companies:company-list')}?{urlencode(chosen)}"
