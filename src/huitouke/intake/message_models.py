"""Systems that send messages, and each message from its coming in until it is settled."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import Branch
from huitouke.intake.choices import MessageState, MessageWay, Proof
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class Connection(Entity):
    """A system that sends its messages to one branch: which standard it speaks, under which name its records stand, and
    the sealed secret by which it shows who it is. `code` names its folder, and its user."""

    code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(help_text="The standard that it speaks, as connectors.messages.kinds names it")
    system = models.TextField(help_text="Under which its ids are known; ids of one system are told apart")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    proof = models.TextField(choices=Proof.choices, default=Proof.BASIC)
    secret = models.BinaryField()
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(null=True, help_text="When a message came last, also a repeated one")

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Message(Entity):
    """One message as one sender sent it, once however often it came (`times`). Appears before anything is done with it.

    A file of a watched folder that cannot be read stands here too, with an empty `body` and its sealed name as
    `laid_as`, until it can be read or somebody writes what it says.

    `body` is sealed and compressed. It goes when all that the message says stands as source records, or when nothing of
    it is to be kept; while the message waits or is in quarantine it stays. `original` is the body as it came, where
    somebody mended it.
    """

    connection = models.ForeignKey(
        Connection, null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    kind = models.TextField()
    system = models.TextField()
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="For which it came; where its hotel code says so, another's",
    )  # fmt: skip
    way = models.TextField(choices=MessageWay.choices)
    digest = models.BinaryField(max_length=16, help_text="Keyed, of the body as it came")
    sender_id = models.TextField(default="", blank=True, help_text="What the sender calls the message")
    about = models.TextField(default="", blank=True, help_text="What the standard calls such a message")
    body = models.BinaryField(null=True)
    original = models.BinaryField(null=True)
    laid_as = models.BinaryField(
        null=True, help_text="Name of the file that cannot be read, or of none: its folder"
    )
    state = models.TextField(choices=MessageState.choices, default=MessageState.WAITING)
    reason = models.TextField(default="", blank=True, help_text="Why it is in quarantine, or was ignored")
    reason_data = models.JSONField(default=dict, help_text="Names of elements; never a value of the message")
    parts = models.IntegerField(default=0, help_text="Of how many reservations, profiles, companies it tells")
    parts_new = models.IntegerField(default=0, help_text="How many of them said something new")
    times = models.IntegerField(default=1, help_text="How often it came")
    attempts = models.SmallIntegerField(default=0)
    received_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True, help_text="Who mended or dropped it")
    decided_by = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    because = models.TextField(default="", blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "system", "branch", "kind"], name="message_once"),
            models.CheckConstraint(
                condition=~Q(state__in=(MessageState.WAITING, MessageState.QUARANTINED))
                | Q(body__isnull=False),
                name="message_kept_until_settled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["system", "received_at"], name="message_waiting", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["branch", "reason", "-id"], name="message_quarantined", condition=Q(state="quarantined")
            ),
            models.Index(fields=["connection", "-id"], name="message_of_connection"),
            models.Index(fields=["settled_at"], name="message_settled", condition=Q(settled_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"message {self.id}"
