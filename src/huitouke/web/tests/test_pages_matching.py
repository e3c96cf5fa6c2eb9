"""What the queue says of the comparing of all records, and the press that has it done now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.identity.choices import MatchRunKind
from huitouke.identity.match_state import RUN_LOCK, RUN_TASK
from huitouke.identity.match_tables import MatchRun
from huitouke.identity.services.match_runs import run_matching
from huitouke.kernel.periodic import next_time

QUEUE = "/guests/review/"
START = "/guests/review/matching/"
PROGRESS = "/guests/review/matching/progress/"
NEXT_ZH = "下次自动比对"


@pytest.fixture
def desk(signed_in, mei):
    return signed_in(mei)


@pytest.fixture
def boss(signed_in, bruno):
    return signed_in(bruno)


@pytest.fixture
def going_on(db):
    """A run that goes on: its row, and its lock until the end of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK])
        yield MatchRun.objects.create(kind=MatchRunKind.ALL, step="merges", done=30, total=40)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def at(instant):
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"


def test_an_empty_queue_says_that_nothing_was_compared_yet_and_when_it_will_be(boss, desk, still_clock):
    text = text_of(boss.get(QUEUE))
    assert "尚未比对" in text
    assert "暂未发现重复的档案" not in text
    assert f"将于 {at(next_time(app, RUN_TASK))} 自动比对" in text
    assert f'action="{START}"' in text
    text = text_of(desk.get(QUEUE))
    assert "尚未比对" in text
    assert f'action="{START}"' not in text
    boss.cookies["django_language"] = "en"
    text = text_of(boss.get(QUEUE))
    assert "The records were not compared with each other yet." in text


def test_after_a_run_the_empty_queue_says_when_and_how_many_were_compared(group, guest_of, boss, desk):
    for name in ("王小明", "李静怡"):
        guest_of(group.main, name=name)
    run_matching()
    done = at(MatchRun.objects.get().finished_at)
    text = text_of(boss.get(QUEUE))
    assert f"全部 2 条记录最近一次相互比对：{done}。" in text
    assert "暂未发现重复的档案" in text
    assert NEXT_ZH in text
    text = text_of(desk.get(QUEUE))
    assert f"全部记录最近一次相互比对：{done}。" in text


def test_a_queue_with_pairs_tells_the_same_below_them(group, guest_of, boss):
    told = {"name": "王小明", "mobile": "13812348765"}
    guest_of(group.main, **told, birth_date="1980-05-17")
    guest_of(group.main, **told, birth_date="2009-02-28")
    run_matching()
    text = text_of(boss.get(QUEUE))
    assert "王小明" in text
    assert text.index("王小明") < text.index("全部 2 条记录最近一次相互比对")
    assert f'action="{START}"' in text


def test_a_press_has_them_compared_by_the_worker_and_the_page_asks_how_far_it_is(boss, desk):
    answer = boss.post(START)
    assert (answer.status_code, answer.url) == (302, QUEUE)
    assert ProcrastinateJob.objects.get(task_name=RUN_TASK).status == "todo"
    for reader in (boss, desk):
        text = text_of(reader.get(QUEUE))
        assert f'hx-get="{PROGRESS}"' in text
        assert "即将开始比对全部记录" in text
        assert f'action="{START}"' not in text
    assert "即将开始比对全部记录" in text_of(desk.get(PROGRESS))
    assert boss.post(START).status_code == 302
    assert ProcrastinateJob.objects.filter(task_name=RUN_TASK).count() == 1


def test_how_far_it_is_stands_for_whoever_opens_the_queue_and_it_opens_when_it_is_over(going_on, boss, desk):
    text = text_of(boss.get(QUEUE + "?band=sure"))
    assert f'hx-get="{PROGRESS}?band=sure"' in text
    assert 'value="75"' in text
    assert "合并确定为同一人的档案 · 30 / 40" in text
    text = text_of(desk.get(PROGRESS))
    assert 'value="75"' in text
    assert "30 / 40" not in text
    MatchRun.objects.update(state="done", finished_at=timezone.now())
    done = boss.get(PROGRESS + "?band=sure", headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, f"{QUEUE}?band=sure")


def test_a_run_that_broke_off_is_told_as_such(boss):
    MatchRun.objects.create(kind=MatchRunKind.ALL, step="pairs")
    text = text_of(boss.get(QUEUE))
    assert "上次比对中断，已找到的结果仍保留。" in text
    assert "暂未发现重复的档案" not in text
    assert f'action="{START}"' in text


def test_who_may_not_merge_in_the_whole_group_starts_nothing(desk, signed_in, alma, refuses_to_write):
    with refuses_to_write():
        assert desk.post(START).status_code == 403
        assert signed_in(alma).get(PROGRESS).status_code == 403
    assert not ProcrastinateJob.objects.filter(task_name=RUN_TASK).exists()


def test_the_queue_costs_two_queries_more_for_it(boss):
    boss.get(QUEUE)
    with CaptureQueriesContext(connection) as seen:
        boss.get(QUEUE)
    told = [each["sql"] for each in seen if "matchrun" in each["sql"] or "procrastinate_jobs" in each["sql"]]
    assert len(told) == 2
