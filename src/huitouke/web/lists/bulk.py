"""Acts on the rows that are ticked, or on all that the list means: chosen in a dialog, told in a toast with undo."""

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
from huitouke.access.queries import list_colleagues
from huitouke.connectors.files.exported import EXPORTED
from huitouke.guests.company_choices import CompanyKind
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.errors import TagInvalid
from huitouke.guests.queries import list_tag_names
from huitouke.identity.acts import give_act, take_act_back
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.choices import BulkKind, BulkState
from huitouke.identity.errors import BulkActNotFound, BulkInvalid
from huitouke.identity.services.bulk_acts import UNDO_LIFE, get_act
from huitouke.identity.services.bulk_grounds import GROUNDS
from huitouke.kernel import clock
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part, wants_part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.lists.chosen import Chosen, NobodyMeant, read_chosen
from huitouke.web.lists.exporting import send_file
from huitouke.web.lists.faces import Face

EXPORT: Final = "export"
TITLES: Final = {
    BulkKind.ADD_TAG.value: gettext_lazy("Add a tag"),
    BulkKind.REMOVE_TAG.value: gettext_lazy("Take a tag away"),
    BulkKind.ASSIGN.value: gettext_lazy("Assign a follow-up person"),
    BulkKind.ADD_KIND.value: gettext_lazy("Add a kind"),
    BulkKind.REMOVE_KIND.value: gettext_lazy("Take a kind away"),
    BulkKind.CLOSE.value: gettext_lazy("Work with them no longer"),
    BulkKind.REOPEN.value: gettext_lazy("Work with them again"),
    EXPORT: gettext_lazy("Export"),
}
ICONS: Final = {
    BulkKind.ADD_TAG.value: "tag",
    BulkKind.REMOVE_TAG.value: "close",
    BulkKind.ASSIGN.value: "user",
    BulkKind.ADD_KIND.value: "tag",
    BulkKind.REMOVE_KIND.value: "close",
    BulkKind.CLOSE.value: "lock",
    BulkKind.REOPEN.value: "undo",
    EXPORT: "download",
}
FORMS: Final = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("vcf", "vCard"))


def bar_of(request: HttpRequest, chosen: Chosen) -> dict[str, Any] | None:
    """What the bar of the list offers for picked rows; None for who may do nothing with them."""
    actor, face = actor_of(request), chosen.face
    acts = [
        {
            "label": TITLES[kind],
            "icon": ICONS[kind],
            "url": f"{reverse(face.at['bulk_dialog'], args=[kind])}?{chosen.query}",
        }
        for kind in _kinds(face)
        if actor.has_right(_right(face, kind)) and kind != _idle(chosen)
    ]
    acts += face.more_acts(actor)
    return {"acts": acts} if acts else None


def _kinds(face: Face) -> list[str]:
    return [*(kind.value for kind in GROUNDS[face.subject].kinds), EXPORT]


def _right(face: Face, kind: str) -> Right:
    return EXPORTED[face.export_kind].right if kind == EXPORT else GROUNDS[face.subject].right


def _idle(chosen: Chosen) -> str:
    """The act that the list itself makes idle: closing where all are closed, opening where none is."""
    said = {row.op for _place, row in chosen.conditions.rows() if row.field == "closed"}
    if chosen.face.subject != COMPANY or len(said) != 1:
        return ""
    return BulkKind.CLOSE.value if said == {"yes"} else BulkKind.REOPEN.value


@require_POST
def dialog(request: HttpRequest, face: Face, bulk_kind: str) -> HttpResponse:
    """What is to be done with the rows picked, in the shared dialog."""
    if bulk_kind not in _kinds(face):
        raise Http404
    actor_of(request).require(_right(face, bulk_kind))
    return _dialog(request, face, bulk_kind, {})


def _dialog(
    request: HttpRequest, face: Face, kind: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    actor, chosen = actor_of(request), read_chosen(request, face)
    picked = _picked(request)
    tally = chosen.question(request).tally() if picked is None else Tally(len(picked), is_exact=True)
    context = {
        "face": face,
        "kind": kind,
        "title": TITLES[kind],
        "count": face.counted(tally),
        "picked": picked,
        "query": chosen.query,
        "tags": list_tag_names(actor) if kind in (BulkKind.ADD_TAG, BulkKind.REMOVE_TAG) else [],
        "company_kinds": CompanyKind.choices if kind in (BulkKind.ADD_KIND, BulkKind.REMOVE_KIND) else [],
        "people": list_colleagues(actor, _right(face, kind)) if kind == BulkKind.ASSIGN else [],
        "me": request.user.get_username(),
        "forms": FORMS,
        "typed": {name: request.POST.get(name, "") for name in ("tag", "login", "company_kind")},
        "errors": {},
        **more,
    }
    return part(request, "lists/bulk_dialog.html", context, status=status)


@require_POST
def start(request: HttpRequest, face: Face, bulk_kind: str) -> HttpResponse:
    """Do it; a long act opens its page, a short one is told in a toast with undo."""
    if bulk_kind not in GROUNDS[face.subject].kinds:
        raise Http404
    try:
        act = give_act(
            actor=actor_of(request),
            kind=bulk_kind,
            chosen=_chosen(request, face),
            today=business_date(request),
            tag_name=request.POST.get("tag", ""),
            login=request.POST.get("login", ""),
            subject=face.subject,
            company_kind=request.POST.get("company_kind", ""),
        )
    except (BulkInvalid, TagInvalid) as error:
        return _dialog(request, face, bulk_kind, {"errors": error.fields}, status=422)
    undo = can_undo(
        request,
        GROUNDS[face.subject].changed,
        face.at["bulk_undo"],
        act.id,
        subject_kind="bulk_act",
        subject_id=act.id,
        number=act.total,
    )
    if not act.is_over:
        return go_to(reverse(face.at["bulk_act"], args=[act.id]))
    messages.success(request, act_words(act, face), extra_tags=f"undo:{undo}" if act.changed else "")
    return go_to(read_chosen(request, face).list_url())


@require_POST
def export_picked(request: HttpRequest, face: Face) -> HttpResponseBase:
    """The rows picked as a file; all that the list means go the way of the list's own export."""
    actor_of(request).require(_right(face, EXPORT))
    form = request.POST.get("as", "")
    picked = _picked(request)
    if picked is None:
        query = read_chosen(request, face).query
        return redirect(f"{reverse(face.export_name)}?{query}{'&' if query else ''}as={form}")
    return send_file(request, face, form, only=picked)


@require_GET
def act_detail(request: HttpRequest, face: Face, act_id: UUID) -> HttpResponse:
    """How far an act is; then what it came to, and undoing it."""
    return render(request, "lists/bulk_act.html", _context(_act(request, face, act_id), face))


@require_GET
def progress(request: HttpRequest, face: Face, act_id: UUID) -> HttpResponse:
    """The bar of an act that goes on; opens its page when it is over."""
    act = _act(request, face, act_id)
    if act.is_over:
        return go_to(reverse(face.at["bulk_act"], args=[act.id]))
    return part(request, "lists/_bulk_progress.html", _context(act, face))


def _act(request: HttpRequest, face: Face, act_id: UUID) -> BulkAct:
    """An act of the reader's own on this list."""
    act = get_act(actor_of(request), act_id)
    if act.subject != face.subject:
        raise BulkActNotFound
    return act


@require_POST
@undoes
def undo(request: HttpRequest, face: Face, act_id: UUID) -> HttpResponse:
    """Take an act back, from its page, its toast or the drawer."""
    act = take_act_back(actor=actor_of(request), act_id=_act(request, face, act_id).id)
    page = reverse(face.at["bulk_act"], args=[act.id])
    if act.is_over:
        messages.success(request, undone_words(act, face))
    if not wants_part(request):
        return redirect(page)
    if not act.is_over:
        return go_to(page)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _context(act: BulkAct, face: Face) -> dict[str, Any]:
    is_undoing = act.state == BulkState.UNDOING
    may_undo = (
        act.state in (BulkState.DONE, BulkState.FAILED)
        and act.changed > 0
        and act.made_at >= clock.now() - UNDO_LIFE
    )
    return {
        "face": face,
        "act": act,
        "title": title_words(act),
        "said": undone_words(act, face) if act.state == BulkState.UNDONE else act_words(act, face),
        "label": _("Being undone") if is_undoing else _("Under way"),
        "note": face.words.done_so_far % {"done": f"{act.dealt_with:,}", "total": f"{_total(act):,}"},
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
    if act.kind in (BulkKind.ADD_KIND, BulkKind.REMOVE_KIND):
        kind = {"kind": CompanyKind(act.company_kind).label}
        is_given = act.kind == BulkKind.ADD_KIND
        return (_("Add the kind “%(kind)s”") if is_given else _("Take the kind “%(kind)s” away")) % kind
    if act.kind in (BulkKind.CLOSE, BulkKind.REOPEN):
        return str(TITLES[act.kind])
    if act.person:
        return _("Followed up by %(who)s") % {"who": act.person}
    return _("No follow-up person any more")


def act_words(act: BulkAct, face: Face) -> str:
    """What an act came to: how many were changed, were so already, are not the author's to change."""
    outcome = face.changed(act.changed) % {"count": f"{act.changed:,}"}
    pieces = [_("%(act)s: %(outcome)s") % {"act": title_words(act), "outcome": outcome}]
    if act.unchanged:
        pieces.append(_("%(count)s were so already") % {"count": f"{act.unchanged:,}"})
    if act.left_out:
        pieces.append(_("%(count)s are not yours to change") % {"count": f"{act.left_out:,}"})
    return pgettext("between parts of a sentence", "; ").join(pieces) + pgettext("end of a sentence", ".")


def undone_words(act: BulkAct, face: Face) -> str:
    """What undoing came to; what was changed since stays so."""
    text = face.undone(act.undone) % {"count": f"{act.undone:,}"}
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


def _chosen(request: HttpRequest, face: Face) -> Conditions | list[UUID]:
    picked = _picked(request)
    if picked is not None:
        return picked
    try:
        return read_chosen(request, face, is_strict=True).conditions
    except NobodyMeant:
        return []
