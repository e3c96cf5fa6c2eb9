"""The chain of consents: adding a link, taking the daily root, and proving that nothing was changed or cut off."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from huitouke.guests.models import ConsentContent, ConsentEntry, ConsentRoot, ConsentState
from huitouke.kernel import clock, journals
from huitouke.kernel.crypto import CannotOpen, sealer

_ROOT_LOCK: Final = 0x48544B04
_START: Final = bytes(32)
_NOTHING: Final = bytes(32)


def add_link(subject_id: UUID, content: ConsentContent | None) -> ConsentEntry:
    """Add a link to a guest's chain, inside the caller's transaction, in which the guest is locked. Without content
    it is the closing link of an erasure. The content is given its salt; the caller saves it."""
    _hold_roots_off()
    last = ConsentEntry.objects.filter(subject_id=subject_id).order_by("-number").first()
    entry = _link(subject_id, content, last)
    entry.save()
    return entry


def begin_chains(contents: Mapping[UUID, ConsentContent]) -> dict[UUID, ConsentEntry]:
    """The first link of the chain of each of these guests, as `add_link` makes it, inside the caller's transaction, in
    which the guests are new. One statement for all; the caller saves the contents."""
    _hold_roots_off()
    links = {subject_id: _link(subject_id, content, None) for subject_id, content in contents.items()}
    ConsentEntry.objects.bulk_create(links.values())
    return links


def _hold_roots_off() -> None:
    """Shared among writers: a root waits for them, so that none comes to lie under it afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_ROOT_LOCK])


def _link(subject_id: UUID, content: ConsentContent | None, last: ConsentEntry | None) -> ConsentEntry:
    digest = _NOTHING
    if content is not None:
        content.salt = os.urandom(16)
        digest = content_digest(content)
    entry = ConsentEntry(
        subject_id=subject_id,
        number=(last.number if last else 0) + 1,
        made_at=clock.now(),
        is_closing=content is None,
        content_digest=digest,
        previous_hash=bytes(last.entry_hash) if last else _START,
    )
    entry.entry_hash = hash_of(entry)
    return entry


def content_digest(content: ConsentContent) -> bytes:
    """Keyed and salted: the salt goes with the content, and then nothing can be tried against the digest."""
    text = json.dumps(content.canonical(), ensure_ascii=False, sort_keys=True).encode()
    return sealer().keyed_hash("consent-content", bytes(content.salt), text)


def hash_of(entry: ConsentEntry) -> bytes:
    return sealer().keyed_hash(
        "consent-entry",
        bytes(entry.previous_hash),
        entry.subject_id.bytes,
        entry.number.to_bytes(8, "big"),
        entry.made_at.isoformat().encode(),
        b"\x01" if entry.is_closing else b"\x00",
        bytes(entry.content_digest),
    )


@transaction.atomic
def take_root() -> ConsentRoot | None:
    """A root over what is new since the last one; None where nothing is. Safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROOT_LOCK])
    last = ConsentRoot.objects.order_by("-id").first()
    fresh = list(
        ConsentEntry.objects.filter(id__gt=last.through_id if last else 0)
        .order_by("id")
        .values_list("id", "entry_hash")
    )
    if not fresh:
        return None
    root = ConsentRoot.objects.create(
        made_at=clock.now(),
        through_id=fresh[-1][0],
        entries=len(fresh),
        root_hash=_root_hash(bytes(last.root_hash) if last else _START, fresh),
    )
    transaction.on_commit(lambda: _tell(root))
    return root


def _root_hash(previous: bytes, entries: list[tuple[int, Any]]) -> bytes:
    pieces = [piece for number, found in entries for piece in (number.to_bytes(8, "big"), bytes(found))]
    return sealer().keyed_hash("consent-root", previous, *pieces)


def roots_path() -> Path:
    """Where the roots stand a second time, outside the database."""
    home: Path = settings.HOME
    return home / "consent" / "roots.jsonl"


def _tell(root: ConsentRoot) -> None:
    journals.add_line(
        roots_path(),
        {"through": root.through_id, "root": bytes(root.root_hash).hex(), "at": root.made_at.isoformat()},
    )


def note_restore() -> None:
    """Say that the database was put back to an older state on purpose: roots taken since then no longer count."""
    if roots_path().exists():
        last = ConsentRoot.objects.order_by("-id").first()
        journals.add_line(
            roots_path(), {"restored": last.through_id if last else 0, "at": clock.now().isoformat()}
        )


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chains do not hold: which guest's, which link, and how it shows."""

    subject_id: UUID | None
    number: int
    how: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and the first break, or None."""

    entries: int
    roots: int
    broken: Break | None


def verify_consents() -> Verdict:
    """Go through every chain and every root. Streams: memory does not grow with the number of entries."""
    entries = 0
    for entries, broken in enumerate(_walk(), start=1):
        if broken is not None:
            return Verdict(entries, 0, broken)
    roots, broken = _walk_roots()
    return Verdict(entries, roots, broken or _state_break())


def _walk() -> Iterator[Break | None]:
    """Each entry in the order of its chain: None where it holds."""
    rows = (
        ConsentEntry.objects.select_related("content__purpose", "content__wording")
        .order_by("subject_id", "number")
        .iterator(2000)
    )
    before: ConsentEntry | None = None
    empty: ConsentEntry | None = None
    for entry in rows:
        if before is None or before.subject_id != entry.subject_id:
            if empty is not None:
                yield _break(empty, "its content is gone")
                return
            before, empty = None, None
        found, is_empty = _check(entry, before)
        if is_empty and empty is None:
            empty = entry
        if entry.is_closing:
            empty = None
        yield found
        before = entry
    if empty is not None:
        yield _break(empty, "its content is gone")


def _check(entry: ConsentEntry, before: ConsentEntry | None) -> tuple[Break | None, bool]:
    """The break of one entry, if any, and whether its content is missing, which a closing link must explain."""
    number, previous = (before.number, bytes(before.entry_hash)) if before else (0, _START)
    if entry.number != number + 1:
        return _break(entry, "a link before it is missing"), False
    if bytes(entry.previous_hash) != previous:
        return _break(entry, "it does not follow from the link before it"), False
    if bytes(entry.entry_hash) != hash_of(entry):
        return _break(entry, "it was altered"), False
    content = getattr(entry, "content", None)
    if content is None:
        return None, not entry.is_closing
    try:
        is_same = content_digest(content) == bytes(entry.content_digest)
    except CannotOpen:
        is_same = False
    return (None if is_same else _break(entry, "its content was altered")), False


def _break(entry: ConsentEntry, how: str) -> Break:
    return Break(entry.subject_id, entry.number, how)


def _walk_roots() -> tuple[int, Break | None]:
    """The roots anew from the entries, then those told outside the database."""
    previous, through, count = _START, 0, 0
    known: dict[int, str] = {}
    for root in ConsentRoot.objects.order_by("id"):
        entries = list(
            ConsentEntry.objects.filter(id__gt=through, id__lte=root.through_id)
            .order_by("id")
            .values_list("id", "entry_hash")
        )
        previous = _root_hash(previous, entries)
        if previous != bytes(root.root_hash) or len(entries) != root.entries:
            day = root.made_at.date().isoformat()
            return count, Break(
                None, root.through_id, f"entries under the root of {day} are missing or altered"
            )
        through = root.through_id
        known[through] = previous.hex()
        count += 1
    told: dict[int, str] = {}
    for line in journals.read_lines(roots_path()):
        if "restored" in line:
            told = {number: root for number, root in told.items() if number <= line["restored"]}
        else:
            told[line["through"]] = line["root"]
    for number, told_root in told.items():
        if known.get(number) != told_root:
            return count, Break(None, number, "a root that was told outside the database is missing in it")
    return count, None


STATE_SQL: Final = """
SELECT e.subject_id, e.number
FROM (
    SELECT DISTINCT ON (e.subject_id, c.purpose_id, c.channel)
        e.id, e.subject_id, e.number, c.purpose_id, c.channel, c.act
    FROM guests_consententry e JOIN guests_consentcontent c ON c.entry_id = e.id
    ORDER BY e.subject_id, c.purpose_id, c.channel, e.number DESC
) e
JOIN guests_guest g ON g.id = e.subject_id
LEFT JOIN guests_consentstate s
    ON s.guest_id = e.subject_id AND s.purpose_id = e.purpose_id AND s.channel = e.channel
WHERE (s.act IS DISTINCT FROM e.act OR s.entry_id IS DISTINCT FROM e.id)
  AND NOT EXISTS (SELECT 1 FROM guests_guestalias a WHERE a.guest_id = e.subject_id)
LIMIT 1"""

TOGETHER_SQL: Final = """
WITH whose AS (
    SELECT id, guest_id FROM guests_guestalias
    UNION SELECT guest_id, guest_id FROM guests_guestalias
), told AS (
    SELECT DISTINCT ON (e.subject_id, c.purpose_id, c.channel)
        e.id, e.subject_id, e.number, e.made_at, c.purpose_id, c.channel, c.act, w.guest_id
    FROM whose w JOIN guests_consententry e ON e.subject_id = w.id
    JOIN guests_consentcontent c ON c.entry_id = e.id
    ORDER BY e.subject_id, c.purpose_id, c.channel, e.number DESC
)
SELECT t.subject_id, t.number
FROM told t
LEFT JOIN guests_consentstate s
    ON s.guest_id = t.guest_id AND s.purpose_id = t.purpose_id AND s.channel = t.channel
LEFT JOIN told h ON h.id = s.entry_id
WHERE h.id IS NULL OR h.act <> s.act OR (
    s.act = 'given' AND t.act <> 'given'
    AND h.made_at < (SELECT max(a.joined_at) FROM guests_guestalias a WHERE a.guest_id = t.guest_id))
LIMIT 1"""
"""Of a guest whom several profiles became: what holds has to be the last word of one of the chains, and no agreement
from before they became one stands against another chain's refusal."""


def _state_break() -> Break | None:
    """Whether what holds now is what the chains said last."""
    with connection.cursor() as cursor:
        cursor.execute(STATE_SQL)
        found = cursor.fetchone()
        if found is None:
            cursor.execute(TOGETHER_SQL)
            found = cursor.fetchone()
    if found:
        return Break(found[0], found[1], "what holds now is not what was said last")
    alone = ConsentState.objects.exclude(entry__content__isnull=False).select_related("entry").first()
    return Break(alone.guest_id, alone.entry.number, "what holds now was never said") if alone else None
