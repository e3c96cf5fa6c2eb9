"""Events of guests become deliveries, one for each subscription that asked for them."""

from huitouke.access.switches import while_on
from huitouke.connectors.webhooks.choices import SWITCH, TELLABLE
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.guests.models import Guest
from huitouke.kernel.outbox import Event, handles


def register() -> None:
    """Hear every event that may be told."""
    for code in TELLABLE:
        handles(code)(while_on(SWITCH)(fan_out))


def fan_out(event: Event) -> None:
    """Lay the event out for each active subscription that wants it. The same event twice is one delivery."""
    wanted = [
        each
        for each in Subscription.objects.filter(is_active=True)
        if (not each.events or event.code in each.events) and _concerns(each, event)
    ]
    Delivery.objects.bulk_create(
        [
            Delivery(
                subscription=each,
                event_id=event.id,
                event_code=event.code,
                key=event.key,
                payload=event.payload,
            )
            for each in wanted
        ],
        ignore_conflicts=True,
    )


def _concerns(subscription: Subscription, event: Event) -> bool:
    """Whether the event is about a guest of the subscription's branch. A guest who is gone was of that branch where
    the subscription was told of the guest before."""
    if subscription.branch_id is None:
        return True
    if event.key is None:
        return False
    guest = Guest.objects.filter(id=event.key).values_list("branch_id", flat=True).first()
    if guest is not None:
        return guest == subscription.branch_id
    return subscription.deliveries.filter(key=event.key).exists()
