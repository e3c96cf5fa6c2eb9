"""The steps of an import on its pages: codes, first rows, trial, stopping, going on, saved columns."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huitouke.access.models import AuditEntry
from huitouke.connectors.files import guests as importer
from huitouke.connectors.files.tasks import look_into, run_once, run_take_back, tidy_uploads
from huitouke.connectors.files.uploads import folder
from huitouke.guests.models import Guest
from huitouke.intake.choices import RecordState, RunState
from huitouke.intake.models import ImportRun, RowReport, SavedMapping, SourceRecord
from huitouke.testing.personas import hire

HEAD = "编号,姓名,性别,国籍,手机,内部码\n"
ROWS = "1,王小明,男,中国,13812345678,A\n2,李静怡,F2,本国,13900001111,B\n3,赵云飞,F2,火星,,A\n4,,,,,\n"
DESCRIBED = {"system": "opera", "branch": "MAIN"}


@pytest.fixture
def desk(bruno, signed_in, settings, tmp_path):
    settings.HOME = tmp_path
    return signed_in(bruno)


def run_of(address):
    return ImportRun.objects.get(id=address.split("/")[2])


def lay(client, text=HEAD + ROWS):
    address = client.post("/imports/upload/", {"file": SimpleUploadedFile("guests.csv", text.encode())})[
        "Location"
    ]
    look_into(run_id=str(run_of(address).id))
    return address


def describe(client, address, **said):
    answer = client.post(f"{address}columns/", {**DESCRIBED, **said})
    assert answer.status_code == 302
    look_into(run_id=str(run_of(address).id))


def begin(client, address, act="start"):
    client.post(f"{address}check/", {"act": act})
    run_once(str(run_of(address).id))
    return run_of(address)


def test_codes_that_are_not_understood_are_mapped_by_hand(desk):
    address = lay(desk)
    describe(desk, address)
    text = desk.get(f"{address}check/").content.decode()
    assert "2 行未识别" in text
    assert "火星" in text
    # Unknown ones stand first: F2 of 性别; 本国 and 火星 of 国籍.
    desk.post(
        f"{address}check/",
        {"act": "values", "value_0_0": "female", "value_1_0": "CN", "value_1_1": "-", "value_1_2": "CN"},
    )
    look_into(run_id=str(run_of(address).id))
    values = run_of(address).mapping["values"]
    assert values == {"性别": {"F2": "female"}, "国籍": {"本国": "CN", "火星": ""}}
    assert "全部识别" in desk.get(f"{address}check/").content.decode()
    run = begin(desk, address)
    assert (run.created, run.rejected, run.repaired) == (3, 1, 0)
    assert Guest.objects.get(name="李静怡").nationality == "CN"
    assert Guest.objects.get(name="赵云飞").sex == "female"
    assert Guest.objects.get(name="赵云飞").nationality == ""


def test_the_first_rows_say_what_they_would_do(desk, refuses_to_write):
    first = lay(desk)
    describe(desk, first)
    begin(desk, first)
    newer = (
        HEAD
        + ROWS.replace("王小明,男", "王晓明,男").replace(",13900001111", ",13700002222")
        + "5,孙悟空,,,,\n"
    )
    address = lay(desk, newer)
    with refuses_to_write():
        describe_writes_nothing = desk.get(f"{address}columns/")
    assert describe_writes_nothing.status_code == 200
    describe(desk, address)
    text = desk.get(f"{address}check/").content.decode()
    for word in ("新建宾客", "修改宾客", "无变化：已有", "不收入", "王晓明", "姓名", "孙悟空"):
        assert word in text
    wang = Guest.objects.get(name="王小明")
    assert f'href="/guests/{wang.id}/"' in text
    assert Guest.objects.count() == 3


def test_a_guest_of_another_entity_is_not_named_on_the_first_rows(desk, group, signed_in, refuses_to_write):
    first = lay(desk)
    describe(desk, first)
    begin(desk, first)
    other = signed_in(hire("boris", "manager", group.bay))
    address = lay(other, HEAD + ROWS.replace("王小明", "王大明"))
    answer = other.post(f"{address}columns/", {"system": "opera", "branch": "BAY"})
    assert answer.status_code == 422
    assert "已由另一法人主体使用" in answer.content.decode()
    assert run_of(address).state == RunState.DRAFT


def test_a_dry_run_writes_nothing_but_its_report(desk, refuses_to_write):
    address = lay(desk)
    describe(desk, address)
    guests = Guest.objects.count()
    run = begin(desk, address, "try")
    assert (run.state, run.trial["rows"], run.trial["created"], run.trial["rejected"]) == (
        RunState.DRAFT,
        4,
        3,
        1,
    )
    assert Guest.objects.count() == guests
    assert not SourceRecord.objects.filter(system="opera").exists()
    text = desk.get(f"{address}check/").content.decode()
    assert "已试导入整个文件" in text
    assert "认不出是哪位宾客" in desk.get(address, {"report": "1"}).content.decode()
    assert desk.get(address)["Location"].endswith("check/")
    reports = RowReport.objects.filter(run=run).count()
    run = begin(desk, address)
    assert (run.state, run.created, run.rejected) == (RunState.DONE, 3, 1)
    assert RowReport.objects.filter(run=run).count() == reports


def test_a_stopped_import_keeps_whole_chunks_and_goes_on_to_the_same_figures(desk, monkeypatch):
    monkeypatch.setattr(importer, "CHUNK_ROWS", 5)
    monkeypatch.setattr(importer, "CHUNKS_IN_FLIGHT", 1)
    rows = "".join(f"{n},宾客{n},男,中国,1380000{n:04},A\n" for n in range(1, 23))
    rows += "3,宾客三,男,中国,13800000003,A\n,,,,,\n"
    address = lay(desk, HEAD + rows)
    describe(desk, address)
    desk.post(f"{address}check/", {"act": "start"})
    ImportRun.objects.update(is_cancel_asked=True)
    run_once(str(run_of(address).id))
    run = run_of(address)
    assert (run.state, run.created, run.settled_rows) == (RunState.CANCELLED, 5, 5)
    assert Guest.objects.count() == 5
    assert "导入已停止" in desk.get(address).content.decode()
    assert "继续导入" in desk.get(address).content.decode()
    desk.post(f"{address}resume/")
    run_once(str(run.id))
    run = run_of(address)
    figures = (run.state, run.rows, run.created, run.updated, run.unchanged, run.rejected)
    assert figures == (RunState.DONE, 23, 22, 1, 0, 0)
    assert Guest.objects.count() == 22
    assert list(folder().iterdir()) == []


def test_stopping_is_asked_for_on_the_page(desk):
    address = lay(desk)
    describe(desk, address)
    desk.post(f"{address}check/", {"act": "start"})
    ImportRun.objects.update(state=RunState.RUNNING)
    desk.post(f"{address}cancel/")
    run = run_of(address)
    assert (run.state, run.is_cancel_asked) == (RunState.RUNNING, True)
    assert "正在停止" in desk.get(f"{address}progress/").content.decode()
    assert AuditEntry.objects.filter(code="intake.run.cancelled", object_id=run.id).exists()


def test_a_draft_that_is_not_wanted_goes_with_its_file(desk):
    address = lay(desk)
    desk.post(f"{address}cancel/")
    assert run_of(address).state == RunState.CANCELLED
    assert list(folder().iterdir()) == []
    assert desk.post(f"{address}cancel/").status_code == 409
    assert desk.post(f"{address}resume/").status_code == 409


def test_a_draft_that_nobody_starts_goes_after_a_day(desk):
    address = lay(desk)
    waiting = lay(desk)
    describe(desk, waiting)
    desk.post(f"{waiting}check/", {"act": "start"})
    yesterday = time.time() - 25 * 3600
    for path in folder().iterdir():
        os.utime(path, (yesterday, yesterday))
    tidy_uploads(timestamp=0)
    assert run_of(address).state == RunState.CANCELLED
    assert run_of(waiting).state == RunState.WAITING
    assert {path.stem for path in folder().iterdir()} == {run_of(waiting).stored_as.split(".")[0]}
    run_once(str(run_of(waiting).id))
    assert run_of(waiting).state == RunState.DONE


def test_what_columns_mean_is_remembered_for_the_next_file(desk, bruno):
    first = lay(desk)
    describe(desk, first, target_5="tag", remember="on", name="每月名单")
    assert not SavedMapping.objects.exists()
    begin(desk, first)
    saved = SavedMapping.objects.get()
    assert (saved.name, saved.system, saved.owner_id) == ("每月名单", "opera", bruno.user.id)
    second = lay(desk, HEAD + "9,孙悟空,男,中国,,C\n")
    text = desk.get(f"{second}columns/").content.decode()
    assert "每月名单" in text
    assert 'value="opera"' in text
    assert '<option value="tag" selected>' in text
    plain = desk.get(f"{second}columns/", {"saved": "none"}).content.decode()
    assert '<option value="tag" selected>' not in plain
    other_headings = lay(desk, "号,名\n1,王\n")
    assert "每月名单" not in desk.get(f"{other_headings}columns/").content.decode()
    assert "每月名单" in desk.get("/imports/mappings/").content.decode()


def test_a_saved_mapping_is_its_owners_to_delete(desk, group, signed_in, refuses_to_write):
    address = lay(desk)
    describe(desk, address, remember="on", name="每月名单")
    begin(desk, address)
    saved = SavedMapping.objects.get()
    near, far = hire("nora", "manager", group.main), hire("boris", "manager", group.bay)
    for persona in (near, far):
        client = signed_in(persona)
        with refuses_to_write():
            assert client.post(f"/imports/mappings/{saved.id}/delete/").status_code == 404
    assert "每月名单" in signed_in(near).get("/imports/mappings/").content.decode()
    assert "每月名单" not in signed_in(far).get("/imports/mappings/").content.decode()
    assert desk.post(f"/imports/mappings/{saved.id}/delete/").status_code == 302
    assert not SavedMapping.objects.exists()
    assert "还没有已存的列对照" in desk.get("/imports/mappings/").content.decode()


def test_an_import_by_the_steps_can_be_taken_back(desk, bruno):
    address = lay(desk)
    describe(desk, address)
    run = begin(desk, address)
    desk.post(f"{address}take-back/")
    run_take_back(run_id=str(run.id), actor_id=str(bruno.user.id))
    assert not Guest.objects.exists()
    states = set(SourceRecord.objects.filter(run_id=run.id).values_list("state", flat=True))
    assert states == {RecordState.TAKEN_BACK}


def test_acts_that_came_too_late_say_so(desk):
    address = lay(desk)
    describe(desk, address)
    begin(desk, address)
    for act in ("cancel/", "resume/"):
        assert desk.post(address + act).status_code == 409
    assert desk.post(f"{address}check/", {"act": "start"}).status_code == 302
    assert run_of(address).created == 3


def test_a_job_that_comes_twice_changes_nothing(desk):
    address = lay(desk)
    before = ImportRun.objects.values().get()
    look_into(run_id=str(run_of(address).id))
    assert ImportRun.objects.values().get() == before
