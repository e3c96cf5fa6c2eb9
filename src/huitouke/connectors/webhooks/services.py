"""Subscriptions: made, stopped, removed; and a delivery sent again by hand."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.connectors.webhooks.choices import TELLABLE, State
from huitouke.connectors.webhooks.errors import WebhookInvalid, WebhookNotFound
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.connectors.webhooks.outgoing import NotAllowed, check_url
from huitouke.connectors.webhooks.signing import new_secret
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer

MOST = 50


@transaction.atomic
def add_subscription(
    *, actor: Actor, name: str, url: str, events: Sequence[str] = (), branch_code: str = ""
) -> tuple[Subscription, str]:
    """Tell another program from now on; the subscription and its secret, which is shown this once. Refuses addresses
    without HTTPS; whether an address is a public one is judged at each call."""
    actor.require_group(Right.SYSTEM_MANAGE)
    problems: dict[str, list[str]] = {}
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 100 or not cleaned.isprintable():
        problems["name"] = [_("Write whom it is for, in at most 100 signs.")]
    try:
        check_url(url.strip(), is_private_allowed=settings.WEBHOOK_PRIVATE)
    except NotAllowed as error:
        problems["url"] = [
            _("The address must begin with https://.")
            if str(error) == "not_https"
            else _("This is no address that can be called. Write one such as https://pms.example.com/hook.")
        ]
    wanted = sorted(set(events))
    if any(code not in TELLABLE for code in wanted):
        problems["events"] = [_("Choose among the events of the list.")]
    branch = Branch.objects.filter(code=branch_code).first() if branch_code else None
    if branch_code and branch is None:
        problems["branch"] = [_("Choose a branch.")]
    if not problems and Subscription.objects.count() >= MOST:
        problems["name"] = [_("There are %(most)s web-hooks already. Remove one first.") % {"most": MOST}]
    if problems:
        raise WebhookInvalid(problems)
    secret = new_secret()
    row = Subscription(name=cleaned, url=url.strip(), events=wanted, branch=branch)
    row.secret = sealer().seal(secret.encode(), row.id.bytes)
    row.save(force_insert=True)
    _note(actor, "connectors.webhook.added", row)
    return row, secret


@transaction.atomic
def renew_secret(*, actor: Actor, subscription_id: UUID) -> str:
    """A new secret, shown this once; the old one signs nothing more."""
    row = _locked(actor, subscription_id)
    secret = new_secret()
    row.secret = sealer().seal(secret.encode(), row.id.bytes)
    row.save(update_fields=["secret"])
    _note(actor, "connectors.webhook_secret.renewed", row)
    return secret


@transaction.atomic
def stop_subscription(*, actor: Actor, subscription_id: UUID) -> None:
    """Send nothing for now, and lay nothing new out; what waits goes out after a new start."""
    row = _locked(actor, subscription_id)
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        _note(actor, "connectors.webhook.stopped", row)


@transaction.atomic
def start_subscription(*, actor: Actor, subscription_id: UUID) -> None:
    """Send again."""
    row = _locked(actor, subscription_id)
    if not row.is_active:
        row.is_active = True
        row.save(update_fields=["is_active"])
        _note(actor, "connectors.webhook.started", row)


@transaction.atomic
def remove_subscription(*, actor: Actor, subscription_id: UUID) -> None:
    """Take a subscription away with its deliveries."""
    row = _locked(actor, subscription_id)
    _note(actor, "connectors.webhook.removed", row)
    row.delete()


@transaction.atomic
def redeliver(*, actor: Actor, delivery_id: UUID) -> Delivery:
    """Send a delivery again at once, from its first try on; one that was taken is sent once more under the same id."""
    actor.require_group(Right.SYSTEM_MANAGE)
    delivery = Delivery.objects.select_for_update().filter(id=delivery_id).first()
    if delivery is None:
        raise WebhookNotFound
    delivery.state, delivery.attempts, delivery.next_at = State.WAITING, 0, clock.now()
    delivery.save(update_fields=["state", "attempts", "next_at"])
    record_audit(
        actor,
        "connectors.webhook_delivery.repeated",
        object_type="webhook",
        object_id=delivery.subscription_id,
        delivery=str(delivery.id),
    )
    return delivery


def _locked(actor: Actor, subscription_id: UUID) -> Subscription:
    actor.require_group(Right.SYSTEM_MANAGE)
    row = Subscription.objects.select_for_update().filter(id=subscription_id).first()
    if row is None:
        raise WebhookNotFound
    return row


def _note(actor: Actor, what: str, row: Subscription) -> None:
    record_audit(actor, what, object_type="webhook", object_id=row.id, branch_id=row.branch_id)
