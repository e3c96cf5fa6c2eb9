"""A prepared company as rows for COPY: the one way in which a company is first written, be it one or a hundred
thousand. A test compares the column lists with the models."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from huitouke.guests.values.company import ContactPerson, PreparedCompany
from huitouke.guests.values.prepared import ContactValue
from huitouke.kernel.bulk import line
from huitouke.kernel.ids import Uuid7Sequence

COMPANY = "guests_company"
CONTACT = "guests_companycontact"
REACH = "guests_companyreach"
LINK = "guests_companylink"

COMPANY_COLUMNS: dict[str, tuple[str, ...]] = {
    COMPANY: (
        "id",
        "name",
        "short_name",
        "english_name",
        "aliases",
        "code",
        "kinds",
        "credit_code",
        "legal_representative",
        "trade",
        "invoice_title",
        "tax_number",
        "invoice_address",
        "invoice_phone",
        "bank_name",
        "bank_account",
        "address",
        "region",
        "distance_m",
        "avoid_times",
        "website",
        "remark",
        "parent_id",
        "agreement_number",
        "agreement_from",
        "agreement_to",
        "rate_code",
        "currency",
        "credit_limit",
        "credit_term",
        "settlement_cycle",
        "credit_officer_id",
        "annual_spend",
        "annual_spend_year",
        "follow_up_id",
        "custom",
        "name_key",
        "pinyin",
        "initials",
        "grams",
        "search_keys",
        "branch_id",
        "legal_entity_id",
        "is_shared",
        "is_closed",
        "origin_record_id",
        "field_sources",
        "created_at",
        "updated_at",
    ),
    CONTACT: (
        "id",
        "company_id",
        "record_id",
        "name",
        "roles",
        "department",
        "position",
        "remark",
        "sign_limit",
        "guest_id",
        "is_typed",
        "added_at",
    ),
    REACH: ("id", "company_id", "record_id", "contact_id", "kind", "value", "shown", "extension"),
    LINK: ("record_id", "company_id", "linked_at"),
}

COMPANY_WRITE_ORDER = (COMPANY, CONTACT, REACH, LINK)
"""Parents first."""

Ident = UUID | str
"""A UUID, or its 32 hexadecimal signs."""


@dataclass(frozen=True, slots=True)
class CompanyPlacement:
    """Where new companies came to be known; `user_ids` are staff logins to user ids."""

    branch_id: UUID | None
    legal_entity_id: UUID | None
    user_ids: Mapping[str, UUID] = field(default_factory=dict)


class CompanyEncoder:
    """Encodes prepared companies of one import or one save. Not safe for threads."""

    def __init__(self, placement: CompanyPlacement, at: datetime) -> None:
        self._placement = placement
        self._at = at.isoformat()
        self._ids = Uuid7Sequence()

    def new_id(self) -> str:
        return self._ids.next_hex()

    def encode(
        self,
        company: PreparedCompany,
        company_id: Ident,
        record_id: Ident,
        *,
        parent_id: UUID | None = None,
        is_typed: bool = False,
    ) -> dict[str, bytes]:
        """The rows of one new company with its contacts and its link, by table."""
        rows = {
            COMPANY: self._company(company, company_id, record_id, parent_id),
            LINK: line((record_id, company_id, self._at)),
        }
        contacts, reaches = b"", self.reach_lines(company_id, record_id, None, company.reaches)
        for person in company.contacts:
            contact, ways = self.contact_rows(company_id, record_id, person, is_typed=is_typed)[1:]
            contacts += contact
            reaches += ways
        if contacts:
            rows[CONTACT] = contacts
        if reaches:
            rows[REACH] = reaches
        return rows

    def contact_rows(
        self, company_id: Ident, record_id: Ident, person: ContactPerson, *, is_typed: bool
    ) -> tuple[str, bytes, bytes]:
        """The id of a new contact, its row, and those of the ways to reach it."""
        contact_id = self._ids.next_hex()
        row = line(
            (
                contact_id,
                company_id,
                record_id,
                person.name,
                person.roles,
                person.department,
                person.position,
                person.remark,
                person.sign_limit,
                None,
                is_typed,
                self._at,
            )
        )
        return contact_id, row, self.reach_lines(company_id, record_id, contact_id, person.reaches)

    def reach_lines(
        self, company_id: Ident, record_id: Ident, contact_id: str | None, reaches: tuple[ContactValue, ...]
    ) -> bytes:
        """Ways to reach a company (`contact_id` None) or one of its contacts."""
        return b"".join(
            line(
                (
                    self._ids.next_hex(),
                    company_id,
                    record_id,
                    contact_id,
                    each.kind,
                    each.value,
                    each.shown,
                    each.extension,
                )
            )
            for each in reaches
        )

    def _company(
        self, company: PreparedCompany, company_id: Ident, record_id: Ident, parent_id: UUID | None
    ) -> bytes:
        placement, search = self._placement, company.search
        return line(
            (
                company_id,
                company.name,
                company.short_name,
                company.english_name,
                company.aliases,
                company.code,
                company.kinds,
                company.credit_code,
                company.legal_representative,
                company.trade,
                company.invoice_title,
                company.tax_number,
                company.invoice_address,
                company.invoice_phone,
                company.bank_name,
                company.bank_account,
                company.address,
                company.region,
                company.distance_m,
                company.avoid_times,
                company.website,
                company.remark,
                parent_id,
                company.agreement_number,
                company.agreement_from,
                company.agreement_to,
                company.rate_code,
                company.currency,
                company.credit_limit,
                company.credit_term,
                company.settlement_cycle,
                placement.user_ids.get(company.credit_officer),
                company.annual_spend,
                company.annual_spend_year,
                placement.user_ids.get(company.follow_up),
                json.dumps(company.custom, ensure_ascii=False) if company.custom else "{}",
                search.name_key,
                search.pinyin,
                search.initials,
                search.grams,
                search.search_keys,
                placement.branch_id,
                placement.legal_entity_id,
                False,
                False,
                record_id,
                "{}",
                self._at,
                self._at,
            )
        )
