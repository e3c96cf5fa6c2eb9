"""What the stays of each guest come to, so that a condition over a million guests need not add them up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

OF_ALL = Q(branch_id=None, currency=None)
OF_BRANCH = Q(branch_id__isnull=False, currency=None)


class GuestFigure(models.Model):
    """What the stays of a guest come to, of those that are disclosed: in one branch and currency, in one branch (no
    currency; `spend_minor` empty), in all branches in one currency (no branch), or in all (neither). A trigger of
    `stays_reservation` writes it with every change, whoever makes it; nothing else does. `spend_minor` leaves out
    prices that are not to be told.
    """

    id = models.BigAutoField(primary_key=True)
    owner_id = models.UUIDField(help_text="The guest")
    branch_id = models.UUIDField(null=True)
    currency = models.TextField(null=True)
    stays = models.IntegerField(default=0)
    nights = models.IntegerField(default=0)
    spend_minor = models.BigIntegerField(null=True)
    last_on = models.DateField(null=True, help_text="Arrival of the last stay")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_id", "branch_id", "currency"], name="guest_figure_once", nulls_distinct=False
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stays"], name="guest_figure_stays", condition=OF_ALL),
            models.Index(fields=["nights"], name="guest_figure_nights", condition=OF_ALL),
            models.Index(fields=["last_on"], name="guest_figure_last", condition=OF_BRANCH),
            models.Index(
                fields=["currency", "spend_minor"],
                name="guest_figure_spend",
                condition=Q(branch_id=None, currency__isnull=False),
            ),
            models.Index(
                fields=["branch_id", "nights"], name="guest_figure_branch_nights", condition=OF_BRANCH
            ),
            models.Index(
                fields=["branch_id", "last_on"], name="guest_figure_branch_last", condition=OF_BRANCH
            ),
            models.Index(
                fields=["branch_id", "spend_minor"],
                name="guest_figure_branch_spend",
                condition=Q(branch_id__isnull=False, currency__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"figures of {self.owner_id}"
