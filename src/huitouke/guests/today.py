"""Reads for the page of the day: who has a birthday, who is new, whose archive has gaps."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.keys import birthday_keys
from huitouke.guests.masking import sight_of_row
from huitouke.guests.models import Guest
from huitouke.guests.policy import named_sql, visible_sql
from huitouke.guests.queries import (
    LINE_FIELDS,
    GuestFilter,
    GuestLine,
    filtered,
    guest_lines,
)
from huitouke.guests.rows import LUNAR_KEY_BASE
from huitouke.guests.values.completeness import missing_from
from huitouke.guests.values.lunar import lunar_date
from huitouke.guests.values.prepared import ContactValue, DocumentValue, PreferenceValue, PreparedGuest

FIGURE_CAP: Final = 1_000
"""How far a figure of Today is counted: on a page that everybody opens all day, more would be told too dearly."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many, up to a cap."""

    number: int
    is_capped: bool


BIRTH_FIELDS: Final = ("birth_date", "birthday_year", "birthday_calendar")


class GuestLines:
    """Lines of guests for the lists of one page. Each list says whom it will show; all of them are read when the first
    is looked at, in two queries however many lists there are. The ids come from queries that chose whom the actor may
    see."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._asked: set[UUID] = set()
        self._rows: dict[UUID, dict[str, Any]] = {}
        self._lines: dict[UUID, GuestLine] = {}

    def ask(self, guest_ids: Iterable[UUID]) -> None:
        """Say that the lines of these guests will be wanted."""
        self._asked.update(guest_ids)

    def of(self, guest_ids: Sequence[UUID]) -> Sequence[GuestLine]:
        """The lines of a list in its order, read when it is looked at. Whoever is gone by then is left out."""
        self.ask(guest_ids)
        found: Any = SimpleLazyObject(
            lambda: [self._lines[each] for each in guest_ids if self.is_there(each)]
        )
        told: Sequence[GuestLine] = found
        return told

    def is_there(self, guest_id: UUID) -> bool:
        """Whether there is such a guest still. Reads all who were asked for."""
        self.ask([guest_id])
        new = self._asked - self._rows.keys()
        if new:
            rows = list(Guest.objects.filter(id__in=list(new)).values(*LINE_FIELDS, *BIRTH_FIELDS))
            self._lines |= {line.id: line for line in guest_lines(self._actor, rows)}
            self._rows |= {guest_id: {} for guest_id in new} | {row["id"]: row for row in rows}
        return guest_id in self._lines

    def birthday(self, kept: "Birthday") -> "BirthdayLine":
        """The line of somebody who is there, with the age reached, for who may see the year of birth."""
        row = self._rows[kept.guest_id]
        age = turning(row, kept.on) if sight_of_row(self._actor, row).is_clear else None
        return BirthdayLine(self._lines[kept.guest_id], kept.on, age)


@dataclass(frozen=True, slots=True)
class Birthday:
    """Who has a birthday on which day."""

    guest_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class BirthdayLine:
    """A guest and the day on which the birthday is kept; `turning` only where the year is known."""

    line: GuestLine
    on: date
    turning: int | None

    @property
    def is_lunar(self) -> bool:
        return self.line.is_lunar_birthday

    @property
    def lunar_month_day(self) -> tuple[int, int]:
        """Month and day in the guest's own calendar."""
        key = (self.line.birthday_key or 0) % LUNAR_KEY_BASE
        return key // 100, key % 100


def guests_under(
    actor: Actor, chosen: GuestFilter, today: date, *, branch_id: UUID | None
) -> QuerySet[Guest]:
    """The guests of a branch, or of all, under a filter whom the actor may see, to be counted and listed: the filter is
    read once for both. The branch is known to whoever asks, and is not looked up by its code."""
    actor.require(Right.GUESTS_VIEW)
    guests = filtered(actor, chosen, today)
    return guests.filter(branch_id=branch_id) if branch_id else guests


def count_of(guests: QuerySet[Guest]) -> Count:
    """How many they are, counted no further than the cap. One query."""
    number = guests.order_by()[: FIGURE_CAP + 1].count()
    return Count(min(number, FIGURE_CAP), number > FIGURE_CAP)


SOONEST_SQL = """
SELECT g.id, k.place
FROM unnest(%s::int[], %s::int[]) AS k(key, place)
CROSS JOIN LATERAL (
    SELECT g.id FROM guests_guest g WHERE g.birthday_key = k.key AND NOT g.is_birthday_muted
    AND (g.birthday_lead_days IS NULL OR g.birthday_lead_days >= k.place)
    AND {conditions} ORDER BY g.id DESC LIMIT %s
) g
ORDER BY k.place, k.key, g.id DESC"""


def find_soonest_birthdays(
    actor: Actor, today: date, *, branch_id: UUID | None = None, days: int = 7, per_day: int = 4
) -> list[Birthday]:
    """Guests whose birthday is kept within `days` days from `today`, the soonest first, at most `per_day` of
    each day; of one branch where `branch_id` is given. Birthdays of which nobody wants a reminder are left out, and
    those to be told later are told later. One look-up a day over the index, so that the time does
    not grow with the matches. One query."""
    actor.require(Right.GUESTS_VIEW)
    keys: list[int] = []
    places: list[int] = []
    for place in range(days):
        for key in birthday_keys(today + timedelta(days=place), 1):
            keys.append(key)
            places.append(place)
    (visible, values), (named, more) = visible_sql(actor, "g"), named_sql(actor, "g")
    conditions, values = f"{visible} AND {named}", [*values, *more]
    parameters: list[Any] = list(values)
    if branch_id is not None:
        conditions, parameters = f"{conditions} AND g.branch_id = %s", [*parameters, branch_id]
    with connection.cursor() as cursor:
        cursor.execute(SOONEST_SQL.format(conditions=conditions), [keys, places, *parameters, per_day])
        place_of: dict[UUID, int] = dict(cursor.fetchall())
    found = []
    taken: Counter[int] = Counter()
    for guest_id, place in place_of.items():
        taken[place] += 1
        if taken[place] <= per_day:
            found.append(Birthday(guest_id, today + timedelta(days=place)))
    return found


def turning(row: dict[str, Any], on: date) -> int | None:
    """The age reached on the day `on`, or None: the year stands with the birthday kept, else on the document.
    A lunar birthday counts lunar years, so that the new year between the two calendars adds none."""
    is_lunar = row["birthday_calendar"] == "lunar"
    year_now = lunar_date(on)[0] if is_lunar else on.year
    if row["birthday_calendar"] and row["birthday_year"]:
        return year_now - int(row["birthday_year"])
    born: date | None = row["birth_date"]
    if born is None:
        return None
    try:
        return year_now - (lunar_date(born)[0] if is_lunar else born.year)
    except ValueError:
        return on.year - born.year


def newest_of(guests: QuerySet[Guest], limit: int = 8) -> list[UUID]:
    """Those of them who came last, newest first. One query."""
    return list(guests.order_by("-id").values_list("id", flat=True)[:limit])


GAPS_SQL: Final = """
SELECT g.id, g.name, g.form_of_address, g.sex, g.birth_date, g.birthday_month, g.nationality, g.company,
    coalesce(nullif(g.address, ''), nullif(g.home_address, ''), g.work_address) AS address,
    EXISTS (
        SELECT FROM guests_contactpoint c
        WHERE c.guest_id = g.id AND c.kind IN ('mobile', 'email') AND NOT c.is_relay
    ) AS has_contact,
    EXISTS (
        SELECT FROM guests_document d WHERE d.guest_id = g.id AND d.kind NOT IN ('name_hash', 'document_hash')
    ) AS has_document,
    EXISTS (SELECT FROM guests_preference p WHERE p.guest_id = g.id) AS has_wish
FROM guests_guest g WHERE g.id = ANY(%s)"""


def find_gaps(guest_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """What the archive of each lacks, the weightiest first: keys of `completeness.WEIGHTS`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(GAPS_SQL, [list(guest_ids)])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["id"]: missing_from(_known(row)) for row in rows}


def _known(row: dict[str, Any]) -> PreparedGuest:
    return PreparedGuest(
        name=row["name"],
        form_of_address=row["form_of_address"],
        sex=row["sex"],
        birth_date=row["birth_date"],
        birthday_month=row["birthday_month"],
        nationality=row["nationality"],
        address=row["address"],
        company=row["company"],
        contacts=(ContactValue("mobile", "", ""),) if row["has_contact"] else (),
        documents=(DocumentValue("id_card", ""),) if row["has_document"] else (),
        preferences=(PreferenceValue("preference", ""),) if row["has_wish"] else (),
    )
