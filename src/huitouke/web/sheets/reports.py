"""How many promises were kept: by branch and by the post that was to prepare them."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.stays.promised import Kept, keeping_rates
from huitouke.stays.sheets import list_sheet_branches
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.sheets.words import post_word

PERIODS: Final = (7, 30, 90, 365)


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """The keeping rate of stays that came within the last days."""
    actor = actor_of(request)
    actor.require(Right.STAYS_VIEW)
    sent = request.GET.get("days", "")
    days = int(sent) if sent in map(str, PERIODS) else PERIODS[1]
    until = business_date(request)
    branches = list_sheet_branches(actor)
    by_branch, by_post = keeping_rates(actor, branches, until - timedelta(days=days - 1), until)
    columns: list[dict[str, Any]] = [
        {"label": _("Whose")},
        *(
            {"label": label, "numeric": True}
            for label in (
                _("Asked"),
                _("Kept"),
                _("of them given"),
                _("Not possible"),
                _("Not kept"),
                _("Kept, %"),
            )
        ),
    ]
    whole: list[tuple[str, list[tuple[str, Kept]]]] = [
        (_("By branch"), [(str(each), by_branch[each.id]) for each in branches if each.id in by_branch]),
        (_("By post"), [(post_word(each.key), each) for each in by_post]),
    ]
    context = {
        "days": days, "periods": PERIODS, "columns": columns, "tables": [pair for pair in whole if pair[1]],
    }  # fmt: skip
    return render(request, "sheets/promises.html", context)
