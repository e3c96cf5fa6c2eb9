"""Source records, import runs and row reports."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import Branch, User
from huitouke.intake.choices import RecordState, RowOutcome, RunState
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


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
    def is_over(self) -> bool:
        return self.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED, RunState.TAKEN_BACK)


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
    run_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    digest = models.BinaryField(max_length=16)
    payload = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "external_id", "version"], name="record_version_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run_id"], name="record_run", condition=Q(run_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.id} v{self.version}"


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
