"""The duty of a login: post, shift and outlet, chosen once a business date and kept in the session, so that every
save says where it was typed without anybody typing it."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from huitouke.access.actors import Actor, Duty
from huitouke.access.choices import ROLES, Shift
from huitouke.access.models import Assignment, Branch
from huitouke.kernel import clock

KEY = "duty"
PLACE_LIMIT = 60
SHIFT_HOURS = ((6, Shift.MORNING), (14, Shift.MIDDLE), (22, Shift.NIGHT))
"""From which hour of the branch's clock a shift is proposed; before the first it is the night's."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the session keeps: the duty, the day and branch it is for, and whether its owner said yes to it."""

    role: str
    shift: str
    place: str
    branch: str
    branch_id: str
    day: str
    is_confirmed: bool = False


def kept_duty(request: HttpRequest) -> Kept | None:
    """What the session keeps, if anything."""
    stored: Any = request.session.get(KEY)
    return Kept(**stored) if stored else None


def duty_of(request: HttpRequest) -> Duty | None:
    """The duty under which this request is made. No query."""
    kept = kept_duty(request)
    return Duty(kept.role, kept.shift, UUID(kept.branch_id), kept.place) if kept and kept.role else None


def begin_duty(request: HttpRequest, actor: Actor, branch: Branch) -> str:
    """The duty in words, for the top bar. The first page of a business date or of a branch begins a new one: with
    the post held there, and the shift of the assignment, else of the clock."""
    kept = _current_duty(request, actor, branch)
    return words_of(kept.role, kept.shift, kept.place)


def role_of(request: HttpRequest, actor: Actor, branch: Branch | None) -> str:
    """The post at which this request is made: that of the duty, else the first that is held; "" for none."""
    if branch is not None:
        return _current_duty(request, actor, branch).role
    return next((post.role for post in actor.posts), "")


def _current_duty(request: HttpRequest, actor: Actor, branch: Branch) -> Kept:
    kept = kept_duty(request)
    if kept is None or kept.day != branch.business_date.isoformat() or kept.branch != branch.code:
        kept = proposed_duty(request, actor, branch)
        keep_duty(request, kept)
    return kept


def proposed_duty(request: HttpRequest, actor: Actor, branch: Branch) -> Kept:
    """The duty that a login probably has today."""
    roles = roles_at(actor, branch)
    role = roles[0] if roles else ""
    return Kept(
        role=role,
        shift=_assigned_shift(actor, branch, role) or shift_by_clock(branch),
        place="",
        branch=branch.code,
        branch_id=str(branch.id),
        day=branch.business_date.isoformat(),
    )


def keep_duty(request: HttpRequest, kept: Kept) -> None:
    """Put a duty into the session."""
    request.session[KEY] = asdict(kept)


def roles_at(actor: Actor, branch: Branch) -> list[str]:
    """The posts that somebody holds in a branch, then those in the whole group."""
    here = [post.role for post in actor.posts if post.branch_id == branch.id]
    group = [post.role for post in actor.posts if post.branch_id is None]
    return list(dict.fromkeys([*here, *group]))


def _assigned_shift(actor: Actor, branch: Branch, role: str) -> str:
    """The shift that the assignment of this post names, where it names one."""
    if actor.id is None:
        return ""
    rows = Assignment.objects.filter(user_id=actor.id, role=role)
    held = rows.filter(branch=branch).first() or rows.filter(branch=None).first()
    return held.shift if held else ""


def shift_by_clock(branch: Branch) -> str:
    """The shift that runs at this hour in this branch."""
    hour = clock.now().astimezone(ZoneInfo(branch.time_zone)).hour
    running = [shift for since, shift in SHIFT_HOURS if hour >= since]
    return str(running[-1] if running else Shift.NIGHT)


def words_of(role: str, shift: str, place: str) -> str:
    """`Front desk · Morning · lobby bar`."""
    words = [
        str(ROLES[role].label) if role in ROLES else "",
        str(Shift(shift).label) if shift in Shift.values and shift else "",
        place,
    ]
    return " · ".join(word for word in words if word)
