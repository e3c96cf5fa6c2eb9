"""Guests who become one, and part again."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router

from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.merges import (
    MergedOut,
    MergeIn,
    MergeOut,
    MergePreviewOut,
    MergesOut,
    UnmergedOut,
    UnmergeIn,
    UnmergePreviewOut,
)
from huitouke.identity.merged import list_merges
from huitouke.identity.services.merge_previews import preview_merge, preview_unmerge
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.kernel import clock

router = Router(tags=["merges"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]
MergeId = Annotated[UUID, Path(description="The merge's id.")]


@router.get(
    "/guests/{guest_id}/merges",
    response=MergesOut,
    operation_id="list_guest_merges",
    summary="List the merges of a guest",
    openapi_extra=refusals(403, 404),
)
def list_of_guest(request: HttpRequest, guest_id: GuestId) -> MergesOut:
    """Merges in force and those taken back, newest first."""
    return MergesOut(items=[MergeOut.of(each) for each in list_merges(actor_of(request), guest_id)])


@router.get(
    "/guests/{guest_id}/merge-preview",
    response=MergePreviewOut,
    operation_id="preview_guest_merge",
    summary="Foresee a merge",
    openapi_extra=refusals(403, 404, 409),
)
def preview(
    request: HttpRequest,
    guest_id: GuestId,
    other: Annotated[UUID, Query(description="The guest who would be shown as this one.")],
) -> MergePreviewOut:
    """What would show and what each brings. Writes nothing; send its `version` with the merge."""
    today = timezone.localdate(clock.now())
    found = preview_merge(actor=actor_of(request), kept_id=guest_id, gone_id=other, today=today)
    return MergePreviewOut.of(found)


@router.post(
    "/guests/{guest_id}/merge",
    response=MergedOut,
    operation_id="merge_guests",
    summary="Let guests be one",
    openapi_extra=refusals(403, 404, 409, 413),
)
def merge(request: HttpRequest, guest_id: GuestId, payload: MergeIn) -> MergedOut:
    """The guest of the address stays; the ids of the others open it from now on. Nothing is lost, and each merge can be
    taken back at any later time. Needs the right `guests.merge`."""
    done = merge_guests(
        actor=actor_of(request),
        kept_id=guest_id,
        gone_ids=payload.guests,
        reason=payload.reason,
        version=payload.version,
    )
    return MergedOut(guest=done.guest_id, merges=list(done.decisions))


@router.get(
    "/merges/{merge_id}/preview",
    response=UnmergePreviewOut,
    operation_id="preview_unmerge",
    summary="Foresee taking a merge back",
    openapi_extra=refusals(403, 404, 409),
)
def foresee(request: HttpRequest, merge_id: MergeId) -> UnmergePreviewOut:
    """Who would be there again, with how much, and which saves since may go with either. Writes nothing."""
    today = timezone.localdate(clock.now())
    return UnmergePreviewOut.of(preview_unmerge(actor=actor_of(request), decision_id=merge_id, today=today))


@router.post(
    "/merges/{merge_id}/take-back",
    response=UnmergedOut,
    operation_id="unmerge_guests",
    summary="Take a merge back",
    openapi_extra=refusals(403, 404, 409, 413),
)
def take_back(request: HttpRequest, merge_id: MergeId, payload: UnmergeIn) -> UnmergedOut:
    """Both are guests again, each with what is theirs. What was done since the merge stays with the guest who was
    shown, but for what is named here. Needs the right `guests.merge`."""
    done = unmerge_guests(
        actor=actor_of(request),
        decision_id=merge_id,
        records=payload.records,
        version=payload.version,
        stay_apart=payload.stay_apart,
    )
    return UnmergedOut(guest=done.stayer_id, other=done.leaver_id)
