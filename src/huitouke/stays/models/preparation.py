"""What is to be prepared for a stay."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from huitouke.guests.models import Guest
from huitouke.kernel import clock
from huitouke.kernel.models import Entity
from huitouke.stays.choices import Teller
from huitouke.stays.models.reservation import Reservation


class Preparation(Entity):
    """Something promised to the people of a stay: a wish that they told with it, one that is known of them, or one that
    staff typed for this stay alone. It is asked, then prepared, then given, each with who, at which post, and when; or
    it is not possible, and why. `confidence` is how sure the wish is on the day of arrival, in percent."""

    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, related_name="preparations", db_index=False
    )
    guest = models.ForeignKey(
        Guest, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="Whose wish it is; none: of nobody in particular",
    )  # fmt: skip
    preference_id = models.UUIDField(null=True, help_text="The wish on the profile")
    text = models.TextField()
    told_by = models.TextField(choices=Teller.choices)
    told_on = models.DateField()
    confidence = models.SmallIntegerField(default=100)
    post = models.TextField(help_text="The role that prepares it")

    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.UUIDField(null=True)
    asked_name = models.TextField(default="", blank=True)
    prepared_at = models.DateTimeField(null=True)
    prepared_by = models.UUIDField(null=True)
    prepared_name = models.TextField(default="", blank=True)
    prepared_post = models.TextField(default="", blank=True)
    given_at = models.DateTimeField(null=True)
    given_by = models.UUIDField(null=True)
    given_name = models.TextField(default="", blank=True)
    given_post = models.TextField(default="", blank=True)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.UUIDField(null=True)
    declined_name = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True, help_text="Why it was not possible")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering: ClassVar = ["-confidence", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reservation", "text"], name="preparation_once", condition=~Q(text="")
            ),
            models.CheckConstraint(condition=Q(confidence__range=(0, 100)), name="preparation_confidence"),
            models.CheckConstraint(
                condition=Q(declined_at=None)
                | (Q(prepared_at=None) & Q(given_at=None) & (~Q(reason="") | Q(text=""))),
                name="preparation_declined",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reservation"], name="preparation_reservation"),
            models.Index(fields=["guest"], name="preparation_guest", condition=Q(guest__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"preparation {self.id}"

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has done anything about it yet."""
        return self.prepared_at is None and self.given_at is None and self.declined_at is None
