"""Events of guests become deliveries, one for each subscription that asked for them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from huitouke.access.switches import while_on
from huitouke.connectors.webhooks.choices import SWITCH, TELLABLE
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.guests.models import Guest
from huitouke.kernel import bulk
from huitouke.kernel.outbox import Event, handles_rounds


def register() -> None:
    """Hear every event that may be told."""
    handles_rounds(*TELLABLE)(while_on(SWITCH)(fan_out))


def fan_out(given: Sequence[Event]) -> None:
    """Lay the events out for each active subscription that wants them. The same event twice is one delivery."""
    subscriptions = list(Subscription.objects.filter(is_active=True))
    if not subscriptions:
        return
    branches = _branches_of(given) if any(each.branch_id for each in subscriptions) else {}
    Delivery.objects.bulk_create(
        [
            Delivery(
                subscription=each,
                event_id=event.id,
                event_code=event.code,
                key=event.key,
                payload=event.payload,
            )
            for event in given
            for each in subscriptions
            if (not each.events or event.code in each.events) and _concerns(each, event, branches)
        ],
        ignore_conflicts=True,
    )


def _branches_of(given: Sequence[Event]) -> dict[UUID, UUID | None]:
    """The branches of the guests whom the events are about. One query."""
    keys = {event.key for event in given if event.key}
    return dict(Guest.objects.filter(id__in=bulk.among(keys)).values_list("id", "branch_id"))


def _concerns(subscription: Subscription, event: Event, branches: Mapping[UUID, UUID | None]) -> bool:
    """Whether the event is about a guest of the subscription's branch. A guest who is gone was of that branch where
    the subscription was told of the guest before."""
    if subscription.branch_id is None:
        return True
    if event.key is None:
        return False
    if (branch := branches.get(event.key)) is not None:
        return branch == subscription.branch_id
    return subscription.deliveries.filter(key=event.key).exists()
