"""What was told of each field of a guest, and by whom."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.identity.lineage import FieldStory, Said, ToldValue


class TellingsQuery(Sent):
    """Which fields."""

    field: Text = Field(default="", description="One field; empty for all of which anything was told.")


class SourceOut(Told):
    """A source that told a value."""

    record_id: UUID | None = Field(
        description="The first of its records that said so; null where it is of a house that the caller does not see."
    )
    system: str = Field(description="The system; `desk` is staff. Empty as above.", examples=["opera"])
    branch: str = Field(description="The branch that took it in.", examples=["外滩店"])
    who: str = Field(description="Who took it in or set it.", examples=["陈晓"])
    file: str = Field(description="The file of an import.", examples=["guests-2025.csv"])
    told_at: datetime | None = Field(description="When it was first told so.")
    is_current: bool = Field(description="Whether this is the source's word of today.")
    is_staff: bool = Field(description="Whether staff set it on the profile.")
    is_papered: bool = Field(description="Whether it came along with a paper of identity.")
    is_of_other: bool = Field(
        description="Whether it came to another profile, which became one with this guest."
    )

    @classmethod
    def of(cls, said: Said) -> "SourceOut":
        record = said.record
        return cls(
            record_id=record.id if record else None,
            system=record.system if record else "",
            branch=record.branch if record else "",
            who=record.who if record else "",
            file=record.file_name if record else "",
            told_at=said.at,
            is_current=said.is_current,
            is_staff=said.is_staff,
            is_papered=said.is_papered,
            is_of_other=said.is_of_other,
        )


class ToldValueOut(Told):
    """One value that was told of a field."""

    mark: str = Field(description="Names the value when it is to be used; tells nothing.")
    value: str = Field(description="The value as a save would set it, masked as the caller sees it.")
    is_shown: bool = Field(description="Whether the profile shows it.")
    is_usable: bool = Field(description="Whether the caller may let the profile show it instead.")
    sources: list[SourceOut] = Field(description="Who told it: those who still say so first.")

    @classmethod
    def of(cls, told: ToldValue) -> "ToldValueOut":
        return cls(
            mark=told.mark,
            value=told.text,
            is_shown=told.is_shown,
            is_usable=told.is_usable,
            sources=[SourceOut.of(each) for each in told.said],
        )


class FieldTellingsOut(Told):
    """All that was told of one field."""

    field: str = Field(description="The field.", examples=["position"])
    is_empty: bool = Field(description="Whether the profile shows nothing.")
    values: list[ToldValueOut] = Field(description="What the profile shows first, then the newest.")

    @classmethod
    def of(cls, story: FieldStory) -> "FieldTellingsOut":
        return cls(
            field=story.field,
            is_empty=story.is_empty,
            values=[ToldValueOut.of(each) for each in story.values],
        )


class TellingsOut(Told):
    """The fields of a guest with all that was told of them."""

    items: list[FieldTellingsOut] = Field(description="In the order of the profile.")


class UseIn(Sent):
    """Which value is to be shown instead."""

    field: Text = Field(description="The field.", examples=["position"])
    mark: Text = Field(description="The value's mark.")
