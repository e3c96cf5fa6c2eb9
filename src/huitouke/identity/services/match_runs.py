"""Runs of matching over the hotel's records: over all of them, or over those written since the last run.

One at a time. A run that is killed leaves whole merges and whole batches of proposals; the next one begins anew, finds
as one guest who became one, and proposes nothing twice.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from psycopg.pq import TransactionStatus

from huitouke.access.actors import SYSTEM
from huitouke.access.services import record_audit
from huitouke.access.switches import is_on
from huitouke.identity.choices import MatchRunKind, MatchRunState
from huitouke.identity.errors import MatchRunBusy
from huitouke.identity.events import RUN_FINISHED
from huitouke.identity.match_models import InForce, in_force
from huitouke.identity.match_state import RUN_LOCK
from huitouke.identity.match_tables import MatchRun
from huitouke.identity.matching.clustering import Persons
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.scorer import score
from huitouke.identity.models import KeptRow
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.match_engines import require_engine
from huitouke.identity.services.match_learning import Learnt, is_learning_due, learn_model
from huitouke.identity.services.match_linking import (
    Pair,
    best_between,
    merge_persons,
    propose_pairs,
    spanning_pairs,
)
from huitouke.identity.services.match_new_rows import look_at_new_rows
from huitouke.identity.services.match_reading import Owners, all_rows, forget_spilt
from huitouke.identity.services.weighing_anew import weigh_new_rows_anew
from huitouke.identity.switches import SELF_LINKING
from huitouke.identity.togetherness import all_parted
from huitouke.kernel import clock

_SAID_EVERY: Final = 1.0
PERSONS_AT_ONCE: Final = 500

Progress = Callable[[str, int, int | None], None]


def _quiet(step: str, done: int, total: int | None = None) -> None:
    """Nobody looks."""


def run_matching(*, whole: bool = False, progress: Progress = _quiet) -> MatchRun:
    """Compare the hotel's records and bring to guests what is found: over all rows where `whole`, where it never was
    done, and where other weights are in force since; else over the rows that wait. Learns anew first where that is due.
    Refuses with `MatchRunBusy` while another run goes on, and with `MatchEngineMissing` where all are to be compared
    and the engine that is set cannot run here."""
    with _alone():
        forget_spilt()
        MatchRun.objects.filter(state=MatchRunState.RUNNING).update(
            state=MatchRunState.BROKEN, finished_at=clock.now()
        )
        if whole:
            require_engine()
        # Its kind is known when the weights are: rows are kept and weights learnt in sight of whoever waits.
        run = MatchRun.objects.create(kind=MatchRunKind.ALL if whole else MatchRunKind.NEW)
        with _broken_when_it_fails(run):
            _run(run, progress)
        return run


def _run(run: MatchRun, progress: Progress) -> None:
    told = _Told(run, progress)
    keep_missing_rows(told)
    weigh_new_rows_anew()
    if is_learning_due():
        learn_model(progress=told)
    run.records = KeptRow.objects.count()
    model = in_force(run.records)
    run.model_id = model.id
    if run.kind == MatchRunKind.NEW and not _was_all_compared_under(model):
        run.kind = MatchRunKind.ALL
    run.save()
    if run.kind == MatchRunKind.ALL:
        require_engine()
        _look_at_all(run, model, told)
    else:
        look_at_new_rows(run, model, told)
    _finish(run)


def learn_now(progress: Progress = _quiet) -> Learnt:
    """Learn anew, whether it is due or not, while no run goes on; else `MatchRunBusy`."""
    with _alone():
        forget_spilt()
        keep_missing_rows(progress)
        return learn_model(progress=progress)


def _was_all_compared_under(model: InForce) -> bool:
    return bool(
        MatchRun.objects.filter(kind=MatchRunKind.ALL, state=MatchRunState.DONE, model_id=model.id).exists()
    )


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK])
        if not cursor.fetchone()[0]:
            raise MatchRunBusy
    try:
        yield
    finally:
        # Where the connection is gone, so is the lock.
        with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])


@contextmanager
def _broken_when_it_fails(run: MatchRun) -> Iterator[None]:
    try:
        yield
    except Exception:
        # Where the connection or the process is gone, the next run says it.
        with suppress(InterfaceError, OperationalError):
            MatchRun.objects.filter(id=run.id).update(state=MatchRunState.BROKEN, finished_at=clock.now())
        raise


@dataclass(slots=True)
class _Told:
    """Tells whoever looks how far the run is, and notes it in its row about once a second; not while rows stream in,
    when the connection can note nothing."""

    run: MatchRun
    progress: Progress
    last: float = 0.0

    def __call__(self, step: str, done: int, total: int | None = None) -> None:
        self.progress(step, done, total)
        now = time.monotonic()
        if (step != self.run.step or now - self.last >= _SAID_EVERY) and not _is_streaming():
            self.last = now
            self.run.step, self.run.done, self.run.total = step, done, total or 0
            self.run.save()


def _is_streaming() -> bool:
    raw = connection.connection
    return raw is not None and raw.info.transaction_status is TransactionStatus.ACTIVE


def _look_at_all(run: MatchRun, model: InForce, told: _Told) -> None:
    """Everything compared with everything, as far as the blocking rules go."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.match_seen")
        cursor.execute("CREATE TEMPORARY TABLE match_seen AS SELECT record_id FROM identity_waitingrow")
    count = KeptRow.objects.count()
    told("read", 0, count)
    with all_rows(told, count) as (table, owners):
        run.rows = len(table)
        told("pairs", 0, None)
        table.write_frame(model.model.frequencies)
        table.propose_pairs()
        run.pairs = table.keep_pairs_across()
        apart = all_parted(owners.number)
        persons = Persons(
            table,
            model.model,
            lowest=model.model.ask_at,
            owners=owners.of_record,
            voices=owners.voices,
            apart=lambda one, other: (
                (min(one, other), max(one, other)) in apart or not owners.may_be_one(one, other)
            ),
        )
        told("persons", 0, None)
        groups = persons.at(model.model.link_at) if is_on(SELF_LINKING) else []
        _merge_all(run, table, owners, groups, model, told)
        _propose_all(run, table, owners, persons, groups, model, told)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM identity_waitingrow w USING pg_temp.match_seen s WHERE w.record_id = s.record_id"
        )
        cursor.execute("DROP TABLE pg_temp.match_seen")


def _merge_all(
    run: MatchRun, table: Table, owners: Owners, groups: list[list[int]], model: InForce, told: _Told
) -> None:
    several = [
        group for group in groups if len(group) > 1 and len({owners.of_record[rid] for rid in group}) > 1
    ]
    for first in range(0, len(several), PERSONS_AT_ONCE):
        some = several[first : first + PERSONS_AT_ONCE]
        rids = [rid for group in some for rid in group]
        features = dict(zip(rids, table.features(rids), strict=True))
        persons = [
            spanning_pairs([features[rid] for rid in group], [owners.of_record[rid] for rid in group], model)
            for group in some
        ]
        merged, left_out = merge_persons(persons, run=run, model=model)
        run.merged += merged
        run.left_out += left_out
        told("merges", first + len(some), len(several))


def _propose_all(
    run: MatchRun,
    table: Table,
    owners: Owners,
    persons: Persons,
    groups: list[list[int]],
    model: InForce,
    told: _Told,
) -> None:
    group_of = dict(enumerate(owners.of_record))
    for group in groups:
        for rid in group:
            group_of[rid] = owners.of_record[group[0]]
    found = list(best_between(persons.links, group_of))

    def weighed() -> Iterator[Pair]:
        for first in range(0, len(found), 1000):
            some = found[first : first + 1000]
            rids = sorted({rid for pair in some for rid in pair})
            features = dict(zip(rids, table.features(rids), strict=True))
            for one, other in some:
                left, right = features[one], features[other]
                yield Pair(UUID(left.record_id), UUID(right.record_id), score(left, right, model.model))

    run.proposed += propose_pairs(weighed(), model=model, progress=told, total=len(found))


def _finish(run: MatchRun) -> None:
    run.state, run.finished_at, run.step = MatchRunState.DONE, clock.now(), ""
    run.save()
    record_audit(
        SYSTEM,
        RUN_FINISHED,
        object_type="match_run",
        object_id=run.id,
        rows=run.rows,
        merged=run.merged,
        proposed=run.proposed,
    )
