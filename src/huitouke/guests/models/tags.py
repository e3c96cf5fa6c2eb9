"""Tags: words that group guests, given by hand or by a rule."""

from typing import ClassVar

from django.db import models

from huitouke.access.models import label_in_language
from huitouke.guests.choices import TagColour
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class TagGroup(Entity):
    """Tags that belong together. Of an exclusive group a guest holds one tag at most: by hand the last one given, by
    rule the first of the group's order whose rule means the guest."""

    code = models.TextField(unique=True)
    labels = models.JSONField(default=dict)
    is_exclusive = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)


class Tag(Entity):
    """A word that groups guests. A used tag is closed, not deleted."""

    name = models.TextField(unique=True)
    is_closed = models.BooleanField(default=False)
    description = models.TextField(default="", blank=True)
    colour = models.TextField(choices=TagColour.choices, default=TagColour.PLAIN, blank=True)
    group = models.ForeignKey(
        TagGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="tags", db_index=False
    )
    sort = models.IntegerField(default=0, help_text="Its place in the group")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class TagRule(Entity):
    """The condition by which guests hold a tag. The rows that it makes name it as their record; a tag that has a rule
    is given by nobody else.

    `waits_for` says which facts are not kept yet: such a rule has no condition and means nobody.
    """

    tag = models.OneToOneField(Tag, on_delete=models.CASCADE, related_name="rule")
    conditions = models.JSONField(default=dict)
    waits_for = models.TextField(default="", blank=True)
    author_name = models.TextField(default="")
    saved_at = models.DateTimeField(default=clock.now)
    computed_at = models.DateTimeField(null=True, help_text="When all guests were last looked through")

    def __str__(self) -> str:
        return f"rule of {self.tag_id}"
