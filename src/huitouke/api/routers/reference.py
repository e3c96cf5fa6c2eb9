"""Code tables, branches and the caller: open to every token."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router

from huitouke.api.auth import actor_of, caller_of
from huitouke.api.errors import CodeTableNotFound
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.queries import list_branches_with_entities, list_codes, list_rights
from huitouke.api.schemas.base import Text
from huitouke.api.schemas.reference import (
    BranchListOut,
    BranchOut,
    CodeOut,
    CodeQuery,
    CodeTableOut,
    MeOut,
    RightOut,
)

router = Router(tags=["reference"])


@router.get(
    "/code-tables/{table}",
    response=CodeTableOut,
    operation_id="list_codes",
    summary="List the codes of a table",
    openapi_extra=refusals(404),
)
def list_table(
    request: HttpRequest,
    table: Annotated[
        Text, Path(description="`country`, `language`, `document_kind` or `region`.", examples=["country"])
    ],
    query: Query[CodeQuery],
) -> CodeTableOut:
    """The codes that may be chosen, in their order."""
    refuse_unknown_parameters(request, CodeQuery)
    codes = list_codes(table, include_closed=query.include_closed)
    if not codes:
        raise CodeTableNotFound
    return CodeTableOut(
        table=table, items=[CodeOut.model_validate(code, from_attributes=True) for code in codes]
    )


@router.get(
    "/branches",
    response=BranchListOut,
    operation_id="list_branches",
    summary="List branches",
    openapi_extra=refusals(),
)
def list_branches(request: HttpRequest) -> BranchListOut:
    """The open branches where the caller may see guests."""
    return BranchListOut(
        items=[
            BranchOut(
                code=branch.code,
                name=str(branch),
                labels=branch.labels,
                legal_entity=branch.legal_entity.code,
                time_zone=branch.time_zone,
                currency=branch.currency,
                business_date=branch.business_date,
            )
            for branch in list_branches_with_entities(actor_of(request))
        ]
    )


@router.get(
    "/me",
    response=MeOut,
    operation_id="get_me",
    summary="Read who the token speaks for",
    openapi_extra=refusals(),
)
def get_me(request: HttpRequest) -> MeOut:
    """The user behind the token, and what that user may do where."""
    caller = caller_of(request)
    return MeOut(
        username=caller.user.username,
        name=caller.actor.name,
        language=caller.user.language,
        rights=[
            RightOut(right=held.right.value, is_group_wide=held.is_group_wide, branches=list(held.branches))
            for held in list_rights(caller.actor)
        ],
    )
