"""Guest types and marks as the API takes and answers them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Texts, Told, listed
from huitouke.guests.choices import EvaluationScale
from huitouke.guests.classification import Mark, Scale
from huitouke.guests.models import GuestType


class GuestTypeIn(Sent):
    """A new guest type."""

    code: Text = Field(description="Small letters, digits, - and _.", examples=["family"])
    labels: dict[Text, Text] = Field(
        description="Its words by language, `zh` and `en`; one of them at least.",
        examples=[{"zh": "家庭亲子", "en": "Family"}],
        max_length=10,
    )
    sort: int = Field(default=0, description="Its place in lists.", examples=[2])


class GuestTypeChange(Sent):
    """What is to change in a guest type; what is left out stays."""

    labels: dict[Text, Text] | None = Field(default=None, description="Its words by language.", max_length=10)
    sort: int | None = Field(default=None, description="Its place in lists.")
    is_closed: bool | None = Field(default=None, description="Whether it is no longer offered.")


class GuestTypeOut(Told):
    """A group that guests are sorted into."""

    code: str = Field(description="The code, the same for good.", examples=["family"])
    label: str = Field(description="Its word in the caller's language.", examples=["家庭亲子"])
    labels: dict[str, str] = Field(description="Its words by language.")
    sort: int = Field(description="Its place in lists.", examples=[2])
    is_closed: bool = Field(description="Whether it is no longer offered.")

    @classmethod
    def of(cls, kind: GuestType) -> "GuestTypeOut":
        return cls.model_validate(kind, from_attributes=True)


class GuestTypeListOut(Told):
    """The guest types of the group, in their order."""

    items: list[GuestTypeOut] = Field(description="The types.")


class TypesOfGuest(Sent):
    """The types that a guest is to belong to from now on, and no other."""

    types: Texts = listed("Codes of guest types.", examples=[["family", "long_stay"]])


class EvaluationIn(Sent):
    """A mark that the caller gives a guest."""

    scale: EvaluationScale = Field(description="importance, friendliness or satisfaction.")
    value: int = Field(description="1 (lowest) to 5 (highest).", examples=[4])


class MarkOut(Told):
    """One mark with who gave it."""

    id: UUID = Field(description="Id of the mark.")
    value: int = Field(description="1 to 5.", examples=[4])
    author_name: str = Field(description="Who gave it.", examples=["Mei"])
    given_at: datetime = Field(description="When it was given (UTC).")

    @classmethod
    def of(cls, mark: Mark) -> "MarkOut":
        return cls.model_validate(mark, from_attributes=True)


class ScaleOut(Told):
    """One scale of a guest."""

    scale: str = Field(description="importance, friendliness or satisfaction.", examples=["importance"])
    value: int | None = Field(description="The present mark; null where none was given.", examples=[4])
    marks: list[MarkOut] = Field(description="The last twelve marks, newest first.")

    @classmethod
    def of(cls, scale: Scale) -> "ScaleOut":
        return cls(
            scale=scale.code,
            value=scale.now.value if scale.now else None,
            marks=[MarkOut.of(mark) for mark in scale.marks],
        )


class ClassificationOut(Told):
    """What kind of guest somebody is, and how colleagues find them."""

    types: list[GuestTypeOut] = Field(description="The types that the guest has now.")
    evaluations: list[ScaleOut] = Field(description="The three scales.")
