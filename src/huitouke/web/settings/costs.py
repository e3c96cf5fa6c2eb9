"""What selling and serving costs the house."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.hotels.errors import CostInvalid
from huitouke.hotels.models import Cost
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.hotels.rate_queries import list_costs, list_outlets
from huitouke.hotels.room_queries import list_room_types
from huitouke.hotels.services.costs import add_cost, remove_cost
from huitouke.kernel.errors import Invalid
from huitouke.kernel.money import Money
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, branch_here, id_of, typed
from huitouke.web.settings.rates import period_words

RIGHT = Right.RATES_EDIT


@require_http_methods(["GET", "POST"])
def costs(request: HttpRequest) -> HttpResponse:
    """The costs that are entered; with POST a further one, whose target is `channel:…`, `outlet:…` or `room:…`."""
    actor = actor_of(request)
    actor.require(RIGHT)
    branches = list_branches(actor, RIGHT)
    values = {name: request.GET.get(name, "")[:60] for name in ("of", "value", "first_day")}
    values["branch"] = request.GET.get("branch") or branch_here(request, branches)
    errors = NO_ERRORS
    if request.method == "POST":
        values = typed(request, "branch", "of", "value", "first_day")
        branch = next((each for each in branches if each.code == values["branch"]), None)
        try:
            if branch is None:
                raise CostInvalid({"branch": [_("Choose a branch.")]})
            add_cost(
                actor=actor,
                branch=branch,
                value=values["value"],
                first_day=values["first_day"],
                **_told(values["of"]),
            )
            return redirect("settings:costs")
        except Invalid as error:
            shown = {
                "amount": "value",
                "percent": "value",
                "kind": "of",
                "channel": "of",
                "outlet": "of",
                "room_type": "of",
            }
            errors = {shown.get(name, name): texts for name, texts in error.fields.items()}
    channels = label_codes("channel")
    context = {
        "costs": [_words(row, channels) for row in list_costs(actor)],
        "values": values,
        "errors": errors,
        "branches": [(branch.code, str(branch)) for branch in branches],
        "targets": _targets(request),
        "columns": [
            {"label": _("Cost of")},
            {"label": _("Branch")},
            {"label": pgettext("of a price", "Days")},
            {"label": _("Cost"), "numeric": True},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "settings/costs.html", context, status=422 if errors else 200)


@require_POST
def cost_remove(request: HttpRequest, cost_id: UUID) -> HttpResponse:
    """Take a cost away. It stands in the form then, so that one press brings it back."""
    row = Cost.objects.select_related("branch", "outlet", "room_type").filter(id=cost_id).first()
    remove_cost(actor=actor_of(request), cost_id=cost_id)
    if row is None:
        return redirect("settings:costs")
    words = _words(row, label_codes("channel"))
    said = _("%(what)s is taken away. It stands in the form below: add it again if that was a mistake.")
    messages.success(request, said % {"what": f"{words['of']} {words['value']}"})
    what = {
        Cost.Kind.COMMISSION: f"channel:{row.channel}",
        Cost.Kind.OUTLET: f"outlet:{row.outlet_id}",
        Cost.Kind.ROOM_NIGHT: f"room:{row.room_type_id or ''}",
    }
    typed_again = {
        "branch": row.branch.code,
        "of": what[Cost.Kind(row.kind)],
        "value": words["value"].split()[0 if row.percent is not None else -1].replace(",", ""),
        "first_day": row.period.lower,
    }
    return redirect(f"{reverse('settings:costs')}?{urlencode(typed_again)}#id_value")


def _told(of: str) -> dict[str, Any]:
    what, _sep, which = of.partition(":")
    if what == "channel":
        return {"kind": "commission", "channel": which}
    if what == "outlet":
        return {"kind": "outlet", "outlet_id": id_of(which)}
    if what == "room":
        return {"kind": "room_night", "room_type_id": id_of(which) if which else None}
    return {"kind": ""}


def _targets(request: HttpRequest) -> list[tuple[str, str]]:
    """What a cost may be of: a room night, a room night of one type, an outlet, a channel."""
    actor = actor_of(request)
    found = [("room:", _("Room night (amount)"))]
    for kind in list_room_types(actor, RIGHT):
        name = f"{kind.branch.code} · {kind.code} {kind}"
        found.append((f"room:{kind.id}", _("Room night of %(type)s (amount)") % {"type": name}))
    for outlet in list_outlets(actor, RIGHT):
        name = f"{outlet.branch.code} · {outlet}"
        found.append((f"outlet:{outlet.id}", _("Cost of goods in %(outlet)s (percent)") % {"outlet": name}))
    for code, label in list_choices("channel"):
        found.append((f"channel:{code}", _("Commission of %(channel)s (percent)") % {"channel": label}))
    return found


def _words(row: Cost, channels: dict[str, str]) -> dict[str, Any]:
    if row.kind == Cost.Kind.COMMISSION:
        of = _("Commission of %(channel)s") % {"channel": channels.get(row.channel, row.channel)}
    elif row.kind == Cost.Kind.OUTLET:
        of = _("Cost of goods in %(outlet)s") % {"outlet": row.outlet}
    elif row.room_type:
        of = _("Room night of %(type)s") % {"type": f"{row.room_type.code} {row.room_type}"}
    else:
        of = _("Room night")
    value = (
        f"{row.percent.normalize():f} %"
        if row.percent is not None
        else str(Money(row.amount or 0, row.branch.currency))
    )
    today = row.branch.business_date
    return {
        "id": row.id,
        "of": of,
        "branch": row.branch,
        "period": period_words(row.period),
        "value": value,
        "is_over": bool(row.period.upper and row.period.upper <= today),
    }
