"""Code tables, branches and the caller."""

from datetime import date

from pydantic import Field

from huitouke.api.schemas.base import Sent, Told


class CodeQuery(Sent):
    """Which codes of a table."""

    include_closed: bool = Field(default=False, description="Also codes that may no longer be chosen.")


class CodeOut(Told):
    """One code."""

    code: str = Field(description="The code, as facts keep it.", examples=["CN"])
    label: str = Field(description="Its words in the caller's language.", examples=["中国"])
    labels: dict[str, str] = Field(
        description="Its words by language.", examples=[{"zh": "中国", "en": "China"}]
    )
    parent_code: str = Field(description="The code above it, for regions; else empty.")
    is_closed: bool = Field(description="Whether it may no longer be chosen.")


class CodeTableOut(Told):
    """A code table in its order."""

    table: str = Field(description="The table.", examples=["country"])
    items: list[CodeOut] = Field(description="Its codes.")


class BranchOut(Told):
    """A hotel of the group."""

    code: str = Field(description="The branch's code.", examples=["MAIN"])
    name: str = Field(description="Its name in the caller's language.")
    labels: dict[str, str] = Field(description="Its name by language.")
    legal_entity: str = Field(description="Code of the company in law that runs it.", examples=["CN"])
    time_zone: str = Field(description="IANA time zone.", examples=["Asia/Shanghai"])
    currency: str = Field(description="ISO 4217 currency.", examples=["CNY"])
    business_date: date = Field(description="The hotel's day now.", examples=["2026-03-16"])


class BranchListOut(Told):
    """Branches by code."""

    items: list[BranchOut] = Field(description="The open branches where the caller may see guests.")


class RightOut(Told):
    """A right and where it holds."""

    right: str = Field(description="The right.", examples=["guests.view"])
    is_group_wide: bool = Field(description="Whether it holds in the whole group.")
    branches: list[str] = Field(
        description="Codes of the branches where it holds, if not in the whole group."
    )


class MeOut(Told):
    """The user behind the token."""

    username: str = Field(description="The login.", examples=["alma"])
    name: str = Field(description="The name colleagues know.", examples=["Alma"])
    language: str = Field(description="Language of the user's pages; empty: that of the installation.")
    rights: list[RightOut] = Field(description="What the user may do.")
