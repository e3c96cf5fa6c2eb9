"""People and rights: users with posts, sign-ins, tokens, lines of managers, switches, the trail."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from huitouke.access.models import ApiToken, Assignment, AuditEntry, Branch, Group, LegalEntity, StaffSession
from huitouke.access.staff import LineStep, StaffLine
from huitouke.api.schemas.base import Sent, Text, Told


class PostOut(Told):
    """A role held in a branch, or in the whole group."""

    id: UUID = Field(description="The id.")
    role: str = Field(description="Code of the role.", examples=["front_desk"])
    branch: str | None = Field(description="Code of the branch; null for the whole group.", examples=["MAIN"])
    shift: str = Field(description="`morning`, `middle`, `night`; empty for any.", examples=["night"])

    @classmethod
    def of(cls, post: Assignment) -> "PostOut":
        return cls(
            id=post.id, role=post.role, branch=post.branch.code if post.branch else None, shift=post.shift
        )


class UserOut(Told):
    """A login with its posts."""

    id: UUID = Field(description="The id.")
    username: str = Field(examples=["chen"], description="The name that the login signs in with.")
    display_name: str = Field(examples=["陈晓"], description="The name that colleagues see.")
    email: str = Field(examples=["chen@hotel.example"], description="E-mail address; may be empty.")
    language: str = Field(description="Empty: as the hotel.", examples=["zh-hans"])
    is_active: bool = Field(description="false where the user has left.")
    has_second_factor: bool = Field(description="Whether an app or a passkey is set up.")
    last_seen_at: datetime | None = Field(description="When the login was last used.")
    posts: list[PostOut] = Field(description="The posts that the login holds.")

    @classmethod
    def of(cls, line: StaffLine) -> "UserOut":
        user = line.user
        return cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            email=user.email,
            language=user.language,
            is_active=user.is_active,
            has_second_factor=line.has_second_factor,
            last_seen_at=line.last_seen_at,
            posts=[PostOut.of(post) for post in line.posts],
        )


class UserListOut(Told):
    items: list[UserOut] = Field(description="The entries of the list.")


class NewUserOut(UserOut):
    """A login that was just made."""

    password: str = Field(description="For one sign-in; told this once.", examples=["k7qm-2xwz-p9dh-4rtb"])


class PostIn(Sent):
    """A post to be given."""

    role: Text = Field(max_length=40, description="Code of a role.", examples=["front_desk"])
    branch: Text | None = Field(
        default=None, max_length=40, description="Code of a branch; null: the whole group."
    )
    shift: Text = Field(default="", max_length=20, description="`morning`, `middle`, `night` or empty.")


class UserIn(PostIn):
    """A login to be made, with its first post."""

    username: Text = Field(
        min_length=1, max_length=64, examples=["chen"], description="The name that the login signs in with."
    )
    display_name: Text = Field(
        default="", max_length=80, examples=["陈晓"], description="The name that colleagues see."
    )
    email: Text = Field(default="", max_length=254, description="E-mail address; may be empty.")
    language: Text = Field(default="", max_length=10, description="`zh-hans`, `en`, or empty: as the hotel.")


class UserChange(Sent):
    """What shall become different; what is left out stays."""

    display_name: Text | None = Field(
        default=None, max_length=80, description="The name that colleagues see."
    )
    email: Text | None = Field(default=None, max_length=254, description="E-mail address; may be empty.")
    language: Text | None = Field(
        default=None, max_length=10, description="`zh-hans`, `en`, or empty: as the hotel."
    )
    is_active: bool | None = Field(default=None, description="false: the user leaves and is signed out.")


class SessionOut(Told):
    """A sign-in that is not over."""

    id: UUID = Field(description="The id.")
    username: str = Field(description="The name that the login signs in with.")
    device: str = Field(description="The browser's own words.")
    address: str | None = Field(description="Network address of the device.")
    signed_in_at: datetime = Field(description="When the sign-in began.")
    last_seen_at: datetime = Field(description="When the login was last used.")

    @classmethod
    def of(cls, session: StaffSession) -> "SessionOut":
        return cls(
            id=session.id,
            username=session.user.username if session.user else "",
            device=session.device,
            address=session.address,
            signed_in_at=session.created_at,
            last_seen_at=session.last_seen_at,
        )


class SessionListOut(Told):
    items: list[SessionOut] = Field(description="The entries of the list.")


class TokenOut(Told):
    """An API token, without the token."""

    id: UUID = Field(description="The id.")
    username: str = Field(description="The name that the login signs in with.")
    purpose: str = Field(description="Which program it is for.")
    issued_at: datetime = Field(description="When it was issued.")
    last_used_at: datetime | None = Field(description="To the hour.")
    revoked_at: datetime | None = Field(description="When it was revoked; null while it is in use.")

    @classmethod
    def of(cls, token: ApiToken) -> "TokenOut":
        return cls(
            id=token.id,
            username=token.user.username,
            purpose=token.purpose,
            issued_at=token.created_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )


class TokenIn(Sent):
    """A token for a program."""

    purpose: Text = Field(default="", description="Which program it is for.", examples=["PMS"], max_length=80)


class NewTokenOut(Told):
    """A new token."""

    token: str = Field(description="Said in this answer alone; only its digest is kept.")


class LegalEntityOut(Told):
    """A company in law."""

    code: str = Field(description="The code.", examples=["CN"])
    name: str = Field(description="Its name in the caller's language.")
    labels: dict[str, str] = Field(description="Its name by language.")


class BranchLineOut(Told):
    """A branch as the group is drawn."""

    id: UUID = Field(description="The id.")
    code: str = Field(description="The code.", examples=["MAIN"])
    name: str = Field(description="Its name in the caller's language.")
    labels: dict[str, str] = Field(description="Its name by language.")
    legal_entity: str = Field(description="Code of its company in law.", examples=["CN"])
    time_zone: str = Field(description="IANA time zone.", examples=["Asia/Shanghai"])
    currency: str = Field(description="ISO 4217 currency.", examples=["CNY"])
    day_change_hour: int = Field(description="The hour at which the hotel's day changes.")
    is_closed: bool = Field(description="Whether it is chosen no more.")


class OrganisationOut(Told):
    """The group as it is drawn."""

    name: str = Field(description="The group's name in the caller's language.")
    labels: dict[str, str] = Field(description="Its name by language.")
    legal_entities: list[LegalEntityOut] = Field(description="By code.")
    branches: list[BranchLineOut] = Field(description="By code, closed ones too.")

    @classmethod
    def of(
        cls, group: Group | None, entities: list[LegalEntity], branches: list[Branch]
    ) -> "OrganisationOut":
        return cls(
            name=str(group or ""),
            labels=group.labels if group else {},
            legal_entities=[
                LegalEntityOut(code=each.code, name=str(each), labels=each.labels) for each in entities
            ],
            branches=[
                BranchLineOut(
                    id=each.id,
                    code=each.code,
                    name=str(each),
                    labels=each.labels,
                    legal_entity=each.legal_entity.code,
                    time_zone=each.time_zone,
                    currency=each.currency,
                    day_change_hour=each.day_change_hour,
                    is_closed=each.is_closed,
                )
                for each in branches
            ],
        )


class TokenListOut(Told):
    items: list[TokenOut] = Field(description="The entries of the list.")


class ManagerStepIn(Sent):
    """One step: a role, or the login of one person."""

    role: Text = Field(
        default="",
        max_length=40,
        examples=["duty_manager"],
        description="Code of a role; empty where a step is one person.",
    )
    username: Text = Field(default="", max_length=64, description="The name that the login signs in with.")


class ManagerLineIn(Sent):
    """The line as it shall be."""

    steps: list[ManagerStepIn] = Field(max_length=20, description="The steps, the first is called first.")


class ManagerStepOut(Told):
    step: int = Field(description="Its place in the line, from 1.")
    role: str = Field(description="Code of a role; empty where a step is one person.")
    username: str | None = Field(description="Where the step is one person.")
    reaches: list[str] = Field(description="Logins whom this step calls now.")

    @classmethod
    def of(cls, step: LineStep) -> "ManagerStepOut":
        return cls(
            step=step.step,
            role=step.role,
            username=step.person.username if step.person else None,
            reaches=[user.username for user in step.people],
        )


class ManagerLineOut(Told):
    branch: str = Field(description="Code of the branch.")
    steps: list[ManagerStepOut] = Field(description="The steps, the first is called first.")


class SwitchIn(Sent):
    is_on: bool = Field(description="Whether the part is used.")


class SwitchOut(Told):
    """A part that may be switched off."""

    code: str = Field(description="Its stable code.")
    label: str = Field(description="Its name in the caller's language.")
    text: str = Field(description="What it is for.")
    is_on: bool = Field(description="Whether the part is used.")


class SwitchListOut(Told):
    items: list[SwitchOut] = Field(description="The entries of the list.")


class AuditQuery(Sent):
    """What of the trail is asked for."""

    since: date | None = Field(default=None, description="First day; without it 31 days before `until`.")
    until: date | None = Field(default=None, description="Last day; without it today.")
    object_id: UUID | None = Field(default=None, description="A guest or another object.")
    username: Text = Field(default="", max_length=64, description="Who did it.")
    code: Text = Field(default="", max_length=80, description="A code, or a beginning that ends in a dot.")
    field: Text = Field(default="", max_length=80, description="The name of a field.")
    only_reads: bool = Field(default=False, description="Only what was read of sensitive fields.")
    cursor: Text = Field(default="", max_length=80, description="`next` of the page before.")


class AuditEntryOut(Told):
    """Who did what to which object. Names of fields, never a value."""

    id: int = Field(description="The id.")
    at: datetime = Field(description="When it was done.")
    code: str = Field(description="Its stable code.")
    actor_id: UUID | None = Field(description="Who did it; null for the system.")
    actor_name: str = Field(description="The name of who did it, of that moment.")
    branch_id: UUID | None = Field(description="The branch where it was done.")
    object_type: str = Field(description="What kind of thing it was done to.")
    object_id: UUID | None = Field(description="The thing; a guest's id where it is a guest.")
    fields: list[str] = Field(description="Names of the fields.")
    data: dict[str, Any] = Field(description="Codes and counts beside it; no personal value.")

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryOut":
        return cls(
            id=entry.id,
            at=entry.created_at,
            code=entry.code,
            actor_id=entry.actor_id,
            actor_name=entry.actor_name,
            branch_id=entry.branch_id,
            object_type=entry.object_type,
            object_id=entry.object_id,
            fields=list(entry.fields),
            data=dict(entry.data),
        )


class AuditListOut(Told):
    items: list[AuditEntryOut] = Field(description="The entries of the list.")
    next: str | None = Field(description="Cursor of the next page; null at the end.")
