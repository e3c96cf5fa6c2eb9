"""Web-hooks: other programs that are told what happened to guests."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.connectors.webhooks.choices import TELLABLE
from huitouke.connectors.webhooks.queries import (
    get_subscription,
    list_deliveries,
    list_subscriptions,
)
from huitouke.connectors.webhooks.services import (
    add_subscription,
    redeliver,
    remove_subscription,
    renew_secret,
    start_subscription,
    stop_subscription,
)
from huitouke.kernel.errors import Invalid
from huitouke.web.access.trail_words import code_word
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, ticked, typed

ACTS = {"stop": stop_subscription, "start": start_subscription}


@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every web-hook; posting adds one and shows its secret this once."""
    actor = actor_of(request)
    actor.require_group(Right.SYSTEM_MANAGE)
    values, errors = typed(request, "name", "url", "branch"), NO_ERRORS
    events = ticked(request, "events")
    secret = ""
    if request.method == "POST":
        try:
            _row, secret = add_subscription(
                actor=actor,
                name=values["name"],
                url=values["url"],
                events=events,
                branch_code=values["branch"],
            )
            values, events = {}, []
        except Invalid as error:
            errors = error.fields
    context = {
        "rows": list_subscriptions(actor),
        "values": values,
        "errors": errors,
        "secret": secret,
        "ticks": sorted(
            ((code, code_word(code), code in events) for code in TELLABLE), key=lambda tick: tick[1]
        ),
        "branches": [(each.code, str(each)) for each in list_branches(actor, Right.SYSTEM_MANAGE)],
        "columns": [
            {"label": _("Name of the program")},
            {"label": _("Address")},
            {"label": _("State")},
            {"label": _("Waiting"), "numeric": True},
            {"label": _("Given up"), "numeric": True},
        ],
    }
    return render(request, "settings/webhooks.html", context, status=422 if errors else 200)


@require_GET
def webhook(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """One web-hook with its latest deliveries."""
    return _detail(request, subscription_id)


@require_POST
def webhook_act(request: HttpRequest, subscription_id: UUID, act: str) -> HttpResponse:
    """Stop, start, remove, or give it a new secret, which is shown this once."""
    actor = actor_of(request)
    if act == "secret":
        return _detail(request, subscription_id, renew_secret(actor=actor, subscription_id=subscription_id))
    if act == "remove":
        remove_subscription(actor=actor, subscription_id=subscription_id)
        return redirect("settings:webhooks")
    if act not in ACTS:
        raise Http404
    ACTS[act](actor=actor, subscription_id=subscription_id)
    return redirect("settings:webhook", subscription_id)


@require_POST
def webhook_repeat(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send a delivery again."""
    delivery = redeliver(actor=actor_of(request), delivery_id=delivery_id)
    return redirect("settings:webhook", delivery.subscription_id)


def _detail(request: HttpRequest, subscription_id: UUID, secret: str = "") -> HttpResponse:
    row = get_subscription(actor_of(request), subscription_id)
    context = {
        "row": row,
        "secret": secret,
        "events": [(code_word(code), code) for code in row.events],
        "deliveries": [(code_word(each.event_code), each) for each in list_deliveries(row)],
        "columns": [
            {"label": _("Event")},
            {"label": _("At")},
            {"label": _("State")},
            {"label": _("Tries"), "numeric": True},
            {"label": _("Answer")},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "settings/webhook.html", context)
