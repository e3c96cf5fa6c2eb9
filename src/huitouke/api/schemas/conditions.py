"""Conditions and views as callers send and get them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.api.schemas.companies import CompanyLineOut
from huitouke.api.schemas.guests import MOST_LIMIT
from huitouke.api.schemas.profiles import GuestPageOut
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.models import SavedView
from huitouke.guests.queries import PAGE_SIZE
from huitouke.kernel.conditions.columns import MOST_COLUMNS
from huitouke.kernel.conditions.shapes import MOST_GROUPS, MOST_ROWS, Conditions, Row

EXAMPLE = {"any": [{"all": [{"field": "birthday", "op": "in_next", "value": 7}]}]}

COMPANY_EXAMPLE = {"any": [{"all": [{"field": "agreement_to", "op": "in_next", "value": 60}]}]}


class RowIn(Sent):
    """One question: a field, an operator, and what it is compared with."""

    field: Text = Field(max_length=80, description="Code of a field.", examples=["birthday"])
    op: Text = Field(max_length=40, description="An operator of the field's kind.", examples=["in_next"])
    value: Any = Field(
        default=None, description="A text, a number, or a list of them; null for none.", examples=[7]
    )


class GroupIn(Sent):
    """Rows that are all met."""

    all: list[RowIn] = Field(min_length=1, max_length=MOST_ROWS, description="The rows.")


class ConditionsIn(Sent):
    """Groups of which one is met; none means every guest."""

    any: list[GroupIn] = Field(default_factory=list, max_length=MOST_GROUPS, description="The groups.")

    def read(self) -> Conditions:
        return Conditions(
            tuple(tuple(Row(row.field, row.op, row.value) for row in group.all) for group in self.any)
        )


class GuestsByConditionsIn(Sent):
    """Whom to list. It travels in the body, since what is asked may be personal."""

    conditions: ConditionsIn = Field(
        default_factory=ConditionsIn, description="Whom is meant.", examples=[EXAMPLE]
    )
    cursor: Text = Field(default="", description="`next` or `previous` of an earlier answer.")
    limit: int = Field(default=PAGE_SIZE, ge=1, le=MOST_LIMIT, description="The most guests of one answer.")
    is_counted: bool = Field(
        default=True, description="Whether to wait for how many there are; without, `count` is null."
    )


class GuestsMeantOut(GuestPageOut):
    """A page of the guests who are meant."""

    count: int | None = Field(
        description="How many there are, up to 10,000; null where it was not asked for.", examples=[128]
    )
    is_count_capped: bool = Field(description="Whether there are more than `count`.")
    words: str = Field(description="What the conditions mean, in the caller's language.")


class CompaniesByConditionsIn(GuestsByConditionsIn):
    """Which companies to list."""

    conditions: ConditionsIn = Field(
        default_factory=ConditionsIn, description="Which are meant.", examples=[COMPANY_EXAMPLE]
    )
    limit: int = Field(
        default=PAGE_SIZE, ge=1, le=MOST_LIMIT, description="The most companies of one answer."
    )


class CompaniesMeantOut(Told):
    """A page of the companies that are meant, closed ones with them."""

    items: list[CompanyLineOut] = Field(description="Companies, newest first.")
    next: str | None = Field(description="Cursor of the older companies.")
    previous: str | None = Field(description="Cursor of the newer companies.")
    count: int | None = Field(
        description="How many there are, up to 10,000; null where it was not asked for.", examples=[12]
    )
    is_count_capped: bool = Field(description="Whether there are more than `count`.")
    words: str = Field(description="What the conditions mean, in the caller's language.")


class CountIn(Sent):
    """Whom, or which companies, to count."""

    conditions: ConditionsIn = Field(
        default_factory=ConditionsIn, description="Whom is meant.", examples=[EXAMPLE]
    )
    is_exact: bool = Field(default=False, description="Count to the end, which may take seconds.")


class CountOut(Told):
    """How many are meant."""

    count: int = Field(description="How many: exact up to 10,000.", examples=[128])
    is_exact: bool = Field(description="Whether `count` is exact; else it is an estimate.")
    words: str = Field(description="What the conditions mean, in the caller's language.")


class ViewIn(Sent):
    """A view to keep."""

    name: Text = Field(max_length=200, description="Its name, once among one's own.", examples=["本周生日"])
    subject: Text = Field(
        default=GUEST, max_length=20, description="What it is about: guest or company.", examples=[GUEST]
    )
    conditions: ConditionsIn = Field(
        default_factory=ConditionsIn, description="Whom it means.", examples=[EXAMPLE]
    )
    columns: list[Text] = Field(
        default_factory=list,
        max_length=MOST_COLUMNS,
        description="Codes of fields; empty for the usual ones.",
    )
    is_shared: bool = Field(default=False, description="Share it; needs the right `views.share`.")


class ViewChange(Sent):
    """What is to change; a field left out stays."""

    name: Text | None = Field(default=None, max_length=200, description="A new name.")
    conditions: ConditionsIn | None = Field(default=None, description="New conditions.")
    columns: list[Text] | None = Field(default=None, max_length=MOST_COLUMNS, description="New columns.")
    is_shared: bool | None = Field(default=None, description="Share it, or no longer.")


class ViewOut(Told):
    """A view."""

    id: UUID = Field(description="Its id.")
    name: str = Field(description="Its name.")
    subject: str = Field(description="What it is about: guest or company.")
    owner: str = Field(description="Login of its owner.")
    is_shared: bool = Field(description="Whether colleagues see it.")
    conditions: dict[str, Any] = Field(description="Whom it means.", examples=[EXAMPLE])
    columns: list[str] = Field(description="Codes of fields; empty for the usual ones.")
    updated_at: datetime = Field(description="When it was last changed (UTC).")

    @classmethod
    def of(cls, view: SavedView) -> "ViewOut":
        return cls(
            id=view.id,
            name=view.name,
            subject=view.subject,
            owner=view.owner.username,
            is_shared=view.is_shared,
            conditions=view.conditions,
            columns=view.columns,
            updated_at=view.updated_at,
        )


class ViewListOut(Told):
    """The views that the caller may open."""

    mine: list[ViewOut] = Field(description="The caller's own, by name.")
    shared: list[ViewOut] = Field(description="Those that colleagues share, by name.")
