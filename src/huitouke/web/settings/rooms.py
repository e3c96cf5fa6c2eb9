"""Room types and rooms."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.rooms import read_rooms
from huitouke.hotels.models import Room, RoomType
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.hotels.room_queries import (
    MOST,
    RoomFilter,
    find_rooms,
    get_room,
    get_room_type,
    list_room_types,
)
from huitouke.hotels.services import (
    add_room,
    add_room_type,
    change_room,
    change_room_type,
    close_room,
    close_room_type,
    reopen_room,
    reopen_room_type,
    take_rooms,
)
from huitouke.hotels.services.rooms import RoomsTaken
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of
from huitouke.web.base.sheets import sheet
from huitouke.web.guests.words import language_now
from huitouke.web.settings.forms import NO_ERRORS, branch_here, id_of, labels_of, ticked, typed

RIGHT = Right.HOTEL_CONFIGURE
REFUSED_SHOWN = 50
KIND_ACTS = {"close": close_room_type, "reopen": reopen_room_type}
ROOM_ACTS = {"close": close_room, "reopen": reopen_room}


@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """Room types and rooms of the branches that this person may configure."""
    return _page(request)


@require_POST
def room_file(request: HttpRequest) -> HttpResponse:
    """Take in a list of rooms: CSV or a workbook."""
    actor = actor_of(request)
    actor.require(RIGHT)
    file = request.FILES.get("file")
    branch = _branch(actor, request.POST.get("branch", ""))
    if file is None or branch is None:
        return _page(request, file_errors=[_("Choose a file and a branch.")], status=422)
    with tempfile.NamedTemporaryFile() as stored:
        for chunk in file.chunks():
            stored.write(chunk)
        stored.flush()
        try:
            lines = list(read_rooms(Path(stored.name)))
        except UnreadableFile as error:
            return _page(request, file_errors=[error.in_language(language_now())], status=422)
    return _page(request, taken=take_rooms(actor=actor, branch=branch, lines=lines))


@require_GET
def room_export(request: HttpRequest) -> FileResponse:
    """The rooms under the filters of the address, all of them, under headings that a list taken in may have."""
    actor = actor_of(request)
    actor.require(RIGHT)
    found, _count = find_rooms(actor, RIGHT, _chosen(request), limit=None)
    features = label_codes("room_feature")
    rows = (
        [
            room.number,
            str(room.branch),
            room.room_type.code,
            room.floor,
            ", ".join(features.get(code, code) for code in room.features),
        ]
        for room in found
    )
    columns = [column["label"] for column in _room_columns()]
    return sheet(request, "rooms", _("Rooms"), columns, rows)


def _chosen(request: HttpRequest) -> RoomFilter:
    asked = {name: request.GET.get(name, "")[:60] for name in ("branch", "type", "q", "feature")}
    return RoomFilter(
        branch=asked["branch"],
        room_type=asked["type"],
        feature=asked["feature"],
        text=asked["q"],
        include_closed="closed" in request.GET,
    )


def _room_columns() -> list[dict[str, str]]:
    labels = (_("Room no."), _("Branch"), _("Room type"), _("Floor"), _("Features"))
    return [{"label": label} for label in labels]


def _page(
    request: HttpRequest,
    *,
    file_errors: list[str] | None = None,
    taken: RoomsTaken | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    actor.require(RIGHT)
    chosen = _chosen(request)
    found, count = find_rooms(actor, RIGHT, chosen)
    features, beds = label_codes("room_feature"), label_codes("bed")
    kinds = list_room_types(actor, RIGHT, branch=chosen.branch, include_closed=True)
    context = {
        "kinds": [(kind, [beds.get(code, code) for code in kind.beds]) for kind in kinds],
        "rooms": [(room, [features.get(code, code) for code in room.features]) for room in found],
        "count": count,
        "most": MOST,
        "chosen": chosen,
        "is_filtered": chosen != RoomFilter(include_closed=chosen.include_closed),
        "query": request.GET.urlencode(),
        "branches": [(branch.code, str(branch)) for branch in list_branches(actor, RIGHT)],
        "here": _here(request, actor),
        "type_choices": [(kind.code, f"{kind.code} {kind}") for kind in kinds if not kind.is_closed],
        "feature_choices": list_choices("room_feature"),
        "file_errors": file_errors,
        "taken": taken,
        "refused": taken.refused[:REFUSED_SHOWN] if taken else [],
        "kind_columns": [
            {"label": _("Room type")},
            {"label": _("Branch")},
            {"label": _("Area"), "numeric": True},
            {"label": _("Beds")},
            {"label": _("Persons"), "numeric": True},
            {"label": _("Rooms"), "numeric": True},
        ],
        "room_columns": _room_columns(),
    }
    return render(request, "settings/rooms.html", context, status=status)


@require_http_methods(["GET", "POST"])
def room_type_form(request: HttpRequest, room_type_id: UUID | None = None) -> HttpResponse:
    """A room type, new or to be changed."""
    actor = actor_of(request)
    actor.require(RIGHT)
    kind = get_room_type(actor, RIGHT, room_type_id) if room_type_id else None
    values, errors = _kind_values(kind, _here(request, actor)), NO_ERRORS
    beds, facilities = (kind.beds, kind.facilities) if kind else ([], [])
    if request.method == "POST":
        values = typed(request, "branch", "code", "zh", "en", "area", "max_persons")
        beds, facilities = ticked(request, "beds"), ticked(request, "facilities")
        told: dict[str, Any] = {
            "labels": labels_of(values),
            "area": values["area"],
            "beds": beds,
            "facilities": facilities,
        }
        try:
            if kind is None:
                branch = _branch(actor, values["branch"])
                if branch is None:
                    raise Invalid("room_type_invalid", "", {"branch": [_("Choose a branch.")]})
                add_room_type(
                    actor=actor, branch=branch, code=values["code"], max_persons=values["max_persons"], **told
                )
            else:
                change_room_type(actor=actor, room_type_id=kind.id, max_persons=values["max_persons"], **told)
            return redirect("settings:rooms")
        except Invalid as error:
            errors = error.fields
    context = {
        "kind": kind,
        "values": values,
        "errors": errors,
        "beds": _ticks("bed", beds),
        "facilities": _ticks("room_facility", facilities),
        "branches": [(branch.code, str(branch)) for branch in list_branches(actor, RIGHT)],
    }
    return render(request, "settings/room_type_form.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def room_form(request: HttpRequest, room_id: UUID | None = None) -> HttpResponse:
    """A room, new or to be changed."""
    actor = actor_of(request)
    actor.require(RIGHT)
    room = get_room(actor, RIGHT, room_id) if room_id else None
    values, errors = _room_values(room), NO_ERRORS
    features = room.features if room else []
    if request.method == "POST":
        values = typed(request, "number", "room_type", "floor")
        features = ticked(request, "features")
        type_id = id_of(values["room_type"])
        try:
            if room is None:
                kind = get_room_type(actor, RIGHT, type_id) if type_id else None
                if kind is None:
                    raise Invalid("room_invalid", "", {"room_type": [_("Choose a room type.")]})
                add_room(
                    actor=actor,
                    branch=kind.branch,
                    number=values["number"],
                    room_type_id=kind.id,
                    floor=values["floor"],
                    features=features,
                )
            else:
                change_room(
                    actor=actor,
                    room_id=room.id,
                    room_type_id=type_id,
                    floor=values["floor"],
                    features=features,
                )
            return redirect("settings:rooms")
        except Invalid as error:
            errors = error.fields
    kinds = list_room_types(actor, RIGHT, branch=room.branch.code if room else "")
    context = {
        "room": room,
        "values": values,
        "errors": errors,
        "features": _ticks("room_feature", features),
        "kinds": [(str(kind.id), f"{kind.branch.code} · {kind.code} {kind}") for kind in kinds],
    }
    return render(request, "settings/room_form.html", context, status=422 if errors else 200)


@require_POST
def room_type_act(request: HttpRequest, room_type_id: UUID, act: str) -> HttpResponse:
    """Close a room type, or open it again."""
    if act not in KIND_ACTS:
        raise Http404
    KIND_ACTS[act](actor=actor_of(request), room_type_id=room_type_id)
    return redirect("settings:rooms")


@require_POST
def room_act(request: HttpRequest, room_id: UUID, act: str) -> HttpResponse:
    """Close a room, or open it again."""
    if act not in ROOM_ACTS:
        raise Http404
    ROOM_ACTS[act](actor=actor_of(request), room_id=room_id)
    return redirect("settings:rooms")


def _branch(actor: Actor, code: str) -> Branch | None:
    return next((branch for branch in list_branches(actor, RIGHT) if branch.code == code), None)


def _here(request: HttpRequest, actor: Actor) -> str:
    return branch_here(request, list_branches(actor, RIGHT))


def _ticks(table: str, chosen: list[str]) -> list[tuple[str, str, bool]]:
    """Code, words and whether it is ticked; what is chosen and closed by now stays to be seen."""
    offered = list_choices(table)
    known = {code for code, _words in offered}
    words = label_codes(table)
    offered += [(code, words.get(code, code)) for code in chosen if code not in known]
    return [(code, label, code in chosen) for code, label in offered]


def _kind_values(kind: RoomType | None, branch: str) -> dict[str, str]:
    if kind is None:
        return {"branch": branch, "max_persons": "2"}
    return {
        "branch": kind.branch.code,
        "code": kind.code,
        **kind.labels,
        "area": f"{kind.area.normalize():f}" if kind.area else "",
        "max_persons": str(kind.max_persons),
    }


def _room_values(room: Room | None) -> dict[str, str]:
    if room is None:
        return {}
    return {"number": room.number, "room_type": str(room.room_type_id), "floor": room.floor}
