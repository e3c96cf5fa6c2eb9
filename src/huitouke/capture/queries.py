"""What is required, what is missing, and how completely guests are asked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, User
from huitouke.capture.choices import ADULT_AGE, DEFAULTS, WEIGHTS, Step
from huitouke.capture.models import Capture, RequiredField
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import Guest
from huitouke.guests.policy import visible_condition
from huitouke.guests.queries import LINE_FIELDS, GuestLine, get_guest, guest_lines

OPEN_DAYS = 30
"""For so long a capture that lacks something stands on the list of archives to complete."""
ANSWERS_FOR_ASKING = (Right.HOTEL_CONFIGURE, Right.PRIVACY_MANAGE)
"""Rights of who answers for what guests are asked: who decides what is required, and who answers for their data."""
LIST_LIMIT = 100
ASKED_LIMIT = 200
DIGESTS = ("name_hash", "document_hash")


def judged_guest(actor: Actor, guest_id: UUID) -> Guest:
    """A guest as stored, to judge what is known and how old they are; never to be shown: a value that this reader sees
    masked is known all the same. Raises `GuestNotFound` where the actor may not know who it is."""
    if not sight_of_guest(actor, get_guest(actor, guest_id)).is_named:
        raise GuestNotFound
    guest: Guest = Guest.objects.get(id=guest_id)
    return guest


def requirements(branch_id: UUID | None) -> dict[str, frozenset[str]]:
    """The required fields of each step in a branch: its own word, else the group's, else the default. One query."""
    required = {step.value: set(fields) for step, fields in DEFAULTS.items()}
    rows = RequiredField.objects.filter(Q(branch=None) | Q(branch_id=branch_id)).order_by("branch_id")
    for row in sorted(rows, key=lambda each: each.branch_id is not None):
        (required[row.step].add if row.is_required else required[row.step].discard)(row.field)
    return {step: frozenset(fields) for step, fields in required.items()}


def known_fields(guest: Guest) -> frozenset[str]:
    """Which of the fields that may be required are known of a guest. Three queries."""
    kinds = set(guest.contacts.filter(is_relay=False).values_list("kind", flat=True))
    told = {
        "name": guest.name or guest.latin_name,
        "form_of_address": guest.form_of_address,
        "sex": guest.sex,
        "birthday": guest.birth_date or guest.birthday_month,
        "nationality": guest.nationality,
        "company": guest.company,
        "address": guest.address,
        "choice_reason": guest.choice_reason,
        "heard_from": guest.heard_from,
        "referred_by": guest.referred_by,
        "mobile": "mobile" in kinds,
        "email": "email" in kinds,
        "document": guest.documents.exclude(kind__in=DIGESTS).exists(),
        "preference": guest.preferences.exists(),
    }
    return frozenset(field for field, value in told.items() if value)


def missing_of(guest: Guest, step: str, branch_id: UUID | None) -> list[str]:
    """What the step requires and the guest's archive lacks, the weightiest first."""
    lacking = requirements(branch_id)[step] - known_fields(guest)
    return sorted(lacking, key=lambda field: (-WEIGHTS[field], field))


def is_minor(guest: Guest, today: date) -> bool:
    """Whether the birth date says that the guest is under 18 on this day."""
    born = guest.birth_date
    if born is None:
        return False
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < ADULT_AGE


@dataclass(frozen=True, slots=True)
class Share:
    """How many guests were asked, and of how many everything required is known. `code` names the branch, the login or
    the step in an address."""

    who: str
    asked: int
    complete: int
    code: str = ""

    @property
    def lacking(self) -> int:
        return self.asked - self.complete

    @property
    def percent(self) -> int:
        return round(100 * self.complete / self.asked) if self.asked else 0


@dataclass(frozen=True, slots=True)
class Report:
    """The shares of a period: of each branch, of each colleague, of each step."""

    branches: list[Share]
    colleagues: list[Share]
    steps: list[Share]


def capture_report(actor: Actor, branches: list[Branch], since: date, until: date) -> Report:
    """Captures of the days `since` to `until` in these branches: by branch, colleague and step. Who answers
    for what is asked in a branch sees every colleague there, others see themselves. One index range of the
    days, and two small look-ups."""
    rows = (
        _reported(actor, branches, since, until)
        .values("branch_id", "user_id", "step")
        .annotate(asked=Count("id"), complete=Count("id", filter=Q(lack=0)))
        .order_by()
    )
    by_branch: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    by_user: dict[UUID | None, list[int]] = defaultdict(lambda: [0, 0])
    by_step: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        for sums in (by_branch[row["branch_id"]], by_user[row["user_id"]], by_step[row["step"]]):
            sums[0] += row["asked"]
            sums[1] += row["complete"]
    people = {user.id: user for user in User.objects.filter(id__in=[key for key in by_user if key])}
    colleagues = [
        Share(str(people[key]), asked, complete, people[key].username)
        for key, (asked, complete) in by_user.items()
        if key in people
    ]
    return Report(
        branches=[
            _share(str(each), by_branch[each.id], each.code) for each in branches if each.id in by_branch
        ],
        colleagues=sorted(colleagues, key=lambda share: (share.percent, share.who)),
        steps=[
            _share(str(step.label), by_step[step.value], step.value) for step in Step if step.value in by_step
        ],
    )


def _share(who: str, sums: list[int], code: str) -> Share:
    asked, complete = sums
    return Share(who, asked, complete, code)


@dataclass(frozen=True, slots=True)
class Asked:
    """One line behind a figure of the report: whom, at which step, by whom, on which day, and what was lacking."""

    line: GuestLine
    step: str
    missing: tuple[str, ...]
    who: str
    branch: str
    on_day: date


def list_asked(
    actor: Actor,
    branches: list[Branch],
    since: date,
    until: date,
    *,
    branch: str = "",
    user: str = "",
    step: str = "",
    is_lacking: bool | None = None,
    limit: int = ASKED_LIMIT,
) -> tuple[list[Asked], bool]:
    """The captures behind a figure of `capture_report`, the newest first, and whether there are more. Of guests whom
    the actor may still see, so it may be fewer than the figure. Three queries."""
    rows = _reported(actor, branches, since, until).filter(
        guest__in=Guest.objects.filter(visible_condition(actor))
    )
    if branch:
        rows = rows.filter(branch__code=branch)
    if user:
        rows = rows.filter(user__username=user)
    if step:
        rows = rows.filter(step=step)
    if is_lacking is not None:
        rows = rows.filter(lack__gt=0) if is_lacking else rows.filter(lack=0)
    found = list(rows.select_related("user", "branch").order_by("-on_day", "-id")[: limit + 1])
    ids = {row.guest_id for row in found[:limit]}
    lines = {
        line.id: line for line in guest_lines(actor, Guest.objects.filter(id__in=ids).values(*LINE_FIELDS))
    }
    return [
        Asked(
            lines[row.guest_id],
            row.step,
            tuple(row.missing),
            str(row.user or ""),
            str(row.branch),
            row.on_day,
        )
        for row in found[:limit]
        if row.guest_id in lines
    ], len(found) > limit


def _reported(actor: Actor, branches: list[Branch], since: date, until: date) -> QuerySet[Capture]:
    """Captures that a report tells this actor of: all of the branches that they answer for, elsewhere their own."""
    actor.require(Right.GUESTS_VIEW)
    managed = {
        each.id for each in branches if any(actor.has_right(right, each.id) for right in ANSWERS_FOR_ASKING)
    }
    mine = Q(branch_id__in=managed) | Q(user_id=actor.id)
    return Capture.objects.filter(mine, branch__in=branches, on_day__range=(since, until))


@dataclass(frozen=True, slots=True)
class ToComplete:
    """A guest whose step lacks something: what, at which step, whose capture it was."""

    line: GuestLine
    step: str
    missing: tuple[str, ...]
    who: str
    on_day: date


def list_to_complete(
    actor: Actor, branch: Branch, today: date, *, user_id: UUID | None = None, limit: int = LIST_LIMIT
) -> list[ToComplete]:
    """Captures of the last 30 days that lack something, the weightiest lack first; of one colleague where
    `user_id` is given. A guest stands once, with the capture that lacks most. Three queries."""
    actor.require(Right.GUESTS_VIEW)
    rows = _lacking(actor, branch, today).select_related("user").order_by("-lack", "-id")
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    found: dict[UUID, Capture] = {}
    for row in rows[: limit * 3]:
        found.setdefault(row.guest_id, row)
    chosen = list(found.values())[:limit]
    if not chosen:
        return []
    lines = {
        line.id: line
        for line in guest_lines(
            actor, Guest.objects.filter(id__in=[row.guest_id for row in chosen]).values(*LINE_FIELDS)
        )
    }
    return [
        ToComplete(lines[row.guest_id], row.step, tuple(row.missing), str(row.user or ""), row.on_day)
        for row in chosen
        if row.guest_id in lines
    ]


def count_to_complete(actor: Actor, branch: Branch, today: date, *, cap: int) -> int:
    """How many guests stand on that list, counted no further than `cap`. One query."""
    actor.require(Right.GUESTS_VIEW)
    return _lacking(actor, branch, today).order_by().values("guest_id").distinct()[:cap].count()


def _lacking(actor: Actor, branch: Branch, today: date) -> QuerySet[Capture]:
    visible = Guest.objects.filter(visible_condition(actor))
    since = today - timedelta(days=OPEN_DAYS)
    return Capture.objects.filter(branch=branch, lack__gt=0, on_day__gte=since, guest__in=visible)


def done_today(actor: Actor, today: date) -> int:
    """How many guests the actor asked completely on this day."""
    return (
        Capture.objects.filter(Q(user_id=actor.id), on_day=today, lack=0)
        .values("guest_id")
        .distinct()
        .count()
    )
