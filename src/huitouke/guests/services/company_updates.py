"""Companies that other systems tell of: new ones in bulk, newer versions of known ones one by one.

What staff typed stands: a target in `field_sources` is left alone, a contact that staff added or changed is too, and
one that staff took off does not come back. Among versions of one system the newest speaks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.guests.company_rows import CompanyEncoder, CompanyPlacement
from huitouke.guests.errors import CompanyInvalid
from huitouke.guests.events import COMPANY_CHANGED
from huitouke.guests.models import Company, CompanyContact, CompanyLink
from huitouke.guests.services.companies import (
    apply_targets,
    column_values,
    find_parent,
    write_companies,
)
from huitouke.guests.services.company_contacts import apply_contact, contact_changes, write_contact
from huitouke.guests.values.company import (
    COMPANY_TARGETS,
    REACH_TARGETS,
    ContactPerson,
    PreparedCompany,
    RawCompany,
    Words,
    prepare_company,
)
from huitouke.guests.values.folding import fold
from huitouke.guests.values.prepared import Issue
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import read_content
from huitouke.intake.rows import record_line
from huitouke.intake.services import copy_records, next_versions
from huitouke.kernel.crypto import sealer
from huitouke.kernel.custom_fields.values import PREFIX
from huitouke.kernel.history import tell_history
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish


@dataclass(frozen=True, slots=True)
class CompanySource:
    """Where the companies of one run come from. `words` and `people` are read once a run."""

    system: str
    branch: Branch
    run_id: UUID | None
    actor: Actor
    received_at: datetime
    words: Words
    people: Mapping[str, UUID]

    def prepare(self, raw: RawCompany) -> PreparedCompany:
        """Read a raw company; a colleague who is not at work is left out and named."""
        made = prepare_company(raw, self.words, default_currency=self.branch.currency)
        for target in ("follow_up", "credit_officer"):
            if getattr(made, target) and getattr(made, target) not in self.people:
                made.issues = (*made.issues, Issue(target, "colleague_unknown"))
                setattr(made, target, "")
        return made

    def record(
        self,
        raw: RawCompany,
        external_id: str,
        *,
        version: int,
        occurrence: int,
        is_rejected: bool,
        told_at: datetime | None = None,
    ) -> tuple[UUID, bytes]:
        """The encoded source record of a row, and its id."""
        ring, record_id = sealer(), uuid7()
        text = canonical(raw)
        return record_id, record_line(
            ring,
            record_id=record_id,
            system=self.system,
            external_id=external_id,
            version=version,
            occurrence=occurrence,
            state=RecordState.QUARANTINED if is_rejected else RecordState.ACCEPTED,
            branch_id=self.branch.id,
            run_id=self.run_id,
            actor_id=self.actor.id,
            received_at=self.received_at,
            told_at=told_at,
            digest=digest_of(ring, text),
            text=text,
        )


@dataclass(slots=True)
class CompanyRow:
    """One row on its way in: what it says, where in the file it stands, and when its sender said it, where that is
    known."""

    number: int
    external_id: str
    raw: RawCompany
    occurrence: int = 1
    prepared: PreparedCompany = field(default_factory=PreparedCompany)
    company_id: UUID | None = None
    record_id: UUID | None = None
    problems: tuple[Issue, ...] = ()
    told_at: datetime | None = None
    further: tuple[int, ...] = ()
    """Numbers of the rows below it that tell of the same company."""


def write_new_companies(source: CompanySource, rows: Sequence[CompanyRow]) -> None:
    """Write companies whom this system has not told of before, inside the caller's transaction; a rejected row
    leaves its record in quarantine only. Their parents are set afterwards (`set_parents`)."""
    encoder = CompanyEncoder(
        CompanyPlacement(source.branch.id, source.branch.legal_entity_id, source.people), source.received_at
    )
    records: list[bytes] = []
    # Versions of records that were taken back are used up.
    versions = next_versions(source.system, [row.external_id for row in rows]) if rows else {}
    tables: dict[str, list[bytes]] = {}
    for row in rows:
        is_rejected = row.prepared.is_rejected
        record_id, line = source.record(
            row.raw,
            row.external_id,
            version=versions.get(row.external_id, 1),
            occurrence=row.occurrence,
            is_rejected=is_rejected,
            told_at=row.told_at,
        )
        records.append(line)
        if is_rejected:
            continue
        row.company_id, row.record_id = uuid7(), record_id
        for table, lines in encoder.encode(row.prepared, row.company_id, record_id).items():
            tables.setdefault(table, []).append(lines)
    copy_records(b"".join(records))
    write_companies({table: b"".join(lines) for table, lines in tables.items()})


def admit_newer_company(source: CompanySource, row: CompanyRow) -> bool:
    """Store a newer version of a known row and let it change its company, inside the caller's transaction;
    False where it went into quarantine instead."""
    earlier = list(
        SourceRecord.objects.filter(
            system=source.system, external_id=row.external_id, state=RecordState.ACCEPTED
        ).order_by(F("told_at").asc(nulls_first=True), "version")
    )
    link = (
        CompanyLink.objects.filter(record_id__in=[each.id for each in earlier]).order_by("-linked_at").first()
    )
    version = next_versions(source.system, [row.external_id]).get(row.external_id, 1)
    is_rejected = row.prepared.is_rejected
    record_id, line = source.record(
        row.raw,
        row.external_id,
        version=version,
        occurrence=row.occurrence,
        is_rejected=is_rejected,
        told_at=row.told_at,
    )
    copy_records(line)
    row.record_id = record_id
    if is_rejected:
        return False
    if link is None:
        # Only quarantined versions were known: this one founds the company.
        encoder = CompanyEncoder(
            CompanyPlacement(source.branch.id, source.branch.legal_entity_id, source.people),
            source.received_at,
        )
        row.company_id = uuid7()
        write_companies(encoder.encode(row.prepared, row.company_id, record_id))
        return True
    company = Company.objects.select_for_update(of=("self",)).get(id=link.company_id)
    row.company_id = company.id
    CompanyLink.objects.create(record_id=record_id, company=company)
    tell_history(actor_id=source.actor.id, record_id=record_id)
    spoken = [each for each in earlier if each.payload is not None]
    before = source.prepare(_raw_of(spoken[-1])) if spoken else PreparedCompany()
    values = column_values(row.prepared, source.people, None)
    changed = [
        target
        for target in changed_targets(source, before, row.prepared)
        if target not in company.field_sources and target not in ("parent", "contact")
    ]
    apply_targets(company, changed, values, row.prepared, source.words, record_id=record_id, is_desk=False)
    if before.parent == row.prepared.parent or "parent" in company.field_sources:
        row.prepared.parent = ""
    if len(spoken) == len(earlier):
        _apply_contacts(company, before.contacts, row.prepared.contacts, record_id)
    publish(COMPANY_CHANGED, key=company.id, company=str(company.id))
    return True


def keep_late_company(source: CompanySource, row: CompanyRow, company_id: UUID) -> None:
    """Store what a system said of a company before something newer that is known already: it changes nothing."""
    version = next_versions(source.system, [row.external_id]).get(row.external_id, 1)
    is_rejected = row.prepared.is_rejected
    record_id, line = source.record(
        row.raw,
        row.external_id,
        version=version,
        occurrence=row.occurrence,
        is_rejected=is_rejected,
        told_at=row.told_at,
    )
    copy_records(line)
    row.record_id, row.company_id = record_id, company_id
    if not is_rejected:
        CompanyLink.objects.create(record_id=record_id, company_id=company_id)


def changed_targets(source: CompanySource, before: PreparedCompany, after: PreparedCompany) -> list[str]:
    """The targets of which a newer row tells something else than the row before it; `contact` for its people."""
    told = column_values(before, source.people, None)
    values = column_values(after, source.people, None)
    changed = [
        target
        for target in COMPANY_TARGETS
        if target != "parent"
        and (
            _reaches(before, target) != _reaches(after, target)
            if target in REACH_TARGETS
            else told[target] != values[target]
        )
    ]
    changed += [
        PREFIX + code
        for code in sorted(before.custom.keys() | after.custom.keys())
        if before.custom.get(code) != after.custom.get(code)
    ]
    changed += ["parent"] if before.parent != after.parent else []
    return [*changed, *(["contact"] if before.contacts != after.contacts else [])]


def _raw_of(record: SourceRecord) -> RawCompany:
    return {target: texts for target, texts in read_content(record).items() if isinstance(texts, list)}


def _reaches(prepared: PreparedCompany, target: str) -> set[tuple[str, str]]:
    return {(each.value, each.extension) for each in prepared.reaches if each.kind == target}


def _apply_contacts(
    company: Company, before: Iterable[ContactPerson], after: Iterable[ContactPerson], record_id: UUID
) -> None:
    """New persons come, changed ones change, those no longer told go: only where staff never touched them."""
    was = {fold(person.name): person for person in before}
    now = {fold(person.name): person for person in after}
    kept: dict[str, CompanyContact] = {
        fold(contact.name): contact
        for contact in company.companycontact_rows.select_related("company").order_by("-id")
    }
    for name, person in now.items():
        contact = kept.get(name)
        if name not in was and contact is None:
            write_contact(company, person, record_id, is_typed=False)
        elif (
            contact is not None
            and not contact.is_typed
            and was.get(name) != person
            and contact_changes(contact, person)
        ):
            apply_contact(contact, person, record_id)
    for name in was.keys() - now.keys():
        contact = kept.get(name)
        if contact is not None and not contact.is_typed:
            contact.delete()


def companies_of(system: str, external_ids: Sequence[str]) -> dict[str, set[UUID]]:
    """The companies of which accepted records of a system tell, by external id. Two queries."""
    records = SourceRecord.objects.filter(
        system=system, external_id__in=list(external_ids), state=RecordState.ACCEPTED
    )
    named = dict(records.values_list("id", "external_id"))
    found: dict[str, set[UUID]] = {}
    links = CompanyLink.objects.filter(record_id__in=list(named))
    for record_id, company_id in links.values_list("record_id", "company_id"):
        found.setdefault(named[record_id], set()).add(company_id)
    return found


def set_parents(source: CompanySource, rows: Iterable[CompanyRow]) -> list[CompanyRow]:
    """Put companies under the parents that their rows name, inside the caller's transaction; the rows whose parent
    is not to be found, or would close a ring."""
    missing = []
    for row in rows:
        if row.company_id is None or not row.prepared.parent:
            continue
        company = Company.objects.select_for_update(of=("self",)).get(id=row.company_id)
        if "parent" in company.field_sources:
            continue
        try:
            parent = find_parent(source.actor, row.prepared.parent, company)
        except CompanyInvalid:
            missing.append(row)
            continue
        if company.parent_id != parent:
            company.parent_id = parent
            if row.record_id is not None:
                tell_history(actor_id=source.actor.id, record_id=row.record_id)
            company.save(update_fields=["parent"])
    return missing
