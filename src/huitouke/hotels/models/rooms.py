"""Room types and rooms."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huitouke.access.models import Branch, label_in_language
from huitouke.kernel.models import Entity


class RoomType(Entity):
    """A kind of room that a branch sells: how large, which beds, for how many, with what in it. A type that is no
    longer sold is closed: rooms and stays of before keep it."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="room_types")
    code = models.TextField(help_text="As the property management system calls it, e.g. DLK")
    labels = models.JSONField(default=dict)
    area = models.DecimalField(max_digits=6, decimal_places=1, null=True, help_text="Square metres")
    beds = ArrayField(models.TextField(), default=list, help_text="Codes of the table bed")
    facilities = ArrayField(models.TextField(), default=list, help_text="Codes of the table room_facility")
    max_persons = models.SmallIntegerField(default=2)
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["branch__code", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "code"], name="room_type_once_a_branch"),
            models.CheckConstraint(
                condition=models.Q(max_persons__range=(1, 50)), name="room_type_max_persons"
            ),
            models.CheckConstraint(
                condition=models.Q(area=None) | models.Q(area__gt=0), name="room_type_area"
            ),
        ]

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)


class Room(Entity):
    """A room by the number on its door. Closed where it is no longer let at all; a broken one is out of order, which
    is a matter of days and not of this table."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="rooms")
    number = models.TextField()
    room_type = models.ForeignKey(RoomType, on_delete=models.PROTECT, related_name="rooms")
    floor = models.TextField(default="", help_text="As the lift shows it: 12, B1, G")
    features = ArrayField(models.TextField(), default=list, help_text="Codes of the table room_feature")
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["branch__code", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "number"], name="room_once_a_branch")
        ]

    def __str__(self) -> str:
        return self.number
