"""Taking a list of companies in: a row a company with its contacts, written chunk by chunk.

Each chunk is one transaction with its records, companies, links, before-images, report and the run's figures: a killed
importer leaves whole chunks, and the same file goes on from there. A row is known by its id, else by its credit code,
else by its name. Rows of one company that stand below each other (a row a contact) are read as one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final, Unpack
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.connectors.files.company_words import company_target_of
from huitouke.connectors.files.erased_contacts import drop_erased_contacts
from huitouke.connectors.files.headers import key_of
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.records import Record, Records
from huitouke.connectors.files.remarks import COMPANY
from huitouke.connectors.files.row_importer import ImportOptions, ImportSummary, RowImporter, import_rows
from huitouke.connectors.files.targets import CUSTOM, EXTRA, Targets
from huitouke.guests.events import COMPANIES_IMPORTED
from huitouke.guests.models import Company
from huitouke.guests.services.company_saves import colleague_ids, company_words
from huitouke.guests.services.company_updates import (
    CompanyRow,
    CompanySource,
    admit_newer_company,
    companies_of,
    set_parents,
    write_new_companies,
)
from huitouke.guests.values.cells import tidy
from huitouke.guests.values.company import COMPANY_TARGETS, CONTACT_TARGET, LISTS, REACH_TARGETS
from huitouke.guests.values.credit_codes import read_credit_code
from huitouke.guests.values.folding import fold
from huitouke.guests.values.prepared import Issue
from huitouke.identity.queries import is_anybody_erased
from huitouke.identity.services.images import COMPANIES, remember_after, remember_before
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import newest_records
from huitouke.intake.services import (
    RowRemark,
    Tally,
)
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer

CHUNK_ROWS: Final = 1_000
OF_COMPANIES: Final = Targets(
    frozenset((*COMPANY_TARGETS, "external_id")), (EXTRA, CUSTOM), pattern=CONTACT_TARGET
)


def import_companies(path: Path, *, actor: Actor, **options: Unpack[ImportOptions]) -> ImportSummary:
    """Take a file of companies into a branch. Needs the right to change companies there, too. See `import_rows`."""
    return import_rows(CompanyImporter, path, actor=actor, **options)


def company_source_of(actor: Actor, branch: Branch, system: str, run_id: UUID | None) -> CompanySource:
    """Where the rows of a file come from, with all that reading them needs to know of the hotel."""
    return CompanySource(system, branch, run_id, actor, clock.now(), company_words(), colleague_ids())


def propose_companies(columns: Sequence[str], _rows: Sequence[Sequence[str]]) -> Mapping:
    """The target of each column by its heading; unknown ones stay with the record. A mobile beside a contact's name is
    the contact's."""
    found = [company_target_of(key_of(column)) for column in columns]
    if "contact.name" in found and "contact.mobile" not in found and "mobile" in found:
        found[found.index("mobile")] = "contact.mobile"
    return Mapping(
        tuple(
            ColumnTarget(column, target, 1.0, "heading")
            if target
            else ColumnTarget(column, EXTRA + column, 0.0, "not recognised")
            for column, target in zip(columns, found, strict=True)
        )
    )


def rows_of_companies(records: Records | Iterable[Record]) -> Iterator[CompanyRow]:
    """The companies of a file: adjacent rows of one company as one, under the number of the first."""
    seen: Counter[str] = Counter()
    told = ((_external_id(record.raw), record) for record in records if record.raw)
    for external_id, group in groupby(told, key=lambda each: each[0]):
        rows = [record for _id, record in group]
        seen[external_id] += 1
        raw = rows[0].raw
        for more in rows[1:]:
            _join(raw, more.raw)
        raw.pop("external_id", None)
        problems = tuple(issue for record in rows for issue in record.issues)
        further = tuple(record.number for record in rows[1:])
        yield CompanyRow(
            rows[0].number, external_id, raw, seen[external_id], problems=problems, further=further
        )


def _external_id(raw: dict[str, list[str]]) -> str:
    """`company:` and what the row is known by: its id, its credit code, or a keyed digest of its name or content."""
    ids = raw.get("external_id") or raw.get("code")
    if ids and tidy(ids[0]):
        return f"company:{tidy(ids[0])[:150]}"
    for text in raw.get("credit_code", ()):
        if found := read_credit_code(text):
            return f"company:{found.code}"
    name = fold(next(iter(raw.get("name", ())), ""))
    content = name.encode() if name else canonical(raw)
    return f"company:row:{sealer().blind_index('row-key', content.decode('utf-8', 'replace')).hex()}"


def _join(raw: dict[str, list[str]], more: dict[str, list[str]]) -> None:
    """Add a further row of the same company: its contacts as further ones, its lists, and what the first lacks."""
    taken = {found[1] for target in raw if (found := CONTACT_TARGET.fullmatch(target))}
    shift = max((int(number or 1) for number in taken), default=0)
    for target, texts in more.items():
        contact = re.fullmatch(r"contact(\d*)\.(\w+)", target)
        if contact:
            number = int(contact[1] or 1) + shift
            raw[f"contact{number if number > 1 else ''}.{contact[2]}"] = texts
        elif target in LISTS or target in REACH_TARGETS:
            raw[target] = list(dict.fromkeys([*raw.get(target, []), *texts]))
        else:
            raw.setdefault(target, texts)


class CompanyImporter(RowImporter):
    """One reading of one file of companies."""

    code = "companies"
    rights = (Right.COMPANIES_EDIT,)
    known = OF_COMPANIES
    propose = staticmethod(propose_companies)
    subject = "company"
    prefix = COMPANY
    event = COMPANIES_IMPORTED

    def __init__(self, *told: Any, **options: Any) -> None:
        super().__init__(*told, **options)
        self.source = company_source_of(self.actor, self.branch, self.system, self.run_id)
        self._orphans: list[CompanyRow] = []
        self._names: set[str] = set()
        self._has_erased = is_anybody_erased()

    @classmethod
    def lacking(cls, meant: set[str], *, is_said: bool) -> str:
        return "" if is_said or "name" in meant else "no_company_column"

    def take_in(self, records: Records) -> None:
        rows = rows_of_companies(records)
        read = 0
        while not self.is_stopped and (chunk := list(islice(rows, CHUNK_ROWS))):
            read += len(chunk)
            if read <= self.settled_rows:
                # What an earlier attempt of the same run has dealt with; a company above may have come since.
                self._orphans += self._known_again(chunk)
                continue
            self.settled_rows = read
            with transaction.atomic():
                self._take_chunk(chunk)
        if self._orphans and not self.is_stopped:
            with transaction.atomic():
                self._settle_parents()

    def _known_again(self, chunk: list[CompanyRow]) -> list[CompanyRow]:
        rows = [row for row in chunk if row.raw.get("parent")]
        owners = companies_of(self.source.system, [row.external_id for row in rows])
        records = newest_records(self.source.system, [row.external_id for row in rows])
        for row in rows:
            row.prepared = self.source.prepare(row.raw)
            found = owners.get(row.external_id, set())
            row.company_id = next(iter(found)) if len(found) == 1 else None
            row.record_id = records[row.external_id].record_id if row.external_id in records else None
        return rows

    def _settle_parents(self) -> None:
        """Parents that stood below their children in the file, or nowhere."""
        remarks: list[RowRemark] = []
        if self.dry_run:
            named = {row.prepared.parent for row in self._orphans}
            there = set(
                Company.objects.visible_to(self.source.actor).filter(name__in=named).values_list("name")
            )
            told = self._names | {name for (name,) in there}
            missing = [row for row in self._orphans if row.prepared.parent not in told]
        else:
            with self._remembering([row.company_id for row in self._orphans if row.company_id]):
                missing = set_parents(self.source, self._orphans)
        for row in missing:
            self.remark(row.number, [Issue("parent", "parent_unknown")], remarks, is_rejected=False)
        self.report(remarks)

    @contextmanager
    def _remembering(self, company_ids: Sequence[UUID]) -> Iterator[None]:
        """Keep how these companies stand before the block and after it, for the import to be taken back."""
        if self.run is None or not company_ids:
            yield
            return
        locked = Company.objects.select_for_update(of=("self",)).filter(id__in=company_ids).order_by("id")
        images = remember_before(self.run.id, list(locked.values_list("id", flat=True)), COMPANIES)
        yield
        left_at = dict(Company.objects.filter(id__in=company_ids).values_list("id", "updated_at"))
        remember_after(self.run.id, images, left_at, COMPANIES)

    def _take_chunk(self, chunk: list[CompanyRow]) -> None:
        # An import keeps erasures off, so that nobody is erased while it runs.
        dropped = drop_erased_contacts(chunk, self.source.branch) if self._has_erased else {}
        new, changed = self._compared(chunk)
        tally = Tally(unchanged=len(chunk) - len(new) - len(changed))
        remarks: list[RowRemark] = []
        for row in (*new, *changed):
            row.prepared = self.source.prepare(row.raw)
            row.prepared.issues = (*row.problems, *row.prepared.issues)
            if dropped.get(row.number):
                row.prepared.issues = (*row.prepared.issues, Issue("contact", "erased_person"))
        if self.dry_run:
            self._names |= {row.prepared.name for row in (*new, *changed)}
            self._orphans += [row for row in (*new, *changed) if row.prepared.parent]
        else:
            self._write(new, changed)
        for rows_of, is_new in ((new, True), (changed, False)):
            for row in rows_of:
                tally = tally.plus(self._counted(row, remarks, is_new=is_new))
        self.settle(tally, remarks)

    def _compared(self, chunk: list[CompanyRow]) -> tuple[list[CompanyRow], list[CompanyRow]]:
        """The rows of which nothing is known, and those that say something else than last time."""
        ring = sealer()
        known = newest_records(self.source.system, [row.external_id for row in chunk if row.occurrence == 1])
        new, changed = [], []
        for row in chunk:
            record = known.get(row.external_id)
            if row.occurrence > 1:
                found = newest_records(self.source.system, [row.external_id], row.occurrence)
                record = found.get(row.external_id)
            if record is not None and record.digest == digest_of(ring, canonical(row.raw)):
                continue
            if record is None and row.occurrence == 1:
                new.append(row)
            else:
                changed.append(row)
        return new, changed

    def _write(self, new: list[CompanyRow], changed: list[CompanyRow]) -> None:
        write_new_companies(self.source, new)
        told = [row.external_id for row in changed if not row.prepared.is_rejected]
        owners = companies_of(self.source.system, told) if told else {}
        with self._remembering([company_id for found in owners.values() for company_id in found]):
            for row in changed:
                admit_newer_company(self.source, row)
            self._orphans += set_parents(self.source, [*new, *changed])

    def _counted(self, row: CompanyRow, remarks: list[RowRemark], *, is_new: bool) -> Tally:
        is_rejected = row.prepared.is_rejected
        self.remark(row.number, row.prepared.issues, remarks, is_rejected=is_rejected)
        if is_rejected:
            for number in row.further:
                self.remark(number, row.prepared.issues, remarks, is_rejected=True)
            return Tally(rejected=1)
        repaired = 1 if row.prepared.issues else 0
        return Tally(created=1, repaired=repaired) if is_new else Tally(updated=1, repaired=repaired)
