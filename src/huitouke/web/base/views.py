"""Pages of no context, and the choice of the branch."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from huitouke.web.base.context import BRANCH_KEY, current_branch, keep_zone, visible_branches


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 once this process can reach its database: what `serve` and a load balancer wait for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def choose_branch(request: HttpRequest) -> HttpResponse:
    """Work in another branch from now on; one that this person may not see is passed over."""
    code = request.POST.get("branch", "")
    if any(branch.code == code for branch in visible_branches(request)):
        request.session[BRANCH_KEY] = code
        keep_zone(request, current_branch(request))
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    # `redirect` would take a word without a slash for the name of an address.
    return HttpResponseRedirect(back)
