"""Field rules: which of several values shows."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.guests.field_rules import FieldRules
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.field_rules import RulesNow

_ORDERS = (
    "By group (names, papers, birthday, language, address, home_address, work_address, work, circle, hotel, own) the "
    "criteria in their order (verified, staff, source, newer, frequent). A group that is left out goes the usual way."
)
_SYSTEMS = "Systems, the most trusted first; for the criterion `source`."


class RulesIn(Sent):
    """Rules that are proposed."""

    orders: dict[Text, list[Text]] = Field(
        description=_ORDERS, examples=[{"work": ["staff", "newer"]}], max_length=20
    )
    systems: list[Text] = Field(
        default_factory=list, description=_SYSTEMS, examples=[["opera", "mews"]], max_length=100
    )


class RulesOut(Told):
    """Rules that hold, or might."""

    orders: dict[str, list[str]] = Field(description=_ORDERS)
    systems: list[str] = Field(description=_SYSTEMS)

    @classmethod
    def of(cls, rules: FieldRules) -> "RulesOut":
        return cls(**rules.as_told())


class RuleSetOut(Told):
    """One set of rules that somebody proposed, with how far its run has come."""

    id: UUID = Field(description="By which it is applied.")
    rules: RulesOut = Field(description="What it says.")
    state: str = Field(
        description="looking, looked, applying, applied, dropped or failed.", examples=["looked"]
    )
    made_at: datetime = Field(description="When it was proposed.")
    made_by: str = Field(description="By whom.", examples=["陈晓"])
    in_force_at: datetime | None = Field(description="Since when it holds, or held; null where it never did.")
    total: int = Field(description="Guests of whom more than one record tells.")
    done: int = Field(description="How many of them the present run has dealt with.")
    foreseen: int = Field(description="Guests who would be shown otherwise, as it was tried.")
    changed: int = Field(description="Guests whom applying changed.")
    examples: list[UUID] = Field(description="Some of those who would be shown otherwise.")

    @classmethod
    def of(cls, row: FieldRuleSet) -> "RuleSetOut":
        return cls(
            id=row.id,
            rules=RulesOut(**row.rules),
            state=row.state,
            made_at=row.made_at,
            made_by=row.actor_name,
            in_force_at=row.in_force_at,
            total=row.total,
            done=row.done,
            foreseen=row.foreseen,
            changed=row.changed,
            examples=row.examples,
        )


class RulesNowOut(Told):
    """The rules in force, what waits, and what was in force."""

    rules: RulesOut = Field(description="In force now.")
    open: RuleSetOut | None = Field(description="A proposal that is not in force yet.")
    past: list[RuleSetOut] = Field(description="Sets that were put in force, the newest first.")

    @classmethod
    def of(cls, now: RulesNow) -> "RulesNowOut":
        return cls(
            rules=RulesOut.of(now.rules),
            open=RuleSetOut.of(now.open) if now.open else None,
            past=[RuleSetOut.of(each) for each in now.past],
        )
