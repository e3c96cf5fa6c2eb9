"""Folios and their lines."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Sum

from huitouke.access.models import Branch
from huitouke.guests.models import Company, Guest
from huitouke.hotels.models import Outlet
from huitouke.kernel import clock
from huitouke.kernel.models import Entity
from huitouke.kernel.money import Money
from huitouke.stays.choices import FolioState, InvoicedBy
from huitouke.stays.models.reservation import Reservation


class Folio(Entity):
    """A bill: of a stay, or of somebody who only came to eat. Opens with the first charge or at check-in; settled when
    its lines come to nothing or the rest goes to a company's account."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    system = models.TextField()
    external_id = models.TextField()
    number = models.TextField(default="", blank=True)
    reservation = models.ForeignKey(
        Reservation, null=True, on_delete=models.PROTECT, related_name="folios", db_index=False,
        help_text="None: a walk-in of an outlet",
    )  # fmt: skip
    guest = models.ForeignKey(Guest, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey(
        Company, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="To whose account it goes",
    )  # fmt: skip
    signer = models.TextField(default="", blank=True, help_text="Who signed for the company")
    title = models.TextField(default="", blank=True, help_text="The name that the invoice is to bear")
    invoiced_by = models.TextField(choices=InvoicedBy.choices, default=InvoicedBy.HOTEL)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField(help_text="Business date")
    state = models.TextField(choices=FolioState.choices, default=FolioState.OPEN)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-opened_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "external_id", "branch"], name="folio_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reservation"], name="folio_reservation", condition=Q(reservation__isnull=False)),
            models.Index(fields=["guest", "-opened_on"], name="folio_guest", condition=Q(guest__isnull=False)),
            models.Index(fields=["company"], name="folio_company", condition=Q(company__isnull=False)),
            models.Index(
                fields=["branch", "opened_on"], name="folio_open", condition=Q(state=FolioState.OPEN)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"folio {self.number or self.id}"

    @property
    def balance(self) -> Money:
        """What is still owed: the sum of all lines, voided ones and their voids among them. One query."""
        total: int | None = self.lines.aggregate(total=Sum("amount"))["total"]
        return Money(total or 0, self.currency)


class FolioLine(Entity):
    """A charge or a payment. Nothing is ever changed or deleted: a wrong line is voided by one of the opposite amount
    that points to it. `amount` is in minor units of the folio's currency with all taxes; a payment is negative."""

    folio = models.ForeignKey(Folio, on_delete=models.PROTECT, related_name="lines", db_index=False)
    external_id = models.TextField(default="", blank=True)
    business_date = models.DateField()
    posted_at = models.DateTimeField(default=clock.now)
    kind = models.TextField(default="", blank=True, help_text="Code table charge_kind; empty of a payment")
    their_code = models.TextField(default="", blank=True, help_text="The sender's code of the charge")
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(default="", blank=True)
    quantity = models.IntegerField(default=1)
    amount = models.BigIntegerField()
    tax = models.BigIntegerField(default=0, help_text="The part of the amount that is tax")
    service = models.BigIntegerField(default=0, help_text="The part of the amount that is service charge")
    is_payment = models.BooleanField(default=False)
    payment_method = models.TextField(default="", blank=True, help_text="Code table payment_method")
    package = models.TextField(default="", blank=True, help_text="The package of which the line is a part")
    voids = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="voided_by", help_text="The line taken back"
    )
    record_id = models.UUIDField(editable=False)
    actor_id = models.UUIDField(null=True, editable=False)
    actor_name = models.TextField(default="", editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering: ClassVar = ["business_date", "posted_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["folio", "external_id"], name="folio_line_once", condition=~Q(external_id="")
            ),
            models.CheckConstraint(
                condition=Q(is_payment=False) | ~Q(payment_method=""), name="folio_payment_has_method"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["folio", "business_date"], name="folio_line_folio")]

    def __str__(self) -> str:
        return f"line {self.id}"
