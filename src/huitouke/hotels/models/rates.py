"""Rates that a branch sells at, and what selling costs: both hold from a day to a day."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from huitouke.access.models import Branch, label_in_language
from huitouke.hotels.models.outlets import Outlet
from huitouke.hotels.models.rooms import RoomType
from huitouke.kernel.models import Entity


class RateCode(Entity):
    """A price that may be sold under a name: rack rate, an agreement rate, a package with breakfast."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="rate_codes")
    code = models.TextField()
    labels = models.JSONField(default=dict)
    meal_plan = models.TextField(default="", blank=True, help_text="Code table meal_plan")
    market = models.TextField(
        default="", blank=True, help_text="Code table market; taken where a booking has none"
    )
    company_id = models.UUIDField(null=True, help_text="The company whose agreement rate it is")
    is_confidential = models.BooleanField(default=False, help_text="Its price is never printed")
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["branch__code", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "code"], name="rate_code_once_a_branch")
        ]
        indexes: ClassVar = [
            models.Index(fields=["company_id"], name="rate_code_company", condition=Q(company_id__isnull=False))
        ]  # fmt: skip

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)


class RatePrice(Entity):
    """What a night of a rate code costs in a room type over a period, and on which weekdays. Minor units of the
    branch's currency."""

    rate_code = models.ForeignKey(RateCode, on_delete=models.CASCADE, related_name="prices", db_index=False)
    room_type = models.ForeignKey(
        RoomType, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="None: every room type without a price of its own",
    )  # fmt: skip
    period = DateRangeField(help_text="Business dates, half-open")
    weekdays = models.SmallIntegerField(default=127, help_text="Bits from Monday (1) to Sunday (64)")
    amount = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["period"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="rate_price_one_at_a_time",
                expressions=[
                    ("rate_code", RangeOperators.EQUAL),
                    (models.F("room_type"), RangeOperators.EQUAL),
                    ("weekdays", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_price_amount"),
            models.CheckConstraint(condition=Q(weekdays__range=(1, 127)), name="rate_price_weekdays"),
        ]

    def __str__(self) -> str:
        return f"price of {self.rate_code_id}"


class Cost(Entity):
    """What it costs the house to sell and to serve, from a day to a day: a share of what comes by a channel, an amount
    for each room night, a share of what an outlet takes. Profit without an entered cost is not known, never revenue."""

    class Kind(models.TextChoices):
        COMMISSION = "commission"
        ROOM_NIGHT = "room_night"
        OUTLET = "outlet"

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="costs")
    kind = models.TextField(choices=Kind.choices)
    channel = models.TextField(default="", blank=True, help_text="Code table channel; of a commission")
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    room_type = models.ForeignKey(
        RoomType, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    period = DateRangeField(help_text="Business dates, half-open; without an end: until changed")
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    amount = models.BigIntegerField(null=True, help_text="Minor units of the branch's currency")

    class Meta:
        ordering: ClassVar = ["branch__code", "kind", "period"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(kind="room_night", amount__isnull=False, percent=None))
                | (~Q(kind="room_night") & Q(amount=None, percent__isnull=False)),
                name="cost_percent_or_amount",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__range=(0, 100)), name="cost_percent_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.branch_id}"
