"""People of OpenTravel: the Customer of a profile, and that of its successor's object model."""

from typing import Final

from huitouke.connectors.messages.persons import Gathered
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import RawGuest

_PHONES: Final = {"1": "phone", "3": "fax", "5": "mobile"}
"""Phone technology: voice, fax, mobile."""
_PLACES: Final = {"6": "home_phone", "7": "office_phone"}
"""Where a voice line stands: at home, at the office."""
_PAPERS: Final = {"2": "passport", "5": "id_card"}
"""Types of documents; others keep their number under the name that the standard gives them."""
_OTHER_PAPERS: Final = {"1": "Visa", "3": "Military ID", "4": "Driver licence", "11": "Residence permit"}


def read_customer(customer: Node) -> RawGuest:
    """A Customer element as a raw guest."""
    found = Gathered()
    name = customer["PersonName"]
    family = " ".join(filter(None, (name["SurnamePrefix"].text, name["Surname"].text)))
    found.add_name(name["GivenName"].text, family, name["MiddleName"].text)
    found.add_sex(customer["@Gender"].text)
    found.add_title(name["NamePrefix"].text, name["NameTitle"].text)
    found.add("birth_date", customer["@BirthDate"].text)
    found.add("language", customer["@Language"].text)
    found.add("nationality", customer["CitizenCountryName"].first("@Code"))
    for phone in customer["Telephone"].each():
        target = _PHONES.get(phone["@PhoneTechType"].text, "phone")
        if target == "phone":
            target = _PLACES.get(phone["@PhoneLocationType"].text, "phone")
        found.add(target, _number(phone))
    for email in customer["Email"].each():
        found.add("email", email.text)
    for address in customer["Address"].each():
        found.add_address(
            *(line.text for line in address["AddressLine"].each()),
            address["CityName"].text,
            address["StateProv"].first("#", "@StateCode"),
            country=address["CountryName"].first("#", "@Code"),
            postcode=address["PostalCode"].text,
        )
    for paper in customer["Document"].each():
        _add_paper(found, paper)
    for loyalty in customer["CustLoyalty"].each():
        found.add("card_number", loyalty["@MembershipID"].text)
    employer = customer["EmployeeInfo"]
    found.add("company", employer.first("@CompanyName"))
    found.add("position", employer.first("@EmployeeTitle"))
    return found.raw


def read_open_customer(customer: Node) -> RawGuest:
    """A customer of the OpenTravel object model, as companies extend it under their own names, as a raw guest."""
    found = Gathered()
    name = customer["Person_Name"]
    found.add_name(_first(name["Given"]), _first(name["Surname"]))
    found.add_sex(customer["@gender"].text)
    found.add_title(_first(name["Prefix"]))
    found.add("birth_date", customer["@birthDate"].text)
    for phone in customer["TelephoneDetail"].each():
        found.add("phone", phone["@phoneNumber"].text)
    for email in customer["Email"].each():
        if "@" in email.text:
            found.add("email", email.text)
    for address in customer["AddressDetail"].each():
        role = address["@role"].text
        target = {"Home": "home_address", "Business": "work_address"}.get(role)
        if target:
            found.add_address(
                " ".join(filter(None, (address["Number"].text, address["Street"].text))),
                address["City"].text,
                address["StateProv"].text,
                country=address["Country"].first("@name", "#"),
                postcode=address["PostalCode"].text,
                target=target,
            )
    found.add("note", *(comment.text for comment in customer["Comments"].each()))
    return found.raw


def _first(node: Node) -> str:
    return next((each.text for each in node.each()), "")


def _number(phone: Node) -> str:
    """A phone number of one attribute, or of its country, its area and itself."""
    number = phone["@PhoneNumber"].text
    area, country = phone["@AreaCityCode"].text, phone["@CountryAccessCode"].text.lstrip("+")
    if country:
        number = f"+{country} {area} {number}"
    elif area:
        number = f"{area} {number}"
    extension = phone["@Extension"].text
    return " ".join(f"{number}{'-' + extension if extension else ''}".split())


def _add_paper(found: Gathered, paper: Node) -> None:
    kind, number = paper["@DocType"].text, paper["@DocID"].text
    if kind == "5" and paper["@DocIssueCountry"].text.upper() not in ("CN", "CHN"):
        found.add("document_number", number)
        return
    target = _PAPERS.get(kind)
    if target is None:
        found.add(f"extra:{_OTHER_PAPERS.get(kind, 'Document')}", number)
        return
    found.add(target, number)
    if target == "passport":
        found.add("document_country", paper["@DocIssueCountry"].text)
        found.add("document_expiry", paper["@ExpireDate"].text)
