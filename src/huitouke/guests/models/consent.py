"""Purposes, the words in which they are asked, and what guests said: a chain of entries and what holds now."""

import hashlib
from typing import Any, ClassVar

from django.db import models

from huitouke.access.models import label_in_language
from huitouke.guests.choices import CONSENT_GROUNDS, ConsentAct, ConsentSource, ContactChannel, Ground
from huitouke.guests.models.guest import Guest
from huitouke.kernel import clock
from huitouke.kernel.fields import SealedTextField
from huitouke.kernel.models import Entity


class Purpose(Entity):
    """What the hotel processes guests' data for, and the ground in law. A used one closes, it never vanishes."""

    code = models.TextField(unique=True)
    labels = models.JSONField(default=dict)
    about = models.JSONField(default=dict, help_text="A sentence by language")
    ground = models.TextField(choices=Ground.choices)
    channels = models.JSONField(default=list, help_text="Codes of ContactChannel; empty where none is asked")
    is_standard = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    sort = models.SmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["sort", "code"]

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)

    @property
    def about_words(self) -> str:
        return label_in_language(self.about, "")

    @property
    def needs_consent(self) -> bool:
        return self.ground in CONSENT_GROUNDS

    @property
    def channel_labels(self) -> list[tuple[str, str]]:
        """(code, words) of each channel; one without words where none is asked."""
        if not self.channels:
            return [("", "")]
        return [(code, str(ContactChannel(code).label)) for code in self.channels]


class Wording(Entity):
    """The words in which a purpose was put to guests from a day on. Frozen by a trigger once somebody answered."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings", db_index=False)
    version = models.SmallIntegerField()
    texts = models.JSONField(default=dict)
    valid_from = models.DateField()
    author_name = models.TextField(default="")
    made_at = models.DateTimeField(default=clock.now)
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["purpose", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "version"], name="wording_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id} v{self.version}"

    @property
    def text(self) -> str:
        return label_in_language(self.texts, "")

    def digest(self) -> str:
        """A digest of the words, which the chain of consents takes in."""
        words = "\x00".join(f"{code}={self.texts[code]}" for code in sorted(self.texts))
        return hashlib.sha256(words.encode()).hexdigest()


class ConsentEntry(models.Model):
    """One link of a guest's chain: that something was said, when, and hashes. Written once, changed never: a trigger
    refuses it to everybody, and the application's role has not the right. What was said stands in `ConsentContent`,
    which erasure empties while the chain still holds; the last link then says so (`is_closing`)."""

    id = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField(
        help_text="The guest's id at that time; no key, since it outlives the profile"
    )
    number = models.IntegerField()
    made_at = models.DateTimeField()
    is_closing = models.BooleanField(default=False)
    content_digest = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    entry_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "number"], name="consent_number_once"),
        ]

    def __str__(self) -> str:
        return f"consent entry {self.number} of {self.subject_id}"


class ConsentContent(Entity):
    """What a guest said: purpose, channel, the wording shown, from where it is known, by whom noted."""

    entry = models.OneToOneField(ConsentEntry, on_delete=models.PROTECT, related_name="content")
    salt = models.BinaryField(max_length=16)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.TextField(choices=ContactChannel.choices, default="", blank=True)
    act = models.TextField(choices=ConsentAct.choices)
    wording = models.ForeignKey(
        Wording, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.TextField(choices=ConsentSource.choices)
    evidence = SealedTextField(null=True, help_text="Where the proof lies; with a guardian, who that is")
    guardian = SealedTextField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    record_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"content of entry {self.entry_id}"

    def canonical(self) -> dict[str, Any]:
        """What the chain's digest is taken of."""
        return {
            "purpose": self.purpose.code,
            "channel": self.channel,
            "act": self.act,
            "wording": self.wording.version if self.wording else None,
            "words": self.wording.digest() if self.wording else "",
            "source": self.source,
            "evidence": self.evidence or "",
            "guardian": self.guardian or "",
            "actor": str(self.actor_id or ""),
            "record": str(self.record_id or ""),
        }


class ConsentState(Entity):
    """What holds now for a guest, a purpose and a channel: the last entry about them, to filter and to ask by."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="consents", db_index=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="states", db_index=False)
    channel = models.TextField(choices=ContactChannel.choices, default="", blank=True)
    act = models.TextField(choices=ConsentAct.choices)
    wording = models.ForeignKey(
        Wording, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.TextField(choices=ConsentSource.choices)
    since = models.DateTimeField()
    actor_name = models.TextField(default="")
    entry = models.ForeignKey(ConsentEntry, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "purpose", "channel"], name="consent_state_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["purpose", "channel", "act", "guest"], name="consent_state_act"),
        ]

    def __str__(self) -> str:
        return f"consent of {self.guest_id}"


class ConsentRoot(models.Model):
    """A root over all entries of all chains up to one, taken by the worker once a day where there are new ones: a
    chain whose tail is cut off no longer gives it. Written once, like the entries; told to HOME/consent too."""

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField()
    through_id = models.BigIntegerField()
    entries = models.IntegerField(help_text="How many entries are new since the root before")
    root_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"root through {self.through_id}"
