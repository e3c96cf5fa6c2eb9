"""Where the comparing of all records stands, as reviewers are told, and the order that the worker does it now."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.identity.choices import MatchRunKind, MatchRunState, MatchStage
from huitouke.identity.match_state import RUN_LOCK, RUN_TASK, get_matching_state
from huitouke.identity.match_tables import MatchRun
from huitouke.identity.services import match_runs
from huitouke.identity.services.match_orders import order_matching
from huitouke.identity.services.match_runs import run_matching
from huitouke.kernel.periodic import next_time

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17"}


@pytest.fixture
def wangs(group, guest_of):
    return [guest_of(group.main, **told) for told in (WANG, {**WANG, "name": "Wang Xiaoming"})]


@pytest.fixture
def run_elsewhere():
    """`begins, ends`: take the lock of a run on another connection, as the process of one does, and let it go."""
    told = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: told[name] for name in names if told.get(name)}, autocommit=True) as other:
        yield (
            lambda: other.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK]),
            lambda: other.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK]),
        )


def test_nothing_is_compared_until_the_clock_says_so(wangs, bruno, still_clock):
    state = get_matching_state(bruno.actor)
    assert (state.stage, state.compared_at, state.records) == (MatchStage.NEVER, None, None)
    assert state.next_at == next_time(app, RUN_TASK) > still_clock
    assert not state.is_under_way


def test_after_a_run_it_is_told_when_and_how_many_records_there_were(wangs, group, guest_of, bruno):
    run_matching()
    state = get_matching_state(bruno.actor)
    assert (state.stage, state.records) == (MatchStage.DONE, 2)
    assert state.compared_at == MatchRun.objects.get().finished_at
    guest_of(group.main, name="李静怡")
    run_matching()
    assert MatchRun.objects.filter(kind=MatchRunKind.NEW).get().rows == 1
    assert get_matching_state(bruno.actor).records == 3, "all were compared with each other by then"


def test_a_run_is_told_from_its_first_step_on(wangs, bruno, monkeypatch):
    seen = []

    def keep(told):
        told("rows", 1, 2)
        seen.append(get_matching_state(bruno.actor))
        return 0

    monkeypatch.setattr(match_runs, "keep_missing_rows", keep)
    run_matching()
    (state,) = seen
    assert (state.stage, state.step, state.done, state.total) == (MatchStage.RUNNING, "rows", 1, 2)
    assert (state.share, state.is_under_way) == (0.5, True)


def test_a_run_whose_process_is_gone_is_told_as_broken_off(wangs, bruno, run_elsewhere):
    begins, ends = run_elsewhere
    run_matching()
    before = get_matching_state(bruno.actor).compared_at
    begins()
    MatchRun.objects.create(kind=MatchRunKind.NEW, state=MatchRunState.RUNNING, step="pairs")
    assert get_matching_state(bruno.actor).stage == MatchStage.RUNNING
    ends()
    state = get_matching_state(bruno.actor)
    assert (state.stage, state.step, state.compared_at) == (MatchStage.BROKEN, "", before)
    run_matching()
    assert get_matching_state(bruno.actor).stage == MatchStage.DONE


def test_counts_of_the_group_are_told_to_who_may_merge_in_all_of_it(wangs, bruno, mei, alma, run_elsewhere):
    run_matching()
    of_branch = get_matching_state(mei.actor)
    assert (of_branch.stage, of_branch.records, of_branch.may_order) == (MatchStage.DONE, None, False)
    assert of_branch.compared_at == get_matching_state(bruno.actor).compared_at
    run_elsewhere[0]()
    MatchRun.objects.create(kind=MatchRunKind.ALL, step="merges", done=3, total=4)
    of_branch, of_group = get_matching_state(mei.actor), get_matching_state(bruno.actor)
    assert (of_branch.done, of_branch.total, of_branch.share) == (None, None, 0.75)
    assert (of_group.done, of_group.total, of_group.may_order) == (3, 4, True)
    with pytest.raises(RightMissing):
        get_matching_state(alma.actor)


def test_an_order_waits_for_the_worker_once_and_stands_in_the_trail(wangs, bruno):
    assert order_matching(actor=bruno.actor)
    job = ProcrastinateJob.objects.get(task_name=RUN_TASK)
    assert (job.status, job.queueing_lock, job.lock) == ("todo", RUN_TASK, RUN_TASK)
    assert get_matching_state(bruno.actor).stage == MatchStage.WAITING
    assert not order_matching(actor=bruno.actor)
    assert ProcrastinateJob.objects.filter(task_name=RUN_TASK).count() == 1
    assert AuditEntry.objects.get(code="identity.run.ordered").actor_id == bruno.actor.id


def test_an_order_for_later_says_when(wangs, bruno):
    order_matching(actor=SYSTEM, begin_in=timedelta(minutes=5))
    job = ProcrastinateJob.objects.get(task_name=RUN_TASK)
    assert get_matching_state(bruno.actor).begins_at == job.scheduled_at is not None


def test_nothing_is_ordered_while_a_run_goes_on(wangs, bruno, run_elsewhere):
    begins, ends = run_elsewhere
    begins()
    assert not order_matching(actor=bruno.actor)
    assert not ProcrastinateJob.objects.filter(task_name=RUN_TASK).exists()
    ends()
    assert order_matching(actor=bruno.actor)


def test_who_may_merge_in_one_branch_alone_orders_nothing(wangs, mei, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        order_matching(actor=mei.actor)
    assert not ProcrastinateJob.objects.filter(task_name=RUN_TASK).exists()
