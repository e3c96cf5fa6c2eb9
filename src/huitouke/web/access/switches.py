"""Parts of the product that this group does without."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.services import set_switch
from huitouke.access.switches import described
from huitouke.web.base.requests import actor_of


@require_GET
def switch_list(request: HttpRequest) -> HttpResponse:
    """What may be switched off, and what is."""
    actor_of(request).require_group(Right.SYSTEM_MANAGE)
    return render(request, "access/switch_list.html", {"switches": described()})


@require_POST
def turn(request: HttpRequest, code: str) -> HttpResponse:
    """Switch one part on or off."""
    is_on = request.POST.get("on") == "1"
    set_switch(actor=actor_of(request), code=code, is_on=is_on)
    messages.success(request, _("Switched on.") if is_on else _("Switched off. What it keeps stays."))
    return redirect("access:switch-list")
