"""The queue of pairs that may be one person, as a reader may see and decide them.

A pair is told only to who may merge both: sees them, knows who they are, reads their numbers in clear (what speaks for
a pair tells parts of these), and may change and merge them; and only where the two may become one guest at all.
"""

import base64
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.access.queries import list_actors
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_use, named_sql, right_sql
from huitouke.guests.queries import GuestLine, lines_of
from huitouke.guests.search import Found
from huitouke.identity.choices import ProposalState
from huitouke.identity.errors import ProposalNotFound
from huitouke.identity.evidence import score_told
from huitouke.identity.matching.scorer import Score
from huitouke.identity.models import Proposal
from huitouke.identity.strength import BANDS, Band, band_of
from huitouke.identity.togetherness import MAY_BE_ONE
from huitouke.kernel import clock

PAGE_SIZE: Final = 50
COUNTED: Final = 10_000
ASKED_FOR: Final = timedelta(days=3)
"""How long a pair waits for the colleague who was asked, before others are given it too."""
RIGHTS: Final = (Right.GUESTS_VIEW, Right.GUESTS_EDIT, Right.GUESTS_MERGE, Right.GUESTS_CLEAR)

OPEN_PAIRS: Final = (
    "FROM identity_proposal p JOIN guests_guest a ON a.id = p.first_id JOIN guests_guest b ON b.id = p.second_id"
    " WHERE p.state = 'open'"
)

_COUNT: Final = "SELECT count(*) FROM (SELECT 1 {pairs} AND {allowed} LIMIT {most}) found"
_PAGE: Final = (
    "SELECT p.asked_id IS NOT DISTINCT FROM %s, p.bits, p.id {pairs} AND {allowed}"
    " ORDER BY 1 DESC, p.bits DESC, p.id DESC LIMIT {most}"
)
_BANDS: Final = "SELECT CASE {cases} END AS band, count(*) {pairs} AND {allowed} GROUP BY 1"
_WAITS: Final = (
    "SELECT CASE WHEN {aside} THEN 'aside' WHEN {free} THEN '' ELSE 'others' END, count(*)"
    " {pairs} AND {allowed} GROUP BY 1"
)
_ASIDE: Final = "%s = ANY(p.passed_by)"
_FREE: Final = (
    "((p.claimed_by_id IS NULL OR p.claimed_by_id = %s OR p.claimed_until <= %s)"
    " AND (p.asked_id IS NULL OR p.asked_id = %s OR p.asked_at <= %s))"
)
_WAITING: Final = (
    "SELECT count(*), count(*) FILTER (WHERE found.is_mine) FROM ("
    "SELECT p.asked_id IS NOT DISTINCT FROM %s AS is_mine {pairs} AND {allowed}"
    " ORDER BY p.asked_id LIMIT {most}) found"
)
_ONE: Final = "SELECT 1 {pairs} AND {allowed}"

_PLACE: Final = struct.Struct(">?d16s")

Sql = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What the queue is narrowed by; every field is a parameter of the address, none is a personal value. `asked` is
    "me" for what the reader was asked, "others" for what the reader asked a colleague; `guest` an id. `waits` is "" for
    what the reader can answer now, "aside" for what they set aside, "others" for what colleagues look at or were asked,
    "all" for these three together; what the reader asked a colleague is told wherever it waits."""

    band: str = ""
    branch: str = ""
    age: str = ""
    asked: str = ""
    guest: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One pair, as it waits or was decided."""

    id: UUID
    first: GuestLine
    second: GuestLine
    bits: float
    band: Band
    is_doubtful: bool
    is_forbidden: bool
    found_at: datetime
    holder: str
    """Who looks at it now, if that is somebody else."""
    asked: str
    question: str
    score: Score = field(repr=False)
    state: str
    decision_id: UUID | None
    """What it became, once it was decided."""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Lines, the key of the last one's place where more follow, how many there are (at most `COUNTED`)."""

    lines: list[ReviewLine]
    after: str
    count: int


class ReviewPlace(NamedTuple):
    """A place in the order of the queue: whether the reader was asked, the bits, the pair's id."""

    is_asked: bool
    bits: float
    id: UUID

    def as_key(self) -> str:
        """The place as a text that is only handed back."""
        packed = _PLACE.pack(self.is_asked, self.bits, self.id.bytes)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_place(key: str) -> ReviewPlace | None:
    """The place of such a text; None for any other."""
    try:
        packed = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
        is_asked, bits, pair = _PLACE.unpack(packed)
    except (ValueError, struct.error):
        return None
    return ReviewPlace(is_asked, bits, UUID(bytes=pair))


def reviewable_sql(actor: Actor) -> Sql:
    """The condition on guests `a` and `b` of a pair under which the actor may decide it."""
    pieces: list[Sql] = [(MAY_BE_ONE, [])]
    for alias in ("a", "b"):
        pieces += [right_sql(actor, right, alias) for right in RIGHTS]
        pieces.append(named_sql(actor, alias))
    return _together(pieces)


def answerable_sql(actor: Actor) -> Sql:
    """The condition under which a pair that waits can be answered by the actor now: not set aside by them, held by
    nobody else, asked of no colleague who may still answer."""
    free, values = _free_sql(actor)
    return f"{free} AND NOT {_ASIDE}", [*values, actor.id]


def _free_sql(actor: Actor) -> Sql:
    now = clock.now()
    return _FREE, [actor.id, now, actor.id, now - ASKED_FOR]


def _waits_sql(actor: Actor, waits: str) -> Sql:
    if waits == "aside":
        return _ASIDE, [actor.id]
    if waits == "others":
        free, values = _free_sql(actor)
        return f"NOT {free} AND NOT {_ASIDE}", [*values, actor.id]
    return answerable_sql(actor)


def filter_sql(actor: Actor, chosen: ReviewFilter) -> Sql:
    """The condition of a filter; what means nothing is as if it were not there."""
    pieces: list[Sql] = []
    if band := next((each for each in BANDS if each.code == chosen.band), None):
        pieces.append(("p.bits >= %s AND p.bits < %s", [band.least, band.below]))
    if chosen.branch:
        code = "(SELECT id FROM access_branch WHERE code = %s)"
        pieces.append((f"(a.branch_id = {code} OR b.branch_id = {code})", [chosen.branch] * 2))
    now = clock.now()
    day, week = now - timedelta(days=1), now - timedelta(days=7)
    if chosen.age == "day":
        pieces.append(("p.found_at >= %s", [day]))
    elif chosen.age == "week":
        pieces.append(("p.found_at >= %s", [week]))
    elif chosen.age == "older":
        pieces.append(("p.found_at < %s", [week]))
    if chosen.asked == "me":
        pieces.append(("p.asked_id = %s", [actor.id]))
    elif chosen.asked == "others":
        pieces.append(("p.asked_by_id = %s", [actor.id]))
    if guest := _uuid(chosen.guest):
        pieces.append(("(p.first_id = %s OR p.second_id = %s)", [guest, guest]))
    if chosen.waits != "all" and (chosen.waits or chosen.asked != "others"):
        pieces.append(_waits_sql(actor, chosen.waits))
    return _together(pieces)


def list_reviews(actor: Actor, chosen: ReviewFilter, *, after: str = "") -> ReviewPage:
    """A page of pairs that wait, the likeliest first, behind the place of the key `after`, whatever became of the pair
    that stood there; what the actor was asked by a colleague comes before all else. A text that is no key begins at the
    top."""
    actor.require(Right.GUESTS_MERGE)
    allowed, values = _together([reviewable_sql(actor), filter_sql(actor, chosen)])
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(pairs=OPEN_PAIRS, allowed=allowed, most=COUNTED), values)
        count = int(cursor.fetchone()[0])
        behind, more = _behind(actor, after)
        cursor.execute(
            _PAGE.format(pairs=OPEN_PAIRS, allowed=f"{allowed} AND {behind}", most=PAGE_SIZE + 1),
            [actor.id, *values, *more],
        )
        places = [ReviewPlace(*row) for row in cursor.fetchall()]
    page = places[:PAGE_SIZE]
    lines = lines_of_pairs(actor, [place.id for place in page])
    return ReviewPage(lines, page[-1].as_key() if len(places) > PAGE_SIZE else "", count)


def state_of(proposal: Proposal) -> str:
    """Where a pair stands. Two who were said not to be the same person and merged all the same are one guest."""
    is_one = proposal.first_id == proposal.second_id
    return ProposalState.MERGED.value if is_one else str(proposal.state)


def lines_of_pairs(actor: Actor, ids: Sequence[UUID]) -> list[ReviewLine]:
    """These pairs, in the order given, both of whom the actor may see."""
    found = {
        each.id: each for each in Proposal.objects.filter(id__in=ids).select_related("asked", "claimed_by")
    }
    guests = {guest for each in found.values() for guest in (each.first_id, each.second_id)}
    lines = {line.id: line for line in lines_of(actor, [Found(guest, "") for guest in guests])}
    now = clock.now()
    return [
        ReviewLine(
            each.id,
            lines[each.first_id],
            lines[each.second_id],
            each.bits,
            band_of(each.bits),
            each.is_doubtful,
            each.is_forbidden,
            each.found_at,
            holder_of(each, actor, now),
            str(each.asked) if each.asked else "",
            each.question,
            score_told(each.evidence),
            state_of(each),
            each.decision_id,
        )
        for each in (found[key] for key in ids if key in found)
        if each.first_id in lines and each.second_id in lines
    ]


def count_bands(actor: Actor, chosen: ReviewFilter) -> dict[str, int]:
    """How many pairs wait in each grade, under the rest of the filter."""
    actor.require(Right.GUESTS_MERGE)
    allowed, values = _together([reviewable_sql(actor), filter_sql(actor, replace(chosen, band=""))])
    cases = " ".join(f"WHEN p.bits >= {band.least} THEN '{band.code}'" for band in BANDS[:-1])
    cases += f" ELSE '{BANDS[-1].code}'"
    with connection.cursor() as cursor:
        cursor.execute(_BANDS.format(cases=cases, pairs=OPEN_PAIRS, allowed=allowed), values)
        return dict(cursor.fetchall())


def count_waits(actor: Actor, chosen: ReviewFilter) -> dict[str, int]:
    """How many pairs wait where, by `ReviewFilter.waits`, under the rest of the filter."""
    actor.require(Right.GUESTS_MERGE)
    allowed, values = _together([reviewable_sql(actor), filter_sql(actor, replace(chosen, waits="all"))])
    free, more = _free_sql(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITS.format(aside=_ASIDE, free=free, pairs=OPEN_PAIRS, allowed=allowed),
            [actor.id, *more, *values],
        )
        return dict(cursor.fetchall())


def count_waiting(actor: Actor) -> tuple[int, int]:
    """How many pairs this reviewer can answer now (at most `COUNTED`), as the queue lists them, and how many of them a
    colleague asked of them. One query."""
    actor.require(Right.GUESTS_MERGE)
    allowed, values = _together([reviewable_sql(actor), answerable_sql(actor)])
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(pairs=OPEN_PAIRS, allowed=allowed, most=COUNTED), [actor.id, *values])
        count, asked = cursor.fetchone()
    return int(count), int(asked)


def get_review(actor: Actor, proposal_id: UUID) -> Proposal:
    """A proposal whose two guests the actor may decide about, whatever its state; else `ProposalNotFound`."""
    actor.require(Right.GUESTS_MERGE)
    allowed, values = reviewable_sql(actor)
    pairs = OPEN_PAIRS.replace("p.state = 'open'", "p.id = %s")
    with connection.cursor() as cursor:
        cursor.execute(_ONE.format(pairs=pairs, allowed=allowed), [proposal_id, *values])
        if cursor.fetchone() is None:
            raise ProposalNotFound
    found: Proposal = Proposal.objects.select_related("asked", "asked_by", "claimed_by").get(id=proposal_id)
    return found


def waiting_for(actor: Actor, found: Proposal) -> Proposal:
    """The pair that waits in the place of one that stands beside it, being about the same two guests and saying more;
    any other as it is."""
    if found.state != ProposalState.BESIDE:
        return found
    same = Proposal.objects.open().filter(first_id=found.first_id, second_id=found.second_id)
    key = same.values_list("id", flat=True).first()
    return found if key is None else get_review(actor, key)


def list_lookalikes(actor: Actor, guest_id: UUID) -> list[ReviewLine]:
    """The pairs that wait of one guest, the likeliest first; nothing for who may not decide. At most a page."""
    if not actor.has_right(Right.GUESTS_MERGE):
        return []
    chosen = ReviewFilter(guest=str(guest_id), waits="all")
    allowed, values = _together([reviewable_sql(actor), filter_sql(actor, chosen)])
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(pairs=OPEN_PAIRS, allowed=allowed, most=PAGE_SIZE), [actor.id, *values])
        ids = [row[2] for row in cursor.fetchall()]
    return lines_of_pairs(actor, ids) if ids else []


def list_reviewers(actor: Actor, proposal: Proposal) -> list[User]:
    """The colleagues who may decide this pair too."""
    guests = list(Guest.objects.filter(id__in=(proposal.first_id, proposal.second_id)))
    able = [
        each.id
        for each in list_actors(Right.GUESTS_MERGE)
        if each.id != actor.id and all(_may_review(each, guest) for guest in guests)
    ]
    return list(User.objects.filter(id__in=able).order_by("username"))


def holder_of(proposal: Proposal, actor: Actor, now: datetime) -> str:
    """Who else looks at a pair at this moment, or ''."""
    if proposal.claimed_until is None or proposal.claimed_until <= now or proposal.claimed_by_id == actor.id:
        return ""
    return str(proposal.claimed_by or "")


def _may_review(actor: Actor, guest: Guest) -> bool:
    needed = [*RIGHTS, *([Right.GUESTS_CONFIDENTIAL] if guest.is_stay_confidential else [])]
    return all(may_use(actor, right, guest.legal_entity_id, guest.is_shared) for right in needed)


def _behind(actor: Actor, after: str) -> Sql:
    place = read_place(after)
    if place is None:
        return "TRUE", []
    return (
        "(p.asked_id IS NOT DISTINCT FROM %s, p.bits, p.id) < (%s, %s, %s)",
        [actor.id, place.is_asked, place.bits, place.id],
    )


def _together(pieces: Collection[Sql]) -> Sql:
    """All of these conditions."""
    return " AND ".join(text for text, _values in pieces) or "TRUE", [
        each for _text, more in pieces for each in more
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
