"""What one source record tells of a person, as it was told: what normalising begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

_PHONES: Final = ("mobile", "phone", "home_phone", "office_phone")
_PAPERS: Final = ("id_card", "passport", "hkmo_permit", "taiwan_permit", "residence_permit", "foreign_id")
# Not the address of the work, which colleagues share.
_ADDRESSES: Final = ("address", "home_address")


@dataclass(frozen=True, slots=True)
class Told:
    """The texts of one record. '' and () say that nothing is told.

    A name is told whole (`name`, with `latin_name` for its spelling), in two parts, or both. A phone or e-mail text may
    hold several. A paper is (kind or '', number), the kind one of `guests.values.documents.KINDS`. An address is told
    whole (`address`) or in parts. `phone_region` is the country, alpha-2, of numbers without a country code: that
    of the branch. `own` holds the hotel's own numbers in E.164 and its mailboxes, which are nobody's.
    """

    record_id: str
    name: str = ""
    latin_name: str = ""
    family_name: str = ""
    given_name: str = ""
    form_of_address: str = ""
    sex: str = ""
    nationality: str = ""
    birth_date: str = ""
    birth_place: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    plates: tuple[str, ...] = ()
    address: str = ""
    house_number: str = ""
    street: str = ""
    building: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    company: str = ""
    occupation: str = ""
    phone_region: str = "CN"
    own: frozenset[str] = frozenset()


def without_papers(told: Told) -> Told:
    """The same as if no paper had been shown: neither a number nor the birth date, sex and origin that one tells."""
    return replace(told, papers=())


def told_by(
    record_id: str,
    raw: Mapping[str, Sequence[str]],
    *,
    phone_region: str = "CN",
    own: frozenset[str] = frozenset(),
) -> Told:
    """What a raw guest (`guests.values.raw.TARGETS` to texts) tells. Of a field that has one value the first counts."""

    def one(target: str) -> str:
        texts = raw.get(target)
        return texts[0] if texts else ""

    papers = [(kind, text) for kind in _PAPERS if kind in raw for text in raw[kind]]
    if "document_number" in raw:
        kinds = raw.get("document_type", ())
        papers += [
            (kinds[min(place, len(kinds) - 1)] if kinds else "", text)
            for place, text in enumerate(raw["document_number"])
        ]
    address = next((target for target in _ADDRESSES if raw.get(target)), "address")
    prefix = address.removesuffix("address")
    return Told(
        record_id,
        one("name"),
        one("latin_name"),
        one("family_name"),
        one("given_name"),
        one("form_of_address"),
        one("sex"),
        one("nationality"),
        one("birth_date"),
        one("native_place"),
        tuple(text for target in _PHONES if target in raw for text in raw[target]),
        tuple(raw.get("email", ())),
        tuple(papers),
        tuple(raw.get("plate", ())),
        address=one(address),
        postcode=one(prefix + "postcode"),
        region=one(prefix + "region"),
        company=one("company"),
        occupation=one("occupation") or one("position"),
        phone_region=phone_region,
        own=own,
    )
