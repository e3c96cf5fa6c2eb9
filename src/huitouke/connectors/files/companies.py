"""Taking a list of companies in: a row a company with its contacts, written chunk by chunk.

Each chunk is one transaction with its records, companies, links, report and the run's figures: a killed importer
leaves whole chunks, and the same file goes on from there. A row is known by its id, else by its credit code, else by
its name. Rows of one company that stand below each other (a row a contact) are read as one.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import get_branch
from huitouke.connectors.files.company_words import company_target_of
from huitouke.connectors.files.erased_contacts import drop_erased_contacts
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.guests import ImportSummary, refuse_system_of_another
from huitouke.connectors.files.headers import key_of
from huitouke.connectors.files.mapping import NOTHING
from huitouke.connectors.files.tables import Table, open_table
from huitouke.connectors.files.targets import EXTRA
from huitouke.guests.events import COMPANIES_IMPORTED
from huitouke.guests.services.company_saves import colleague_ids, company_words
from huitouke.guests.services.company_updates import (
    CompanyRow,
    CompanySource,
    admit_newer_company,
    set_parents,
    write_new_companies,
)
from huitouke.guests.values.cells import tidy
from huitouke.guests.values.company import COMPANY_TARGETS, CONTACT_TARGET, LISTS, REACH_TARGETS
from huitouke.guests.values.credit_codes import read_credit_code
from huitouke.guests.values.folding import fold
from huitouke.guests.values.prepared import Issue
from huitouke.identity.queries import is_anybody_erased
from huitouke.intake.choices import DESK, RowOutcome
from huitouke.intake.drafts import begin_run, note_settled
from huitouke.intake.models import ImportRun
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import newest_records
from huitouke.intake.services import (
    RowRemark,
    Tally,
    fail_run,
    finish_run,
    start_run,
    system_lock,
    write_reports,
)
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.errors import Invalid
from huitouke.kernel.outbox import publish

CHUNK_ROWS: Final = 1_000
FIELD_PREFIX: Final = "company."
"""Before the field of a remark, so that the report words it as a company's."""

Progress = Callable[[str, int, int | None], None]


def import_companies(
    path: Path,
    *,
    actor: Actor,
    branch: str = "MAIN",
    system: str = "",
    map_file: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take a file of companies into a branch. Raises `UnreadableFile`, `SystemBusy`, or what is refused before.

    `system` names where the file comes from (default: `file`). With `dry_run` nothing is written, and the figures say
    what would be. Needs the right to import and the right to change companies, both in the branch.
    """
    started = time.monotonic()
    place = get_branch(branch)
    actor.require(Right.IMPORTS_RUN, place.id)
    actor.require(Right.COMPANIES_EDIT, place.id)
    system = system.strip() or "file"
    if system == DESK:
        message = _("desk is the name of what staff type. Choose another one.")
        raise Invalid("system_reserved", message, {"system": [message]})
    table = open_table(path)
    targets = company_mapping(table.columns, _read_map(map_file) if map_file else {})
    run: ImportRun | None = None
    with system_lock(system):
        refuse_system_of_another(actor, system)
        if not dry_run:
            run = start_run(
                actor=actor,
                system=system,
                branch=place,
                file_name=path.name.encode("utf-8", "replace").decode(),
                row_estimate=table.row_count,
                kind="companies",
            )
            begin_run(run)
        source = CompanySource(
            system, place, run.id if run else None, actor, clock.now(), company_words(), colleague_ids()
        )
        importer = _Importer(source, run, progress, table.row_count or table.row_estimate)
        try:
            importer.take_in(_rows(table, targets))
        except UnreadableFile as error:
            if run is not None:
                fail_run(run, error.code, error.data)
            raise
        if run is not None:
            finish_run(run, importer.tally)
    return ImportSummary(
        importer.tally,
        time.monotonic() - started,
        str(run.id) if run else "",
        importer.remark_counts,
        importer.examples,
    )


def company_mapping(columns: Sequence[str], said: dict[str, str]) -> list[str]:
    """The target of each column: as a person said, else by its heading, else `extra:<heading>`. A mobile beside a
    contact's name is the contact's."""
    found = [said.get(column) or company_target_of(key_of(column)) or EXTRA + column for column in columns]
    if "contact.name" in found and "contact.mobile" not in found and "mobile" in found:
        found[found.index("mobile")] = "contact.mobile"
    if not said and "name" not in found:
        raise UnreadableFile("no_company_column")
    return found


def _read_map(path: Path) -> dict[str, str]:
    """A person's map: JSON of column to target, or lines `column = target`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        pairs = json.loads(text) if text.lstrip().startswith("{") else dict(_map_lines(text))
    except (OSError, ValueError) as error:
        raise UnreadableFile("file_missing") from error
    for line, (column, target) in enumerate(pairs.items(), start=1):
        known = target in COMPANY_TARGETS or target == "external_id" or CONTACT_TARGET.fullmatch(str(target))
        if not known and not str(target).startswith(EXTRA):
            raise UnreadableFile(
                "bad_map",
                line=line,
                wrong_zh=f"没有“{target}”这个目标（列“{column}”）。",
                wrong_en=f"there is no target '{target}' (column '{column}').",
            )
    return {str(column): str(target) for column, target in pairs.items()}


def _map_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        column, sign, target = line.rpartition("=")
        if sign and not line.lstrip().startswith("#"):
            yield column.strip(), target.strip()


def _rows(table: Table, targets: Sequence[str]) -> Iterator[CompanyRow]:
    """The companies of a table: adjacent rows of one company as one, under the number of the first."""
    seen: Counter[str] = Counter()

    def told() -> Iterator[tuple[str, int, dict[str, list[str]]]]:
        for row in table.rows():
            raw: dict[str, list[str]] = {}
            for target, cell in zip(targets, row.cells, strict=True):
                text = cell.strip()
                if text and text not in NOTHING:
                    raw.setdefault(target, []).append(text)
            if raw:
                yield _external_id(raw), row.number, raw

    for external_id, group in groupby(told(), key=lambda each: each[0]):
        rows = list(group)
        seen[external_id] += 1
        raw = rows[0][2]
        for _id, _number, more in rows[1:]:
            _join(raw, more)
        raw.pop("external_id", None)
        yield CompanyRow(rows[0][1], external_id, raw, seen[external_id])


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


class _Importer:
    """One reading of one file."""

    def __init__(
        self, source: CompanySource, run: ImportRun | None, progress: Progress | None, total: int | None
    ) -> None:
        self.source = source
        self.run = run
        self.progress = progress
        self.total = total
        self.tally = Tally()
        self.remark_counts: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], dict[str, Any]] = {}
        self._orphans: list[CompanyRow] = []
        self._has_erased = is_anybody_erased()

    def take_in(self, rows: Iterator[CompanyRow]) -> None:
        while chunk := list(islice(rows, CHUNK_ROWS)):
            with transaction.atomic():
                self._take_chunk(chunk)
        if self._orphans and self.run is not None:
            with transaction.atomic():
                missing = set_parents(self.source, self._orphans)
                remarks: list[RowRemark] = []
                for row in missing:
                    self._remark(row.number, [Issue("parent", "parent_unknown")], False, remarks)
                write_reports(self.run.id, remarks)

    def _take_chunk(self, chunk: list[CompanyRow]) -> None:
        ring = sealer()
        # An import keeps erasures off, so that nobody is erased while it runs.
        dropped = drop_erased_contacts(chunk, self.source.branch) if self._has_erased else {}
        first = [row for row in chunk if row.occurrence == 1]
        known = newest_records(self.source.system, [row.external_id for row in first])
        new, changed, unchanged = [], [], 0
        for row in chunk:
            record = known.get(row.external_id) if row.occurrence == 1 else None
            if row.occurrence > 1:
                record = newest_records(self.source.system, [row.external_id], row.occurrence).get(
                    row.external_id
                )
            if record is not None and record.digest == digest_of(ring, canonical(row.raw)):
                unchanged += 1
            elif record is None and row.occurrence == 1:
                new.append(row)
            else:
                changed.append(row)
        tally = Tally(unchanged=unchanged)
        remarks: list[RowRemark] = []
        for row in (*new, *changed):
            row.prepared = self.source.prepare(row.raw)
            if dropped.get(row.number):
                row.prepared.issues = (*row.prepared.issues, Issue("contact", "erased_person"))
        if self.run is not None:
            write_new_companies(self.source, new)
        for row in new:
            tally = tally.plus(self._counted(row, remarks, is_new=True))
        for row in changed:
            if self.run is not None:
                admit_newer_company(self.source, row)
            tally = tally.plus(self._counted(row, remarks, is_new=False))
        if self.run is not None:
            self._orphans += set_parents(self.source, [*new, *changed])
        rows = tally.created + tally.updated + tally.unchanged + tally.rejected
        self.tally = self.tally.plus(tally._replace(rows=rows))
        if self.run is not None:
            write_reports(self.run.id, remarks)
            note_settled(self.run, self.tally, self.tally.rows, 0)
            if tally.created:
                publish(COMPANIES_IMPORTED, key=self.run.id, run=str(self.run.id), created=tally.created)
        if self.progress is not None:
            self.progress("companies", self.tally.rows, self.total)

    def _counted(self, row: CompanyRow, remarks: list[RowRemark], *, is_new: bool) -> Tally:
        is_rejected = row.prepared.is_rejected
        self._remark(row.number, row.prepared.issues, is_rejected, remarks)
        if is_rejected:
            return Tally(rejected=1)
        repaired = 1 if row.prepared.issues else 0
        return Tally(created=1, repaired=repaired) if is_new else Tally(updated=1, repaired=repaired)

    def _remark(
        self, number: int, issues: Sequence[Issue], is_rejected: bool, remarks: list[RowRemark]
    ) -> None:
        for issue in issues:
            outcome = RowOutcome.REJECTED if is_rejected and issue.rejects else RowOutcome.REPAIRED
            field = FIELD_PREFIX + issue.field
            remarks.append(RowRemark(number, outcome, field, issue.code, dict(issue.data)))
            self.remark_counts[field, issue.code] += 1
            self.examples.setdefault((field, issue.code), dict(issue.data))
