"""A storm of messages, repeated, out of order, while the worker is killed, against the same ones delivered once each in
their order: both end in the same reservations, people, nights and bills, and nothing waits."""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from huitouke.testing.proofs import storm
from huitouke.testing.proofs.installation import Installation, installation
from huitouke.testing.proofs.kills import END_SECONDS, Worker, keys_of

Progress = Callable[[str, int, int | None], None]

_LEFT_OUT: Final = (
    "'id', 'guest_id', 'room_id', 'room_type_id', 'rooms_before', 'record_id', 'told_at',"
    " 'created_at', 'updated_at'"
)
TABLES: Final = {
    "reservations": (
        f"SELECT to_jsonb(r) - ARRAY[{_LEFT_OUT}], g.name, g.latin_name, o.number FROM stays_reservation r"
        " LEFT JOIN guests_guest g ON g.id = r.guest_id LEFT JOIN hotels_room o ON o.id = r.room_id"
    ),
    "persons": (
        "SELECT r.system, r.external_id, p.role, p.position, p.external_id, p.name, g.latin_name"
        " FROM stays_reservationperson p JOIN stays_reservation r ON r.id = p.reservation_id"
        " LEFT JOIN guests_guest g ON g.id = p.guest_id"
    ),
    "nights": (
        "SELECT r.system, r.external_id, o.number, n.business_date, n.kind, n.rate_minor FROM stays_roomnight n"
        " JOIN stays_reservation r ON r.id = n.reservation_id JOIN hotels_room o ON o.id = n.room_id"
    ),
    # A line told anew is voided and posted again; how often depends on what came before: what stands does not.
    "bills": (
        "SELECT f.external_id, f.currency, l.business_date, l.kind, l.their_code, l.text, l.is_payment, sum(l.amount),"
        " sum(l.tax), sum(l.quantity) FROM stays_folioline l JOIN stays_folio f ON f.id = l.folio_id"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(l.amount) <> 0"
    ),
    "guests": (
        "SELECT (SELECT array_agg(DISTINCT s.system || ' ' || s.external_id ORDER BY s.system || ' ' || s.external_id)"
        " FROM identity_link k JOIN intake_sourcerecord s ON s.id = k.record_id WHERE k.guest_id = g.id),"
        " to_jsonb(g) - ARRAY['id', 'origin_record_id', 'created_at', 'updated_at', 'field_sources']"
        " FROM guests_guest g"
    ),
    "contacts": (
        "SELECT c.kind, c.value, g.latin_name FROM guests_contactpoint c JOIN guests_guest g ON g.id = c.guest_id"
    ),
    "records": (
        "SELECT DISTINCT system, external_id, encode(digest, 'hex') FROM intake_sourcerecord"
        " WHERE system <> 'desk'"
    ),
    "messages": "SELECT system, encode(digest, 'hex'), reason, state = 'quarantined' FROM intake_message",
}
"""What must be the same, without ids that a run makes up, the times of the run, and the pointer of a row to the record
that changed it last."""


def prove_messages(
    *,
    progress: Progress | None = None,
    deliveries: int = 20_000,
    kills: int = 5,
    seed: int = 11,
    hurried: bool = True,
) -> dict[str, Any]:
    """Deliver a storm of so many messages with 30 % repeats and 20 % out of their order, kill the worker so many times,
    and compare with the ordered, single delivery. Each table that differs counts as failed, and so does a kill that
    found nothing to strike. `hurried` as in the proof of kills."""
    sent = storm.in_order(int(deliveries * 0.7), seed)
    stormy = storm.as_it_comes(sent, seed)
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        ordered_file, storm_file = Path(folder) / "ordered", Path(folder) / "storm"
        storm.write(ordered_file, sent)
        storm.write(storm_file, stormy)
        with installation() as one, installation() as other, ThreadPoolExecutor() as beside:
            # Both share the keys, so that digests can be compared.
            other.environment.update(keys_of(one))
            calm = beside.submit(_calm, one, ordered_file)
            struck = _stormy(other, storm_file, len(sent), kills, seed, hurried, progress)
            calm.result()
            expected, found = _state(one), _state(other)
    faults = [
        _difference(name, expected[name], found[name]) for name in TABLES if expected[name] != found[name]
    ]
    faults += ["a kill found nothing to strike"] * (kills - len(struck))
    return {
        "tried": len(stormy) + kills + len(TABLES),
        "failed": len(faults),
        "faults": faults,
        "struck": struck,
        "rows": {name: len(lines) for name, lines in found.items()},
        "quarantined": sum(line.endswith(",t)") for line in found["messages"]),
    }


def _calm(one: Installation, file: Path) -> None:
    _act(one, "rooms", str(storm.ROOMS))
    _act(one, "give", str(file))
    with Worker(one) as worker:
        _wait_for_the_end(one, worker)


def _stormy(
    one: Installation,
    file: Path,
    messages: int,
    kills: int,
    seed: int,
    hurried: bool,
    progress: Progress | None,
) -> list[int]:
    """Deliver while the worker works and is killed; after how many settled messages it was."""
    _act(one, "rooms", str(storm.ROOMS))
    rnd = random.Random(seed)
    points = sorted(rnd.randrange(messages // 20, messages * 3 // 4) for _number in range(kills))
    struck = []
    with ThreadPoolExecutor() as beside, Worker(one, hurried=hurried) as worker:
        giving = beside.submit(_act, one, "give", str(file))
        for number, point in enumerate(points, start=1):
            settled = _wait_until(one, worker, point)
            if not _waiting(one) and giving.done():
                break
            worker.strike()
            struck.append(settled)
            if progress is not None:
                progress("kills", number, kills)
        giving.result()
        _wait_for_the_end(one, worker)
    return struck


def _act(one: Installation, *words: str) -> Any:
    said = subprocess.run(
        [sys.executable, "-P", "-m", "huitouke.testing.proofs.storm", *words],
        env={**one.environment, "HUITOUKE_DATABASE_URL": one.cluster.url()},
        check=True,
        capture_output=True,
        text=True,
        timeout=END_SECONDS * 3,
    )
    return json.loads(said.stdout.strip().splitlines()[-1])


def _wait_until(one: Installation, worker: Worker, settled: int) -> int:
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline:
        worker.keep()
        found = _count(one, "settled_at IS NOT NULL OR state = 'quarantined'")
        if found >= settled:
            return found
        time.sleep(0.1)
    raise TimeoutError("the messages made no headway")


def _wait_for_the_end(one: Installation, worker: Worker) -> None:
    deadline = time.monotonic() + END_SECONDS * 3
    while _waiting(one):
        worker.keep()
        if time.monotonic() > deadline:
            raise TimeoutError("messages are left waiting")
        time.sleep(0.2)


def _waiting(one: Installation) -> int:
    return _count(one, "state = 'waiting'")


def _count(one: Installation, condition: str) -> int:
    with one.connect() as connection:
        # A constant of this module.
        row = connection.execute(f"SELECT count(*) FROM intake_message WHERE {condition}").fetchone()
    return int(row[0]) if row else 0


def _state(one: Installation) -> dict[str, list[str]]:
    """Table to its rows as text, in a fixed order."""
    found = {}
    with one.connect() as connection:
        for name, query in TABLES.items():
            rows = connection.execute(f"SELECT row(q.*)::text FROM ({query}) q").fetchall()
            found[name] = sorted(row[0] for row in rows)
    return found


def _difference(name: str, expected: list[str], found: list[str]) -> str:
    """How many rows differ, and one of each side: all data are make-believe."""
    lost, new = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    return f"{name}: {len(expected)} and {len(found)} rows; {len(lost)} lost {lost[:1]}, {len(new)} new {new[:1]}"
