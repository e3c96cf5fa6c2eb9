"""Companies out of the archive into a file: the list with all fields, and the address table with its eight columns."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.connectors.files.exports import write_csv, write_xlsx
from huitouke.connectors.files.particulars import own_text
from huitouke.guests.company_addresses import iterate_addresses
from huitouke.guests.company_choices import CompanyKind, ContactRole, SettlementCycle
from huitouke.guests.company_policy import visible_companies
from huitouke.guests.company_queries import CompanyFilter, filtered_companies
from huitouke.guests.models import Company, CompanyContact, CompanyReach
from huitouke.guests.values.company_words import company_field_name
from huitouke.guests.values.regions import region_words
from huitouke.hotels.models import CodeEntry
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.kernel.custom_fields.queries import Field, list_fields
from huitouke.kernel.errors import Invalid

STEP: Final = 1_000
COMPANY_FORMATS: Final = ("csv", "xlsx")

COLUMNS: Final = (
    "name", "short_name", "english_name", "alias", "code", "kind", "credit_code", "legal_representative", "trade",
    "address", "region", "distance", "avoid_times", "phone", "mobile", "fax", "email", "wechat", "website",
    "invoice_title", "tax_number", "invoice_address", "invoice_phone", "bank_name", "bank_account", "parent",
    "agreement_number", "agreement_from", "agreement_to", "rate_code", "currency", "credit_limit", "credit_term",
    "settlement_cycle", "credit_officer", "annual_spend", "annual_spend_year", "follow_up", "branch", "contact",
    "remark",
)  # fmt: skip
"""Columns of the list in their order; the same words head a file that is taken in."""

ADDRESS_COLUMNS: Final = (
    _("Serial"),
    _("Company"),
    _("Code"),
    _("Address"),
    _("Distance (km)"),
    _("Trade"),
    _("Times not to visit"),
    _("Remark"),
)
"""The eight columns of the address classification table."""


def export_companies(
    target: BinaryIO, *, actor: Actor, file_format: str, chosen: CompanyFilter | Conditions, today: date
) -> int:
    """Write the companies whom the actor may export, under a filter, newest first; how many there were. Needs the
    right to export; the act is audited with its size."""
    language = get_language() or "zh"
    own = list_fields("company")
    labels = [*(company_field_name(column, language) for column in COLUMNS), *(each.label for each in own)]
    rows = _all_fields(_allowed(actor, chosen, today), language, own)
    return _write(target, actor, file_format, labels, rows, "companies")


def export_addresses(
    target: BinaryIO,
    *,
    actor: Actor,
    file_format: str,
    chosen: CompanyFilter | Conditions,
    sort: str,
    today: date,
) -> int:
    """Write the address table under a filter, in an order of `company_addresses.SORTS`; how many rows."""
    trades = _trades()
    rows = (
        [
            str(row.serial),
            row.name,
            row.code,
            row.address,
            "" if row.distance_m is None else f"{row.distance_m / 1000:g}",
            trades.get(row.trade, row.trade),
            row.avoid_times,
            row.remark,
        ]
        for row in iterate_addresses(_allowed(actor, chosen, today), sort)
    )
    labels = [str(label) for label in ADDRESS_COLUMNS]
    return _write(target, actor, file_format, labels, rows, "addresses")


def _allowed(actor: Actor, chosen: CompanyFilter | Conditions, today: date) -> Any:
    actor.require(Right.COMPANIES_EXPORT)
    return filtered_companies(actor, chosen, today).filter(visible_companies(actor, Right.COMPANIES_EXPORT))


def _write(
    target: BinaryIO,
    actor: Actor,
    file_format: str,
    labels: Sequence[str],
    rows: Iterable[Sequence[str]],
    what: str,
) -> int:
    if file_format not in COMPANY_FORMATS:
        message = str(_("A file of companies ends in .csv or .xlsx."))
        raise Invalid("export_format_unknown", message, {"file": [message]})
    count = (
        write_csv(target, labels, rows)
        if file_format == "csv"
        else write_xlsx(target, labels, rows, str(_("Companies")))
    )
    record_audit(
        actor,
        "guests.company.exported",
        object_type="company",
        object_id=None,
        rows=count,
        format=file_format,
        what=what,
    )
    return count


def _trades() -> dict[str, str]:
    return {entry.code: entry.label for entry in CodeEntry.objects.filter(table="trade")}


def _all_fields(companies: Any, language: str, own: Sequence[Field]) -> Iterator[list[str]]:
    """One list of texts a company, in steps by key so that memory stays level."""
    trades = _trades()
    last: UUID | None = None
    wanted = companies.order_by("-id").select_related("branch", "follow_up", "credit_officer", "parent")
    while True:
        step: list[Company] = list((wanted.filter(id__lt=last) if last else wanted)[:STEP])
        if not step:
            return
        ids = [company.id for company in step]
        reaches, contacts = _reaches(ids), _contacts(ids)
        for company in step:
            values = _values(company, trades, language) | reaches.get(company.id, {})
            values["contact"] = "；".join(contacts.get(company.id, ()))
            told = [own_text(each, company.custom.get(each.code)) for each in own]
            yield [*(values.get(column, "") for column in COLUMNS), *told]
        last = step[-1].id


def _values(company: Company, trades: dict[str, str], language: str) -> dict[str, str]:
    plain = {
        column: getattr(company, column)
        for column in COLUMNS
        if isinstance(getattr(company, column, None), str) and column not in ("trade", "region")
    }
    return plain | {
        "alias": "、".join(company.aliases),
        "kind": "、".join(str(CompanyKind(kind).label) for kind in company.kinds),
        "trade": trades.get(company.trade, company.trade),
        "region": region_words(company.region, "zh") if company.region else "",
        "distance": "" if company.distance_m is None else f"{company.distance_m / 1000:g}",
        "parent": company.parent.name if company.parent and _is_seen_with(company) else "",
        "agreement_from": company.agreement_from.isoformat() if company.agreement_from else "",
        "agreement_to": company.agreement_to.isoformat() if company.agreement_to else "",
        "credit_limit": company.credit_money.text if company.credit_money else "",
        "credit_term": "" if company.credit_term is None else str(company.credit_term),
        "settlement_cycle": str(SettlementCycle(company.settlement_cycle).label)
        if company.settlement_cycle
        else "",
        "credit_officer": company.credit_officer.username if company.credit_officer else "",
        "annual_spend": company.annual_spend_money.text if company.annual_spend_money else "",
        "annual_spend_year": str(company.annual_spend_year or ""),
        "follow_up": company.follow_up.username if company.follow_up else "",
        "branch": company.branch.code if company.branch else "",
    }


def _is_seen_with(company: Company) -> bool:
    """A parent is named where it is as widely known as the company: of the same entity, of the group, or opened."""
    parent = company.parent
    return parent is not None and (
        parent.legal_entity_id in (None, company.legal_entity_id) or parent.is_shared
    )


def _reaches(ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    rows = CompanyReach.objects.filter(company_id__in=ids, contact=None).order_by("id")
    for company_id, kind, shown in rows.values_list("company_id", "kind", "shown"):
        kinds = found.setdefault(company_id, {})
        kinds[kind] = f"{kinds[kind]}；{shown}" if kind in kinds else shown
    return found


def _contacts(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Contacts as one text each: name, roles, department, position, ways to reach them."""
    found: dict[UUID, list[str]] = {}
    contacts = CompanyContact.objects.filter(company_id__in=ids).prefetch_related("reaches").order_by("id")
    for contact in contacts:
        words = [contact.name, contact.department, contact.position]
        words += [str(ContactRole(role).label) for role in contact.roles if role in ContactRole.values]
        words += [each.shown for each in contact.reaches.all()]
        found.setdefault(contact.company_id, []).append(" ".join(word for word in words if word))
    return found


def companies_file_name(what: str, day: date, form: str) -> str:
    """`companies-20261122.csv`."""
    return str(Path(f"{what}-{day:%Y%m%d}.{form}"))
