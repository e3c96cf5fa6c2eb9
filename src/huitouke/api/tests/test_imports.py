"""Imports by the API: seen by those who may import, taken back by the worker."""

import pytest

from huitouke.connectors.files.guests import import_guests
from huitouke.connectors.files.tasks import run_take_back
from huitouke.guests.models import Guest
from huitouke.intake.models import ImportRun
from huitouke.kernel.ids import uuid7


@pytest.fixture
def run(group, bruno, tmp_path):
    path = tmp_path / "guests.csv"
    path.write_text("编号,姓名,手机\n1,王小明,13812345678\n2,,\n", encoding="utf-8")
    import_guests(path, actor=bruno.actor, system="opera")
    return ImportRun.objects.get()


def test_imports_are_listed_and_read(as_caller, bruno, run):
    (listed,) = as_caller(bruno).get("/imports").json()["items"]
    assert listed == as_caller(bruno).get(f"/imports/{run.id}").json()
    assert (listed["state"], listed["created"], listed["rejected"]) == ("done", 1, 1)
    assert listed["taken_back"] is None


def test_an_import_is_foreseen_and_taken_back(as_caller, bruno, run):
    caller = as_caller(bruno)
    assert caller.get(f"/imports/{run.id}/take-back").json() == {"gone": 1, "restored": 0, "kept": 0}
    answer = caller.post(f"/imports/{run.id}/take-back", {})
    assert (answer.status_code, answer.json()["state"]) == (202, "taking_back")
    run_take_back(run_id=str(run.id), actor_id=str(bruno.user.id))
    told = caller.get(f"/imports/{run.id}").json()
    assert (told["state"], told["taken_back"]) == ("taken_back", {"gone": 1, "restored": 0, "kept": 0})
    assert not Guest.objects.exists()
    again = caller.post(f"/imports/{run.id}/take-back", {})
    assert (again.status_code, again.json()["code"]) == (409, "import_not_to_be_taken_back")


@pytest.mark.parametrize("who", ["alma", "chiara", "dario", "irene"])
def test_who_may_not_import_sees_and_takes_back_nothing(request, as_caller, run, refuses_to_write, who):
    caller = as_caller(request.getfixturevalue(who))
    with refuses_to_write():
        assert caller.get("/imports").status_code == 403
        for address in (f"/imports/{run.id}", f"/imports/{run.id}/take-back", f"/imports/{uuid7()}"):
            assert caller.get(address).status_code == 404
        assert caller.post(f"/imports/{run.id}/take-back", {}).status_code == 404
