"""Bills on screen and on paper: charges, payments, voids."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.hotels.models import Outlet
from huitouke.hotels.queries import list_choices
from huitouke.kernel.errors import Invalid
from huitouke.kernel.ids import uuid7
from huitouke.kernel.money import Money, read_money
from huitouke.stays.folio_queries import FolioShown, get_folio, list_folios, list_open_folios
from huitouke.stays.queries import get_reservation
from huitouke.stays.services.folio_charges import Charge, post_charge, post_payment, transfer_line, void_line
from huitouke.stays.services.folios import open_folio, put_to_account, reopen_folio, settle_folio
from huitouke.web.base.context import current_branch
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, id_of
from huitouke.web.stays.booking import lines_of

POST_TEXTS: Final = ("kind", "price", "quantity", "outlet", "text", "tax", "service")
PAY_TEXTS: Final = ("amount", "method", "text")
ACCOUNT_TEXTS: Final = ("company", "company_id", "signer")


@require_GET
def folio_list(request: HttpRequest) -> HttpResponse:
    """The open bills of those who only came to eat, drink or bathe, of the branch of the top bar."""
    actor = actor_of(request)
    actor.require(Right.FOLIOS_VIEW)
    branches = list_branches(actor, Right.FOLIOS_VIEW)
    here = current_branch(request)
    branch = next(
        (each for each in branches if here and each.id == here.id), branches[0] if branches else None
    )
    context = {
        "folios": list_open_folios(actor, branch.id) if branch else [],
        "branch": branch,
        "may_open": bool(branch) and actor.has_right(Right.FOLIOS_POST, branch.id if branch else None),
        "columns": [
            {"label": _("Bill")},
            {"label": _("Name")},
            {"label": _("Opened")},
            {"label": _("Open amount"), "numeric": True},
        ],
    }
    return render(request, "stays/folio_list.html", context)


@require_POST
def folio_new(request: HttpRequest) -> HttpResponse:
    """Open a bill: a further one of a stay (`reservation`), or of an outlet with a name or without."""
    actor = actor_of(request)
    actor.require(Right.FOLIOS_POST)
    reservation_id = id_of(request.POST.get("reservation", ""))
    if reservation_id is not None:
        branch = get_reservation(actor, reservation_id, Right.FOLIOS_POST).branch
    else:
        branches = list_branches(actor, Right.FOLIOS_POST)
        here = current_branch(request)
        branch = next((each for each in branches if here and each.id == here.id), branches[0])
    folio = open_folio(
        actor=actor,
        branch=branch,
        reservation_id=reservation_id,
        guest_id=id_of(request.POST.get("guest", "")),
        title=request.POST.get("title", ""),
    )
    return redirect("stays:folio-detail", folio.id)


@require_GET
def folio_detail(request: HttpRequest, folio_id: UUID) -> HttpResponse:
    """A bill: its lines, and the boxes to write on it."""
    return _page(request, get_folio(actor_of(request), folio_id))


@require_GET
def folio_print(request: HttpRequest, folio_id: UUID) -> HttpResponse:
    """The bill on paper (A4)."""
    shown = get_folio(actor_of(request), folio_id)
    return render(request, "stays/folio_print.html", {"shown": shown, "folio": shown.folio})


@require_POST
def folio_act(request: HttpRequest, folio_id: UUID, folio_act: str) -> HttpResponse:
    """Charge, take a payment, settle, put to an account, open again."""
    actor = actor_of(request)
    actor.require(Right.FOLIOS_POST)
    acts = {"post": _post, "pay": _pay, "settle": _settle, "account": _account, "reopen": _reopen}
    if folio_act not in acts:
        raise Http404
    shown = get_folio(actor, folio_id, Right.FOLIOS_POST)
    try:
        said = acts[folio_act](request, folio_id)
    except Invalid as error:
        return _page(request, shown, act=folio_act, errors=error.fields, status=422)
    messages.success(request, said)
    # The next charge is typed where this one was: tabbing goes on from there.
    place = "#id_kind" if folio_act == "post" else ""
    return redirect(reverse("stays:folio-detail", args=[folio_id]) + place)


@require_POST
def line_act(request: HttpRequest, folio_id: UUID, line_id: UUID, line_act: str) -> HttpResponse:
    """Take a line back, or move it to another bill."""
    actor = actor_of(request)
    actor.require(Right.FOLIOS_POST)
    if line_act not in ("void", "transfer"):
        raise Http404
    get_folio(actor, folio_id, Right.FOLIOS_POST)
    try:
        if line_act == "void":
            reason = request.POST.get("reason", "")
            void_line(actor=actor, line_id=line_id, reason=reason, folio_id=folio_id)
            messages.success(request, _("The line is taken back."))
        else:
            target = id_of(request.POST.get("folio", "")) or folio_id
            transfer_line(actor=actor, line_id=line_id, folio_id=target)
            messages.success(request, _("The line is moved."))
    except Invalid as error:
        messages.error(request, " ".join(text for texts in error.fields.values() for text in texts))
    return redirect("stays:folio-detail", folio_id)


def _post(request: HttpRequest, folio_id: UUID) -> str:
    values = _typed(request, POST_TEXTS)
    currency = _currency(request, folio_id)
    problems: dict[str, list[str]] = {}
    price = _money(values["price"], currency, "price", problems) or Money(0, currency)
    charge = Charge(
        kind=values["kind"],
        price=price,
        quantity=int(values["quantity"])
        if values["quantity"].isdecimal() and len(values["quantity"]) < 6
        else 1,
        text=values["text"],
        outlet=values["outlet"],
        tax=_money(values["tax"], currency, "tax", problems),
        service=_money(values["service"], currency, "service", problems),
    )
    if problems:
        raise Invalid("folio_invalid", "", problems)
    line = post_charge(
        actor=actor_of(request), folio_id=folio_id, charge=charge, once=id_of(request.POST.get("once", ""))
    )
    return _("%(amount)s is on the bill.") % {"amount": Money(line.amount, currency)}


def _pay(request: HttpRequest, folio_id: UUID) -> str:
    values = _typed(request, PAY_TEXTS)
    currency = _currency(request, folio_id)
    problems: dict[str, list[str]] = {}
    amount = _money(values["amount"], currency, "amount", problems)
    if amount is None:
        raise Invalid(
            "folio_invalid", "", problems or {"amount": [_("Write an amount such as 680 or 680.50.")]}
        )
    post_payment(
        actor=actor_of(request),
        folio_id=folio_id,
        amount=amount,
        method=values["method"],
        text=values["text"],
        is_refund=request.POST.get("is_refund") == "1",
        once=id_of(request.POST.get("once", "")),
    )
    return _("%(amount)s is noted as paid.") % {"amount": amount}


def _settle(request: HttpRequest, folio_id: UUID) -> str:
    settle_folio(actor=actor_of(request), folio_id=folio_id)
    return _("The bill is settled.")


def _account(request: HttpRequest, folio_id: UUID) -> str:
    values = _typed(request, ACCOUNT_TEXTS)
    company_id = id_of(values["company_id"])
    if company_id is None or not values["company"]:
        raise Invalid("folio_invalid", "", {"company": [_("Choose the company from the list that appears.")]})
    put_to_account(actor=actor_of(request), folio_id=folio_id, company_id=company_id, signer=values["signer"])
    return _("The bill went to the company's account.")


def _reopen(request: HttpRequest, folio_id: UUID) -> str:
    reopen_folio(actor=actor_of(request), folio_id=folio_id)
    return _("The bill is open again.")


def _page(
    request: HttpRequest, shown: FolioShown, *, act: str = "", errors: Any = NO_ERRORS, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    folio = shown.folio
    others = []
    if folio.reservation_id and shown.may_post:
        others = [
            (str(each.folio.id), each.folio.number)
            for each in list_folios(actor, reservation_id=folio.reservation_id)
            if each.is_open and each.folio.id != folio.id
        ]
    owed = shown.balance.text.replace(",", "") if shown.balance and shown.balance.minor > 0 else ""
    typed = _typed(request, (*POST_TEXTS, *PAY_TEXTS, *ACCOUNT_TEXTS)) if act else {}
    context = {
        "shown": shown,
        "folio": folio,
        "others": others,
        "errors": errors,
        "act": act,
        "once": {"charge": uuid7(), "payment": uuid7()},
        "charge": typed if act == "post" else {"quantity": "1"},
        "payment": typed if act == "pay" else {"amount": owed},
        "account": typed if act == "account" else {},
        "kinds": list_choices("charge_kind"),
        "methods": [(code, label) for code, label in list_choices("payment_method") if code != "on_account"],
        "outlets": [
            (each.code, f"{each.code} {each}")
            for each in Outlet.objects.filter(branch=folio.branch, is_closed=False)
        ],
        "columns": [
            {"label": _("Day")},
            {"label": _("What it is")},
            {"label": _("Outlet")},
            {"label": _("Quantity"), "numeric": True},
            {"label": _("Amount"), "numeric": True},
            {"label": _("By")},
            {"label": "", "hidden_label": _("Acts")},
        ],
    }
    return render(request, "stays/folio_detail.html", context, status=status)


def _typed(request: HttpRequest, names: tuple[str, ...]) -> dict[str, str]:
    return {name: " ".join(lines_of(request.POST.get(name, "").replace("\x00", "")))[:200] for name in names}


def _currency(request: HttpRequest, folio_id: UUID) -> str:
    return str(get_folio(actor_of(request), folio_id).folio.currency)


def _money(text: str, currency: str, name: str, problems: dict[str, list[str]]) -> Money | None:
    if not text:
        return None
    found = read_money(text, currency)
    if found is None:
        problems[name] = [_("Write an amount such as 680 or 680.50.")]
    return found
