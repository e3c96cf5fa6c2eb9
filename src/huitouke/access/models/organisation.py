"""The hotel group as the law and the guest see it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from huitouke.kernel import clock
from huitouke.kernel.models import Entity


def label_in_language(labels: dict[str, str], fallback: str) -> str:
    """The words of a `labels` field in the reader's language, else in Chinese, else in English, else the code."""
    language = (get_language() or "zh").split("-")[0]
    return labels.get(language) or labels.get("zh") or labels.get("en") or fallback


class Group(Entity):
    """The hotel group: one row a database."""

    labels = models.JSONField(default=dict)
    is_make_believe = models.BooleanField(default=False, help_text="Made by the demo: said on every page")
    second_factor_roles = models.JSONField(
        default=list, help_text="Codes of roles that may work only with a second factor"
    )
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return label_in_language(self.labels, "Huitouke")


class LegalEntity(Entity):
    """A company in law that holds guests' data. Between entities a profile is seen only by the guest's consent."""

    code = models.TextField(unique=True)
    labels = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "legal entities"

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)


class Branch(Entity):
    """A hotel of the group, with the clock and the money of its place."""

    code = models.TextField(unique=True)
    labels = models.JSONField(default=dict)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="branches")
    time_zone = models.TextField(default="Asia/Shanghai")
    currency = models.CharField(max_length=3, default="CNY")
    day_change_hour = models.SmallIntegerField(default=6)
    open_date = models.DateField(
        null=True,
        help_text="The open business date of a branch that closes its days itself; none: by the clock",
    )
    is_closed = models.BooleanField(default=False)
    is_to_confirm = models.BooleanField(
        default=False,
        help_text="Opened for a hotel that a file named; nobody has said its zone and currency yet",
    )

    class Meta:
        verbose_name_plural = "branches"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(day_change_hour__range=(0, 12)), name="branch_day_change_hour"
            ),
        ]

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)

    @property
    def business_date(self) -> date:
        """The hotel's day now, in this branch: the one it holds open, else the one that the clock says."""
        if self.open_date is not None:
            return self.open_date
        return clock.business_date(clock.now(), self.time_zone, self.day_change_hour)
