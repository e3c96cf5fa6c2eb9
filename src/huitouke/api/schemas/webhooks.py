"""Web-hooks as the API takes and answers them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Texts, Told, described, listed
from huitouke.connectors.webhooks.models import Delivery, Subscription


class WebhookIn(Sent):
    """Another program that is to be told."""

    name: Text = Field(description="Whom it is for.", examples=["PMS"])
    url: Text = Field(description="An https:// address.", examples=["https://pms.example.com/hook"])
    events: Texts = listed("Codes of events; empty for all.", examples=[["guests.profile.changed"]])
    branch: Text = described("Code of a branch, for its guests alone; empty for all.", examples=["MAIN"])


class WebhookChange(Sent):
    """What is to become of a web-hook."""

    is_active: bool = Field(description="false: send nothing for now, and lay nothing new out.")


class WebhookOut(Told):
    """A web-hook, without its secret."""

    id: UUID = Field(description="The id.")
    name: str = Field(description="Whom it is for.")
    url: str = Field(description="Its address.")
    events: list[str] = Field(description="Codes of events; empty for all.")
    branch: str | None = Field(description="Code of the branch; null for all.")
    is_active: bool = Field(description="Whether it is told.")
    created_at: datetime = Field(description="Since when (UTC).")

    @classmethod
    def of(cls, row: Subscription) -> "WebhookOut":
        return cls(
            id=row.id,
            name=row.name,
            url=row.url,
            events=row.events,
            branch=row.branch.code if row.branch else None,
            is_active=row.is_active,
            created_at=row.created_at,
        )


class WebhookLineOut(WebhookOut):
    """A web-hook with how it goes."""

    waiting: int = Field(description="Deliveries that wait.")
    given_up: int = Field(description="Deliveries that were given up.")


class WebhookListOut(Told):
    """The web-hooks of the group."""

    items: list[WebhookLineOut] = Field(description="By name.")


class NewWebhookOut(WebhookOut):
    """A new web-hook with its secret."""

    secret: str = Field(description="Signs what is told; said in this answer alone.")


class SecretOut(Told):
    """A new secret."""

    secret: str = Field(description="Signs what is told from now on; said in this answer alone.")


class DeliveryOut(Told):
    """One event on its way to one web-hook."""

    id: UUID = Field(description="The id, as the receiver sees it.")
    event: str = Field(description="Code of the event.", examples=["guests.profile.changed"])
    sequence: int = Field(description="Number of the event.")
    state: str = Field(description="waiting, delivered or given_up.", examples=["delivered"])
    attempts: int = Field(description="Tries so far.")
    created_at: datetime = Field(description="When it was laid out (UTC).")
    next_at: datetime = Field(description="When it is tried next, where it waits (UTC).")
    delivered_at: datetime | None = Field(description="When it was taken (UTC).")
    last_status: int | None = Field(description="HTTP status of the last try.")
    last_problem: str = Field(description="What went wrong at the last try; empty for nothing.")

    @classmethod
    def of(cls, row: Delivery) -> "DeliveryOut":
        return cls(
            id=row.id,
            event=row.event_code,
            sequence=row.event_id,
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
            next_at=row.next_at,
            delivered_at=row.delivered_at,
            last_status=row.last_status,
            last_problem=row.last_problem,
        )


class DeliveryListOut(Told):
    """The latest deliveries of a web-hook."""

    items: list[DeliveryOut] = Field(description="At most 50, newest first.")
