"""Reads for the page of the day: who has a birthday, who is new, whose archive has gaps."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.keys import birthday_keys
from huitouke.guests.masking import sight_of_row
from huitouke.guests.models import ContactPoint, Document, Guest, Preference
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


@dataclass(frozen=True, slots=True)
class IncompleteLine:
    """A guest and what is still to be asked, the weightiest first: keys of `completeness.WEIGHTS`."""

    line: GuestLine
    missing: tuple[str, ...]


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


def list_soonest_birthdays(
    actor: Actor, today: date, *, branch_id: UUID | None = None, days: int = 7, per_day: int = 4
) -> list[BirthdayLine]:
    """Guests whose birthday is kept within `days` days from `today`, the soonest first, at most `per_day` of
    each day; of one branch where `branch_id` is given. Birthdays of which nobody wants a reminder are left out, and
    those to be told later are told later. One look-up a day over the index, so that the time does
    not grow with the matches."""
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
    rows = {
        row["id"]: row
        for row in Guest.objects.filter(id__in=list(place_of)).values(
            *LINE_FIELDS, "birth_date", "birthday_year", "birthday_calendar"
        )
    }
    lines = {line.id: line for line in guest_lines(actor, rows.values())}
    found = []
    taken: Counter[int] = Counter()
    for guest_id, place in place_of.items():
        taken[place] += 1
        if taken[place] > per_day:
            continue
        on = today + timedelta(days=place)
        found.append(BirthdayLine(lines[guest_id], on, _age_told(actor, rows[guest_id], on)))
    return found


def _age_told(actor: Actor, row: dict[str, Any], on: date) -> int | None:
    """The age reached, for who may see the year of birth."""
    return turning(row, on) if sight_of_row(actor, row).is_clear else None


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


def list_newest(actor: Actor, guests: QuerySet[Guest], limit: int = 8) -> list[GuestLine]:
    """Those of them who came last, newest first. Two queries."""
    return guest_lines(actor, guests.order_by("-id").values(*LINE_FIELDS)[:limit])


def list_incomplete(actor: Actor, guests: QuerySet[Guest], limit: int = 8) -> list[IncompleteLine]:
    """The newest of them with what their archives lack. Three queries."""
    own_contact = ContactPoint.objects.filter(
        guest=OuterRef("pk"), kind__in=("mobile", "email"), is_relay=False
    )
    paper = Document.objects.filter(guest=OuterRef("pk")).exclude(kind__in=("name_hash", "document_hash"))
    # Chosen first: beside a filter that leaves thousands the planner would read every paper there is.
    newest = Guest.objects.filter(id__in=list(guests.order_by("-id").values_list("id", flat=True)[:limit]))
    rows = list(
        newest.order_by("-id")
        .annotate(
            has_contact=Exists(own_contact),
            has_document=Exists(paper),
            has_wish=Exists(Preference.objects.filter(guest=OuterRef("pk"))),
        )
        .values(
            *LINE_FIELDS,
            "sex",
            "birth_date",
            "birthday_month",
            "address",
            "home_address",
            "work_address",
            "has_contact",
            "has_document",
            "has_wish",
        )
    )
    return [
        IncompleteLine(line, missing_from(_known(row)))
        for line, row in zip(guest_lines(actor, rows), rows, strict=True)
    ]


def _known(row: dict[str, Any]) -> PreparedGuest:
    return PreparedGuest(
        name=row["name"],
        form_of_address=row["form_of_address"],
        sex=row["sex"],
        birth_date=row["birth_date"],
        birthday_month=row["birthday_month"],
        nationality=row["nationality"],
        address=row["address"] or row["home_address"] or row["work_address"],
        company=row["company"],
        contacts=(ContactValue("mobile", "", ""),) if row["has_contact"] else (),
        documents=(DocumentValue("id_card", ""),) if row["has_document"] else (),
        preferences=(PreferenceValue("preference", ""),) if row["has_wish"] else (),
    )
