"""Web-hooks: other programs that are told what happened to guests. All of it needs `system.manage` in the group."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.webhooks import (
    DeliveryListOut,
    DeliveryOut,
    NewWebhookOut,
    SecretOut,
    WebhookChange,
    WebhookIn,
    WebhookLineOut,
    WebhookListOut,
    WebhookOut,
)
from huitouke.connectors.webhooks.queries import get_subscription, list_deliveries, list_subscriptions
from huitouke.connectors.webhooks.services import (
    add_subscription,
    redeliver,
    remove_subscription,
    renew_secret,
    start_subscription,
    stop_subscription,
)

router = Router(tags=["webhooks"])

SubscriptionId = Annotated[UUID, Path(description="The web-hook's id.")]
DeliveryId = Annotated[UUID, Path(description="The delivery's id.")]


@router.get(
    "/webhooks",
    response=WebhookListOut,
    operation_id="list_webhooks",
    summary="List web-hooks",
    openapi_extra=refusals(403, 404),
)
def list_(request: HttpRequest) -> WebhookListOut:
    """Every web-hook with how many of its deliveries wait or were given up."""
    rows = list_subscriptions(actor_of(request))
    return WebhookListOut(
        items=[
            WebhookLineOut(
                **WebhookOut.of(row).model_dump(),
                waiting=getattr(row, "waiting", 0),
                given_up=getattr(row, "given_up", 0),
            )
            for row in rows
        ]
    )


@router.post(
    "/webhooks",
    response={201: NewWebhookOut},
    operation_id="add_webhook",
    summary="Tell another program",
    openapi_extra=refusals(403, 404, 413),
)
def add(request: HttpRequest, payload: WebhookIn) -> Status[NewWebhookOut]:
    """From now on. The answer tells the secret that signs each message, this once."""
    row, secret = add_subscription(
        actor=actor_of(request),
        name=payload.name,
        url=payload.url,
        events=payload.events,
        branch_code=payload.branch,
    )
    return Status(201, NewWebhookOut(**WebhookOut.of(row).model_dump(), secret=secret))


@router.get(
    "/webhooks/{subscription_id}",
    response=WebhookOut,
    operation_id="get_webhook",
    summary="Read a web-hook",
    openapi_extra=refusals(403, 404),
)
def get(request: HttpRequest, subscription_id: SubscriptionId) -> WebhookOut:
    """Without its secret, which nobody is told again."""
    return WebhookOut.of(get_subscription(actor_of(request), subscription_id))


@router.patch(
    "/webhooks/{subscription_id}",
    response=WebhookOut,
    operation_id="change_webhook",
    summary="Stop or start a web-hook",
    openapi_extra=refusals(403, 404, 413),
)
def change(request: HttpRequest, subscription_id: SubscriptionId, payload: WebhookChange) -> WebhookOut:
    """What waits at a stop goes out after the next start."""
    actor = actor_of(request)
    act = start_subscription if payload.is_active else stop_subscription
    act(actor=actor, subscription_id=subscription_id)
    return WebhookOut.of(get_subscription(actor, subscription_id))


@router.delete(
    "/webhooks/{subscription_id}",
    response={204: None},
    operation_id="remove_webhook",
    summary="Remove a web-hook",
    openapi_extra=refusals(403, 404),
)
def remove(request: HttpRequest, subscription_id: SubscriptionId) -> Status[None]:
    """With its deliveries."""
    remove_subscription(actor=actor_of(request), subscription_id=subscription_id)
    return Status(204, None)


@router.post(
    "/webhooks/{subscription_id}/secret",
    response={201: SecretOut},
    operation_id="renew_webhook_secret",
    summary="Give a web-hook a new secret",
    openapi_extra=refusals(403, 404),
)
def renew(request: HttpRequest, subscription_id: SubscriptionId) -> Status[SecretOut]:
    """The old one signs nothing more."""
    secret = renew_secret(actor=actor_of(request), subscription_id=subscription_id)
    return Status(201, SecretOut(secret=secret))


@router.get(
    "/webhooks/{subscription_id}/deliveries",
    response=DeliveryListOut,
    operation_id="list_webhook_deliveries",
    summary="List the latest deliveries",
    openapi_extra=refusals(403, 404),
)
def deliveries(request: HttpRequest, subscription_id: SubscriptionId) -> DeliveryListOut:
    """Newest first."""
    row = get_subscription(actor_of(request), subscription_id)
    return DeliveryListOut(items=[DeliveryOut.of(each) for each in list_deliveries(row)])


@router.post(
    "/webhooks/deliveries/{delivery_id}/repeat",
    response=DeliveryOut,
    operation_id="repeat_webhook_delivery",
    summary="Send a delivery again",
    openapi_extra=refusals(403, 404),
)
def repeat(request: HttpRequest, delivery_id: DeliveryId) -> DeliveryOut:
    """At once, under the id that it had."""
    return DeliveryOut.of(redeliver(actor=actor_of(request), delivery_id=delivery_id))
