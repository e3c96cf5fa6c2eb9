"""Companies out of the archive into a file: the list with all fields, its contacts as cards, and the address table
with its eight columns."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import get_branch
from huitouke.access.services import record_audit
from huitouke.connectors.files.company_cards import company_cards
from huitouke.connectors.files.exports import Progress, private_file, write_csv, write_vcards, write_xlsx
from huitouke.connectors.files.particulars import own_text
from huitouke.guests.company_addresses import iterate_addresses
from huitouke.guests.company_choices import CompanyKind, ContactRole, SettlementCycle
from huitouke.guests.company_policy import visible_companies
from huitouke.guests.company_queries import CompanyFilter, filtered_companies
from huitouke.guests.models import Company, CompanyContact, CompanyReach
from huitouke.guests.values.company_words import company_field_name
from huitouke.guests.values.regions import region_words
from huitouke.hotels.models import CodeEntry
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.kernel.custom_fields.queries import Field, list_fields
from huitouke.kernel.errors import Invalid

STEP: Final = 1_000
COMPANY_FORMATS: Final = ("csv", "xlsx", "vcf")
ADDRESS_FORMATS: Final = ("csv", "xlsx")

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
    target: Path | BinaryIO,
    *,
    actor: Actor,
    file_format: str = "",
    branch: str | None = None,
    chosen: CompanyFilter | Conditions | None = None,
    only: Sequence[UUID] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the companies whom the actor may export, under a filter or conditions (of these `only` those), newest
    first; how many rows there were, of a vCard file how many cards.

    `file_format` is csv, xlsx or vcf, by default the ending of `target`: a vCard file holds a card for every contact,
    and one for a company that has ways to reach of its own. Needs the right to export; the act is audited with its
    size. Raises `BranchNotFound`; OSError where `target` cannot be written.
    """
    actor.require(Right.COMPANIES_EXPORT)
    file_format = file_format or (target.suffix.lstrip(".").lower() if isinstance(target, Path) else "")
    _refuse_unknown(file_format, COMPANY_FORMATS, _("A file of companies ends in .csv, .xlsx or .vcf."))
    if branch:
        get_branch(branch)
    companies = _allowed(actor, chosen or CompanyFilter(branch=branch or ""), today or clock.now().date())
    if only is not None:
        companies = companies.filter(id__in=list(only))
    if isinstance(target, Path):
        with private_file(target) as stream:
            count = _write_companies(stream, file_format, companies, progress)
    else:
        count = _write_companies(target, file_format, companies, progress)
    _tell(actor, file_format, count, "companies")
    return count


def _write_companies(
    stream: BinaryIO, file_format: str, companies: QuerySet[Company], progress: Progress | None
) -> int:
    if file_format == "vcf":
        return write_vcards(stream, company_cards(_steps(companies, progress)))
    language = get_language() or "zh"
    own = list_fields("company")
    labels = [*(company_field_name(column, language) for column in COLUMNS), *(each.label for each in own)]
    rows = _all_fields(_steps(companies, progress), language, own)
    return _write_table(stream, file_format, labels, rows)


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
    _refuse_unknown(file_format, ADDRESS_FORMATS, _("A file of addresses ends in .csv or .xlsx."))
    labels = [str(label) for label in ADDRESS_COLUMNS]
    count = _write_table(target, file_format, labels, rows)
    _tell(actor, file_format, count, "addresses")
    return count


def _allowed(actor: Actor, chosen: CompanyFilter | Conditions, today: date) -> Any:
    actor.require(Right.COMPANIES_EXPORT)
    return filtered_companies(actor, chosen, today).filter(visible_companies(actor, Right.COMPANIES_EXPORT))


def _refuse_unknown(file_format: str, known: Sequence[str], message: str | Promise) -> None:
    if file_format not in known:
        raise Invalid("export_format_unknown", str(message), {"file": [str(message)]})


def _write_table(
    stream: BinaryIO, file_format: str, labels: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    if file_format == "csv":
        return write_csv(stream, labels, rows)
    return write_xlsx(stream, labels, rows, str(_("Companies")))


def _tell(actor: Actor, file_format: str, count: int, what: str) -> None:
    record_audit(
        actor,
        "guests.company.exported",
        object_type="company",
        object_id=None,
        rows=count,
        format=file_format,
        what=what,
    )


def _steps(companies: QuerySet[Company], progress: Progress | None) -> Iterator[list[Company]]:
    """Companies in steps by key, so that memory stays level."""
    last: UUID | None = None
    done = 0
    wanted = companies.order_by("-id").select_related("branch", "follow_up", "credit_officer", "parent")
    while True:
        step: list[Company] = list((wanted.filter(id__lt=last) if last else wanted)[:STEP])
        if not step:
            return
        yield step
        last = step[-1].id
        done += len(step)
        if progress is not None:
            progress("companies", done, None)


def _trades() -> dict[str, str]:
    return {entry.code: entry.label for entry in CodeEntry.objects.filter(table="trade")}


def _all_fields(
    steps: Iterable[Sequence[Company]], language: str, own: Sequence[Field]
) -> Iterator[list[str]]:
    """One list of texts a company."""
    trades = _trades()
    for step in steps:
        ids = [company.id for company in step]
        reaches, contacts = _reaches(ids), _contacts(ids)
        for company in step:
            values = _values(company, trades, language) | reaches.get(company.id, {})
            values["contact"] = "；".join(contacts.get(company.id, ()))
            told = [own_text(each, company.custom.get(each.code)) for each in own]
            yield [*(values.get(column, "") for column in COLUMNS), *told]


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
