"""The field rules, one set a row."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huitouke.identity.choices import RulesState
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class FieldRuleSet(Entity):
    """One set of field rules that somebody proposed: tried on all guests before it holds, and applied to them then.

    In force is the set that was put in force last; before any was, every field goes its usual way. `last_id` and the
    counts say how far the present run has come, so that a killed worker goes on from there.
    """

    rules = models.JSONField(default=dict, help_text="guests.field_rules.FieldRules.as_told")
    state = models.TextField(choices=RulesState.choices, default=RulesState.LOOKING)
    made_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    in_force_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_id = models.UUIDField(null=True, help_text="The guest up to whom the present run has come")
    total = models.IntegerField(default=0, help_text="Guests of whom more than one record tells")
    done = models.IntegerField(default=0)
    foreseen = models.IntegerField(default=0, help_text="Guests who would be shown otherwise")
    changed = models.IntegerField(default=0, help_text="Guests whom applying changed")
    examples = ArrayField(models.UUIDField(), default=list, help_text="Some of those who would be")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-in_force_at"], name="fieldruleset_in_force", condition=~models.Q(in_force_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"field rules {self.id}"

    @property
    def is_running(self) -> bool:
        """Whether the worker is at it."""
        return self.state in (RulesState.LOOKING, RulesState.APPLYING)
