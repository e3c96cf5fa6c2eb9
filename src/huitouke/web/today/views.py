"""The page of the day: each post sees its own blocks first."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huitouke.access.choices import Right
from huitouke.guests.today import GuestLines
from huitouke.web.base.context import business_date, current_branch, waiting_forms
from huitouke.web.base.duty import role_of
from huitouke.web.base.requests import actor_of
from huitouke.web.today.block import Block, Figure, Moment
from huitouke.web.today.blocks import blocks_of

FIGURES = 4
"""Numbers of the top row: those of the post's own blocks come first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A block that was read, as the page shows it."""

    template: str
    context: dict[str, Any]


def today(request: HttpRequest) -> HttpResponse:
    """The blocks of this person's post in the branch of the top bar, then those for everybody."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    branch = current_branch(request)
    username = request.user.get_username()
    moment = Moment(
        actor,
        username,
        role_of(request, actor, branch),
        branch,
        business_date(request),
        GuestLines(actor),
        partial(waiting_forms, request),
    )
    first, below = blocks_of(moment)
    figures: list[Figure] = []
    main: list[Shown] = []
    aside: list[Shown] = []
    for block in [*first, *below]:
        shown, found = _read(block, moment, is_first=block in first)
        figures += found
        if shown is not None:
            (aside if block.is_aside else main).append(shown)
    context = {
        "day": moment.day,
        "branch": branch,
        "figures": figures[:FIGURES],
        "main": main,
        "aside": aside,
        "may_edit": actor.has_right(Right.GUESTS_EDIT),
    }
    return render(request, "today/today.html", context)


def _read(block: Block, moment: Moment, *, is_first: bool) -> tuple[Shown | None, tuple[Figure, ...]]:
    """A block and its figures; nothing of one that has nothing to tell, where such a one is left out."""
    read = block.read(moment)
    stays = block.when_empty == "stays" or (block.when_empty == "own" and is_first)
    if read.is_empty and not stays:
        return None, ()
    return Shown(block.template, read.context), read.figures
