"""What the codes of another system mean here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import Branch
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class CodeMapping(Entity):
    """A code that a system sends, and the hotel's own for it. Appears when the code is first met; until somebody says
    what it means (`is_mapped`), what came with it is kept under their code and waits."""

    system = models.TextField()
    branch = models.ForeignKey(
        Branch, null=True, on_delete=models.CASCADE, related_name="+", db_index=False,
        help_text="Of room types, outlets and rates, which are a branch's own; none: of the group",
    )  # fmt: skip
    table = models.TextField(help_text="A code table, or room_type, outlet, branch")
    their_code = models.TextField()
    our_code = models.TextField(default="", blank=True)
    is_mapped = models.BooleanField(default=False)
    first_met_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["system", "table", "their_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "table", "their_code", "branch"],
                name="code_mapping_once",
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["system"], name="code_mapping_open", condition=Q(is_mapped=False))
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.table} {self.their_code}"
