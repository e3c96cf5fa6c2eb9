"""Which room was whose on which business date: derived from the reservations, one counted a room and date."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from huitouke.access.models import Branch
from huitouke.kernel import bulk
from huitouke.kernel.ids import uuid7
from huitouke.stays.choices import STAYED, NightKind
from huitouke.stays.models import Reservation, RoomNight
from huitouke.stays.nights import nights_of

_LOCK_SPACE = 0x48544B06


def settle_room_nights(branch: Branch, reservation_ids: Sequence[UUID]) -> None:
    """Let these reservations have the nights that their rows say, inside the caller's transaction.

    A room on a date is counted once: for who checked in first (by the instant, then the id), so that the order in which
    messages come makes no difference; others of the same room and date share it. Whose nights become another's by that
    are settled with them. Day use has a row and no counted night. `counted_nights` of the reservations follow.
    """
    if not reservation_ids:
        return
    mine = list(
        Reservation.objects.filter(id__in=bulk.among(reservation_ids)).only(
            "id",
            "status",
            "room_id",
            "rooms_before",
            "arrival",
            "departure",
            "rates",
            "checked_in_at",
            "counted_nights",
        )
    )
    held = list(RoomNight.objects.filter(reservation_id__in=bulk.among(reservation_ids)))
    wanted = {(each.id, day): (each, room_id, rate) for each in mine for day, room_id, rate in _days_of(each)}
    places = {(night.room_id, night.business_date) for night in held}
    places |= {(room_id, day) for (_id, day), (_each, room_id, _rate) in wanted.items() if room_id}
    if not places and not held:
        _count_without_rooms(mine)
        return
    _lock_places(places)
    keep = {
        night.id
        for night in held
        if (found := wanted.get((night.reservation_id, night.business_date)))
        and found[1:] == (night.room_id, night.rate_minor)
    }
    RoomNight.objects.filter(id__in=[night.id for night in held if night.id not in keep]).delete()
    kept = {(night.reservation_id, night.business_date) for night in held if night.id in keep}
    RoomNight.objects.bulk_create(
        [
            RoomNight(
                id=uuid7(), reservation_id=each.id, branch=branch, room_id=room_id, business_date=day,
                kind=NightKind.DAY_USE if each.is_day_use else NightKind.SHARED, rate_minor=rate,
            )
            for (reservation_id, day), (each, room_id, rate) in wanted.items()
            if (reservation_id, day) not in kept and room_id
        ]
    )  # fmt: skip
    _choose_counted(places)
    _count([each.id for each in mine], sorted((str(room_id), day) for room_id, day in places if room_id))
    _count_without_rooms([each for each in mine if each.room_id is None])


def _days_of(each: Reservation) -> list[tuple[date, UUID | None, int]]:
    """The business dates of a reservation with their rooms and prices; none where nobody came. A night slept before a
    room move stays with the room of that night."""
    if each.status not in STAYED:
        return []
    days = nights_of(each.arrival, each.departure) or [each.arrival]
    rates = each.rates or [0]
    before = [(date.fromisoformat(until), UUID(room_id)) for until, room_id in each.rooms_before]
    return [
        (
            day,
            next((room_id for until, room_id in before if day < until), each.room_id),
            rates[min(number, len(rates) - 1)],
        )
        for number, day in enumerate(days)
    ]


def _lock_places(places: set[tuple[UUID, date]]) -> None:
    """Let nobody else choose among these rooms and dates until the transaction ends; in one order everywhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM"
            " (SELECT DISTINCT hashtext(place) AS key FROM unnest(%s::text[]) AS place ORDER BY 1) AS keys",
            [_LOCK_SPACE, sorted({str(room_id) for room_id, _day in places if room_id})],
        )


CHOOSE_SQL = """
WITH places AS (SELECT * FROM unnest(%s::uuid[], %s::date[]) AS p(room_id, business_date)),
ranked AS (
    SELECT n.id, row_number() OVER (
        PARTITION BY n.room_id, n.business_date ORDER BY r.checked_in_at NULLS LAST, r.id
    ) AS place
    FROM stays_roomnight n JOIN places USING (room_id, business_date)
    JOIN stays_reservation r ON r.id = n.reservation_id
    WHERE n.kind <> 'day_use'
)
SELECT id, place FROM ranked"""


def _choose_counted(places: set[tuple[UUID, date]]) -> None:
    """Count the first of each place, and share the others."""
    listed = sorted((str(room_id), day) for room_id, day in places if room_id)
    with connection.cursor() as cursor:
        cursor.execute(CHOOSE_SQL, [[room_id for room_id, _day in listed], [day for _room, day in listed]])
        ranked = cursor.fetchall()
        first = [night_id for night_id, place in ranked if place == 1]
        others = [night_id for night_id, place in ranked if place > 1]
        # Shares first: a place must never have two counted, not even between two statements.
        RoomNight.objects.filter(id__in=others, kind=NightKind.COUNTED).update(kind=NightKind.SHARED)
        RoomNight.objects.filter(id__in=first, kind=NightKind.SHARED).update(kind=NightKind.COUNTED)


COUNT_SQL = """
UPDATE stays_reservation r SET counted_nights = n.counted FROM (
    SELECT meant.id, count(night.id) FILTER (WHERE night.kind = 'counted') AS counted
    FROM (
        SELECT unnest(%s::uuid[]) AS id UNION
        SELECT n.reservation_id FROM stays_roomnight n
        JOIN unnest(%s::uuid[], %s::date[]) AS p(room_id, business_date) USING (room_id, business_date)
    ) meant LEFT JOIN stays_roomnight night ON night.reservation_id = meant.id
    GROUP BY meant.id
) n WHERE r.id = n.id AND r.room_id IS NOT NULL AND r.counted_nights <> n.counted"""


def _count(reservation_ids: Sequence[UUID], places: Sequence[tuple[str, date]]) -> None:
    """Let the figures of reservations with a room follow their nights, and those of all who share a place with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_SQL,
            [
                [str(each) for each in reservation_ids],
                [room for room, _ in places],
                [day for _, day in places],
            ],
        )


def _count_without_rooms(found: Sequence[Reservation]) -> None:
    """Where no room is known the nights between the dates count: what a file of years ago tells."""
    counted = {each.id: each.nights if each.status in STAYED else 0 for each in found if each.room_id is None}
    bulk.update_rows(
        Reservation._meta.db_table,
        ["counted_nights"],
        [
            {"id": each.id, "counted_nights": counted[each.id]}
            for each in found
            if each.id in counted and counted[each.id] != each.counted_nights
        ],
    )
