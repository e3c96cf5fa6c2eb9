"""The search box for programs."""

from django.http import HttpRequest
from ninja import Router

from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.profiles import FoundGuestOut
from huitouke.api.schemas.search import SearchIn, SearchOut
from huitouke.guests.queries import find_guests

router = Router(tags=["guests"])


@router.post(
    "/search",
    response=SearchOut,
    operation_id="search_guests",
    summary="Find guests by any scrap",
    openapi_extra=refusals(403, 413),
)
def search(request: HttpRequest, payload: SearchIn) -> SearchOut:
    """The guests whom the scrap may mean and whom the caller may see, the likeliest first."""
    lines, too_short = find_guests(actor_of(request), payload.text, payload.limit)
    return SearchOut(items=[FoundGuestOut.of(line) for line in lines], too_short=too_short)
