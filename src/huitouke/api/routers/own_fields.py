"""Own fields and code tables. Reading is open to who may see guests, changing needs `hotel.configure` in the group."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from huitouke.access.choices import Right
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.base import Text
from huitouke.api.schemas.own_fields import (
    CodeChange,
    CodeEntryOut,
    CodeIn,
    CodeTableIn,
    CodeTableLineOut,
    CodeTableListOut,
    OwnFieldChange,
    OwnFieldIn,
    OwnFieldListOut,
    OwnFieldOut,
    OwnFieldQuery,
)
from huitouke.hotels.errors import OwnFieldNotFound
from huitouke.hotels.queries import describe_tables, get_code_of, get_table
from huitouke.hotels.services import add_code, add_code_table, change_code, close_code, move_code, reopen_code
from huitouke.hotels.services.own_fields import (
    add_field,
    change_field,
    choice_lines,
    close_field,
    reopen_field,
)
from huitouke.kernel.models import CustomFieldDefinition

router = Router(tags=["fields and codes"])

FieldId = Annotated[UUID, Path(description="The field's id.")]
TableCode = Annotated[Text, Path(description="The code table.", examples=["pillow"])]
Code = Annotated[Text, Path(description="The code.", examples=["buckwheat"])]


@router.get(
    "/own-fields",
    response=OwnFieldListOut,
    operation_id="list_own_fields",
    summary="List own fields",
    openapi_extra=refusals(403),
)
def list_fields(request: HttpRequest, query: Query[OwnFieldQuery]) -> OwnFieldListOut:
    """The fields that an administrator added to guests and companies, in their order."""
    refuse_unknown_parameters(request, OwnFieldQuery)
    actor_of(request).require(Right.GUESTS_VIEW)
    rows = CustomFieldDefinition.objects.all()
    if query.subject:
        rows = rows.filter(subject=query.subject)
    if not query.include_closed:
        rows = rows.filter(is_closed=False)
    return OwnFieldListOut(items=[OwnFieldOut.of(row) for row in rows])


@router.post(
    "/own-fields",
    response={201: OwnFieldOut},
    operation_id="add_own_field",
    summary="Add an own field",
    openapi_extra=refusals(403, 413),
)
def create_field(request: HttpRequest, payload: OwnFieldIn) -> Status[OwnFieldOut]:
    """It stands in form, search, files, history and API at once."""
    told = payload.model_dump(exclude={"help"})
    field = add_field(actor=actor_of(request), help_texts=payload.help, **told)
    return Status(201, OwnFieldOut.of(field))


@router.patch(
    "/own-fields/{field_id}",
    response=OwnFieldOut,
    operation_id="change_own_field",
    summary="Change, close or open an own field",
    openapi_extra=refusals(403, 404, 413),
)
@transaction.atomic
def patch_field(request: HttpRequest, field_id: FieldId, payload: OwnFieldChange) -> OwnFieldOut:
    """A closed field is no longer asked for; its values stay."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    field = CustomFieldDefinition.objects.filter(id=field_id).first()
    if field is None:
        raise OwnFieldNotFound
    if payload.model_dump(exclude_none=True, exclude={"is_closed"}):
        field = change_field(
            actor=actor,
            field_id=field_id,
            labels=field.labels if payload.labels is None else payload.labels,
            help_texts=field.help if payload.help is None else payload.help,
            choices=choice_lines(field.choices) if payload.choices is None else payload.choices,
            is_required=field.is_required if payload.is_required is None else payload.is_required,
        )
    if payload.is_closed is not None:
        field = (close_field if payload.is_closed else reopen_field)(actor=actor, field_id=field_id)
    return OwnFieldOut.of(field)


@router.get(
    "/code-tables",
    response=CodeTableListOut,
    operation_id="list_code_tables",
    summary="List code tables",
    openapi_extra=refusals(),
)
def list_tables(request: HttpRequest) -> CodeTableListOut:
    """Every table with how many codes it offers; open to every token."""
    return CodeTableListOut(items=[CodeTableLineOut.of(line) for line in describe_tables()])


@router.post(
    "/code-tables",
    response={201: CodeTableLineOut},
    operation_id="add_code_table",
    summary="Make a code table",
    openapi_extra=refusals(403, 413),
)
def create_table(request: HttpRequest, payload: CodeTableIn) -> Status[CodeTableLineOut]:
    """One of the hotel's own, empty at first."""
    entry = add_code_table(actor=actor_of(request), code=payload.code, labels=payload.labels)
    return Status(201, CodeTableLineOut.of(get_table(entry.code)))


@router.post(
    "/code-tables/{table}/codes",
    response={201: CodeEntryOut},
    operation_id="add_code",
    summary="Add an own code",
    openapi_extra=refusals(403, 404, 413),
)
def create_code(request: HttpRequest, table: TableCode, payload: CodeIn) -> Status[CodeEntryOut]:
    """At the end of its table. A table that follows a standard takes none."""
    entry = add_code(actor=actor_of(request), table=table, code=payload.code, labels=payload.labels)
    return Status(201, CodeEntryOut.of(entry))


@router.patch(
    "/code-tables/{table}/codes/{code}",
    response=CodeEntryOut,
    operation_id="change_code",
    summary="Change, close, open or move a code",
    openapi_extra=refusals(403, 404, 413),
)
@transaction.atomic
def patch_code(request: HttpRequest, table: TableCode, code: Code, payload: CodeChange) -> CodeEntryOut:
    """Facts keep a closed code, and its words are still shown."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    entry = get_code_of(table, code)
    if payload.labels is not None:
        entry = change_code(actor=actor, code_id=entry.id, labels=payload.labels)
    if payload.is_closed is not None:
        entry = (close_code if payload.is_closed else reopen_code)(actor=actor, code_id=entry.id)
    if payload.move:
        entry = move_code(actor=actor, code_id=entry.id, steps=payload.move)
    return CodeEntryOut.of(entry)
