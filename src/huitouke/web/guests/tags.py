"""The tags, under the settings: their words, colours and groups, how many hold each, and the rules that give them."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.guests.choices import TagColour
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.errors import TagInUse, TagInvalid, TagNotFound, ViewNotFound
from huitouke.guests.events import PROFILES_CHANGED
from huitouke.guests.models import Tag, TagGroup, TagRule
from huitouke.guests.queries import names_of
from huitouke.guests.saved_views import conditions_of, get_view, list_views
from huitouke.guests.services.profiles import locked_tag
from huitouke.guests.services.tag_rules import drop_rule, foresee_rule, rule_words, save_rule
from huitouke.guests.services.tags import (
    add_lifecycle,
    close_tag,
    remove_tag,
    save_tag,
    save_tag_group,
)
from huitouke.guests.tag_queries import list_tags
from huitouke.identity.acts import give_joining
from huitouke.identity.errors import BulkInvalid
from huitouke.kernel.errors import DomainError, Invalid
from huitouke.web.base.requests import actor_of, part
from huitouke.web.base.undoing import can_undo
from huitouke.web.guests.face import GUESTS
from huitouke.web.lists.bulk import act_words

FIELDS: Final = ("name", "description", "colour", "group", "sort")
EMPTY: Final = dict.fromkeys(FIELDS, "")


@require_http_methods(["GET", "POST"])
def tag_list(request: HttpRequest) -> HttpResponse:
    """Every tag with its use; below, the form of a new one."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    typed, errors = dict(EMPTY), {}
    if request.method == "POST":
        typed = _typed(request)
        try:
            tag = _save(request, None, typed)
        except TagInvalid as error:
            errors = error.fields
        else:
            messages.success(request, _("Saved."))
            return redirect("guests:tag-edit", tag.id)
    context = {
        "tags": list_tags(actor),
        "columns": [
            {"label": _("Tag")},
            {"label": _("Group")},
            {"label": _("Given")},
            {"label": _("Guests"), "numeric": True},
        ],
        "has_groups": TagGroup.objects.exists(),
        **_form(typed, errors),
    }
    return render(request, "guests/tag_list.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def tag_edit(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """One tag: its words, its rule, joining it to another, closing it."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    typed: dict[str, str] = {
        "name": tag.name,
        "description": tag.description,
        "colour": tag.colour,
        "group": tag.group.code if tag.group else "",
        "sort": str(tag.sort),
    }
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = _typed(request)
        try:
            _save(request, tag_id, typed)
        except TagInvalid as error:
            errors = error.fields
        else:
            messages.success(request, _("Saved."))
            return redirect("guests:tag-edit", tag_id)
    mine, shared = list_views(actor)
    rule = TagRule.objects.filter(tag=tag).first()
    context = {
        "tag": tag,
        "rule": rule,
        "rule_words": rule_words(rule) if rule else "",
        "held": tag.guest_tags.count(),
        "views": [*mine, *shared],
        "others": Tag.objects.filter(is_closed=False, rule=None).exclude(id=tag.id),
        **_form(typed, errors),
    }
    return render(request, "guests/tag_edit.html", context, status=422 if errors else 200)


@require_POST
def foresee(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """What the conditions of a view would do as the rule of the tag."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    locked_tag(tag_id)
    try:
        view = get_view(actor, _id(request, "view"), GUEST)
        seen = foresee_rule(actor=actor, tag_id=tag_id, conditions=conditions_of(view))
    except (Invalid, ViewNotFound) as error:
        return part(request, "guests/_tag_rule.html", {"problem": _all(error)}, status=422)
    names = names_of(actor, [*seen.gain_ids, *seen.lose_ids])
    context = {
        "tag_id": tag_id,
        "view": view,
        "words": rule_words(TagRule(conditions=view.conditions)),
        "seen": seen,
        "gaining": [names[each] for each in seen.gain_ids if each in names],
        "losing": [names[each] for each in seen.lose_ids if each in names],
    }
    return part(request, "guests/_tag_rule.html", context)


@require_POST
def rule_save(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Let the conditions of a view be the rule of the tag."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    locked_tag(tag_id)
    try:
        view = get_view(actor, _id(request, "view"), GUEST)
        save_rule(actor=actor, tag_id=tag_id, conditions=conditions_of(view))
    except (Invalid, ViewNotFound) as error:
        messages.error(request, _all(error))
    else:
        messages.success(request, _("The rule holds, and was followed at once."))
    return redirect("guests:tag-edit", tag_id)


@require_POST
def rule_drop(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Take the rule off; the tag stays with those who hold it, or goes from them."""
    try:
        drop_rule(actor=actor_of(request), tag_id=tag_id, keeps_tag=request.POST.get("keep") == "1")
    except Invalid as error:
        messages.error(request, _all(error))
    else:
        messages.success(request, _("The rule is gone; the tag is given by hand now."))
    return redirect("guests:tag-edit", tag_id)


@require_POST
def tag_close(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Offer a tag no longer, or again."""
    closed = request.POST.get("is_closed") == "1"
    try:
        close_tag(actor=actor_of(request), tag_id=tag_id, is_closed=closed)
    except TagInvalid as error:
        messages.error(request, _all(error))
        return redirect("guests:tag-edit", tag_id)
    messages.success(request, _("Closed: it is no longer offered.") if closed else _("Open again."))
    return redirect("guests:tag-edit", tag_id)


@require_POST
def tag_remove(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Remove a tag that nobody holds."""
    try:
        remove_tag(actor=actor_of(request), tag_id=tag_id)
    except TagInUse as error:
        messages.error(request, error.message)
        return redirect("guests:tag-edit", tag_id)
    messages.success(request, _("Removed."))
    return redirect("guests:tag-list")


@require_POST
def tag_join(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Join a tag to another: whoever holds it holds the other instead, and it closes. Undone for a week."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    locked_tag(tag_id)
    try:
        act = give_joining(actor=actor, tag_id=tag_id, into_id=_id(request, "into"))
    except (BulkInvalid, TagInvalid, TagNotFound) as error:
        messages.error(request, _all(error))
        return redirect("guests:tag-edit", tag_id)
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
        return redirect("guests:bulk-act", act.id)
    messages.success(request, act_words(act, GUESTS), extra_tags=f"undo:{undo}")
    return redirect("guests:tag-list")


@require_POST
def lifecycle(request: HttpRequest) -> HttpResponse:
    """Put the stages of a guest's life among the tags."""
    add_lifecycle(actor=actor_of(request))
    messages.success(request, _("The stages are there. Each waits for stays, or for a rule of your own."))
    return redirect("guests:tag-list")


@require_POST
def group_save(request: HttpRequest) -> HttpResponse:
    """Make a group of tags, or say whether it is exclusive."""
    try:
        save_tag_group(
            actor=actor_of(request),
            code=request.POST.get("code", "").replace("\x00", ""),
            labels={name: request.POST.get(name, "").replace("\x00", "") for name in ("zh", "en")},
            is_exclusive="is_exclusive" in request.POST,
        )
    except Invalid as error:
        messages.error(request, _all(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("guests:tag-list")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\x00", "").strip() for name in FIELDS}


def _save(request: HttpRequest, tag_id: UUID | None, typed: dict[str, str]) -> Tag:
    place = typed["sort"] or "0"
    return save_tag(
        actor=actor_of(request),
        tag_id=tag_id,
        name=typed["name"],
        description=typed["description"],
        colour=typed["colour"],
        group=typed["group"],
        sort=int(place)
        if place.lstrip("-").isascii() and place.lstrip("-").isdigit() and len(place) < 6
        else 9_999,
    )


def _form(typed: dict[str, str], errors: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "typed": typed,
        "errors": errors,
        "colours": TagColour.choices,
        "groups": [(group.code, str(group), group.is_exclusive) for group in TagGroup.objects.all()],
    }


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return UUID(int=0)


def _all(error: DomainError) -> str:
    fields = error.fields if isinstance(error, Invalid) else {}
    return " ".join(text for texts in fields.values() for text in texts) or error.message
