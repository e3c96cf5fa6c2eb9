"""Taking a whole import back: every guest as before it, but for those whom somebody has edited since.

Imports of companies go by the same loop; what is theirs stands in `company_take_back`.

Guests whom the import founded vanish with all their rows; guests whom it changed get back what they were;
its lines of the field history go. Who was edited since stays as he is, and is listed. Source records stay,
as `taken_back`, so that the same file brings the same guests again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from huitouke.access.actors import Actor
from huitouke.guests.events import PROFILES_TAKEN_BACK
from huitouke.guests.models import Guest, Tag
from huitouke.guests.policy import named_condition
from huitouke.guests.rows import GUEST_TAG, TAG_TABLE
from huitouke.guests.services.company_images import drop_images
from huitouke.guests.services.profiles import drop_unused_tags
from huitouke.guests.services.tag_rules import follow_all
from huitouke.identity.choices import ProposalState
from huitouke.identity.match_state import PROPOSE_TASK
from huitouke.identity.match_tables import WaitingRow
from huitouke.identity.models import GuestImage, KeptRow, Link, Proposal
from huitouke.identity.services.company_take_back import (
    COMPANIES_KIND,
    count_kept_companies,
    foresee_companies,
    take_back_companies,
)
from huitouke.identity.services.images import digest_of_state, opened, shape_of
from huitouke.identity.services.settling import settle_kept
from huitouke.identity.snapshots import guest_tables, references, traces_of_others
from huitouke.intake.choices import RecordState
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import (
    TakeBack,
    finish_take_back,
    note_take_back,
    set_records_taken_back,
    start_take_back,
    system_lock,
    take_back_of,
)
from huitouke.kernel import bulk
from huitouke.kernel.history import forget_changes, unnoted_changes
from huitouke.kernel.outbox import publish
from huitouke.kernel.snapshots import delete_owned, put_back, rows_of, take_snapshots

CHUNK_RECORDS = 1_000

Progress = Callable[[str, int, int | None], None]


def take_back_import(*, actor: Actor, run_id: UUID, progress: Progress | None = None) -> TakeBack:
    """Take an import back, a chunk of its records in a transaction; what became of its guests.

    Refuses without the right to import into its branch, for an import that has not ended (`RunNotTakenBack`),
    and while a file of the same system is taken in (`SystemBusy`). Killed, the same call goes on from the
    last whole chunk.
    """
    run = start_take_back(actor=actor, run_id=run_id)
    with system_lock(run.system):
        done = take_back_of(run)
        while records := _next_records(run, done.after):
            with transaction.atomic():
                take_chunk = take_back_companies if run.kind == COMPANIES_KIND else _take_back_chunk
                done = take_chunk(run, records, done)
            if progress is not None:
                progress("taken back", done.gone + done.restored, None)
        with transaction.atomic():
            done = done._replace(kept=count_kept(run))
            drop_unused_tags(UUID(text) for text in run.made.get(TAG_TABLE, ()))
            GuestImage.objects.filter(run=run).delete()
            drop_images(run.id)
            finish_take_back(actor=actor, run=run, done=done)
    return done


def _next_records(run: ImportRun, after: str) -> list[tuple[UUID, int]]:
    """The next records of a run that still stand: (id, state), in the order in which they came."""
    standing = SourceRecord.objects.filter(run_id=run.id).exclude(state=RecordState.TAKEN_BACK)
    if after:
        standing = standing.filter(id__gt=UUID(after))
    return list(standing.order_by("id").values_list("id", "state")[:CHUNK_RECORDS])


@dataclass(slots=True)
class _Standing:
    """The guests of a chunk: those the run founded, those it changed, and which of them were edited since."""

    founded: list[UUID]
    images: list[GuestImage]
    edited: set[UUID]


def _take_back_chunk(run: ImportRun, records: list[tuple[UUID, int]], done: TakeBack) -> TakeBack:
    """Deal with the guests of these records, and with every record of this run that tells of them."""
    linked = Link.objects.filter(record_id__in=[record_id for record_id, _state in records])
    guest_ids = sorted(set(linked.values_list("guest_id", flat=True)))
    told = _records_about(run, guest_ids)
    standing = _standing_of(run, guest_ids, {record_id for ids in told.values() for record_id in ids})
    gone = [guest_id for guest_id in standing.founded if guest_id not in standing.edited]
    restored = [image for image in standing.images if image.guest_id not in standing.edited]
    dealt_with = [*gone, *(image.guest_id for image in restored)]
    taken = [record_id for guest_id in dealt_with for record_id in told[guest_id]]
    asked, found = _asked_by(taken, run.started_at)
    with unnoted_changes():
        _restore(restored)
        delete_owned([(table, owner) for table, owner, _named in references()], gone)
        delete_owned([(Guest._meta.db_table, "id")], gone)
    forget_changes(subjects=gone)
    forget_changes(subjects=dealt_with, records=taken)
    nobody = [record_id for record_id, state in records if state == RecordState.QUARANTINED]
    set_records_taken_back([*taken, *nobody])
    KeptRow.objects.filter(record_id__in=taken).delete()
    WaitingRow.objects.filter(record_id__in=taken).delete()
    with unnoted_changes():
        settle_kept({image.guest_id: image.taken_at for image in restored})
    # Nothing is noted of what comes back, so that no later look would see it.
    follow_all([image.guest_id for image in restored])
    _look_again(asked.difference(gone), found.difference(gone))
    GuestImage.objects.filter(id__in=[image.id for image in restored]).delete()
    done = done._replace(
        gone=done.gone + len(gone), restored=done.restored + len(restored), after=str(records[-1][0])
    )
    note_take_back(run, done)
    if dealt_with:
        publish(PROFILES_TAKEN_BACK, key=run.id, run=str(run.id), gone=len(gone), restored=len(restored))
    return done


def _asked_by(record_ids: Collection[UUID], since: datetime) -> tuple[set[UUID], set[UUID]]:
    """The guests of whom a pair waits in the queue by one of these records: those of pairs that waited before, and
    those of pairs that were found since."""
    among = bulk.among(record_ids)
    waiting = Proposal.objects.filter(
        Q(first_record_id__in=among) | Q(second_record_id__in=among),
        state__in=(ProposalState.OPEN, ProposalState.BESIDE),
    )
    asked: set[UUID] = set()
    found: set[UUID] = set()
    for first, second, found_at in waiting.values_list("first_id", "second_id", "found_at"):
        (asked if found_at < since else found).update((first, second))
    return asked, found


def _look_again(asked: Collection[UUID], found: Collection[UUID]) -> None:
    """Pairs that waited before, by a record that went now, wait by those that stay: the worker looks for them at once,
    and the run of the night as well. What was found with the import goes with it; whether those who stay are alike
    without it is left to the night."""
    again = set(_rows_of(asked))
    waiting = again.union(_rows_of(found))
    WaitingRow.objects.bulk_create(
        [WaitingRow(record_id=each) for each in sorted(waiting)], ignore_conflicts=True
    )
    if again:
        records: list[Any] = [str(each) for each in sorted(again)]
        app.configure_task(PROPOSE_TASK, lock=PROPOSE_TASK).defer(records=records)


def _rows_of(guest_ids: Collection[UUID]) -> list[UUID]:
    """The records of these guests that are kept for matching."""
    links = Link.objects.filter(guest_id__in=bulk.among(guest_ids))
    return list(
        KeptRow.objects.filter(record_id__in=links.values("record_id")).values_list("record_id", flat=True)
    )


def _records_about(run: ImportRun, guest_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The records of this run that tell of these guests, by guest."""
    links = Link.objects.filter(guest_id__in=list(guest_ids)).values_list("record_id", "guest_id")
    owners = dict(links)
    own = SourceRecord.objects.filter(id__in=list(owners), run_id=run.id).values_list("id", flat=True)
    told: dict[UUID, list[UUID]] = defaultdict(list)
    for record_id in own:
        told[owners[record_id]].append(record_id)
    return told


def _standing_of(run: ImportRun, guest_ids: list[UUID], own_records: set[UUID]) -> _Standing:
    """Lock the guests, and see which of them the run alone has touched. A guest whom it neither founded nor
    has an image of counts as edited: there is nothing to go back to."""
    locked = Guest.objects.select_for_update(of=("self",)).filter(id__in=guest_ids).order_by("id")
    founders = dict(locked.values_list("id", "origin_record_id"))
    founded = [guest_id for guest_id, record_id in founders.items() if record_id in own_records]
    images = list(GuestImage.objects.filter(run=run, guest_id__in=guest_ids))
    edited = _touched_by_others(run, founded)
    states = take_snapshots(guest_tables(), [image.guest_id for image in images], shape_of(run))
    edited |= {
        image.guest_id for image in images if bytes(image.after) != digest_of_state(states[image.guest_id])
    }
    return _Standing(founded, images, edited)


def _restore(images: list[GuestImage]) -> None:
    """Let these guests be what their images show."""
    tables = guest_tables()
    rows: dict[str, list[dict[str, Any]]] = {each.table: [] for each in tables}
    for state in opened(images).values():
        for table, found in rows_of(state).items():
            rows[table] += found
    # A tag that was deleted since cannot be held again, and one of a rule is held as the rule says.
    named = {row["tag_id"] for row in rows[GUEST_TAG]}
    tags = {str(key) for key in Tag.objects.filter(id__in=named, rule=None).values_list("id", flat=True)}
    rows[GUEST_TAG] = [row for row in rows[GUEST_TAG] if row["tag_id"] in tags]
    guest_ids = [image.guest_id for image in images]
    for each in tables:
        put_back(each, guest_ids, rows[each.table])


def _touched_by_others(run: ImportRun, founded: Collection[UUID]) -> set[UUID]:
    """Of guests whom the run founded: those who have a row, a change or a mention that is not of this run."""
    found: set[UUID] = set()
    with connection.cursor() as cursor:
        for statement in traces_of_others(Guest, "= ANY(%(owners)s)"):
            cursor.execute(statement, {"owners": list(founded), "run": run.id})
            found |= {row[0] for row in cursor.fetchall()}
    if run.finished_at is not None:
        later = Guest.objects.filter(id__in=list(founded), updated_at__gt=run.finished_at)
        found |= set(later.values_list("id", flat=True))
    return found


_FOUNDED = (
    "IN (SELECT l.guest_id FROM intake_sourcerecord m JOIN identity_link l ON l.record_id = m.id"
    " JOIN guests_guest g ON g.id = l.guest_id AND g.origin_record_id = m.id WHERE m.run_id = %(run)s)"
)


def foresee_take_back(run: ImportRun) -> TakeBack:
    """What taking back a run would come to, without doing it. Edits of guests whom it changed are told by the
    time of their last change; the act itself compares every row."""
    if run.kind == COMPANIES_KIND:
        return foresee_companies(run)
    traces = " UNION ".join(traces_of_others(Guest, _FOUNDED))
    later = "false" if run.finished_at is None else "g.updated_at > %(end)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH touched AS ({traces}) SELECT count(*),"
            f" count(*) FILTER (WHERE t.id IS NOT NULL OR {later}) FROM guests_guest g"
            f" LEFT JOIN touched AS t(id) ON t.id = g.id WHERE g.id {_FOUNDED}",
            {"run": run.id, "end": run.finished_at},
        )
        founded, edited = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE g.updated_at IS DISTINCT FROM i.left_at OR i.after = '')"
            " FROM identity_guestimage i JOIN guests_guest g ON g.id = i.guest_id WHERE i.run_id = %s",
            [run.id],
        )
        changed, changed_since = cursor.fetchone()
    return TakeBack(gone=founded - edited, restored=changed - changed_since, kept=edited + changed_since)


def _kept(run: ImportRun) -> Any:
    """Guests of whom accepted records of this run still tell."""
    own = SourceRecord.objects.filter(run_id=run.id, state=RecordState.ACCEPTED).values("id")
    return Guest.objects.filter(id__in=Link.objects.filter(record_id__in=own).values("guest_id"))


def count_kept(run: ImportRun) -> int:
    """How many guests (or companies) a taking back left as they were, since somebody had edited them."""
    if run.kind == COMPANIES_KIND:
        return count_kept_companies(run)
    return int(_kept(run).count())


def list_kept(actor: Actor, run: ImportRun, limit: int = 50) -> list[Guest]:
    """Of the guests who were kept, those whom the actor may see and know, newest first."""
    return list(
        _kept(run)
        .filter(id__in=Guest.objects.visible_to(actor).filter(named_condition(actor)).values("id"))
        .order_by("-id")[:limit]
    )
