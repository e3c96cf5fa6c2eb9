"""People and companies of OPERA profiles."""

from typing import Final

from huitouke.connectors.messages.persons import Gathered
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import RawGuest

LANGUAGES: Final = {
    "E": "en",
    "D": "de",
    "F": "fr",
    "S": "es",
    "I": "it",
    "J": "ja",
    "C": "zh",
    "P": "pt",
    "R": "ru",
}
"""Languages that OPERA knows by one sign; others come as codes of the standard."""
_PAPERS: Final = {"passport": "passport", "ppt": "passport"}


def read_language(node: Node) -> str:
    """A language as the house reads one; '' where none is told."""
    return LANGUAGES.get(node.text.upper(), node.text)


def profile_raw(details: Node) -> RawGuest:
    """A profile with its contacts, papers, preferences and comments as a raw guest."""
    found = Gathered()
    customer = details["customer"]
    add_customer(found, customer)
    company = details["company"]
    found.add("company", company.first("companyName"))
    found.add("position", company.first("businessTitle") or customer["businessTitle"].text)
    found.add("occupation", customer["profession"].text)
    for info in details["addresses"].each("addressInfo"):
        address = info["address"] if info["address"] else info
        kind = address["type"].text.casefold()
        target = (
            "home_address"
            if kind == "home"
            else "work_address"
            if kind in ("office", "business")
            else "address"
        )
        add_address(found, address, target)
    for info in details["telephones"].each("telephoneInfo"):
        phone = info["telephone"] if info["telephone"] else info
        found.add(_phone_target(phone), _phone(phone))
    for info in details["emails"].each("emailInfo"):
        email = info["email"] if info["email"] else info
        found.add("email", email["emailAddress"].text)
    for info in details["comments"].each("commentInfo"):
        comment = info["comment"] if info["comment"] else info
        found.add("note", comment.at("text", "value").text)
    for group in details["preferenceCollection"].each("preferenceType"):
        for each in group["preference"].each():
            found.add("preference", each.first("description", "preferenceValue"))
    return found.raw


def add_customer(found: Gathered, customer: Node) -> None:
    """What a customer says of themselves: name, birth, nationality, language, papers, grade."""
    names = list(customer["personName"].each())
    main = next(
        (name for name in names if name["nameType"].text.casefold() == "primary"),
        names[0] if names else Node(None),
    )
    found.add_name(main["givenName"].text, main["surname"].text, main["middleName"].text)
    found.add_sex(customer["gender"].text)
    found.add_title(main.first("namePrefix", "nameTitle").rstrip("."))
    for name in names:
        if name["nameType"].text.casefold() == "alternate":
            alternate = f"{name['surname'].text}{name['givenName'].text}"
            found.add("latin_name" if alternate.isascii() else "name", alternate)
    found.add("birth_date", customer["birthDate"].text)
    found.add("nationality", customer.first("nationality") or customer.at("citizenCountry", "code").text)
    found.add("language", read_language(customer["language"]) or read_language(main["language"]))
    for info in customer["identifications"].each("identificationInfo"):
        _add_paper(found, info["identification"] if info["identification"] else info)
    found.add("extra:OPERA VIP", customer["vipStatus"].text)
    if customer["privateProfile"].is_true:
        found.add("stay_confidential", "yes")


def _add_paper(found: Gathered, paper: Node) -> None:
    kind, number = paper["idType"].text, paper["idNumber"].text
    target = _PAPERS.get(kind.casefold())
    if target is None:
        if number.strip("*"):
            found.add("document_type", kind)
            found.add("document_number", number)
        return
    found.add(target, number)
    found.add("document_country", paper["issuedCountry"].text)
    found.add("document_expiry", paper["expirationDate"].text)


def add_address(found: Gathered, address: Node, target: str = "address") -> None:
    found.add_address(
        *(line.text for line in address["addressLine"].each()),
        address["streetAddress"].text,
        address["cityName"].text,
        address["state"].text,
        country=address["country"].first("value", "name", "code"),
        postcode=address["postalCode"].text,
        target=target,
    )


def _phone_target(phone: Node) -> str:
    told = (
        f"{phone['phoneUseType'].text} {phone['phoneUseTypeDescription'].text} {phone['phoneTechType'].text}"
    )
    told = told.casefold()
    for sign, target in (("mobile", "mobile"), ("fax", "fax"), ("home", "home_phone"), ("office", "office_phone"),
                         ("business", "office_phone")):  # fmt: skip
        if sign in told:
            return target
    return "phone"


def _phone(phone: Node) -> str:
    number, extension = phone["phoneNumber"].text, phone["extension"].text.lstrip("x")
    return f"{number}-{extension}" if number and extension else number


def company_raw(details: Node) -> RawGuest:
    """A company or agency, in the targets of companies."""
    found = Gathered()
    company = details["company"]
    found.add("name", company["companyName"].text[:200])
    found.add("alias", company["companyName2"].text[:200])
    for info in details["addresses"].each("addressInfo"):
        address = info["address"] if info["address"] else info
        lines = [line.text for line in address["addressLine"].each()]
        told = [*lines, address["cityName"].text, address["country"].first("value", "name", "code")]
        found.add("address", ", ".join(filter(None, told))[:300])
        break
    for info in details["telephones"].each("telephoneInfo"):
        found.add("phone", _phone(info["telephone"] if info["telephone"] else info))
    for info in details["emails"].each("emailInfo"):
        found.add("email", (info["email"] if info["email"] else info)["emailAddress"].text)
    kind = details["profileType"].text.casefold()
    found.add(
        "kind", "agency" if kind in ("travelagent", "agent") else "agreement" if kind == "company" else ""
    )
    return found.raw
