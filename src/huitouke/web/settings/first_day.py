"""The check-list that leads a new hotel to its first day. Each step is told by the data; what the data cannot tell,
somebody confirms once."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import AuditEntry, Branch, Group, User
from huitouke.access.queries import get_group
from huitouke.access.services.organisation import (
    CONFIRMED,
    DISMISSED,
    RESUMED,
    confirm_setup_step,
    show_setup,
)
from huitouke.access.switches import is_on
from huitouke.guests.models import Guest
from huitouke.hotels.models import CodeEntry, CodeMapping, Room
from huitouke.kernel.backups.shelf import Shelf
from huitouke.web.base.requests import actor_of

RIGHT = Right.SYSTEM_MANAGE
CONFIRMABLE = ("clock", "codes", "form", "keys")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is for, whether it is done, and the one button that leads on. A step without an address is
    confirmed here."""

    code: str
    label: str | Promise
    text: str | Promise
    is_done: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The check-list as it stands."""

    steps: list[Step]
    is_dismissed: bool

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def find_first_day(actor: Actor) -> FirstDay | None:
    """The check-list where it is to be shown on Today: for whoever looks after the whole group, until it is done or
    put away."""
    if not actor.has_group_right(RIGHT):
        return None
    found = get_first_day()
    return None if found.is_dismissed or found.next is None else found


def get_first_day() -> FirstDay:
    """Every step, computed from the data of this moment."""
    group = get_group()
    confirmed, is_dismissed = _noted(group)
    branches = list(Branch.objects.filter(is_closed=False))
    backups = Shelf(settings.BACKUP_DIR).receipts()
    steps = [
        Step("group", _("Name the group"), _("The name stands on every page and paper."), group is not None,
             reverse("settings:group-name")),
        Step("branch", _("Open the first branch"), _("Guests, rooms and posts belong to a branch."), bool(branches),
             reverse("settings:branch-new")),
        Step("clock", _("Confirm clock and money"), _clock_words(branches), bool(branches) and "clock" in confirmed),
        Step("people", _("Let colleagues in"), _("Each with a login and a post of their own."),
             User.objects.filter(is_active=True)[:2].count() > 1, reverse("access:user-list")),
        Step("factor", _("Turn the second factor on"), _("A stolen password alone then opens nothing."),
             _has_second_factor(), reverse("access:second-factor")),
        Step("rooms", _("Enter the rooms"), _("Types first, then the rooms from a list."), Room.objects.exists(),
             reverse("settings:rooms")),
        Step("codes", _("Look the code tables over"), _("Close what you never use, add what is missing."),
             "codes" in confirmed or CodeEntry.objects.filter(is_standard=False).exists(),
             reverse("settings:code-tables")),
        *_paper_steps(confirmed),
        Step("import", _("Bring the guests in"), _("From the old system's file; the same file twice changes nothing."),
             Guest.objects.exists(), reverse("imports:import-list")),
        *_code_steps(),
        Step("keys", _("Keep the keys apart"),
             _("Run ./huitouke backup --keys --to FILE once and lock the file away: without the keys no backup helps."),
             "keys" in confirmed),
        Step("lock", _("Set a key for backups"),
             _("./huitouke backup --new-key prints one for HUITOUKE_BACKUP_KEY. Without it, whoever finds a backup"
               " reads names and notes."),
             settings.HAS_BACKUP_KEY, reverse("settings:backups")),
        Step("backup", _("Make a backup and have it proven"), _("Made while everybody works, restored to prove it."),
             any(each.verified_at for each in backups), reverse("settings:backups")),
    ]  # fmt: skip
    return FirstDay(steps, is_dismissed)


@require_GET
def first_day(request: HttpRequest) -> HttpResponse:
    """The whole check-list."""
    actor_of(request).require_group(RIGHT)
    return render(request, "settings/first_day.html", {"list": get_first_day(), "confirmable": CONFIRMABLE})


@require_POST
def first_day_act(request: HttpRequest, step: str) -> HttpResponse:
    """Confirm a step, put the list away, or show it on Today again."""
    actor = actor_of(request)
    actor.require_group(RIGHT)
    group = get_group()
    if group is None or step not in (*CONFIRMABLE, "dismiss", "resume"):
        raise Http404
    if step in CONFIRMABLE:
        confirm_setup_step(actor=actor, group_id=group.id, step=step)
    else:
        show_setup(actor=actor, group_id=group.id, is_shown=step == "resume")
    return redirect("settings:first-day")


def _noted(group: Group | None) -> tuple[set[str], bool]:
    """The steps that somebody confirmed, and whether the list was put away last."""
    if group is None:
        return set(), False
    rows = AuditEntry.objects.filter(object_id=group.id, code__in=(CONFIRMED, DISMISSED, RESUMED))
    confirmed: set[str] = set()
    is_dismissed = False
    for code, data in rows.order_by("id").values_list("code", "data"):
        if code == CONFIRMED:
            confirmed.add(str(data.get("step")))
        else:
            is_dismissed = code == DISMISSED
    return confirmed, is_dismissed


def _paper_steps(confirmed: set[str]) -> list[Step]:
    """The form that guests fill in themselves, where it is used: nobody but who hung it up knows that it hangs."""
    if not is_on("forms"):
        return []
    text = _("Open the form, print its poster with the code and put it up at the counter.")
    return [Step("form", _("Put up the guests’ form"), text, "form" in confirmed, reverse("forms:link-list"))]


def _code_steps() -> list[Step]:
    """The codes of other systems, once one has sent any."""
    states = set(CodeMapping.objects.order_by().values_list("is_mapped", flat=True).distinct())
    if not states:
        return []
    text = _("Room types, channels and companies that other systems send under codes of their own.")
    return [
        Step(
            "mappings",
            _("Map the codes of other systems"),
            text,
            False not in states,
            reverse("settings:mappings"),
        )
    ]


def _has_second_factor() -> bool:
    return bool(Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def _clock_words(branches: list[Branch]) -> str | Promise:
    if not branches:
        return _("Time zone and currency of each branch.")
    return " · ".join(f"{branch}: {branch.time_zone}, {branch.currency}" for branch in branches[:3])
