"""Stays for the guests of a bench: five each on average, some a hundred; with people, bills, lines,
and the rooms of the nights around today. By SQL: the same guests get the same stays."""

from datetime import date
from importlib import import_module
from typing import Final

import psycopg
from psycopg import sql

from huitouke.testing.bench.loading import Progress, drop_indexes, make_indexes

STAYS_PER_GUEST: Final = 5
ROOMS: Final = 500
"""Rooms of a branch, nearly full."""
GUESTS_A_DAY: Final = 124
"""For so many guests the stays are spread over a day more, twenty-two years for a million: some 230 arrivals a day in
each of the three branches, whatever the number of guests."""
AHEAD: Final = 60
LEAST_DAYS: Final = 2 * AHEAD
LONG_HISTORY: Final = 100
"""Stays of one guest in `RARE`; of few guests more have so many, so that there are some."""
RARE: Final = 1_000

_ROOM_TYPES: Final = """
INSERT INTO hotels_roomtype (id, branch_id, code, labels, beds, facilities, max_persons, is_closed)
SELECT uuidv7(), b.id, t.code, jsonb_build_object('zh', t.zh, 'en', t.code), '{}', '{}', 2, false
FROM access_branch b, (VALUES ('STD', '标准间'), ('DLK', '豪华大床房'), ('SUI', '套房')) AS t (code, zh)
ON CONFLICT DO NOTHING
"""
_ROOMS: Final = """
INSERT INTO hotels_room (id, branch_id, room_type_id, number, floor, features, is_closed)
SELECT uuidv7(), b.id, t.id, (3 + n / 25)::text || lpad((1 + n %% 25)::text, 2, '0'), (3 + n / 25)::text, '{}', false
FROM access_branch b
CROSS JOIN generate_series(0, %(rooms)s - 1) AS n
JOIN hotels_roomtype t ON t.branch_id = b.id
    AND t.code = CASE WHEN n %% 25 < 14 THEN 'STD' WHEN n %% 25 < 22 THEN 'DLK' ELSE 'SUI' END
ON CONFLICT DO NOTHING
"""
_PLANNED: Final = """
CREATE TEMPORARY TABLE planned AS
SELECT g.id AS guest_id, g.branch_id, n,
       ('x' || md5(g.id::text || ':' || n))::bit(60)::bigint AS dice
FROM (
    SELECT id, branch_id, abs(hashtextextended(id::text, 7)) AS luck FROM guests_guest WHERE branch_id IS NOT NULL
) g
CROSS JOIN LATERAL generate_series(
    1,
    CASE WHEN luck %% %(rare)s = 0 THEN %(long)s
         ELSE least(60, 1 + floor(ln((luck %% 1000000 + 1) / 1000001.0) / ln(1 - 1.0 / %(each)s))::int) END
) AS n
"""
_RESERVATIONS: Final = """
WITH dated AS (
    SELECT p.*, %(today)s::date + %(ahead)s - (abs(dice) %% %(days)s)::int AS arrival,
           1 + least(13, floor(-ln((abs(dice / 7919) %% 10000 + 1) / 10001.0) * 1.3)::int) AS nights,
           abs(dice / 104729) %% 100 AS fate, abs(dice / 1299709) %% 100 AS luck
    FROM planned p
), decided AS (
    SELECT *, arrival + nights AS departure,
           CASE WHEN fate < 12 THEN 'cancelled'
                WHEN fate < 14 AND arrival < %(today)s::date THEN 'no_show'
                WHEN arrival > %(today)s::date THEN 'reserved'
                WHEN arrival = %(today)s::date THEN CASE WHEN luck < 50 THEN 'in_house' ELSE 'reserved' END
                WHEN arrival + nights > %(today)s::date THEN 'in_house'
                WHEN arrival + nights = %(today)s::date
                    THEN CASE WHEN luck < 50 THEN 'in_house' ELSE 'checked_out' END
                ELSE 'checked_out' END AS status
    FROM dated
)
INSERT INTO stays_reservation (
    id, branch_id, system, external_id, number, booking_number, status, arrival, departure, arrives_at,
    checked_in_at, checked_out_at, adults, children, babies, child_ages, guest_id, room_type_id, rate_code, rates,
    currency, room_minor, extras_minor, counted_nights, meal_plan, market, source, channel, payment_method, who_pays,
    guarantee, is_guaranteed, purpose, their_codes, requests, remarks, is_rate_hidden, is_name_hidden, is_walk_in,
    booked_at, booked_on, cancel_reason, send_off, facts, record_id, created_at, updated_at, house_note, rooms_before
)
SELECT uuidv7(), d.branch_id, 'bench', d.guest_id || '/' || d.n, 'B' || abs(d.dice) %% 1000000000000, '', d.status,
       d.arrival, d.departure, make_time(14 + d.luck::int %% 8, 0, 0),
       CASE WHEN d.status IN ('in_house', 'checked_out') THEN d.arrival + time '15:00' END,
       CASE WHEN d.status = 'checked_out' THEN d.departure + time '11:30' END,
       1 + d.luck %% 2, 0, 0, '{}', d.guest_id, t.id, 'BAR', array_fill(price, ARRAY[d.nights]), b.currency,
       CASE WHEN d.status IN ('cancelled', 'no_show') THEN 0 ELSE price * d.nights END,
       CASE WHEN d.status IN ('in_house', 'checked_out') THEN 8800 ELSE 0 END,
       CASE WHEN d.status IN ('in_house', 'checked_out') THEN d.nights ELSE 0 END,
       'breakfast', 'transient', 'ota', (ARRAY['ctrip', 'meituan', 'direct', 'corporate'])[1 + d.luck %% 4], '',
       'guest', 'six_pm', d.luck < 60, '', '{}', CASE WHEN d.luck < 20 THEN '高楼层，远离电梯' ELSE '' END, '',
       d.luck = 1, false, false, d.arrival - (d.luck::int %% 30) * interval '1 day', d.arrival - d.luck::int %% 30,
       '', '', '{}', uuidv7(), now(), now(), '', '[]'
FROM decided d
JOIN access_branch b ON b.id = d.branch_id
JOIN hotels_roomtype t ON t.branch_id = d.branch_id
    AND t.code = CASE WHEN d.luck < 60 THEN 'STD' WHEN d.luck < 90 THEN 'DLK' ELSE 'SUI' END
CROSS JOIN LATERAL (SELECT (38000 + d.luck * 600)::bigint AS price) AS p
"""
_PEOPLE: Final = """
INSERT INTO stays_reservationperson (id, reservation_id, role, position, guest_id, external_id, name)
SELECT uuidv7(), id, 'guest', 0, guest_id, '', '' FROM stays_reservation WHERE system = 'bench'
"""
_GIVE_ROOMS: Final = """
WITH near AS (
    SELECT r.id, r.branch_id, row_number() OVER (PARTITION BY r.branch_id, r.arrival ORDER BY r.id) AS place,
           extract(doy FROM r.arrival)::int AS day
    FROM stays_reservation r
    WHERE r.system = 'bench' AND r.status IN ('in_house', 'checked_out') AND r.departure >= %(today)s::date - 30
), numbered AS (
    SELECT id, branch_id, row_number() OVER (PARTITION BY branch_id ORDER BY number) - 1 AS place, room_type_id
    FROM hotels_room
)
UPDATE stays_reservation r SET room_id = m.id
FROM near JOIN numbered m ON m.branch_id = near.branch_id AND m.place = (near.day * 170 + near.place) %% %(rooms)s
WHERE r.id = near.id
"""
_NIGHTS: Final = """
INSERT INTO stays_roomnight (id, branch_id, reservation_id, room_id, business_date, kind, rate_minor)
SELECT uuidv7(), branch_id, id, room_id, night::date,
       CASE WHEN row_number() OVER (PARTITION BY room_id, night ORDER BY checked_in_at, id) = 1
            THEN 'counted' ELSE 'shared' END, rates[1]
FROM stays_reservation, generate_series(arrival, departure - 1, interval '1 day') AS night
WHERE room_id IS NOT NULL AND system = 'bench'
"""
_FOLIOS: Final = """
INSERT INTO stays_folio (id, branch_id, system, external_id, number, reservation_id, guest_id, signer, title,
    invoiced_by, currency, opened_on, state, closed_at)
SELECT uuidv7(), branch_id, system, id::text, '', id, guest_id, '', '', 'hotel', currency, arrival,
       CASE WHEN status = 'in_house' THEN 'open' ELSE 'closed' END, checked_out_at
FROM stays_reservation WHERE status IN ('in_house', 'checked_out') AND system = 'bench'
"""
_LINES: Final = """
INSERT INTO stays_folioline (id, folio_id, external_id, business_date, posted_at, kind, their_code, text, quantity,
    amount, tax, service, is_payment, payment_method, package, record_id, actor_name)
SELECT uuidv7(), f.id, '', f.opened_on, f.opened_on + time '20:00', l.kind, '', '', 1, l.amount, 0, 0, l.kind = '',
       CASE WHEN l.kind = '' THEN 'wechat_pay' ELSE '' END, '', uuidv7(), ''
FROM stays_folio f JOIN stays_reservation r ON r.id = f.reservation_id
CROSS JOIN LATERAL (VALUES ('room', r.room_minor), ('food', 8800), ('', -r.room_minor - 8800)) AS l (kind, amount)
WHERE f.system = 'bench' AND (l.kind <> '' OR f.state = 'closed')
"""
TABLES: Final = (
    "stays_reservation",
    "stays_reservationperson",
    "stays_roomnight",
    "stays_folio",
    "stays_folioline",
    "hotels_room",
    "stays_guestfigure",
)
_STEPS: Final = {
    "room types": _ROOM_TYPES,
    "rooms": _ROOMS,
    "plans": _PLANNED,
    "reservations": _RESERVATIONS,
    "people": _PEOPLE,
    "rooms of these weeks": _GIVE_ROOMS,
    "nights of these weeks": _NIGHTS,
    "figures of guests": import_module("huitouke.stays.migrations.0007_figures_of_branches").FILL,
    "bills": _FOLIOS,
    "lines of bills": _LINES,
}


def add_stays(connection: psycopg.Connection, today: date, progress: Progress) -> int:
    """Writes the stays of all guests there are; how many. Without triggers, the indexes made anew at the end."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET work_mem = '256MB'")
    counted = connection.execute("SELECT count(*) FROM guests_guest").fetchone()
    guests = int(counted[0]) if counted else 0
    days = max(LEAST_DAYS, guests // GUESTS_A_DAY)
    words = {
        "rare": max(1, min(RARE, guests // 20)),
        "today": today, "rooms": ROOMS, "days": days, "ahead": AHEAD, "long": LONG_HISTORY, "each": STAYS_PER_GUEST,
    }  # fmt: skip
    indexes = drop_indexes(connection, TABLES)
    for number, statement in enumerate(_STEPS.values(), 1):
        connection.execute(statement.encode(), words)
        progress("Stays of the bench", number, len(_STEPS))
    make_indexes(connection, indexes, progress)
    for table in TABLES:
        connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    found = connection.execute("SELECT count(*) FROM stays_reservation").fetchone()
    return int(found[0]) if found else 0
