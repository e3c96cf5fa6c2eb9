"""The history of a profile."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Told
from huitouke.api.schemas.guests import MOST_LIMIT

_LARGEST_ID = 2**63 - 1


class HistoryQuery(Sent):
    """Which part of a history."""

    before: int = Field(
        default=0, ge=0, le=_LARGEST_ID, description="`next` of an earlier answer; 0: the newest."
    )
    limit: int = Field(default=50, ge=1, le=MOST_LIMIT, description="The most changes of one answer.")


class ChangeOut(Told):
    """One field that took another value."""

    id: int = Field(description="Rises with time.")
    changed_at: datetime = Field(description="When (UTC).")
    part: str = Field(
        description="guest, contact, document, vehicle, preference, tag or note.", examples=["guest"]
    )
    row_id: str = Field(description="Id of the row that changed; of the guest for its own fields.")
    field: str = Field(description="The field.", examples=["company"])
    old: str | int | bool | None = Field(description="The value before; documents are masked.")
    new: str | int | bool | None = Field(description="The value after; null where the row was taken off.")
    actor_name: str = Field(description="Who changed it; empty for the system.", examples=["Mei"])
    record_id: UUID | None = Field(description="The source record that told it.")
    system: str = Field(description="The system of that record; `desk` is staff.", examples=["desk"])


class HistoryOut(Told):
    """A page of a guest's history, newest first."""

    items: list[ChangeOut] = Field(description="The changes of this page.")
    next: int | None = Field(description="Pass as `before` for older changes; null at the end.")
