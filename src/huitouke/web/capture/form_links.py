"""The link of each branch's form: opened, closed, renewed; its code as an image and as a poster."""

from io import BytesIO
from uuid import UUID

import qrcode  # type: ignore[import-untyped]  # ships no types
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.capture.errors import CaptureInvalid, FormClosed
from huitouke.capture.form_models import FormLink
from huitouke.capture.links import close_link, open_link, rotate_link
from huitouke.web.base.requests import actor_of

ACTS = {"open": open_link, "close": close_link, "rotate": rotate_link}


@require_GET
def link_list(request: HttpRequest) -> HttpResponse:
    """The branches that this person looks after, each with its link."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    links = {link.branch_id: link for link in FormLink.objects.all()}
    rows = [
        (branch, links.get(branch.id), _address(request, links.get(branch.id)))
        for branch in list_branches(actor, Right.HOTEL_CONFIGURE)
    ]
    return render(request, "forms/link_list.html", {"rows": rows})


@require_POST
def change_link(request: HttpRequest, branch_id: UUID) -> HttpResponse:
    """Open, close or renew the link of a branch."""
    branch = _branch(request, branch_id)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise CaptureInvalid({"act": [_("There is no such step or field.")]})
    act(actor=actor_of(request), branch=branch)
    messages.success(request, _("Saved."))
    return redirect("forms:link-list")


@require_GET
def qr_image(request: HttpRequest, branch_id: UUID) -> HttpResponse:
    """The code of the link as SVG, dark on nothing."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(_address(request, _link(request, branch_id)))
    written = BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(written)
    return HttpResponse(written.getvalue(), content_type="image/svg+xml")


@require_GET
def poster(request: HttpRequest, branch_id: UUID) -> HttpResponse:
    """A sheet for the wall or the counter, in both languages."""
    link = _link(request, branch_id)
    return render(request, "forms/poster.html", {"branch": link.branch, "address": _address(request, link)})


def _branch(request: HttpRequest, branch_id: UUID) -> Branch:
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE, branch_id)
    return next(each for each in list_branches(actor, Right.HOTEL_CONFIGURE) if each.id == branch_id)


def _link(request: HttpRequest, branch_id: UUID) -> FormLink:
    link = FormLink.objects.select_related("branch").filter(branch=_branch(request, branch_id)).first()
    if link is None:
        raise FormClosed
    return link


def _address(request: HttpRequest, link: FormLink | None) -> str:
    return request.build_absolute_uri(reverse("forms:form", args=[link.token])) if link else ""
