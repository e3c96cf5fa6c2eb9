"""Importing on a page: lay a file aside, see its columns, start it, read what became of each row."""

import stat
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http.multipartparser import MultiPartParser
from django.test import Client
from django.utils import timezone

from huitouke.access.models import Assignment
from huitouke.connectors.files.tasks import look_into, run_once
from huitouke.connectors.files.uploads import folder, stored_path
from huitouke.guests.models import Guest
from huitouke.intake.choices import RunState
from huitouke.intake.models import ImportRun
from huitouke.kernel.ids import uuid7

CSV = "编号,姓名,手机,生日,喜欢喝\nA1,王建国,13812342217,1978-05-12,普洱\nA2,李红,1390,1990-02-30,\nA3,,,,\n".encode(
    "gb18030"
)


@pytest.fixture
def desk(bruno, signed_in, settings, tmp_path):
    settings.HOME = tmp_path
    return signed_in(bruno)


def upload_to(client, address, content=CSV, name="宾客 名单.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def upload(client, content=CSV, name="宾客 名单.csv"):
    return upload_to(client, "/imports/upload/", content, name)


def looked(client, content=CSV, name="宾客 名单.csv"):
    """Lay a file aside and let the worker look at it; the address of the run."""
    address = upload(client, content, name)["Location"]
    look_into(run_id=address.split("/")[2])
    return address


def described(client, content=CSV, **said):
    """Say what the columns mean, and let the worker see what would happen."""
    address = looked(client, content)
    assert (
        client.post(f"{address}columns/", {"system": "pms-test", "branch": "MAIN", **said}).status_code == 302
    )
    look_into(run_id=address.split("/")[2])
    return address


def start(client, **said):
    address = described(client, **said)
    client.post(f"{address}check/", {"act": "start"})
    return address


def test_a_file_lies_under_a_name_of_ours_for_this_user_alone(desk):
    upload(desk)
    for path in folder().iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "宾客" not in path.name


@pytest.mark.parametrize("address", ["/imports/upload/", "/guests/new/", "/branch/"])
def test_a_stranger_s_file_is_not_even_read(db, monkeypatch, address):
    read = []
    monkeypatch.setattr(MultiPartParser, "parse", lambda parser: read.append(parser))
    answer = upload_to(Client(enforce_csrf_checks=True), address)
    assert (answer.status_code, read) == (302, [])
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/accounts/login/", "/language/", "/guests/new/", "/nothing/"])
def test_a_large_file_is_taken_by_the_import_alone(desk, monkeypatch, address):
    read = []
    monkeypatch.setattr(MultiPartParser, "parse", lambda parser: read.append(parser))
    for client in (Client(enforce_csrf_checks=True), desk):
        answer = upload_to(client, address, b"x" * 2_600_000)
        assert (answer.status_code, read) == (400, [])


def test_a_file_far_over_the_limit_is_refused_unread(desk, monkeypatch, settings):
    settings.UPLOAD_LIMIT_BYTES = 1_000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    read = []
    monkeypatch.setattr(MultiPartParser, "parse", lambda parser: read.append(parser))
    assert upload(desk, b"x" * 3_000).status_code == 400
    assert read == []


def test_the_preview_says_kind_encoding_and_what_columns_mean(desk, refuses_to_write):
    address = looked(desk)
    with refuses_to_write():
        text = desk.get(f"{address}columns/").content.decode()
    for word in ("GB18030", "喜欢喝", "普洱", "13812342217"):
        assert word in text
    assert '<option value="mobile" selected>手机</option>' in text
    assert '<option value="extra:" selected>随原始记录保留</option>' in text


def test_an_import_runs_by_the_worker_and_its_report_gives_reasons_in_words(desk):
    run_url = start(desk, target_4="preference")
    run = ImportRun.objects.get()
    assert run.state == RunState.WAITING
    assert "正在排队" in desk.get(run_url).content.decode()
    assert "hx-get" in desk.get(f"{run_url}progress/").content.decode()
    run_once(str(run.id))
    run.refresh_from_db()
    assert (run.state, run.created, run.rejected) == (RunState.DONE, 2, 1)
    assert list(folder().iterdir()) == []
    assert Guest.objects.get(name="王建国").preferences.get().text == "普洱"
    text = desk.get(run_url).content.decode()
    assert "不是电话号码" in text
    assert "认不出是哪位宾客" in text
    only = desk.get(run_url, {"outcome": "rejected"}).content.decode()
    assert "不是电话号码" not in only
    answer = desk.get(f"{run_url}report.csv")
    assert (
        f"import-{timezone.localtime(run.started_at, ZoneInfo('Asia/Shanghai')):%Y%m%d-%H%M}.csv"
        in answer["Content-Disposition"]
    )
    report = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert b"".join(desk.get(f"{run_url}report.xlsx").streaming_content)[:2] == b"PK"
    assert desk.get(f"{run_url}report.pdf").status_code == 404
    assert "已保留 1 行未导入的内容" in text
    refused = b"".join(desk.get(f"{run_url}refused.csv").streaming_content).decode("utf-8-sig")
    assert [line.count("认不出是哪位宾客") for line in refused.splitlines()] == [0, 1]
    assert desk.get(f"{run_url}refused.vcf").status_code == 404
    assert "手机" in report
    assert "1390" not in report.replace("13900", "")
    assert desk.get(f"{run_url}progress/")["HX-Redirect"] == run_url


def test_what_stays_with_the_record_is_shown_in_the_readers_words(desk):
    content = b"Name,Age,RoomNights,LodgingRevenue\nMargaret,47,12,3480.50\n"
    address = described(desk, content, system="pms\x00old")
    desk.post(f"{address}check/", {"act": "start"})
    run_once(str(ImportRun.objects.get().id))
    text = desk.get(f"/guests/{Guest.objects.get().id}/", {"tab": "records"}).content.decode()
    for word in ("客房收入", "3480.50", "12", "年龄", "47", "pmsold", "宾客 名单.csv"):
        assert word in text


def test_a_key_beyond_every_number_is_no_error(desk):
    run_url = start(desk)
    run_once(str(ImportRun.objects.get().id))
    assert desk.get(run_url, {"after": "9" * 5000, "outcome": "\x00"}).status_code == 200


def test_a_task_that_comes_twice_changes_nothing(desk):
    start(desk)
    run = ImportRun.objects.get()
    run_once(str(run.id))
    before = ImportRun.objects.values().get()
    run_once(str(run.id))
    assert ImportRun.objects.values().get() == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.pdf", b"%PDF-1.7 ...", "无法识别该文件"),
        ("x.xlsx", b"PK\x03\x04 nothing", "工作簿"),
        ("x.csv", "张三,13812342217\n李四,13900001111\n".encode(), "没有表头"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(desk, name, content, said):
    address = looked(desk, content, name)
    assert ImportRun.objects.get().state == RunState.FAILED
    assert said in desk.get(address).content.decode()
    assert list(folder().iterdir()) == []
    assert Guest.objects.count() == 0


def test_an_empty_file_is_refused_at_once(desk, refuses_to_write):
    with refuses_to_write():
        answer = upload(desk, b"", "x.csv")
    assert answer.status_code == 422
    assert "文件是空的" in answer.content.decode()


def test_a_file_over_the_limit_is_refused(desk, settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    assert upload(desk).status_code == 422
    assert list(folder().iterdir()) == []


def test_no_file_no_system_and_no_branch_are_told(desk, refuses_to_write):
    assert desk.post("/imports/upload/").status_code == 422
    address = looked(desk)
    with refuses_to_write():
        for said in (
            {"system": ""},
            {"system": "desk"},
            {"system": "x" * 99},
            {"system": "a", "branch": "?"},
        ):
            assert desk.post(f"{address}columns/", {"branch": "MAIN", **said}).status_code == 422
    assert ImportRun.objects.get().state == RunState.DRAFT


def test_a_refused_import_says_why_in_the_reader_s_language(desk, group):
    run = ImportRun.objects.create(
        system="opera",
        branch=group.main,
        file_name="a.csv",
        state=RunState.FAILED,
        error_code="import_system_of_another",
        error_data={"message": "kept by the worker"},
    )
    address = f"/imports/{run.id}/"
    assert "已由另一法人主体使用" in desk.get(address).content.decode()
    desk.cookies["django_language"] = "en"
    text = desk.get(address).content.decode()
    assert "Another legal entity has files of a system of this name" in text
    assert "kept by the worker" not in text


def test_an_import_that_is_not_there_is_told_in_the_reader_s_language(desk):
    assert "没有这次导入" in desk.get(f"/imports/{uuid7()}/").content.decode()


def test_the_upload_of_another_person_is_not_there(desk, adam, signed_in):
    address = described(desk)
    other = signed_in(adam)
    for page in ("columns/", "check/"):
        assert other.get(address + page).status_code == 404
        assert (
            other.post(address + page, {"act": "start", "system": "x", "branch": "MAIN"}).status_code == 404
        )
    text = other.get(address).content.decode()
    assert "同事正在准备这次导入" in text
    assert "王建国" not in text
    assert ImportRun.objects.get().state == RunState.DRAFT


def test_a_file_that_went_before_the_worker_came_fails_the_run_in_words(desk):
    url = start(desk)
    for path in Path(folder()).iterdir():
        path.unlink()
    run_once(str(ImportRun.objects.get().id))
    assert ImportRun.objects.get().state == RunState.FAILED
    assert "找不到该文件" in desk.get(url).content.decode()


def test_a_right_lost_meanwhile_fails_the_run(desk, bruno):
    start(desk)
    Assignment.objects.filter(user=bruno.user).delete()
    run_once(str(ImportRun.objects.get().id))
    assert ImportRun.objects.get().state == RunState.FAILED
    assert not Guest.objects.exists()


def test_the_front_desk_may_not_import(alma, signed_in, refuses_to_write):
    client = signed_in(alma)
    with refuses_to_write():
        assert client.get("/imports/").status_code == 403
        assert upload(client).status_code == 403
    assert "/imports/" not in client.get("/").content.decode()


def test_a_broken_off_import_says_so_and_keeps_the_file(desk, monkeypatch):
    start(desk)
    run = ImportRun.objects.get()

    def fail(*_args, **_named):
        raise ValueError("a bug")

    monkeypatch.setattr("huitouke.connectors.files.kinds.import_rows", fail)
    with pytest.raises(ValueError, match="a bug"):
        run_once(str(run.id))
    run.refresh_from_db()
    assert (run.state, run.error_code) == ("failed", "import_broke_off")
    assert stored_path(run.stored_as).is_file()
    assert "导入因系统故障中断" in desk.get(f"/imports/{run.id}/").content.decode()


def test_a_database_that_is_away_is_waited_for_and_given_up_at_last(desk, monkeypatch):
    start(desk)
    run = ImportRun.objects.get()

    def away(*_args, **_named):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("huitouke.connectors.files.kinds.import_rows", away)
    for is_last, state in ((False, "waiting"), (True, "failed")):
        with pytest.raises(OperationalError):
            run_once(str(run.id), is_last=is_last)
        run.refresh_from_db()
        assert run.state == state
