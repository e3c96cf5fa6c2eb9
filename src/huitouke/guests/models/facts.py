"""What hangs on a profile. Each row came with a source record, and its guest is a copy that identity keeps."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from huitouke.access.models import User
from huitouke.guests.choices import (
    WARNING_KINDS,
    ContactKind,
    DocumentKind,
    NotePurpose,
    PreferenceKind,
)
from huitouke.guests.models.guest import Guest
from huitouke.guests.models.tags import Tag
from huitouke.kernel import clock
from huitouke.kernel.fields import SealedTextField
from huitouke.kernel.models import Entity


class Fact(Entity):
    """A row about a guest that a source record told."""

    record_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True


class ContactPoint(Fact):
    """A way to reach somebody. A relay (masked OTA address, virtual number) is nobody's own: it is shown with
    its record, but it is never evidence and never found as the guest's."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    kind = models.TextField(choices=ContactKind.choices)
    value = models.TextField(
        db_collation="C", help_text="E.164 without blanks for phones, lower case for e-mail"
    )
    shown = models.TextField(help_text="As it was written")
    extension = models.TextField(default="", blank=True)
    is_relay = models.BooleanField(default=False)
    is_veiled = False
    """Whether the value was masked in memory (`masking.veil_contact`)."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["guest"], name="contact_guest"),
            models.Index(
                Func(F("value"), function="reverse"), name="contact_tail", condition=Q(is_relay=False)
            ),
            GinIndex(
                fields=["value"], name="contact_part", opclasses=["gin_trgm_ops"], condition=Q(is_relay=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.guest_id}"


class Document(Fact):
    """An identity paper. The number stands sealed; equal numbers are found by `number_index`."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="documents", db_index=False)
    kind = models.TextField(choices=DocumentKind.choices)
    number = SealedTextField()
    number_index = models.BinaryField(max_length=16)
    masked = models.TextField(help_text="What screens show, e.g. 3****************X")
    country = models.TextField(default="", blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="The last day on which it is valid")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["guest"], name="document_guest"),
            models.Index(fields=["number_index"], name="document_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.guest_id}"


class Vehicle(Fact):
    """A car the guest comes with, by its plate without dots and blanks."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="vehicles", db_index=False)
    plate = models.TextField()
    model = models.TextField(default="", blank=True)
    colour = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["guest"], name="vehicle_guest"),
            GinIndex(fields=["plate"], name="vehicle_plate", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"vehicle of {self.guest_id}"


class Preference(Fact):
    """A wish, a taboo, an allergy or a hobby, in words that say what to do."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="preferences", db_index=False)
    kind = models.TextField(choices=PreferenceKind.choices)
    text = models.TextField()
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        # All that conditions ask: who said it by its words, and the words by who said them; the table is left alone.
        indexes: ClassVar = [
            models.Index(fields=["guest"], name="preference_guest", include=["kind", "text"]),
            models.Index(fields=["kind", "text"], name="preference_words", include=["guest"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.guest_id}"

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNING_KINDS


class GuestTag(Fact):
    """A tag that a guest holds."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="guest_tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="guest_tags", db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="guesttag_guest")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "guest"], name="guesttag_once")]

    def __str__(self) -> str:
        return f"tag of {self.guest_id}"


class Note(Fact):
    """What a colleague wrote about a guest: with author, purpose and an end date, and written so that the
    guest may read it (N14)."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="notes", db_index=False)
    text = models.TextField()
    purpose = models.TextField(choices=NotePurpose.choices, default=NotePurpose.SERVICE)
    expires_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.TextField(default="")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="note_guest")]

    def __str__(self) -> str:
        return f"note about {self.guest_id}"
