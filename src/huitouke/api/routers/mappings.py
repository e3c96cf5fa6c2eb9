"""Codes of other systems: which of ours they mean. Needs `hotel.configure`: of a branch for its own room types and
outlets, of the whole group for all others."""

from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.pagination import older_cursor, read_cursor
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.rates import MappingOut, MappingPageOut, MappingQuery, MeaningIn
from huitouke.guests.company_queries import visible_company_ids
from huitouke.hotels.errors import MappingInvalid
from huitouke.hotels.mapping_queries import get_mapping, mappings_of
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.mappings import clear_mapping, map_code
from huitouke.stays.mapping_queries import count_waiting

router = Router(tags=["rates"])

PAGE: Final = 100
MappingId = Annotated[UUID, Path(description="Id of the code of another system.")]


@router.get(
    "/code-mappings",
    response=MappingPageOut,
    operation_id="list_code_mappings",
    summary="List codes of other systems",
    openapi_extra=refusals(403),
)
def list_(request: HttpRequest, query: Query[MappingQuery]) -> MappingPageOut:
    """Those whose meaning the caller may say, a hundred a page, those met last first."""
    refuse_unknown_parameters(request, MappingQuery)
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    after, before = read_cursor(query.cursor)
    rows = mappings_of(actor)
    if query.system:
        rows = rows.filter(system=query.system)
    if query.is_mapped is not None:
        rows = rows.filter(is_mapped=query.is_mapped)
    if after:
        rows = rows.filter(id__lt=after)
    if before:
        rows = rows.filter(id__gt=before)
    found = list(rows.select_related("branch").order_by("-id")[: PAGE + 1])
    has_more, shown = len(found) > PAGE, found[:PAGE]
    return MappingPageOut(
        items=_told(actor, shown), next=older_cursor(str(shown[-1].id)) if has_more else None
    )


@router.put(
    "/code-mappings/{mapping_id}/meaning",
    response=MappingOut,
    operation_id="map_code",
    summary="Say what a code of another system means",
    openapi_extra=refusals(403, 404, 413),
)
def set_meaning(request: HttpRequest, mapping_id: MappingId, payload: MeaningIn) -> MappingOut:
    """Bookings that wait for it follow in the background. Idempotent."""
    actor = actor_of(request)
    row = get_mapping(actor, mapping_id)
    if row.table == "company" and payload.our_code.strip():
        _refuse_unknown_company(actor, payload.our_code.strip())
    return _one(actor, map_code(actor=actor, mapping_id=mapping_id, our_code=payload.our_code))


@router.delete(
    "/code-mappings/{mapping_id}/meaning",
    response=MappingOut,
    operation_id="clear_mapping",
    summary="Take back what a code of another system means",
    openapi_extra=refusals(403, 404),
)
def clear_meaning(request: HttpRequest, mapping_id: MappingId) -> MappingOut:
    """Bookings that came with it wait again. Idempotent."""
    actor = actor_of(request)
    get_mapping(actor, mapping_id)
    return _one(actor, clear_mapping(actor=actor, mapping_id=mapping_id))


def _one(actor: Actor, row: CodeMapping) -> MappingOut:
    return _told(actor, [row])[0]


def _told(actor: Actor, rows: Iterable[CodeMapping]) -> list[MappingOut]:
    listed, waiting = list(rows), count_waiting()
    meant = [_as_id(row.our_code) for row in listed if row.table == "company"]
    companies = {str(each) for each in visible_company_ids(actor, meant)}
    return [
        MappingOut.of(row, waiting.get((row.system, row.table, row.their_code, row.branch_id), 0), companies)
        for row in listed
    ]


def _refuse_unknown_company(actor: Actor, text: str) -> None:
    if not visible_company_ids(actor, [_as_id(text)]):
        raise MappingInvalid({"our_code": [_("There is no such code of ours.")]})


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
