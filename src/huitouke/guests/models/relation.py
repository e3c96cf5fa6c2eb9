"""What two guests are to each other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.guests.models.guest import Guest
from huitouke.guests.relation_choices import RelationState
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class Relation(Entity):
    """Two guests have to do with each other, and are two: a couple, parent and child, colleagues. A person said so, or
    it was found by what both share and waits for a word; what was refused stays, so that it is not found again.

    Who they are stands in its two ends. It goes when either end goes (a trigger of the table of ends).
    """

    state = models.TextField(choices=RelationState.choices)
    note = models.TextField(default="", blank=True)
    evidence = models.JSONField(
        default=dict, help_text="What they share, by code, and how often; never a value"
    )
    found_at = models.DateTimeField(
        null=True, help_text="When it was suggested; none: a person said it first"
    )
    said_at = models.DateTimeField(null=True)
    said_by_id = models.UUIDField(null=True)
    said_by = models.TextField(default="")
    ended_at = models.DateTimeField(null=True, help_text="When it was refused or taken off")
    ended_by_id = models.UUIDField(null=True)
    ended_by = models.TextField(default="")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="relation_suggested", condition=Q(state=RelationState.SUGGESTED)
            ),
        ]

    def __str__(self) -> str:
        return f"relation {self.id}"


class RelationEnd(Entity):
    """One of the two guests of a relation, and what they are to the other. A row of its own, so that it goes with its
    guest when profiles become one and part again. Two ends with one guest say nothing for as long."""

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="ends", db_index=False)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="relation_ends", db_index=False)
    place = models.SmallIntegerField(help_text="1 or 2")
    role = models.TextField(help_text="What this guest is to the other: code table relation")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="relationend_guest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["relation", "place"], name="relationend_once"),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="relationend_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.relation_id}"
