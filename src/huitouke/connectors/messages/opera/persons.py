"""The people of an OPERA reservation, and the companies attached to it."""

from collections.abc import Iterator
from typing import Any

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.opera.profiles import add_address, add_customer, read_language
from huitouke.connectors.messages.persons import Gathered, joined
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import ToldPerson


def reservation_persons(item: Node) -> tuple[ToldPerson, ...] | None:
    """Who stays: the primary guest, those who come along, those who share the room under a reservation of their own;
    and the contact."""
    persons: list[ToldPerson] = []
    guests = list(item["reservationGuests"].each("reservationGuest"))
    guests.sort(key=lambda guest: guest["primary"].text == "false")
    for number, guest in enumerate(guests):
        role = words.GUEST if number == 0 else words.ACCOMPANYING
        persons.append(_of_profile(role, guest["profileInfo"]))
    flat = item["reservationGuest"]
    if flat:
        persons.append(_of_list(flat))
        for each in flat["accompanyGuests"].each():
            persons.append(_named(words.ACCOMPANYING, each, _profile_id(each["profileIdList"])))
    for each in item["sharedGuests"].each():
        persons.append(_named(words.SHARER, each, each["profileId"]["id"].text[:200]))
    for each, kind in _attached(item):
        if kind == "reservationcontact" or kind == "contact":
            found = Gathered()
            found.add("name", each.first("name"))
            persons.append(ToldPerson(words.CONTACT, found.raw, _profile_id(each["profileIdList"])))
    return joined(persons)


def _of_profile(role: str, info: Node) -> ToldPerson:
    found = Gathered()
    profile = info["profile"]
    add_customer(found, profile["customer"])
    for email in profile["emails"].each("emailInfo"):
        found.add("email", (email["email"] if email["email"] else email)["emailAddress"].text)
    for phone in profile["telephones"].each("telephoneInfo"):
        found.add("phone", (phone["telephone"] if phone["telephone"] else phone)["phoneNumber"].text)
    return ToldPerson(role, found.raw, _profile_id(info["profileIdList"]))


def _of_list(flat: Node) -> ToldPerson:
    """The guest as lists of reservations tell one, without a profile of its own."""
    found = Gathered()
    if flat["surname"].text or flat["givenName"].text:
        found.add_name(flat["givenName"].text, flat["surname"].text, flat["middleName"].text)
    else:
        found.add("name", flat["fullName"].text)
    found.add_title(flat.first("namePrefix", "nameTitle"))
    found.add("phone", flat["phoneNumber"].text)
    found.add("email", flat["email"].text)
    found.add("birth_date", flat["birthDate"].text)
    found.add("language", read_language(flat["language"]))
    found.add("nationality", flat["nationality"].first("code"))
    add_address(found, flat["address"])
    return ToldPerson(words.GUEST, found.raw, flat["id"].text[:200])


def _named(role: str, each: Node, external_id: str) -> ToldPerson:
    found = Gathered()
    if each["firstName"].text or each["lastName"].text:
        found.add_name(each["firstName"].text, each["lastName"].text)
    else:
        found.add("name", each["fullName"].text)
    return ToldPerson(role, found.raw, external_id)


def _profile_id(ids: Node) -> str:
    for each in ids.each():
        if each["type"].text.casefold() in ("profile", "") and each["id"].text:
            return each["id"].text[:200]
    return ""


def _attached(item: Node) -> Iterator[tuple[Node, str]]:
    """The profiles attached to a reservation, and what each is to it."""
    for name, inner in (
        ("reservationProfiles", "reservationProfile"),
        ("attachedProfiles", "attachedProfile"),
    ):
        for each in item[name].each(inner):
            kind = each["reservationProfileType"].text.casefold().replace(" ", "")
            yield each, kind


def attached(item: Node) -> dict[str, Any]:
    """The company whose guest comes and the agency that booked, by the ids of their profiles."""
    told: dict[str, Any] = {}
    for each, kind in _attached(item):
        field = {"company": "company", "travelagent": "agent"}.get(kind)
        code = _profile_id(each["profileIdList"])
        if field and (code or each["name"].text):
            told.setdefault(f"{field}_code", code[:60] or None)
            told.setdefault(field, each["name"].text[:200] or None)
    return told
