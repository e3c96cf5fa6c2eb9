"""Relations of guests as the API takes and answers them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told, described
from huitouke.guests.queries import GuestLine
from huitouke.guests.relations import RelationLine


class RelationIn(Sent):
    """What another guest is to this one."""

    guest: UUID = Field(description="The other guest.")
    role: Text = Field(
        description="What the other is to this guest: a code of the table `relation`.", examples=["partner"]
    )
    note: Text = described("In at most 200 signs.", examples=["结婚纪念日 5 月 20 日"])


class Answer(StrEnum):
    """What a suggestion is."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RelationAnswerIn(Sent):
    """The answer to a suggestion."""

    answer: Answer = Field(description="Whether the two have to do with each other.")
    role: Text = described("What the other is to this guest, where confirmed.", examples=["partner"])
    note: Text = described("In at most 200 signs.")


class RelationOut(Told):
    """A relation, seen from one of its guests."""

    id: UUID = Field(description="The relation's id.")
    guest: UUID = Field(description="The other guest.")
    name: str = Field(description="The other's name.")
    role: str = Field(description="What the other is to this guest.", examples=["partner"])
    state: str = Field(description="`suggested` or `confirmed`.")
    note: str = Field(description="What a colleague wrote beside it.")
    evidence: dict[str, int] = Field(
        description="What both share, and how often: `phone`, `address`, `room`, `family` (surname), `company`."
    )
    said_at: datetime | None = Field(description="When somebody said so; null of a suggestion.")
    said_by: str = Field(description="Who said so.")

    @classmethod
    def of(cls, line: RelationLine, *, knows_stays: bool) -> "RelationOut":
        evidence = {code: times for code, times in line.evidence.items() if knows_stays or code != "room"}
        return cls(
            id=line.id,
            guest=line.other.id,
            name=line.other.shown_name,
            role=line.role,
            state=line.state,
            note=line.note,
            evidence=evidence,
            said_at=line.said_at,
            said_by=line.said_by,
        )


class MemberOut(Told):
    """Somebody of the household."""

    guest: UUID = Field(description="The guest.")
    name: str = Field(description="The name.")

    @classmethod
    def of(cls, line: GuestLine) -> "MemberOut":
        return cls(guest=line.id, name=line.shown_name)


class RelationListOut(Told):
    """With whom a guest has to do, of those whom the caller may see and know."""

    items: list[RelationOut] = Field(description="Known relations, the oldest first.")
    suggested: list[RelationOut] = Field(
        description="Relations that wait for a person's word, for callers who may change both guests."
    )
    household: list[MemberOut] = Field(description="Whoever family relations tie to the guest, one by one.")
