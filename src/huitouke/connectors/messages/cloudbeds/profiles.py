"""Guests and companies of Cloudbeds."""

from typing import Final

from huitouke.connectors.messages.persons import Gathered
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import RawGuest

_PAPERS: Final = {"passport": "passport", "na": "", "": ""}


def profile_raw(item: Node) -> RawGuest:
    """A guest profile as a raw guest. What is masked with asterisks is passed over."""
    found = Gathered()
    found.add_name(item["firstName"].text, item["lastName"].text)
    found.add_sex(item["gender"].text)
    found.add("birth_date", item["birthday"].text)
    found.add("email", item["email"].text)
    found.add("phone", item["phone"].text)
    found.add("mobile", item["cellPhone"].text)
    found.add("company", item["companyName"].text)
    found.add_address(
        item["address1"].text, item["address2"].text, item["city"].text, item["state"].text,
        country=item.first("countryName", "country"), postcode=item["zip"].text,
    )  # fmt: skip
    kind, number = item["documentType"].text, item["documentNumber"].text
    target = _PAPERS.get(kind)
    if target:
        found.add(target, number)
        if number.strip("*"):
            found.add("document_country", item["documentIssuingCountry"].text)
            found.add("document_expiry", item["documentExpirationDate"].text)
    elif number.strip("*"):
        found.add(f"extra:{kind or 'Document'}", number)
    return found.raw


def customer_raw(item: Node) -> RawGuest:
    """A customer of a booking as a raw guest."""
    found = Gathered()
    found.add_name(item["CustomerFName"].text, item["CustomerLName"].text)
    found.add_sex(item["CustomerGender"].text)
    found.add("email", item["CustomerEmail"].text)
    found.add("phone", item["CustomerPhone"].text)
    found.add("mobile", item["CustomerPhoneMobile"].text)
    found.add("fax", item["CustomerFax"].text)
    found.add("nationality", item["CustomerNationality"].text)
    found.add("language", item["CustomerLanguage"].text)
    found.add("company", item["CustomerCompany"].text)
    found.add_address(
        item["CustomerAddress"].text, item["CustomerCity"].text, item["CustomerState"].text,
        country=item["CustomerCountry"].text, postcode=item["CustomerPostCode"].text,
    )  # fmt: skip
    return found.raw


def company_raw(item: Node) -> RawGuest:
    """A company profile, in the targets of companies."""
    found = Gathered()
    found.add("name", item["name"].text[:200])
    found.add("phone", item["phone"].text)
    found.add("email", item["email"].text)
    kind = item["profileType"].text.upper()
    found.add(
        "kind",
        "agency" if kind in ("TRAVEL_AGENT", "WHOLESALER") else "agreement" if kind == "COMPANY" else "",
    )
    return found.raw
