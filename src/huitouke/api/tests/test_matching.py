"""Comparing all records over the API: how it stands, and the order to do it now."""

from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.identity.match_state import RUN_TASK
from huitouke.identity.match_tables import MatchRun
from huitouke.identity.services.match_runs import run_matching


def test_the_queue_and_matching_tell_the_same_before_and_after_a_run(group, guest_of, bruno, mei, as_caller):
    api, of_branch = as_caller(bruno), as_caller(mei)
    before = api.get("/matching").json()
    assert (before["stage"], before["compared_at"], before["records"]) == ("never", None, None)
    assert api.get("/proposals").json()["matching"] == before
    guest_of(group.main, name="王小明")
    run_matching()
    after = api.get("/matching").json()
    assert (after["stage"], after["records"]) == ("done", 1)
    assert after["compared_at"][:19] == MatchRun.objects.get().finished_at.isoformat()[:19]
    assert api.get("/proposals").json()["matching"] == after
    assert of_branch.get("/matching").json() == {**after, "records": None}


def test_an_order_is_taken_once_from_who_may_merge_in_the_whole_group(
    bruno, mei, as_caller, refuses_to_write
):
    of_branch = as_caller(mei)
    with refuses_to_write():
        refused = of_branch.post("/matching", None)
    assert (refused.status_code, refused.json()["code"]) == (403, "right_missing")
    api = as_caller(bruno)
    for _time in range(2):
        taken = api.post("/matching", None)
        assert (taken.status_code, taken.json()["stage"]) == (202, "waiting")
    assert ProcrastinateJob.objects.filter(task_name=RUN_TASK).count() == 1
