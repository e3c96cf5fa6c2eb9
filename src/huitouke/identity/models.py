"""Links, kept rows, decisions, proposals, what guests looked like before an import, and what is left of the erased."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from huitouke.access.models import User
from huitouke.guests.models import Guest
from huitouke.identity.bulk_models import BulkAct, BulkChange, TagWatch  # noqa: F401 - tables of this context
from huitouke.identity.choices import (
    DecisionKind,
    ErasureReason,
    LinkReason,
    ProposalReason,
    ProposalState,
)
from huitouke.identity.field_rule_models import FieldRuleSet  # noqa: F401 - a table of this context
from huitouke.identity.match_tables import (  # noqa: F401 - tables of this context
    MatchModel,
    MatchRun,
    RelationWatch,
    WaitingRow,
)
from huitouke.intake.models import ImportRun
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class Link(models.Model):
    """This record tells of this guest. The only truth of whose a record is."""

    record_id = models.UUIDField(primary_key=True)
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="links", db_index=False)
    reason = models.TextField(choices=LinkReason.choices)
    linked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="link_guest")]

    def __str__(self) -> str:
        return f"{self.record_id} -> {self.guest_id}"


class KeptRow(models.Model):
    """What one linked record tells of a person, in the columns that matching compares, kept so that a look-up or a run
    of the night reads no payload. Written after the record by the worker, made anew at will; goes with the record.

    Columns are those of `matching.row.MatchRow`. Names, contacts and addresses stand in clear as they do in the
    archive; papers are keyed tokens, and stand only in rows of guests who agreed to it (`identity.papers`). `keys` are
    keyed hashes of what brings records together (`matching.kept`).
    """

    record_id = models.UUIDField(primary_key=True)
    rules = models.SmallIntegerField(help_text="matching.kept.RULES_NUMBER by which it was read")
    can_hold_papers = models.BooleanField(
        help_text="Whether the guest had agreed to be known by their papers when it was made"
    )
    family = models.TextField(default="", blank=True)
    given = models.TextField(default="", blank=True)
    hanzi = models.TextField(default="", blank=True)
    name_key = models.TextField(default="", blank=True)
    readings = ArrayField(models.TextField(), default=list, blank=True)
    english = models.TextField(default="", blank=True)
    phones = ArrayField(models.TextField(), default=list, blank=True)
    emails = ArrayField(models.TextField(), default=list, blank=True)
    documents = ArrayField(models.TextField(), default=list, blank=True)
    passports = ArrayField(models.TextField(), default=list, blank=True)
    plates = ArrayField(models.TextField(), default=list, blank=True)
    birth_date = models.TextField(default="", blank=True)
    birth_dates = ArrayField(models.TextField(), default=list, blank=True)
    birth_place = models.TextField(default="", blank=True)
    gender = models.TextField(default="", blank=True)
    nationality = models.TextField(default="", blank=True)
    house_number = models.TextField(default="", blank=True)
    street = models.TextField(default="", blank=True)
    building = models.TextField(default="", blank=True)
    city = models.TextField(default="", blank=True)
    postcode = models.TextField(default="", blank=True)
    region = models.TextField(default="", blank=True)
    company = models.TextField(default="", blank=True)
    occupation = models.TextField(default="", blank=True)
    keys = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        # Not on a list of what is to be put in later: each look-up reads that list from end to end.
        indexes: ClassVar = [GinIndex(fields=["keys"], name="keptrow_keys", fastupdate=False)]

    def __str__(self) -> str:
        return f"row of {self.record_id}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by what they say now."""

    def in_force(self) -> "DecisionQuerySet":
        """Merges that hold."""
        return self.filter(kind=DecisionKind.MERGE, withdrawn_at=None)


class Decision(Entity):
    """Somebody decided about two profiles: that they are one guest (`merge`), or that they are not (`apart`).

    Profiles are named by the ids under which they first appeared, their homes. A merge says that `gone`, and whoever
    is one with it by then, is shown as `kept`; it holds until it is withdrawn, and a guest is all homes that merges in
    force join. No home is gone twice at once, so that those in force make trees, whose roots are the ids shown.
    """

    kind = models.TextField(choices=DecisionKind.choices)
    kept_id = models.UUIDField(help_text="The home that stays")
    gone_id = models.UUIDField(help_text="The home that is shown as the other")
    made_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    reason = models.TextField(
        default="", blank=True, help_text="In the words of who decided; goes at erasure"
    )
    evidence = models.JSONField(default=dict, help_text="What spoke for it: codes and weights, never a value")
    noted_with_id = models.UUIDField(
        null=True,
        help_text="Of two not the same person: the decision of which it says the same of other homes",
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_by = models.TextField(default="")

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gone_id"],
                name="decision_gone_once",
                condition=models.Q(kind=DecisionKind.MERGE, withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=~models.Q(kept_id=models.F("gone_id")), name="decision_about_two"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kept_id"], name="decision_kept"),
            models.Index(fields=["gone_id"], name="decision_gone"),
            models.Index(
                fields=["noted_with_id"],
                name="decision_noted_with",
                condition=models.Q(noted_with_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.gone_id} and {self.kept_id}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by where they stand."""

    def open(self) -> "ProposalQuerySet":
        """Those that wait for a person: one for each two guests."""
        return self.filter(state=ProposalState.OPEN)


class Proposal(Entity):
    """Two guests may be one person; a person is to say so. Made where records weigh enough to ask and too little to
    link by themselves (`services.proposals.propose`).

    It compares two records; whose they are, and so which guests are meant, the database keeps in step with the links,
    and what was decided with the decisions (triggers of migrations 0011 and 0014): nobody has to remember it at a
    merge. The guest of the lesser id is the first.
    """

    first_id = models.UUIDField(help_text="The guest whose the first record is")
    second_id = models.UUIDField(help_text="The guest whose the second record is")
    first_record_id = models.UUIDField()
    second_record_id = models.UUIDField()
    bits = models.FloatField(help_text="log2 of the odds that both are one person")
    prior_bits = models.FloatField()
    evidence = models.JSONField(
        help_text="As identity.evidence tells a score: codes and weights, never a value"
    )
    is_doubtful = models.BooleanField(default=False)
    is_forbidden = models.BooleanField(default=False)
    model = models.TextField(default="shipped", help_text="Which weights said so")
    reason = models.TextField(choices=ProposalReason.choices)
    state = models.TextField(choices=ProposalState.choices, default=ProposalState.OPEN)
    turn = models.IntegerField(help_text="Its place in the order in which pairs are given out, drawn blindly")
    found_at = models.DateTimeField(default=clock.now)
    weighed_at = models.DateTimeField(default=clock.now)
    claimed_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True)
    passed_by = ArrayField(models.UUIDField(), default=list, help_text="Users who set it aside for later")
    asked = models.ForeignKey(
        User,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="The colleague who is to say",
    )
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    asked_at = models.DateTimeField(null=True)
    question = models.TextField(default="", blank=True, help_text="What the colleague is asked")
    decision_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by = models.TextField(default="")

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first_id", "second_id"],
                name="proposal_open_once",
                condition=models.Q(state=ProposalState.OPEN),
            ),
            models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("second_id")), name="proposal_in_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["first_id", "second_id"], name="proposal_pair"),
            models.Index(fields=["second_id"], name="proposal_second"),
            models.Index(fields=["first_record_id"], name="proposal_first_record"),
            models.Index(fields=["second_record_id"], name="proposal_second_record"),
            models.Index(fields=["turn"], name="proposal_turn", condition=models.Q(state=ProposalState.OPEN)),
            models.Index(fields=["bits"], name="proposal_bits", condition=models.Q(state=ProposalState.OPEN)),
            models.Index(fields=["decision_id"], name="proposal_decision"),
            models.Index(fields=["decided_at"], name="proposal_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class HomeProfile(Entity):
    """A profile as it stood before it first became one with another: what un-merging gives back where nobody has told
    anything of it since. Sealed for its home; goes when the home stands alone again."""

    home_id = models.UUIDField(unique=True)
    profile = models.BinaryField()
    taken_at = models.DateTimeField(default=clock.now)
    last_change = models.BigIntegerField(default=0, help_text="The newest line of the field history by then")

    def __str__(self) -> str:
        return f"profile of {self.home_id}"


class Erasure(Entity):
    """A guest was erased: who did it, why, what went and what the law keeps until when. Holds no value of theirs."""

    subject_id = models.UUIDField(unique=True, help_text="The id that the guest had")
    legal_entity_id = models.UUIDField(null=True)
    reason = models.TextField(choices=ErasureReason.choices)
    erased_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    report = models.JSONField(default=list)
    other_ids = ArrayField(
        models.UUIDField(), default=list, help_text="Ids that the guest had before profiles became one"
    )
    is_replayed = models.BooleanField(
        default=False, help_text="Done again after an older backup was restored"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(default="")
    lifted_because = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-erased_at", "-id"]

    def __str__(self) -> str:
        return f"erasure {self.id}"


class ErasureStamp(Entity):
    """A keyed stamp by which an erased person is known again when somebody sends them anew (stamps.py)."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="stamps")
    stamp = models.BinaryField(max_length=16)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stamp"], name="erasurestamp_stamp")]

    def __str__(self) -> str:
        return f"stamp of {self.erasure_id}"


class GuestImage(Entity):
    """A guest as it stood before an import changed it for the first time, so that the import can be taken back.

    `before` is sealed for this guest: the compressed snapshot of its rows. `after` is a keyed digest of what
    the import left behind, by which an edit since is noticed; empty where somebody edited the guest between
    two rows of the import. Goes when the import is taken back, or can be no more.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="images", db_index=False)
    guest = models.ForeignKey(
        Guest,
        on_delete=models.CASCADE,
        related_name="images",
        db_index=False,
        # While the guest is one with another, nobody bears this id.
        db_constraint=False,
    )
    before = models.BinaryField()
    after = models.BinaryField(max_length=16, default=b"")
    left_at = models.DateTimeField(
        null=True, help_text="When the guest was last changed, as the import left it"
    )
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["guest", "run"], name="image_once")]
        indexes: ClassVar = [models.Index(fields=["run"], name="image_run")]

    def __str__(self) -> str:
        return f"image of {self.guest_id}"
