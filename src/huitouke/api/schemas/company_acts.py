"""What is done with a company beside its own fields: closing, sharing, its guests, undo, search."""

from datetime import date
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told
from huitouke.api.schemas.companies import CompanyLineOut
from huitouke.guests.company_choices import GuestRole
from huitouke.guests.company_queries import CompanyLine, GuestOfCompany


class CompanyStateIn(Sent):
    """What is to become of a company; what is left out stays."""

    is_closed: bool | None = Field(default=None, description="Whether it is no longer worked with.")
    is_shared: bool | None = Field(default=None, description="Whether the other legal entities see it.")


class CompanyStateOut(Told):
    """How a company stands."""

    id: UUID = Field(description="The company's id.")
    is_closed: bool = Field(description="Whether it is no longer worked with.")
    is_shared: bool = Field(description="Whether the other legal entities see it.")


class CompanyGuestIn(Sent):
    """A guest who belongs to a company."""

    guest: UUID = Field(description="The guest.")
    role: GuestRole = Field(default=GuestRole.EMPLOYEE, description="What the guest is to the company.")
    since: date | None = Field(default=None, description="Since when.")


class CompanyGuestOut(Told):
    """A guest linked to a company."""

    id: UUID = Field(description="The link's id.")
    guest: UUID = Field(description="The guest.")
    name: str = Field(description="The name, as far as the caller may read it.")
    role: str = Field(description="What the guest is to the company.", examples=["employee"])
    since: date | None = Field(description="Since when.")

    @classmethod
    def of(cls, each: GuestOfCompany) -> "CompanyGuestOut":
        return cls(
            id=each.link.id,
            guest=each.guest.id,
            name=each.guest.shown_name,
            role=each.link.role,
            since=each.link.since,
        )


class CompanyGuestListOut(Told):
    """The guests of a company whom the caller may see."""

    items: list[CompanyGuestOut] = Field(description="The latest linked first.")


class RemovedOut(Told):
    """Something was taken off, with a way back."""

    undo: UUID = Field(description="For `POST /companies/{company_id}/undo`.")


class UndoIn(Sent):
    """What is to come back."""

    undo: UUID = Field(description="What the answer to the removal said.")


class UndoneOut(Told):
    """What came back."""

    restored: int = Field(description="How many rows.")


class CompanySearchIn(Sent):
    """A scrap of a company. It travels in the body and never in an address."""

    text: Text = Field(
        max_length=500,
        description="A piece of any name (hanzi, pinyin, initials), code, credit code, phone or e-mail.",
        examples=["盛远"],
    )
    limit: int = Field(default=20, ge=1, le=50, description="The most companies of the answer.")


class CompanySearchOut(Told):
    """The companies that a scrap may mean."""

    items: list[CompanyLineOut] = Field(description="The likeliest first.")

    @classmethod
    def of(cls, lines: list[CompanyLine]) -> "CompanySearchOut":
        return cls(items=[CompanyLineOut.of(line) for line in lines])
