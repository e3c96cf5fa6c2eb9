"""Contacts of companies as vCards, for a telephone's address book."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from huitouke.connectors.files.targets import RawGuest
from huitouke.guests.models import Company, CompanyContact, CompanyReach

_KINDS: Final = frozenset({"mobile", "phone", "fax", "email", "wechat"})


def company_cards(steps: Iterable[Sequence[Company]]) -> Iterator[RawGuest]:
    """A card for each company that has ways to reach of its own, then one for each of its contacts. Two queries a
    step."""
    for step in steps:
        ids = [company.id for company in step]
        reaches: dict[object, list[CompanyReach]] = {}
        for each in CompanyReach.objects.filter(company_id__in=ids).order_by("id"):
            reaches.setdefault(each.contact_id or each.company_id, []).append(each)
        contacts: dict[object, list[CompanyContact]] = {}
        for contact in CompanyContact.objects.filter(company_id__in=ids).order_by("id"):
            contacts.setdefault(contact.company_id, []).append(contact)
        for company in step:
            yield from _cards(company, contacts.get(company.id, []), reaches)


def _cards(
    company: Company, contacts: Sequence[CompanyContact], reaches: dict[object, list[CompanyReach]]
) -> Iterator[RawGuest]:
    if company.id in reaches:
        yield {
            "name": [company.short],
            "company": [company.name],
            **({"address": [company.address]} if company.address else {}),
            **_ways(reaches[company.id]),
        }
    for contact in contacts:
        post = " ".join(filter(None, (contact.department, contact.position)))
        yield {
            "name": [contact.name],
            "company": [company.name],
            **({"position": [post]} if post else {}),
            **_ways(reaches.get(contact.id, ())),
        }


def _ways(reaches: Sequence[CompanyReach]) -> RawGuest:
    found: RawGuest = {}
    for each in reaches:
        if each.kind in _KINDS:
            found.setdefault(each.kind, []).append(each.shown)
    return found
