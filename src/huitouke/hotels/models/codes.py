"""Code tables."""

from typing import ClassVar

from django.db import models

from huitouke.access.models import label_in_language
from huitouke.kernel.models import Entity


class CodeEntry(Entity):
    """One code of a code table with its words by language. Standard codes come with Huitouke; own codes may
    be added beside them. A used code is closed: old facts keep it, pick-lists no longer offer it."""

    table = models.TextField(help_text="Which code table, e.g. region, country, document_kind")
    code = models.TextField()
    labels = models.JSONField(default=dict)
    parent_code = models.TextField(default="", blank=True)
    is_standard = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    sort = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "code entries"
        ordering: ClassVar = ["table", "sort", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "code"], name="code_once_a_table")]

    def __str__(self) -> str:
        return f"{self.code} {label_in_language(self.labels, self.code)}"

    @property
    def label(self) -> str:
        return label_in_language(self.labels, self.code)
