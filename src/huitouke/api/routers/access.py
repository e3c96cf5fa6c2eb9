"""People and rights: users, posts, sign-ins, tokens, lines of managers, switches, the audit trail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from huitouke.access.choices import Right
from huitouke.access.models import Branch, LegalEntity, User
from huitouke.access.queries import get_branch, get_group
from huitouke.access.services import (
    activate_user,
    change_user,
    deactivate_user,
    end_session,
    give_post,
    hire_user,
    issue_token,
    revoke_token,
    set_manager_line,
    set_switch,
    take_post,
)
from huitouke.access.staff import get_staff, list_manager_line, list_sessions, list_staff, list_tokens
from huitouke.access.switches import described
from huitouke.access.trail import DEFAULT_DAYS, TrailFilter, list_trail
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.access import (
    AuditEntryOut,
    AuditListOut,
    AuditQuery,
    ManagerLineIn,
    ManagerLineOut,
    ManagerStepOut,
    NewTokenOut,
    NewUserOut,
    OrganisationOut,
    PostIn,
    PostOut,
    SessionListOut,
    SessionOut,
    SwitchIn,
    SwitchListOut,
    SwitchOut,
    TokenIn,
    TokenListOut,
    TokenOut,
    UserChange,
    UserIn,
    UserListOut,
    UserOut,
)
from huitouke.api.schemas.base import Text
from huitouke.kernel import clock

router = Router(tags=["access"])

UserId = Annotated[UUID, Path(description="The login's id.")]
SessionId = Annotated[UUID, Path(description="The sign-in's id.")]
TokenId = Annotated[UUID, Path(description="The token's id.")]
PostId = Annotated[UUID, Path(description="The post's id.")]
BranchCode = Annotated[Text, Path(description="Code of the branch.", examples=["MAIN"])]


@router.get(
    "/users",
    response=UserListOut,
    operation_id="list_users",
    summary="List logins",
    openapi_extra=refusals(403),
)
def list_users(request: HttpRequest) -> UserListOut:
    """Logins with a post where the caller looks after, those who have left too. Needs `system.manage`."""
    actor = actor_of(request)
    lines = list_staff(actor) + list_staff(actor, has_left=True)
    return UserListOut(items=[UserOut.of(line) for line in lines])


@router.post(
    "/users",
    response={201: NewUserOut},
    operation_id="create_user",
    summary="Create a login",
    openapi_extra=refusals(403, 413),
)
def create(request: HttpRequest, payload: UserIn) -> Status[NewUserOut]:
    """A login with its first post, and a password for one sign-in that is told in this answer alone."""
    actor = actor_of(request)
    user, password = hire_user(
        actor=actor,
        username=payload.username,
        display_name=payload.display_name,
        email=payload.email,
        language=payload.language,
        role=payload.role,
        branch_code=payload.branch,
        shift=payload.shift,
    )
    line = UserOut.of(get_staff(actor, user.id))
    return Status(201, NewUserOut(**line.model_dump(), password=password))


@router.patch(
    "/users/{user_id}",
    response=UserOut,
    operation_id="change_user",
    summary="Change, close or open a login",
    openapi_extra=refusals(403, 404, 409, 413),
)
def change(request: HttpRequest, user_id: UserId, payload: UserChange) -> UserOut:
    """Needs `system.manage` in every branch where the login holds a post."""
    actor = actor_of(request)
    user = get_staff(actor, user_id).user
    change_user(
        actor=actor,
        user=user,
        display_name=user.display_name if payload.display_name is None else payload.display_name,
        email=user.email if payload.email is None else payload.email,
        language=user.language if payload.language is None else payload.language,
    )
    if payload.is_active is True and not user.is_active:
        activate_user(actor=actor, user=user)
    elif payload.is_active is False and user.is_active:
        deactivate_user(actor=actor, user=user)
    return UserOut.of(get_staff(actor, user_id))


@router.post(
    "/users/{user_id}/posts",
    response={201: PostOut},
    operation_id="give_post",
    summary="Give a post",
    openapi_extra=refusals(403, 404, 413),
)
def give(request: HttpRequest, user_id: UserId, payload: PostIn) -> Status[PostOut]:
    """A role in a branch that the caller looks after, or in the whole group."""
    actor = actor_of(request)
    user = get_staff(actor, user_id).user
    post = give_post(
        actor=actor, user=user, role=payload.role, branch_code=payload.branch, shift=payload.shift
    )
    return Status(201, PostOut.of(post))


@router.delete(
    "/users/{user_id}/posts/{post_id}",
    response={204: None},
    operation_id="take_post",
    summary="Take a post back",
    openapi_extra=refusals(403, 404, 409),
)
def take(request: HttpRequest, user_id: UserId, post_id: PostId) -> Status[None]:
    """Its rights are gone with the next request."""
    actor = actor_of(request)
    get_staff(actor, user_id)
    take_post(actor=actor, post_id=post_id)
    return Status(204, None)


@router.get(
    "/sessions",
    response=SessionListOut,
    operation_id="list_sessions",
    summary="List sign-ins",
    openapi_extra=refusals(403),
)
def list_all_sessions(request: HttpRequest) -> SessionListOut:
    """Sign-ins of those whom the caller looks after, the latest used first."""
    return SessionListOut(items=[SessionOut.of(each) for each in list_sessions(actor_of(request))])


@router.delete(
    "/sessions/{session_id}",
    response={204: None},
    operation_id="end_session",
    summary="Sign a device out",
    openapi_extra=refusals(403, 404),
)
def end(request: HttpRequest, session_id: SessionId) -> Status[None]:
    """With the next page that is opened there."""
    end_session(actor=actor_of(request), session_id=session_id)
    return Status(204, None)


@router.get(
    "/tokens",
    response=TokenListOut,
    operation_id="list_tokens",
    summary="List API tokens",
    openapi_extra=refusals(403),
)
def list_all_tokens(request: HttpRequest) -> TokenListOut:
    """Tokens of those whom the caller looks after, the newest first; the tokens themselves are kept nowhere."""
    return TokenListOut(items=[TokenOut.of(each) for each in list_tokens(actor_of(request))])


@router.post(
    "/users/{user_id}/tokens",
    response={201: NewTokenOut},
    operation_id="issue_token",
    summary="Issue an API token",
    openapi_extra=refusals(403, 404, 413),
)
def issue(request: HttpRequest, user_id: UserId, payload: TokenIn) -> Status[NewTokenOut]:
    """It has the rights that the login has at this moment, and loses those that the login loses; the caller looks after
    every branch where the login holds a post, or asks for itself and passes on no more than it has. Told in this answer
    alone."""
    actor = actor_of(request)
    user = get_staff(actor, user_id).user
    return Status(201, NewTokenOut(token=issue_token(actor=actor, user=user, purpose=payload.purpose)))


@router.delete(
    "/tokens/{token_id}",
    response={204: None},
    operation_id="revoke_token",
    summary="Revoke an API token",
    openapi_extra=refusals(403, 404),
)
def revoke(request: HttpRequest, token_id: TokenId) -> Status[None]:
    """The program is refused from its next request on. One's own token may revoke itself."""
    revoke_token(actor=actor_of(request), token_id=token_id)
    return Status(204, None)


@router.get(
    "/organisation",
    response=OrganisationOut,
    operation_id="get_organisation",
    summary="Read how the group is drawn",
    openapi_extra=refusals(403),
)
def organisation(request: HttpRequest) -> OrganisationOut:
    """The group, its companies in law, and every branch, closed ones too. Needs `system.manage` in the group."""
    actor_of(request).require_group(Right.SYSTEM_MANAGE)
    branches = Branch.objects.select_related("legal_entity").order_by("code")
    return OrganisationOut.of(get_group(), list(LegalEntity.objects.order_by("code")), list(branches))


@router.get(
    "/branches/{code}/managers",
    response=ManagerLineOut,
    operation_id="get_manager_line",
    summary="Read who is called at a branch",
    openapi_extra=refusals(403, 404),
)
def get_line(request: HttpRequest, code: BranchCode) -> ManagerLineOut:
    """The line of managers, first to last. Needs `hotel.configure` in the branch."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branch = get_branch(code)
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    return _line(branch)


@router.put(
    "/branches/{code}/managers",
    response=ManagerLineOut,
    operation_id="set_manager_line",
    summary="Say who is called at a branch",
    openapi_extra=refusals(403, 404, 413),
)
def set_line(request: HttpRequest, code: BranchCode, payload: ManagerLineIn) -> ManagerLineOut:
    """Replaces the line of before."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branch = get_branch(code)
    people = {
        user.username: user
        for user in User.objects.filter(
            username__in=[step.username for step in payload.steps if step.username]
        )
    }
    steps = [
        (step.role or ("" if step.username in people else "?"), people.get(step.username))
        if step.username
        else (step.role, None)
        for step in payload.steps
    ]
    set_manager_line(actor=actor, branch=branch, steps=steps)
    return _line(branch)


def _line(branch: Branch) -> ManagerLineOut:
    return ManagerLineOut(
        branch=branch.code, steps=[ManagerStepOut.of(step) for step in list_manager_line(branch)]
    )


@router.get(
    "/switches",
    response=SwitchListOut,
    operation_id="list_switches",
    summary="List what may be switched off",
    openapi_extra=refusals(403),
)
def list_switches(request: HttpRequest) -> SwitchListOut:
    """Needs `system.manage` in the whole group."""
    actor_of(request).require_group(Right.SYSTEM_MANAGE)
    return SwitchListOut(items=[SwitchOut(**each) for each in described()])


@router.put(
    "/switches/{code}",
    response=SwitchListOut,
    operation_id="set_switch",
    summary="Switch a part on or off",
    openapi_extra=refusals(403, 404, 413),
)
def turn(
    request: HttpRequest, code: Annotated[Text, Path(description="Code of the part.")], payload: SwitchIn
) -> SwitchListOut:
    """What it keeps stays. Answers with all switches."""
    set_switch(actor=actor_of(request), code=code, is_on=payload.is_on)
    return SwitchListOut(items=[SwitchOut(**each) for each in described()])


@router.get(
    "/audit-entries",
    response=AuditListOut,
    operation_id="list_audit_entries",
    summary="Search the audit trail",
    openapi_extra=refusals(403),
)
def list_entries(request: HttpRequest, query: Query[AuditQuery]) -> AuditListOut:
    """Newest first, 50 a page. Who answers for branches sees what was done there. Needs `audit.view`."""
    refuse_unknown_parameters(request, AuditQuery)
    actor = actor_of(request)
    actor.require(Right.AUDIT_VIEW)
    until = query.until or timezone.localdate(clock.now())
    person = User.objects.filter(username=query.username).first() if query.username else None
    chosen = TrailFilter(
        since=_start(query.since) if query.since else _start(until) - _span(until),
        until=_start(until) + min(timedelta(days=1), datetime.max.replace(tzinfo=UTC) - _start(until)),
        object_id=query.object_id,
        actor_id=(person.id if person else UUID(int=0)) if query.username else None,
        code=query.code,
        field=query.field,
        only_reads=query.only_reads,
    )
    page = list_trail(actor, chosen, older_than=query.cursor)
    return AuditListOut(items=[AuditEntryOut.of(entry) for entry in page.entries], next=page.older or None)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _span(until: date) -> timedelta:
    """As far back as is looked where nobody says, but not before the first day that there is."""
    return min(timedelta(days=DEFAULT_DAYS), until - date.min)
