"""Taking the rows of a file in: what is alike for every kind of rows.

An importer of one kind reads the file chunk by chunk; each chunk is one transaction that holds its records, rows,
report and the run's figures together. A killed importer leaves whole chunks, and the same file goes on from there.
"""

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, TypedDict, Unpack
from uuid import UUID

from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.mapping import Mapping, read_map
from huitouke.connectors.files.own_columns import with_own_columns
from huitouke.connectors.files.records import Records, open_records
from huitouke.connectors.files.refused import Originals, keep_refused
from huitouke.connectors.files.remarks import remark_text
from huitouke.connectors.files.targets import Targets
from huitouke.intake.choices import DESK, RowOutcome
from huitouke.intake.drafts import begin_run, finish_trial, note_settled, set_stopped
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import (
    RowRemark,
    Tally,
    fail_run,
    finish_run,
    start_run,
    system_lock,
    write_reports,
)
from huitouke.kernel.errors import Conflict, Invalid
from huitouke.kernel.outbox import publish

DEFAULT_SYSTEM: Final = "file"

Progress = Callable[[str, int, int | None], None]


class ImportOptions(TypedDict, total=False):
    """How a file is taken in. `branch` is the code of the one whose rows they are (default: `MAIN`), `system` where
    the file comes from (default: `file`): the same row of the same system twice is one. `map_file` or `mapping` say
    what the columns mean. With `dry_run` nothing is written, and the figures say what would be; but a run that was
    given gets the report. `run` is the waiting run of an upload; without it one is opened under `file_name`."""

    branch: str
    system: str
    map_file: Path | None
    mapping: Mapping | None
    dry_run: bool
    progress: Progress | None
    run: ImportRun | None
    file_name: str


class SystemOfAnother(Conflict):
    """Records of this system came in for another legal entity, whose guests the actor may not change."""

    def __init__(self) -> None:
        super().__init__(
            "import_system_of_another",
            _(
                "Another legal entity has files of a system of this name. Give this file a system name of its own."
            ),
        )


@dataclass(slots=True)
class ImportSummary:
    """What became of a file."""

    tally: Tally
    seconds: float
    run_id: str
    remarks: Counter[tuple[str, str]]
    examples: dict[tuple[str, str], dict[str, Any]]
    """The places that the first remark of each kind named."""

    def summary(self) -> dict[str, Any]:
        return {**self.tally._asdict(), "seconds": round(self.seconds, 3)}

    def lines(self) -> list[str]:
        """How often each remark was made, the most frequent first, in words; then where each row is named."""
        told = [
            f"{count:>9,}  {remark_text(*remark, self.examples[remark])}"
            for remark, count in self.remarks.most_common()
        ]
        if told and self.run_id:
            told.append(_("Row by row: %(path)s in the browser.") % {"path": f"/imports/{self.run_id}/"})
        return told


class Oddity(Protocol):
    """What is odd about a field of a row."""

    @property
    def field(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def rejects(self) -> bool: ...
    @property
    def data(self) -> dict[str, str]: ...


class RowImporter(ABC):
    """One reading of one file of one kind of rows."""

    code: ClassVar[str]
    """Of the runs, and of the progress told."""
    rights: ClassVar[tuple[Right, ...]] = ()
    """Needed in the branch besides that to import."""
    known: ClassVar[Targets]
    subject: ClassVar[str] = ""
    """Whose own fields of the hotel a column may mean besides."""
    prefix: ClassVar[str] = ""
    """Before the field of a remark, so that the report words it as one of this kind."""
    event: ClassVar[str]
    """Published for each chunk that founded something."""

    originals: Originals
    """The file once more, for the rows that are refused."""

    def __init__(
        self,
        actor: Actor,
        branch: Branch,
        system: str,
        run: ImportRun | None,
        *,
        dry_run: bool,
        progress: Progress | None,
        total: int | None,
    ) -> None:
        self.actor = actor
        self.branch = branch
        self.system = system
        self.run = run
        self.dry_run = dry_run
        self.progress = progress
        self.total = total
        self.is_stopped = False
        self.remarks: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], dict[str, Any]] = {}
        self.tally = Tally()
        self.settled_rows = self.settled_repeats = 0
        if run is not None and not dry_run:
            # What an earlier attempt of the same run has dealt with is not dealt with again.
            self.tally = Tally(*(getattr(run, name) for name in Tally._fields))
            self.settled_rows, self.settled_repeats = run.settled_rows, run.settled_repeats

    @property
    def run_id(self) -> UUID | None:
        """The run that what is written belongs to."""
        return self.run.id if self.run is not None and not self.dry_run else None

    @classmethod
    def require(cls, actor: Actor, branch: Branch) -> None:
        """Refuse who may not bring rows of this kind into the branch."""
        for right in (Right.IMPORTS_RUN, *cls.rights):
            actor.require(right, branch.id)

    @staticmethod
    @abstractmethod
    def propose(columns: Sequence[str], rows: Sequence[Sequence[str]], /) -> Mapping:
        """What the columns of a table mean, by their headings and its first rows."""

    @classmethod
    def lacking(cls, meant: set[str], *, is_said: bool) -> str:
        """The code of the refusal where no row can come of columns that are `meant` so, else ''; `is_said` where
        somebody has said what they mean."""
        return ""

    @abstractmethod
    def take_in(self, records: Records) -> None:
        """Take the rows in until they end or somebody asks to stop."""

    def remark(
        self, number: int, oddities: Sequence[Oddity], remarks: list[RowRemark], *, is_rejected: bool
    ) -> None:
        """Add to `remarks` what is odd about a row. Of a rejected row the reasons are told from the rest."""
        for each in oddities:
            outcome = RowOutcome.REJECTED if is_rejected and each.rejects else RowOutcome.REPAIRED
            field = self.prefix + each.field if each.field else ""
            remarks.append(RowRemark(number, outcome, field, each.code, dict(each.data)))

    def report(self, remarks: Sequence[RowRemark]) -> None:
        """Count the remarks, write them to the run's report and keep what was refused, in the caller's transaction."""
        for each in remarks:
            self.remarks[each.field, each.code] += 1
            self.examples.setdefault((each.field, each.code), each.data)
        if self.run is not None:
            write_reports(self.run.id, remarks)
            if not self.dry_run:
                keep_refused(self.run, self.originals, remarks)

    def settle(self, tally: Tally, remarks: Sequence[RowRemark]) -> None:
        """End a chunk, in its transaction: its rows count, `settled_rows` and `settled_repeats` stand."""
        rows = tally.created + tally.updated + tally.unchanged + tally.rejected
        self.tally = self.tally.plus(tally._replace(rows=rows))
        self.report(remarks)
        if self.run is not None:
            self.is_stopped = note_settled(self.run, self.tally, self.settled_rows, self.settled_repeats)
            if tally.created and not self.dry_run:
                publish(self.event, key=self.run.id, run=str(self.run.id), created=tally.created)
        if self.progress is not None:
            total = self.total if self.total is None else max(self.total, self.tally.rows)
            self.progress(self.code, self.tally.rows, total)


def import_rows(
    importing: type[RowImporter], path: Path, *, actor: Actor, **options: Unpack[ImportOptions]
) -> ImportSummary:
    """Take a file of this kind of rows in. Raises `UnreadableFile`, `SystemBusy`, `SystemOfAnother`, or what is refused
    before anything is read."""
    started = time.monotonic()
    branch = get_branch(options.get("branch", "MAIN"))
    importing.require(actor, branch)
    system = options.get("system", "").strip() or DEFAULT_SYSTEM
    if system == DESK:
        message = _("desk is the name of what staff type. Choose another one.")
        raise Invalid("system_reserved", message, {"system": [message]})
    map_file, mapping = options.get("map_file"), options.get("mapping")
    run, dry_run = options.get("run"), options.get("dry_run", False)
    said = read_map(map_file, importing.known) if map_file else None
    try:
        records = open_records(path, mapping, said=said, propose=importing.propose)
        if mapping is None and importing.subject:
            records = records.under(with_own_columns(records.mapping, importing.subject))
        is_said = mapping is not None or said is not None
        if lacking := importing.lacking(set(records.mapping.targets.values()), is_said=is_said):
            raise UnreadableFile(lacking)
        with system_lock(system):
            refuse_system_of_another(actor, system)
            if run is None and not dry_run:
                run = start_run(
                    actor=actor,
                    system=system,
                    branch=branch,
                    file_name=_storable(options.get("file_name") or path.name),
                    row_estimate=records.row_count,
                    kind=importing.code,
                )
            if run is not None:
                begin_run(run)
            importer = importing(
                actor,
                branch,
                system,
                run,
                dry_run=dry_run,
                progress=options.get("progress"),
                total=records.row_count or records.row_estimate,
            )
            importer.originals = Originals(records)
            importer.take_in(records)
    except UnreadableFile as error:
        if run is not None:
            fail_run(run, error.code, error.data)
        raise
    if run is not None:
        if dry_run:
            finish_trial(run, importer.tally)
        elif importer.is_stopped:
            set_stopped(run, importer.tally)
        else:
            finish_run(run, importer.tally)
    return ImportSummary(
        importer.tally,
        time.monotonic() - started,
        str(run.id) if run else "",
        importer.remarks,
        importer.examples,
    )


def refuse_system_of_another(actor: Actor, system: str) -> None:
    """An id of a system means one guest in the whole group: who may import for one legal entity must not reach
    the guests of another by naming their system."""
    if actor.has_group_right(Right.GUESTS_EDIT):
        return
    own = Branch.objects.filter(legal_entity__in=actor.legal_entities_with(Right.IMPORTS_RUN))
    others = SourceRecord.objects.filter(system=system).exclude(branch_id__in=own.values("id"))
    if others.exists():
        raise SystemOfAnother


def _storable(text: str) -> str:
    """The text without what no database stores: the bytes of a file's name need not be UTF-8."""
    return text.encode("utf-8", "replace").decode()
