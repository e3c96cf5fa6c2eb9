"""Guests and companies by conditions, and the views that keep them."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.pagination import newer_cursor, older_cursor, read_cursor
from huitouke.api.schemas.companies import CompanyLineOut
from huitouke.api.schemas.conditions import (
    CompaniesByConditionsIn,
    CompaniesMeantOut,
    CountIn,
    CountOut,
    GuestsByConditionsIn,
    GuestsMeantOut,
    ViewChange,
    ViewIn,
    ViewListOut,
    ViewOut,
)
from huitouke.api.schemas.profiles import GuestLineOut
from huitouke.guests.company_queries import list_companies
from huitouke.guests.conditions.asking import question
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.queries import list_guests
from huitouke.guests.saved_views import get_view, list_views
from huitouke.guests.services.views import change_view, delete_view, save_view
from huitouke.kernel import clock

router = Router(tags=["conditions"])

ViewId = Annotated[UUID, Path(description="The view's id.")]


@router.post(
    "/guests/query",
    response=GuestsMeantOut,
    operation_id="list_guests_by_conditions",
    summary="List guests by conditions",
    openapi_extra=refusals(403, 413),
)
def query(request: HttpRequest, payload: GuestsByConditionsIn) -> GuestsMeantOut:
    """Guests who meet every row of any one group, newest first, of those whom the caller may see. A row that cannot be
    asked is refused under `group.row`, counted from 1."""
    actor = actor_of(request)
    today = timezone.localdate(clock.now())
    after, before = read_cursor(payload.cursor)
    conditions = payload.conditions.read()
    page = list_guests(
        actor,
        conditions,
        after=after,
        before=before,
        today=today,
        limit=payload.limit,
        is_counted=payload.is_counted,
    )
    return GuestsMeantOut(
        items=[GuestLineOut.of(line) for line in page.lines],
        next=older_cursor(page.older),
        previous=newer_cursor(page.newer),
        count=page.count if page.tally else None,
        is_count_capped=page.is_count_capped,
        words=question(actor, conditions, today=today).words(),
    )


@router.post(
    "/guests/count",
    response=CountOut,
    operation_id="count_guests_by_conditions",
    summary="Count guests by conditions",
    openapi_extra=refusals(403, 413),
)
def count(request: HttpRequest, payload: CountIn) -> CountOut:
    """Exact up to 10,000; above, an estimate at once, or with `is_exact` the whole count within seconds."""
    return _counted(request, payload, GUEST)


@router.post(
    "/companies/query",
    response=CompaniesMeantOut,
    operation_id="list_companies_by_conditions",
    summary="List companies by conditions",
    openapi_extra=refusals(403, 413),
)
def query_companies(request: HttpRequest, payload: CompaniesByConditionsIn) -> CompaniesMeantOut:
    """Companies that meet every row of any one group, newest first, of those that the caller may see; closed ones with
    them, unless a row says otherwise. A row that cannot be asked is refused under `group.row`, counted from 1."""
    actor = actor_of(request)
    today = timezone.localdate(clock.now())
    after, before = read_cursor(payload.cursor)
    conditions = payload.conditions.read()
    page = list_companies(
        actor,
        conditions,
        after=after,
        before=before,
        today=today,
        limit=payload.limit,
        is_counted=payload.is_counted,
    )
    return CompaniesMeantOut(
        items=[CompanyLineOut.of(line) for line in page.lines],
        next=older_cursor(page.older),
        previous=newer_cursor(page.newer),
        count=page.count if page.tally else None,
        is_count_capped=page.is_count_capped,
        words=question(actor, conditions, today=today, subject=COMPANY).words(),
    )


@router.post(
    "/companies/count",
    response=CountOut,
    operation_id="count_companies_by_conditions",
    summary="Count companies by conditions",
    openapi_extra=refusals(403, 413),
)
def count_companies(request: HttpRequest, payload: CountIn) -> CountOut:
    """As for guests."""
    return _counted(request, payload, COMPANY)


def _counted(request: HttpRequest, payload: CountIn, subject: str) -> CountOut:
    conditions, today = payload.conditions.read(), timezone.localdate(clock.now())
    asked = question(actor_of(request), conditions, today=today, subject=subject)
    if payload.is_exact:
        return CountOut(count=asked.count(), is_exact=True, words=asked.words())
    tally = asked.tally()
    return CountOut(count=tally.number, is_exact=tally.is_exact, words=asked.words())


@router.get(
    "/views",
    response=ViewListOut,
    operation_id="list_views",
    summary="List views",
    openapi_extra=refusals(403),
)
def list_(
    request: HttpRequest,
    subject: Annotated[
        str, Query(max_length=20, description="What they are about: guest or company.")
    ] = GUEST,
) -> ViewListOut:
    """The caller's own views of one subject, and those that colleagues share."""
    mine, shared = list_views(actor_of(request), subject)
    return ViewListOut(mine=[ViewOut.of(view) for view in mine], shared=[ViewOut.of(view) for view in shared])


@router.post(
    "/views",
    response={201: ViewOut},
    operation_id="create_view",
    summary="Keep a view",
    openapi_extra=refusals(403, 413),
)
def create(request: HttpRequest, payload: ViewIn) -> Status[ViewOut]:
    """A new view of the caller's."""
    view = save_view(
        actor=actor_of(request),
        name=payload.name,
        conditions=payload.conditions.read(),
        columns=payload.columns,
        is_shared=payload.is_shared,
        subject=payload.subject,
    )
    return Status(201, ViewOut.of(view))


@router.patch(
    "/views/{view_id}",
    response=ViewOut,
    operation_id="change_view",
    summary="Change a view",
    openapi_extra=refusals(403, 404, 413),
)
def change(request: HttpRequest, view_id: ViewId, payload: ViewChange) -> ViewOut:
    """Change a view of the caller's own."""
    actor = actor_of(request)
    change_view(
        actor=actor,
        view_id=view_id,
        name=payload.name,
        conditions=payload.conditions.read() if payload.conditions else None,
        columns=payload.columns,
        is_shared=payload.is_shared,
    )
    return ViewOut.of(get_view(actor, view_id))


@router.delete(
    "/views/{view_id}",
    response={204: None},
    operation_id="delete_view",
    summary="Delete a view",
    openapi_extra=refusals(403, 404),
)
def delete(request: HttpRequest, view_id: ViewId) -> Status[None]:
    """Give up a view of the caller's own; on the page it can be had back for 12 hours."""
    delete_view(actor=actor_of(request), view_id=view_id)
    return Status(204, None)
