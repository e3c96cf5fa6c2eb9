"""Acts on the guests who are ticked, or on all whom the list means: chosen in a dialog, told in a toast with undo."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.guests.errors import TagInvalid
from huitouke.guests.events import PROFILES_CHANGED
from huitouke.guests.queries import list_tag_names
from huitouke.identity.acts import give_act, take_act_back
from huitouke.identity.choices import GIVEN_IN_THE_LIST, BulkKind, BulkState
from huitouke.identity.errors import BulkInvalid
from huitouke.identity.models import BulkAct
from huitouke.identity.services.bulk_acts import UNDO_LIFE, get_act
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part, wants_part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.guests.face import GUESTS
from huitouke.web.lists.chosen import Chosen, NobodyMeant, read_chosen
from huitouke.web.lists.exporting import send_file

EXPORT: Final = "export"
TITLES: Final = {
    BulkKind.ADD_TAG.value: gettext_lazy("Add a tag"),
    BulkKind.REMOVE_TAG.value: gettext_lazy("Take a tag away"),
    BulkKind.ASSIGN.value: gettext_lazy("Assign a follow-up person"),
    EXPORT: gettext_lazy("Export"),
}
FORMS: Final = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("vcf", "vCard"))


def bar_of(request: HttpRequest, chosen: Chosen) -> dict[str, Any] | None:
    """What the bar of the list offers for picked guests; None for who may do nothing with them."""
    actor = actor_of(request)
    icons = {
        BulkKind.ADD_TAG.value: "tag",
        BulkKind.REMOVE_TAG.value: "close",
        BulkKind.ASSIGN.value: "user",
        EXPORT: "download",
    }
    rights = {EXPORT: Right.GUESTS_EXPORT}
    acts = [
        {
            "label": title,
            "icon": icons[kind],
            "url": f"{reverse('guests:bulk-dialog', args=[kind])}?{chosen.query}",
        }
        for kind, title in TITLES.items()
        if actor.has_right(rights.get(kind, Right.GUESTS_EDIT))
    ]
    return {"acts": acts} if acts else None


@require_POST
def dialog(request: HttpRequest, bulk_kind: str) -> HttpResponse:
    """What is to be done with the guests picked, in the shared dialog."""
    if bulk_kind not in TITLES:
        raise Http404
    actor_of(request).require(Right.GUESTS_EXPORT if bulk_kind == EXPORT else Right.GUESTS_EDIT)
    return _dialog(request, bulk_kind, {})


def _dialog(request: HttpRequest, kind: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    actor, chosen = actor_of(request), read_chosen(request, GUESTS)
    picked = _picked(request)
    if picked is None:
        count = GUESTS.counted(chosen.question(request).tally())
    else:
        count = ngettext("%(count)s guest", "%(count)s guests", len(picked)) % {"count": f"{len(picked):,}"}
    context = {
        "kind": kind,
        "title": TITLES[kind],
        "count": count,
        "picked": picked,
        "query": chosen.query,
        "tags": list_tag_names(actor) if kind in (BulkKind.ADD_TAG, BulkKind.REMOVE_TAG) else [],
        "people": User.objects.filter(is_active=True).order_by("username") if kind == BulkKind.ASSIGN else [],
        "me": request.user.get_username(),
        "forms": FORMS,
        "typed": {"tag": request.POST.get("tag", ""), "login": request.POST.get("login", "")},
        "errors": {},
        **more,
    }
    return part(request, "guests/bulk_dialog.html", context, status=status)


@require_POST
def start(request: HttpRequest, bulk_kind: str) -> HttpResponse:
    """Do it; a long act opens its page, a short one is told in a toast with undo."""
    if bulk_kind not in GIVEN_IN_THE_LIST:
        raise Http404
    try:
        act = give_act(
            actor=actor_of(request),
            kind=bulk_kind,
            chosen=_chosen(request),
            today=business_date(request),
            tag_name=request.POST.get("tag", ""),
            login=request.POST.get("login", ""),
        )
    except (BulkInvalid, TagInvalid) as error:
        return _dialog(request, bulk_kind, {"errors": error.fields}, status=422)
    undo = can_undo(
        request,
        PROFILES_CHANGED,
        "guests:bulk-undo",
        act.id,
        subject_kind="bulk_act",
        subject_id=act.id,
        number=act.total,
    )
    if not act.is_over:
        return go_to(reverse("guests:bulk-act", args=[act.id]))
    messages.success(request, act_words(act), extra_tags=f"undo:{undo}" if act.changed else "")
    return go_to(read_chosen(request, GUESTS).list_url())


@require_POST
def export_picked(request: HttpRequest) -> HttpResponseBase:
    """The guests picked as a file; all whom the list means go the way of the list's own export."""
    actor_of(request).require(Right.GUESTS_EXPORT)
    form = request.POST.get("as", "")
    picked = _picked(request)
    if picked is None:
        query = read_chosen(request, GUESTS).query
        return redirect(f"{reverse('guests:guest-export')}?{query}{'&' if query else ''}as={form}")
    return send_file(request, GUESTS, form, only=picked)


@require_GET
def act_detail(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """How far an act is; then what it came to, and undoing it."""
    return render(request, "guests/bulk_act.html", _context(get_act(actor_of(request), act_id)))


@require_GET
def progress(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """The bar of an act that goes on; opens its page when it is over."""
    act = get_act(actor_of(request), act_id)
    if act.is_over:
        return go_to(reverse("guests:bulk-act", args=[act.id]))
    return part(request, "guests/_bulk_progress.html", _context(act))


@require_POST
@undoes
def undo(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """Take an act back, from its page, its toast or the drawer."""
    act = take_act_back(actor=actor_of(request), act_id=act_id)
    page = reverse("guests:bulk-act", args=[act.id])
    if act.is_over:
        messages.success(request, undone_words(act))
    if not wants_part(request):
        return redirect(page)
    if not act.is_over:
        return go_to(page)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _context(act: BulkAct) -> dict[str, Any]:
    is_undoing = act.state == BulkState.UNDOING
    may_undo = (
        act.state in (BulkState.DONE, BulkState.FAILED)
        and act.changed > 0
        and act.made_at >= clock.now() - UNDO_LIFE
    )
    return {
        "act": act,
        "title": title_words(act),
        "said": undone_words(act) if act.state == BulkState.UNDONE else act_words(act),
        "label": _("Being undone") if is_undoing else _("Under way"),
        "note": _("%(done)s of %(total)s guests. You may close this page.")
        % {"done": f"{act.dealt_with:,}", "total": f"{_total(act):,}"},
        "value": act.dealt_with,
        "total": _total(act),
        "may_undo": may_undo,
        "undo_until": act.made_at + UNDO_LIFE,
    }


def _total(act: BulkAct) -> int:
    return act.changed if act.state == BulkState.UNDOING else act.total


def title_words(act: BulkAct) -> str:
    """The act in a few words: what was given or taken."""
    tag = {"tag": act.tag.name if act.tag else _("a tag that is gone")}
    if act.kind == BulkKind.ADD_TAG:
        return _("Add the tag “%(tag)s”") % tag
    if act.kind == BulkKind.REMOVE_TAG:
        return _("Take the tag “%(tag)s” away") % tag
    if act.kind == BulkKind.JOIN:
        return _("Join the tag “%(tag)s” to “%(into)s”") % {**tag, "into": act.into.name if act.into else "…"}
    if act.person:
        return _("Followed up by %(who)s") % {"who": act.person}
    return _("No follow-up person any more")


def act_words(act: BulkAct) -> str:
    """What an act came to: how many guests were changed, were so already, are not the author's to change."""
    changed = ngettext("%(count)s guest changed", "%(count)s guests changed", act.changed)
    outcome = changed % {"count": f"{act.changed:,}"}
    pieces = [_("%(act)s: %(outcome)s") % {"act": title_words(act), "outcome": outcome}]
    if act.unchanged:
        pieces.append(_("%(count)s were so already") % {"count": f"{act.unchanged:,}"})
    if act.left_out:
        pieces.append(_("%(count)s are not yours to change") % {"count": f"{act.left_out:,}"})
    return pgettext("between parts of a sentence", "; ").join(pieces) + pgettext("end of a sentence", ".")


def undone_words(act: BulkAct) -> str:
    """What undoing came to; who was changed since stays so."""
    words = ngettext("Undone for %(count)s guest", "Undone for %(count)s guests", act.undone)
    text = words % {"count": f"{act.undone:,}"}
    if act.kept:
        kept = ngettext(
            "%(count)s stays: changed since, or not yours any more",
            "%(count)s stay: changed since, or not yours any more",
            act.kept,
        )
        text += pgettext("between parts of a sentence", "; ") + kept % {"count": f"{act.kept:,}"}
    return text + pgettext("end of a sentence", ".")


def _picked(request: HttpRequest) -> list[UUID] | None:
    """The ids ticked; None where all whom the list means are."""
    if request.POST.get("everyone") == "1":
        return None
    try:
        return list(dict.fromkeys(UUID(text) for text in request.POST.getlist("picked")))
    except ValueError:
        return []


def _chosen(request: HttpRequest) -> Conditions | list[UUID]:
    picked = _picked(request)
    if picked is not None:
        return picked
    try:
        return read_chosen(request, GUESTS, is_strict=True).conditions
    except NobodyMeant:
        return []
