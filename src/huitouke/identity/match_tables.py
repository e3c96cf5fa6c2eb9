"""What a run of matching learns, leaves and finds waiting; up to where relations were looked for."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huitouke.identity.choices import MatchRunKind, MatchRunState
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class MatchModel(Entity):
    """Weights learnt from the hotel's own records: `matching.model.Model` as JSON. The newest one in force weighs, live
    and at night; one with faults was learnt and refused, and weighs nothing. Of one that was replaced the figures stay,
    its weights and frequencies go."""

    learnt_at = models.DateTimeField(default=clock.now)
    rules = models.SmallIntegerField(help_text="matching.kept.RULES_NUMBER of the rows")
    records = models.IntegerField(help_text="Rows that were kept when it was learnt")
    sample = models.IntegerField(help_text="Rows that it was learnt on")
    body = models.JSONField(null=True)
    faults = ArrayField(
        models.TextField(), default=list, help_text="Why it was refused: codes of matching.sanity"
    )
    in_force_since = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-in_force_since"],
                name="matchmodel_in_force",
                condition=models.Q(in_force_since__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"model of {self.learnt_at}"


class MatchRun(Entity):
    """One run over all rows, or over those written since the last: how far it is and what came of it. One that was
    killed stays `running` until the next begins."""

    kind = models.TextField(choices=MatchRunKind.choices)
    state = models.TextField(choices=MatchRunState.choices, default=MatchRunState.RUNNING)
    model = models.ForeignKey(
        MatchModel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="None: the shipped one",
    )  # fmt: skip
    began_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    step = models.TextField(default="", help_text="What it does now")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    records = models.IntegerField(default=0, help_text="Rows that were kept by then, old and new")
    rows = models.IntegerField(default=0, help_text="Rows that were compared with others")
    pairs = models.BigIntegerField(default=0, help_text="Pairs that were weighed")
    merged = models.IntegerField(default=0, help_text="Guests that became one with another")
    proposed = models.IntegerField(default=0, help_text="Pairs that wait for a person now")
    left_out = models.IntegerField(default=0, help_text="Merges that could not be done any more")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-began_at"], name="matchrun_began")]

    def __str__(self) -> str:
        return f"{self.kind} run of {self.began_at}"


class WaitingRow(models.Model):
    """A kept row that no run has looked at: written with the row, gone when a run has dealt with it."""

    record_id = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.record_id} waits"


class RelationWatch(Entity):
    """Up to where relations were looked for. One row."""

    looked_at = models.DateTimeField(default=clock.now)
    last_change = models.BigIntegerField(
        default=0, help_text="The newest line of the field history at that look"
    )
    earlier_change = models.BigIntegerField(default=0, help_text="The newest one at the look before it")

    def __str__(self) -> str:
        return f"looked for relations up to {self.looked_at}"
