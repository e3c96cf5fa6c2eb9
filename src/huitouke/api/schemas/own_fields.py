"""Own fields and code tables as the API takes and answers them."""

from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told, described, listed
from huitouke.hotels.models import CodeEntry
from huitouke.hotels.queries import TableLine
from huitouke.kernel.models import CustomFieldDefinition

_LABELS = "Its words by language, `zh` and `en`; one of them at least."
_CHOICES = "Of a choice: lines `中文 | English` in their order."


class OwnFieldQuery(Sent):
    """Which fields."""

    subject: Text = described("guest or company; empty for both.", examples=["guest"])
    include_closed: bool = Field(default=False, description="Also fields that are no longer asked for.")


class OwnFieldIn(Sent):
    """A new field. Code, kind and whether it is searched stay for good."""

    subject: Text = Field(description="guest or company.", examples=["guest"])
    code: Text = described(
        "Small letters, digits and _; made of the English words where empty.", examples=["pet"]
    )
    kind: Text = Field(description="text, number, date, choice, code or yes_no.", examples=["text"])
    labels: dict[Text, Text] = Field(
        description=_LABELS, examples=[{"zh": "宠物", "en": "Pet"}], max_length=10
    )
    help: dict[Text, Text] = Field(
        default_factory=dict, description="What to write there, by language.", max_length=10
    )
    choices: list[Text] = listed(_CHOICES, max_length=1000)
    code_table: Text = described("Of a code: the code table.", examples=["country"])
    is_required: bool = Field(default=False, description="Asked for at the desk.")
    is_searched: bool = Field(default=False, description="Of a text: found by the search box.")


class OwnFieldChange(Sent):
    """What is to change in a field; what is left out stays."""

    labels: dict[Text, Text] | None = Field(default=None, description=_LABELS, max_length=10)
    help: dict[Text, Text] | None = Field(
        default=None, description="What to write there, by language.", max_length=10
    )
    choices: list[Text] | None = Field(
        default=None, description=f"{_CHOICES} A choice that is not named is closed.", max_length=1000
    )
    is_required: bool | None = Field(default=None, description="Asked for at the desk.")
    is_closed: bool | None = Field(default=None, description="Whether it is no longer asked for.")


class OwnFieldOut(Told):
    """A field that an administrator added. Its values stand under `custom` of the guest or company."""

    id: UUID = Field(description="The id.")
    subject: str = Field(description="guest or company.", examples=["guest"])
    code: str = Field(description="The code.", examples=["pet"])
    kind: str = Field(description="What it holds.", examples=["text"])
    labels: dict[str, str] = Field(description="Its words by language.")
    help: dict[str, str] = Field(description="What to write there, by language.")
    choices: list[dict[str, object]] = Field(description="Of a choice: code, labels, is_closed.")
    code_table: str = Field(description="Of a code: the code table; else empty.")
    is_required: bool = Field(description="Asked for at the desk.")
    is_searched: bool = Field(description="Found by the search box.")
    is_closed: bool = Field(description="Whether it is no longer asked for.")
    sort: int = Field(description="Its place among the subject's fields.")

    @classmethod
    def of(cls, field: CustomFieldDefinition) -> "OwnFieldOut":
        return cls.model_validate(field, from_attributes=True)


class OwnFieldListOut(Told):
    """Own fields in their order."""

    items: list[OwnFieldOut] = Field(description="The fields.")


class CodeTableIn(Sent):
    """A code table of the hotel's own."""

    code: Text = Field(description="Its name for programs.", examples=["pillow"])
    labels: dict[Text, Text] = Field(description=_LABELS, examples=[{"zh": "枕头"}], max_length=10)


class CodeTableLineOut(Told):
    """A code table."""

    code: str = Field(description="Its name for programs.", examples=["country"])
    label: str = Field(description="Its words in the caller's language.")
    takes_own: bool = Field(description="Whether codes may be added; not where it follows a standard.")
    is_own: bool = Field(description="Whether the hotel made it.")
    offered: int = Field(description="Codes that may be chosen.")
    own: int = Field(description="Codes of the hotel's own.")
    closed: int = Field(description="Codes that may no longer be chosen.")

    @classmethod
    def of(cls, line: TableLine) -> "CodeTableLineOut":
        return cls.model_validate(line, from_attributes=True)


class CodeTableListOut(Told):
    """The code tables, the hotel's own ones last."""

    items: list[CodeTableLineOut] = Field(description="The tables.")


class CodeIn(Sent):
    """An own code."""

    code: Text = Field(description="The code, as facts keep it.", examples=["buckwheat"])
    labels: dict[Text, Text] = Field(description=_LABELS, examples=[{"zh": "荞麦枕"}], max_length=10)


class CodeChange(Sent):
    """What is to change in a code; what is left out stays. The code itself never changes."""

    labels: dict[Text, Text] | None = Field(default=None, description=_LABELS, max_length=10)
    is_closed: bool | None = Field(default=None, description="Whether it may no longer be chosen.")
    move: int | None = Field(
        default=None, ge=-1000, le=1000, description="So many places up (negative) or down in the pick-list."
    )


class CodeEntryOut(Told):
    """One code of a table."""

    table: str = Field(description="The table.", examples=["pillow"])
    code: str = Field(description="The code.", examples=["buckwheat"])
    label: str = Field(description="Its words in the caller's language.")
    labels: dict[str, str] = Field(description="Its words by language.")
    is_standard: bool = Field(description="Whether it came with Huitouke.")
    is_closed: bool = Field(description="Whether it may no longer be chosen.")
    sort: int = Field(description="Its place.")

    @classmethod
    def of(cls, entry: CodeEntry) -> "CodeEntryOut":
        return cls.model_validate(entry, from_attributes=True)
