"""Room types and rooms as the API takes and answers them."""

from decimal import Decimal
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Texts, Told, described, listed
from huitouke.hotels.models import Room, RoomType

MOST_ROOMS = 2000


class RoomTypeQuery(Sent):
    """Which room types."""

    branch: Text = described("Code of the branch.", examples=["MAIN"])
    include_closed: bool = Field(default=False, description="Also types that are no longer sold.")


class RoomTypeIn(Sent):
    """A new room type."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    code: Text = Field(description="As the property management system calls it.", examples=["DLK"])
    labels: dict[Text, Text] = Field(
        description="Its words by language, `zh` and `en`; one of them at least.",
        examples=[{"zh": "豪华大床房", "en": "Deluxe king"}],
        max_length=10,
    )
    area: Text = described("Square metres.", examples=["32"])
    beds: Texts = listed("Codes of the table `bed`.", examples=[["king"]])
    facilities: Texts = listed("Codes of the table `room_facility`.")
    max_persons: int = Field(default=2, description="How many may sleep there, 1 to 50.")


class RoomTypeChange(Sent):
    """What is to change in a room type; what is left out stays. The code stays for good."""

    labels: dict[Text, Text] | None = Field(default=None, description="Its words by language.", max_length=10)
    area: Text | None = Field(default=None, description="Square metres; empty for unknown.")
    beds: Texts | None = Field(default=None, description="Codes of the table `bed`.")
    facilities: Texts | None = Field(default=None, description="Codes of the table `room_facility`.")
    max_persons: int | None = Field(default=None, description="How many may sleep there, 1 to 50.")
    is_closed: bool | None = Field(default=None, description="Whether it is no longer sold.")


class RoomTypeOut(Told):
    """A kind of room that a branch sells."""

    id: UUID = Field(description="The id.")
    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    code: str = Field(description="The code.", examples=["DLK"])
    label: str = Field(description="Its words in the caller's language.")
    labels: dict[str, str] = Field(description="Its words by language.")
    area: Decimal | None = Field(description="Square metres, as a text.", examples=["32.0"])
    beds: list[str] = Field(description="Codes of the table `bed`.")
    facilities: list[str] = Field(description="Codes of the table `room_facility`.")
    max_persons: int = Field(description="How many may sleep there.")
    is_closed: bool = Field(description="Whether it is no longer sold.")

    @classmethod
    def of(cls, kind: RoomType) -> "RoomTypeOut":
        return cls(
            id=kind.id,
            branch=kind.branch.code,
            code=kind.code,
            label=str(kind),
            labels=kind.labels,
            area=kind.area,
            beds=kind.beds,
            facilities=kind.facilities,
            max_persons=kind.max_persons,
            is_closed=kind.is_closed,
        )


class RoomTypeListOut(Told):
    """Room types by branch and code."""

    items: list[RoomTypeOut] = Field(
        description="The room types of the branches where the caller may see guests."
    )


class RoomQuery(Sent):
    """Which rooms; empty parameters ask for all."""

    branch: Text = described("Code of the branch.", examples=["MAIN"])
    room_type: Text = described("Code of the room type.", examples=["DLK"])
    floor: Text = described("The floor, whole.", examples=["12"])
    feature: Text = described("Code of the table `room_feature`.")
    text: Text = described("Part of the number, or the floor whole.", examples=["080"])
    include_closed: bool = Field(default=False, description="Also rooms that are no longer let.")
    limit: int = Field(default=500, ge=1, le=MOST_ROOMS, description="The most rooms of the answer.")


class RoomIn(Sent):
    """A new room."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    number: Text = Field(description="The number on its door.", examples=["0801"])
    room_type: Text = Field(description="Code of an open room type of the branch.", examples=["DLK"])
    floor: Text = described("As the lift shows it.", examples=["8"])
    features: Texts = listed("Codes of the table `room_feature`.")


class RoomChange(Sent):
    """What is to change in a room; what is left out stays. A renumbered room is a new one."""

    room_type: Text | None = Field(default=None, description="Code of a room type of the branch.")
    floor: Text | None = Field(default=None, description="As the lift shows it.")
    features: Texts | None = Field(default=None, description="Codes of the table `room_feature`.")
    is_closed: bool | None = Field(default=None, description="Whether it is no longer let.")


class RoomOut(Told):
    """A room by the number on its door."""

    id: UUID = Field(description="The id.")
    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    number: str = Field(description="The number.", examples=["0801"])
    room_type: str = Field(description="Code of its type.", examples=["DLK"])
    floor: str = Field(description="The floor; empty where not told.")
    features: list[str] = Field(description="Codes of the table `room_feature`.")
    is_closed: bool = Field(description="Whether it is no longer let.")

    @classmethod
    def of(cls, room: Room) -> "RoomOut":
        return cls(
            id=room.id,
            branch=room.branch.code,
            number=room.number,
            room_type=room.room_type.code,
            floor=room.floor,
            features=room.features,
            is_closed=room.is_closed,
        )


class RoomListOut(Told):
    """Rooms by branch and number."""

    items: list[RoomOut] = Field(description="The rooms.")
    count: int = Field(description="How many there are in all.")
