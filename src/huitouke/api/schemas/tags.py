"""Tags, their rules and acts on many guests as the API takes and answers them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.api.schemas.conditions import EXAMPLE, ConditionsIn
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.services.tag_rules import Foreseen, rule_words
from huitouke.guests.tag_queries import TagLine
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.services.bulk_acts import MOST_PICKED


class TagIn(Sent):
    """A new tag."""

    name: Text = Field(description="The word itself, at most 60 signs.", examples=["会员日"])
    description: Text = Field(default="", description="What it means, at most 200 signs.")
    colour: Text = Field(
        default="", description="Empty, `accent`, `good`, `watch` or `tier`.", examples=["good"]
    )
    group: Text = Field(default="", description="Code of a group of tags; empty for none.")
    sort: int = Field(default=0, description="Its place in the group.", examples=[1])


class TagChange(Sent):
    """What is to change in a tag; what is left out stays."""

    name: Text | None = Field(default=None, description="The word itself.")
    description: Text | None = Field(default=None, description="What it means.")
    colour: Text | None = Field(default=None, description="Empty, `accent`, `good`, `watch` or `tier`.")
    group: Text | None = Field(default=None, description="Code of a group of tags; empty for none.")
    sort: int | None = Field(default=None, description="Its place in the group.")
    is_closed: bool | None = Field(default=None, description="Whether it is no longer offered.")


class TagOut(Told):
    """A word that groups guests."""

    id: UUID = Field(description="The id, the same for good.")
    name: str = Field(description="The word itself.", examples=["会员日"])
    description: str = Field(description="What it means.")
    colour: str = Field(description="Empty, `accent`, `good`, `watch` or `tier`.")
    group: str = Field(description="Code of its group; empty for none.")
    sort: int = Field(description="Its place in the group.")
    is_closed: bool = Field(description="Whether it is no longer offered.")
    given: str = Field(
        description="`hand`, `rule`, or `waits` for facts that are not kept yet.", examples=["hand"]
    )
    rule: str = Field(description="What its rule means, in the caller's language; empty without one.")
    guests: int = Field(description="How many guests hold it.", examples=[128])

    @classmethod
    def of(cls, line: TagLine) -> "TagOut":
        tag = line.tag
        return cls(
            id=tag.id,
            name=tag.name,
            description=tag.description,
            colour=tag.colour,
            group=tag.group.code if tag.group else "",
            sort=tag.sort,
            is_closed=tag.is_closed,
            given=line.given,
            rule=rule_words(line.rule) if line.rule else "",
            guests=line.count,
        )


class TagListOut(Told):
    """Every tag, by group and name."""

    items: list[TagOut] = Field(description="The tags.")


class RuleIn(Sent):
    """Who is to hold a tag, and nobody else."""

    conditions: ConditionsIn = Field(description="Whom the rule means; not everybody.", examples=[EXAMPLE])


class ForeseenOut(Told):
    """What a rule would do, without doing it."""

    held: int = Field(description="Guests who hold the tag now.", examples=[12])
    gaining: int = Field(description="Guests who would gain it.", examples=[120])
    losing: int = Field(description="Guests who would lose it.", examples=[3])

    @classmethod
    def of(cls, seen: Foreseen) -> "ForeseenOut":
        return cls(held=seen.held, gaining=seen.gaining, losing=seen.losing)


class JoinIn(Sent):
    """The tag that is held instead."""

    into: UUID = Field(description="Id of the tag to join to.")


class BulkActIn(Sent):
    """What is to be done, and to whom: the guests or companies named, or all that meet the conditions."""

    kind: Text = Field(
        description="`add_tag`, `remove_tag` or `assign`; of companies `assign`, `add_kind`, `remove_kind`, `close` or"
        " `reopen`.",
        examples=["add_tag"],
    )
    subject: Text = Field(
        default=GUEST, max_length=20, description="What is changed: guest or company.", examples=[GUEST]
    )
    guests: list[UUID] | None = Field(default=None, max_length=MOST_PICKED, description="Ids of guests.")
    companies: list[UUID] | None = Field(
        default=None, max_length=MOST_PICKED, description="Ids of companies, where the subject is company."
    )
    conditions: ConditionsIn | None = Field(
        default=None, description="What is meant, where no ids are given.", examples=[EXAMPLE]
    )
    tag: Text = Field(default="", description="The tag, by its word.", examples=["会员日"])
    follow_up: Text = Field(default="", description="Login of the follow-up person; empty for nobody.")
    company_kind: Text = Field(
        default="", description="The kind given to companies or taken away.", examples=["agreement"]
    )


class BulkActOut(Told):
    """An act on many guests or companies, and how far it is."""

    id: UUID = Field(description="Id of the act.")
    kind: str = Field(description="What it does.", examples=["add_tag"])
    subject: str = Field(description="What it changes: guest or company.", examples=["guest"])
    state: str = Field(
        description="`waiting`, `running`, `done`, `undoing`, `undone` or `failed`.", examples=["done"]
    )
    total: int = Field(description="Guests or companies meant that the caller may change.", examples=[120])
    changed: int = Field(description="How many were changed so far.", examples=[118])
    unchanged: int = Field(description="How many were so already.", examples=[2])
    left_out: int = Field(description="How many are meant that the caller may not change.", examples=[0])
    undone: int = Field(description="How many were taken back.", examples=[0])
    kept: int = Field(description="How many undoing left alone: changed since.", examples=[0])
    made_at: datetime = Field(description="When it was given.")

    @classmethod
    def of(cls, act: BulkAct) -> "BulkActOut":
        return cls.model_validate(act, from_attributes=True)
