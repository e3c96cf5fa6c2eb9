"""People, papers and companies of Mews."""

from typing import Final

from huitouke.connectors.messages.persons import Gathered
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import RawGuest

_TITLES: Final = {"Mister": "Mr", "Miss": "Miss", "Misses": "Mrs"}
_PAPERS: Final = {"Passport": "passport"}
_PREFERENCES: Final = {
    "OceanView": "海景房 / Ocean view", "LowFloor": "低楼层 / Low floor", "HighFloor": "高楼层 / High floor",
    "Bathtub": "浴缸 / Bathtub", "SeparateBeds": "双床 / Separate beds", "QuietRoom": "安静房 / Quiet room",
}  # fmt: skip
"""Features of rooms that Mews has words of its own for; others are kept in its words."""


def customer_raw(item: Node) -> RawGuest:
    """A customer as a raw guest. The sex that a title tells counts where none is told."""
    found = Gathered()
    family = " ".join(filter(None, (item["LastName"].text, item["SecondLastName"].text)))
    found.add_name(item["FirstName"].text, family)
    found.add_sex(item.first("Sex", "Gender"))
    title = item["Title"].text
    found.add_title(_TITLES.get(title, title))
    found.add("birth_date", item["BirthDate"].text)
    found.add("nationality", item["NationalityCode"].text)
    found.add("language", item.first("PreferredLanguageCode", "LanguageCode"))
    found.add("email", item["Email"].text)
    found.add("phone", item["Phone"].text)
    found.add("card_number", item["LoyaltyCode"].text[:40])
    found.add("occupation", item["Occupation"].text[:100])
    found.add("plate", item["CarRegistrationNumber"].text)
    found.add("taboo", item["DietaryRequirements"].text[:300])
    found.add("note", item["Notes"].text)
    for feature in item["PreferredSpaceFeatures"].each():
        found.add("preference", _PREFERENCES.get(feature.text, feature.text))
    address = item["Address"]
    found.add_address(
        address["Line1"].text, address["Line2"].text, address["City"].text,
        country=address["CountryCode"].text, postcode=address["PostalCode"].text,
    )  # fmt: skip
    for kind in ("Passport", "IdentityCard"):
        paper = item[kind]
        if paper["Number"].text:
            for target, texts in _paper(kind, paper).items():
                found.add(target, *texts)
    return found.raw


def paper_raw(item: Node) -> RawGuest:
    """An identity document as a raw guest."""
    return _paper(item["Type"].text, item)


def _paper(kind: str, paper: Node) -> RawGuest:
    found = Gathered()
    number, country = paper["Number"].text, paper["IssuingCountryCode"].text
    target = _PAPERS.get(kind)
    if kind == "IdentityCard":
        target = "id_card" if country == "CN" else None
    if target is None:
        if number:
            found.add(f"extra:{kind or 'Document'}", number)
        return found.raw
    found.add(target, number)
    if target == "passport":
        found.add("document_country", country)
        found.add("document_expiry", paper.first("ExpirationDate", "Expiration")[:10])
    return found.raw


def company_raw(item: Node) -> RawGuest:
    """A company, in the targets of companies."""
    found = Gathered()
    found.add("name", item["Name"].text[:200])
    found.add("tax_number", item.first("TaxIdentifier", "TaxIdentificationNumber"))
    found.add("phone", item["Telephone"].text)
    found.add("email", item.first("InvoicingEmail", "Email"))
    found.add("website", item["WebsiteUrl"].text[:200])
    address = item["Address"]
    told = (address["Line1"].text, address["Line2"].text, address["City"].text, address["PostalCode"].text,
            address["CountryCode"].text)  # fmt: skip
    found.add("address", ", ".join(filter(None, told))[:300])
    return found.raw
