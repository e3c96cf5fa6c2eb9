"""What the schemas share."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

LONGEST_LIST: Final = 100


def _refuse_unsafe(text: str) -> str:
    if "\x00" in text or not _is_whole(text):
        raise PydanticCustomError("unsafe_signs", "The text holds signs that cannot be stored.")
    return text


def _is_whole(text: str) -> bool:
    """Whether no sign is half of a pair, as JSON's escapes can make it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


Text = Annotated[str, AfterValidator(_refuse_unsafe)]
"""A text that PostgreSQL can hold: neither NUL nor half of a surrogate pair."""

Texts = Annotated[list[Text], Field(max_length=LONGEST_LIST)]


class Sent(BaseModel):
    """What a caller sends. A field that is not known is refused, so that a slip of the pen is not lost."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What the API answers. All fields are always there; null where there is no value."""


class Problem(Told):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(
        description="A name of this kind of refusal.", examples=["urn:huitouke:problem:guest_invalid"]
    )
    title: str = Field(
        description="The kind of refusal in the caller's language.", examples=["有内容不能接受"]
    )
    status: int = Field(description="The HTTP status.", examples=[422])
    code: str = Field(description="Stable code for programs.", examples=["guest_invalid"])
    detail: str = Field(description="What is wrong and what to do, in the caller's language.")
    fields: dict[str, list[str]] | None = Field(
        default=None, description="Sentences by field, where single fields were refused."
    )


def described(description: str, **extra: Any) -> Any:
    """An optional text field of a sent schema, empty where left out."""
    return Field(default="", description=description, **extra)


def listed(description: str, **extra: Any) -> Any:
    """An optional list of a sent schema."""
    return Field(default_factory=list, description=description, **extra)
