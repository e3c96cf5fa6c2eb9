"""What was done together with a company, and how it is judged."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import User
from huitouke.guests.company_choices import CardForm, CooperationKind
from huitouke.guests.models.company import CompanyContact, CompanyPart
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class Cooperation(CompanyPart):
    """One dated thing done together with a company: a visit, a negotiation, an order, a joint action, a dispute."""

    kind = models.TextField(choices=CooperationKind.choices)
    happened_on = models.DateField()
    text = models.TextField()
    outcome = models.TextField(default="", blank=True)
    contact = models.ForeignKey(
        CompanyContact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.TextField(default="")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "-happened_on", "-id"], name="cooperation_company"),
            models.Index(fields=["contact"], name="cooperation_contact", condition=Q(contact__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} with {self.company_id}"


class CriterionWeight(Entity):
    """How much a criterion counts from now on. Cards keep the weights of their day."""

    criterion = models.TextField(unique=True)
    weight = models.SmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weight__range=(0, 100)), name="criterionweight_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.weight}"


class ScoreCard(CompanyPart):
    """How a company was judged on a day, by whom. Written once: a new judgement is a new card."""

    scored_on = models.DateField()
    form = models.TextField(choices=CardForm.choices)
    total = models.SmallIntegerField(help_text="Tenths of a point out of 100")
    note = models.TextField(default="", blank=True)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.TextField(default="")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "-scored_on", "-id"], name="scorecard_company")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(total__range=(0, 1000)), name="scorecard_total"),
        ]

    def __str__(self) -> str:
        return f"score card of {self.company_id}"


class ScoreLine(Entity):
    """One criterion of a card: its weight on that day, the score from 1 to 5, a word why."""

    card = models.ForeignKey(ScoreCard, on_delete=models.CASCADE, related_name="lines", db_index=False)
    criterion = models.TextField()
    weight = models.SmallIntegerField()
    score = models.SmallIntegerField()
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "criterion"], name="scoreline_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="scoreline_score"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
