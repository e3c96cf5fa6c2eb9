"""Source records, import runs and row reports."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from huitouke.access.models import Branch, User
from huitouke.intake.choices import TAKEN_BACK_WITHIN, ExportState, RecordState, RowOutcome, RunState
from huitouke.intake.message_models import Connection, Message
from huitouke.kernel import clock
from huitouke.kernel.models import Entity

__all__ = [
    "Connection",
    "ExportOrder",
    "ImportRun",
    "Message",
    "Occasion",
    "RefusedRow",
    "RowReport",
    "SavedMapping",
    "SourceRecord",
]


class ImportRun(Entity):
    """One reading of one file. A run that was killed is taken up again by running the same file again."""

    kind = models.TextField(default="guests")
    system = models.TextField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    is_dry_run = models.BooleanField(default=False)
    file_name = models.TextField()
    stored_as = models.TextField(
        default="", blank=True, help_text="Name under HOME/uploads while it is waited for"
    )
    mapping = models.JSONField(default=dict)
    state = models.TextField(choices=RunState.choices, default=RunState.WAITING)
    error_code = models.TextField(default="", blank=True)
    error_data = models.JSONField(default=dict)
    row_estimate = models.IntegerField(null=True)
    rows = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    repaired = models.IntegerField(default=0)
    settled_rows = models.IntegerField(
        default=0,
        help_text="Rows of the file, from its start, that are dealt with; the run goes on after them",
    )
    settled_repeats = models.IntegerField(
        default=0, help_text="The same of rows that waited since their id stood in the file before"
    )
    began_at = models.DateTimeField(null=True, help_text="When the worker took it up, last")
    began_rows = models.IntegerField(default=0, help_text="How many rows were behind it then")
    is_cancel_asked = models.BooleanField(default=False)
    trial = models.JSONField(default=dict, help_text="Figures of the last dry run of the whole file")
    made = models.JSONField(default=dict, help_text="Ids of rows of no guest that the run brought, by table")
    shape = models.JSONField(default=dict, help_text="Columns of the tables that its before-images show")
    take_back = models.JSONField(default=dict, help_text="intake.services.TakeBack, while and after")
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} import {self.id}"

    @property
    def taken_back_until(self) -> datetime:
        """Until when the import can be taken back; then what stood before it is forgotten."""
        return (self.finished_at or self.began_at or self.started_at) + TAKEN_BACK_WITHIN

    @property
    def is_prepared(self) -> bool:
        """Whether it is still being made ready: nothing has come in."""
        return self.state in (RunState.LOOKING, RunState.DRAFT, RunState.TRYING)

    @property
    def is_over(self) -> bool:
        return self.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED, RunState.TAKEN_BACK)


class SavedMapping(Entity):
    """What the columns of one kind of file mean, as a person said it: offered again for every file of the same
    system with the same headings. `signature` is a digest of the headings; `mapping` names columns, targets and
    codes, never a guest."""

    name = models.TextField()
    kind = models.TextField(default="guests")
    system = models.TextField()
    signature = models.TextField()
    mapping = models.JSONField()
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)
    owner_name = models.TextField(default="")
    branch = models.ForeignKey(Branch, null=True, on_delete=models.CASCADE, db_index=False)
    saved_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-used_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "signature", "system", "branch"],
                name="saved_mapping_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceRecord(Entity):
    """One thing as one system told it, once: a row of a file, a message, or one save at the desk.

    Never edited. A changed row is a new version. `payload` is sealed (ADR 0005): compressed JSON of the
    mapped row; only erasure empties it. `digest` is a keyed digest of the mapped content.
    """

    system = models.TextField()
    external_id = models.TextField()
    version = models.IntegerField(default=1)
    occurrence = models.SmallIntegerField(
        default=1, help_text="Which of the rows of one file that bear this id; nearly always the first"
    )
    state = models.SmallIntegerField(choices=RecordState.choices, default=RecordState.ACCEPTED)
    branch_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True, help_text="The import or the message that brought it")
    actor_id = models.UUIDField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, help_text="When the sender said it, last, where it tells")
    digest = models.BinaryField(max_length=16)
    payload = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "external_id", "version"], name="record_version_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run_id"], name="record_run", condition=Q(run_id__isnull=False)),
            # What nobody is linked to is looked through at every erasure: few rows among very many.
            models.Index(
                fields=["id"],
                name="record_unlinked",
                condition=Q(state__in=(RecordState.QUARANTINED, RecordState.WAITING)),
            ),
            # Records are written as they come, so that a few pages say which parts of the table are of a day.
            BrinIndex(fields=["received_at"], name="record_received"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.id} v{self.version}"


class Occasion(models.Model):
    """Where a save at the desk was typed: post, shift, branch and outlet of the colleague's duty. Appears with the
    record, where a duty was known; who and when stand on the record itself."""

    record_id = models.UUIDField(primary_key=True)
    role = models.TextField(help_text="A code of access.choices.ROLES")
    shift = models.TextField(default="", blank=True)
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"occasion of {self.record_id}"


class RowReport(models.Model):
    """What an import had to say about one row: left out or repaired, which field, why. No personal value."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="reports", db_index=False)
    row_number = models.IntegerField()
    outcome = models.TextField(choices=RowOutcome.choices)
    field = models.TextField(default="")
    code = models.TextField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "row_number"], name="rowreport_run")]

    def __str__(self) -> str:
        return f"row {self.row_number}: {self.code}"


class RefusedRow(Entity):
    """A row that an import refused, as it stood in the file: to be mended and sent again. Row 0 holds the headings.

    `payload` is sealed: compressed JSON of the cells in the order of the file.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refused_rows", db_index=False)
    row_number = models.IntegerField()
    payload = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "row_number"], name="refused_row_once"),
        ]

    def __str__(self) -> str:
        return f"refused row {self.row_number}"


class ExportOrder(Entity):
    """A file that somebody asked for, written by the worker and kept a day for that person alone.

    `chosen` names the filter of the list by its fields, or holds a program's conditions until the file is written;
    `view_id` is a saved view.
    """

    kind = models.TextField(default="guests")
    form = models.TextField()
    chosen = models.JSONField(default=dict)
    view_id = models.UUIDField(null=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.CASCADE, db_index=False)
    rights = models.JSONField(
        null=True, help_text="The most with which it is written, as access.queries.kept_rights; none: all"
    )
    language = models.TextField(default="")
    state = models.TextField(choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.IntegerField(default=0)
    row_estimate = models.IntegerField(null=True)
    file_name = models.TextField(default="")
    error_code = models.TextField(default="")
    ordered_at = models.DateTimeField(default=clock.now)
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["actor", "-id"], name="export_of_actor")]

    def __str__(self) -> str:
        return f"{self.kind} export {self.id}"

    @property
    def is_over(self) -> bool:
        return self.state in (ExportState.DONE, ExportState.FAILED, ExportState.GONE)
