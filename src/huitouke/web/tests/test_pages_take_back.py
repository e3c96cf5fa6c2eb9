"""Taking an import back on its page: what it would come to, the act, and who stays."""

import pytest

from huitouke.connectors.files.guests import import_guests
from huitouke.connectors.files.tasks import run_take_back
from huitouke.guests.models import Guest
from huitouke.identity.services import add_note
from huitouke.identity.services import take_back as module
from huitouke.intake.choices import RunState
from huitouke.intake.models import ImportRun


@pytest.fixture
def run(group, bruno, tmp_path):
    path = tmp_path / "guests.csv"
    path.write_text("编号,姓名,手机\n1,王小明,13812345678\n2,李静怡,13900001111\n", encoding="utf-8")
    import_guests(path, actor=bruno.actor, system="opera")
    return ImportRun.objects.get()


def test_the_page_says_who_would_go_and_the_worker_does_it(signed_in, bruno, alma, run):
    add_note(actor=alma.actor, guest_id=Guest.objects.get(name="李静怡").id, text="喜欢安静")
    desk, address = signed_in(bruno), f"/imports/{run.id}/"
    assert "撤回本次导入" in desk.get(address).content.decode()
    assert "撤回 1 位宾客" in desk.get(f"{address}take-back/").content.decode()
    assert desk.post(f"{address}take-back/").status_code == 302
    assert "已撤回 0 / 2 位宾客" in desk.get(address).content.decode()
    run_take_back(run_id=str(run.id), actor_id=str(bruno.user.id))
    text = desk.get(address).content.decode()
    for word in ("本次导入已撤回", "导入后有修改，保留", "李静怡"):
        assert word in text
    assert [guest.name for guest in Guest.objects.all()] == ["李静怡"]
    assert desk.get(f"{address}take-back/").status_code == 302
    assert "撤回本次导入" not in text


def test_a_taking_back_that_broke_off_goes_on_from_its_page(signed_in, bruno, run, monkeypatch):
    desk, address = signed_in(bruno), f"/imports/{run.id}/"
    desk.post(f"{address}take-back/")
    whole = module._take_back_chunk
    monkeypatch.setattr(module, "_take_back_chunk", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_take_back(run_id=str(run.id), actor_id=None)
    monkeypatch.setattr(module, "_take_back_chunk", whole)
    assert "撤回中断" in desk.get(address).content.decode()
    desk.post(f"{address}take-back/")
    run_take_back(run_id=str(run.id), actor_id=str(bruno.user.id))
    run.refresh_from_db()
    assert (run.state, run.error_code, Guest.objects.count()) == (RunState.TAKEN_BACK, "", 0)


def test_a_right_lost_meanwhile_takes_nothing_back(signed_in, bruno, dario, run):
    signed_in(bruno).post(f"/imports/{run.id}/take-back/")
    run_take_back(run_id=str(run.id), actor_id=str(dario.user.id))
    run.refresh_from_db()
    assert (run.state, Guest.objects.count()) == (RunState.TAKING_BACK, 2)
    assert "撤回中断" in signed_in(bruno).get(f"/imports/{run.id}/").content.decode()


@pytest.mark.parametrize("who", ["alma", "chiara", "dario", "irene"])
def test_others_find_no_such_page(request, signed_in, run, refuses_to_write, who):
    client = signed_in(request.getfixturevalue(who))
    with refuses_to_write():
        assert client.get(f"/imports/{run.id}/take-back/").status_code == 404
        assert client.post(f"/imports/{run.id}/take-back/").status_code == 404
