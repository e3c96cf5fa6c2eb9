"""Rate codes and their prices."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.guests.company_queries import find_companies
from huitouke.hotels.errors import RateInvalid
from huitouke.hotels.models import RateCode, RatePrice, RoomType
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.hotels.rate_queries import get_rate, list_prices, list_rates
from huitouke.hotels.services.rates import (
    ALL_WEEK,
    add_price,
    add_rate,
    change_rate,
    close_rate,
    remove_price,
    reopen_rate,
)
from huitouke.kernel.errors import Invalid
from huitouke.kernel.money import Money
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.company_box import company_named, company_names
from huitouke.web.settings.forms import NO_ERRORS, branch_here, id_of, labels_of, ticked, typed

RIGHT = Right.RATES_EDIT
COMPANIES_HINTED = 6
ACTS = {"close": close_rate, "reopen": reopen_rate}


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """The rate codes of the branches whose rates this person may change."""
    actor = actor_of(request)
    actor.require(RIGHT)
    meals, markets = label_codes("meal_plan"), label_codes("market")
    rows = list_rates(actor, RIGHT, include_closed=True)
    companies = company_names(actor, {row.company_id for row in rows})
    context = {
        "rates": [
            (
                row,
                companies.get(row.company_id, "") if row.company_id else "",
                meals.get(row.meal_plan, ""),
                markets.get(row.market, ""),
            )
            for row in rows
        ],
        "columns": [
            {"label": _("Rate code")},
            {"label": _("Branch")},
            {"label": _("Meal plan")},
            {"label": _("Market segment")},
            {"label": pgettext("count", "Prices"), "numeric": True},
        ],
    }
    return render(request, "settings/rates.html", context)


@require_http_methods(["GET", "POST"])
def rate_form(request: HttpRequest, rate_id: UUID | None = None) -> HttpResponse:
    """A rate code, new or to be changed; below it what it costs from day to day."""
    actor = actor_of(request)
    actor.require(RIGHT)
    row = get_rate(actor, RIGHT, rate_id) if rate_id else None
    branches = list_branches(actor, RIGHT)
    values, errors = _values(actor, row, branch_here(request, branches)), NO_ERRORS
    if request.method == "POST":
        values = typed(
            request,
            "branch",
            "code",
            "zh",
            "en",
            "meal_plan",
            "market",
            "company",
            "company_id",
            "is_confidential",
        )
        told: dict[str, Any] = {
            "labels": labels_of(values),
            "meal_plan": values["meal_plan"],
            "market": values["market"],
            "is_confidential": bool(values["is_confidential"]),
        }
        try:
            told["company_id"] = _company(actor, row, values)
            if row is not None:
                change_rate(actor=actor, rate_id=row.id, **told)
                return redirect("settings:rates")
            branch = next((each for each in branches if each.code == values["branch"]), None)
            if branch is None:
                raise RateInvalid({"branch": [_("Choose a branch.")]})
            made = add_rate(actor=actor, branch=branch, code=values["code"], **told)
            return redirect("settings:rate-edit", made.id)
        except Invalid as error:
            errors = error.fields
    again = {
        name: request.GET.get(name, "")[:40] for name in ("amount", "room_type", "first_day", "last_day")
    }
    days = [int(day) for day in request.GET.getlist("weekdays") if day in set("0123456")]
    return _page(request, row, values, errors, price=again, days=days)


def _company(actor: Actor, row: RateCode | None, values: dict[str, str]) -> UUID | None:
    """Whose agreement rate the form makes it. One of a company that the person may not see stays what it is."""
    if row is not None and _is_of_hidden(actor, row):
        return row.company_id
    text = values["company"].strip()
    if not text:
        return None
    found = company_named(actor, text, values["company_id"])
    if found is None:
        raise RateInvalid({"company": [_("Choose the company from the list that appears.")]})
    return found


def _is_of_hidden(actor: Actor, row: RateCode) -> bool:
    return row.company_id is not None and not company_names(actor, [row.company_id])


@require_POST
def rate_act(request: HttpRequest, rate_id: UUID, act: str) -> HttpResponse:
    """Close a rate, or open it again."""
    if act not in ACTS:
        raise Http404
    ACTS[act](actor=actor_of(request), rate_id=rate_id)
    return redirect("settings:rates")


@require_POST
def price_add(request: HttpRequest, rate_id: UUID) -> HttpResponse:
    """A further price of a rate."""
    actor = actor_of(request)
    actor.require(RIGHT)
    row = get_rate(actor, RIGHT, rate_id)
    values = typed(request, "amount", "room_type", "first_day", "last_day")
    days = [int(day) for day in ticked(request, "weekdays") if day.isdecimal() and len(day) == 1]
    try:
        add_price(
            actor=actor,
            rate_id=row.id,
            amount=values["amount"],
            room_type_id=id_of(values["room_type"]) if values["room_type"] else None,
            first_day=values["first_day"],
            last_day=values["last_day"],
            weekdays=days,
        )
    except Invalid as error:
        return _page(request, row, _values(actor, row, ""), error.fields, price=values, days=days)
    return redirect("settings:rate-edit", row.id)


@require_POST
def price_remove(request: HttpRequest, price_id: UUID) -> HttpResponse:
    """Take a price away. It stands in the form then, so that one press brings it back."""
    price = RatePrice.objects.select_related("rate_code__branch").filter(id=price_id).first()
    remove_price(actor=actor_of(request), price_id=price_id)
    if price is None:
        return redirect("settings:rates")
    money = Money(price.amount, price.rate_code.branch.currency)
    said = _("%(what)s is taken away. It stands in the form below: add it again if that was a mistake.")
    messages.success(request, said % {"what": money})
    typed_again = {
        "amount": money.text.replace(",", ""),
        "room_type": price.room_type_id or "",
        "first_day": price.period.lower or "",
        "last_day": price.period.upper - timedelta(days=1) if price.period.upper else "",
        "weekdays": [day for day in range(7) if price.weekdays >> day & 1 and price.weekdays != ALL_WEEK],
    }
    address = reverse("settings:rate-edit", args=[price.rate_code_id])
    return redirect(f"{address}?{urlencode(typed_again, doseq=True)}#id_amount")


def _page(
    request: HttpRequest,
    row: RateCode | None,
    values: dict[str, str],
    errors: Any,
    *,
    price: dict[str, str] | None = None,
    days: list[int] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    kinds = RoomType.objects.filter(branch=row.branch, is_closed=False) if row else RoomType.objects.none()
    is_asked = "company" in errors and actor.has_right(Right.COMPANIES_VIEW)
    found = find_companies(actor, values.get("company", ""), COMPANIES_HINTED) if is_asked else []
    context = {
        "company_hint": render_to_string("stays/_company_hint.html", {"lines": found}),
        "hints_companies": actor.has_right(Right.STAYS_EDIT),
        "is_of_hidden": row is not None and _is_of_hidden(actor, row),
        "rate": row,
        "values": values,
        "errors": errors,
        "branches": [(branch.code, str(branch)) for branch in list_branches(actor, RIGHT)],
        "meals": list_choices("meal_plan"),
        "markets": list_choices("market"),
        "kinds": [(str(kind.id), f"{kind.code} {kind}") for kind in kinds],
        "prices": [_price_words(row, each) for each in list_prices(row)] if row else [],
        "price": price or {},
        "weekdays": [(str(day), words, day in (days or [])) for day, words in enumerate(_weekday_words())],
        "columns": [
            {"label": _("Room type")},
            {"label": pgettext("of a price", "Days")},
            {"label": _("Weekdays")},
            {"label": _("Price a night"), "numeric": True},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "settings/rate_form.html", context, status=422 if errors else 200)


def _values(actor: Actor, row: RateCode | None, branch: str) -> dict[str, str]:
    if row is None:
        return {"branch": branch}
    return {
        **row.labels,
        "company": next(iter(company_names(actor, [row.company_id]).values()), ""),
        "company_id": str(row.company_id or ""),
        "meal_plan": row.meal_plan,
        "market": row.market,
        "is_confidential": "1" if row.is_confidential else "",
    }


def _weekday_words() -> list[str]:
    return [
        pgettext("weekday", "Mon"), pgettext("weekday", "Tue"), pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"), pgettext("weekday", "Fri"), pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    ]  # fmt: skip


def _price_words(rate: RateCode, row: RatePrice) -> dict[str, Any]:
    words = _weekday_words()
    days = [words[day] for day in range(7) if row.weekdays >> day & 1]
    return {
        "id": row.id,
        "room_type": f"{row.room_type.code} {row.room_type}" if row.room_type else _("every other room type"),
        "period": period_words(row.period),
        "weekdays": _("every day") if row.weekdays == ALL_WEEK else " ".join(days),
        "price": str(Money(row.amount, rate.branch.currency)),
        "is_over": bool(row.period.upper and row.period.upper <= rate.branch.business_date),
    }


def period_words(period: Any) -> str:
    """The days of a period, the last one in it."""
    first = period.lower.isoformat() if period.lower else ""
    last = (period.upper - timedelta(days=1)).isoformat() if period.upper else ""
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first:
        return _("from %(day)s on") % {"day": first}
    return _("until %(day)s") % {"day": last} if last else _("always")
