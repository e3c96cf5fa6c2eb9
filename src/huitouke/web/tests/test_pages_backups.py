"""The page of backups: who sees it, what it says, and asking for one."""

from datetime import timedelta

import pytest

from huitouke.access.backups import get_backup_state
from huitouke.access.models import AuditEntry
from huitouke.kernel.backups.shelf import Receipt, Shelf


@pytest.fixture
def shelf(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "backups"
    return Shelf(settings.BACKUP_DIR)


def put(shelf, made_at, *, proven=True):
    shelf.make()
    name = shelf.name_of(made_at)
    (shelf.folder / name).write_bytes(b"x" * 2048)
    shelf.write_receipt(
        Receipt(name, made_at, 12.0, 2048, True, "0.1.0", 40, 123_456, 7, True, made_at if proven else None)
    )


def problem(adam):
    return get_backup_state(adam.actor).problem


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name="kernel.backup_now").count()


def test_only_who_looks_after_the_whole_group_sees_it(adam, bruno, alma, signed_in, shelf, refuses_to_write):
    assert signed_in(adam).get("/settings/backups/").status_code == 200
    with refuses_to_write():
        for persona in (bruno, alma):
            assert signed_in(persona).get("/settings/backups/").status_code == 403
            assert signed_in(persona).post("/settings/backups/start/").status_code == 403
    assert jobs() == 0
    assert b"/settings/backups/" not in signed_in(bruno).get("/settings/").content
    assert b"/settings/backups/" in signed_in(adam).get("/settings/").content


def test_without_a_backup_the_page_says_what_to_do(adam, signed_in, shelf):
    page = signed_in(adam).get("/settings/backups/").content.decode()
    assert "还没有备份" in page
    assert "立即备份" in page


def test_the_last_good_one_stands_first(adam, signed_in, shelf, still_clock):
    put(shelf, still_clock - timedelta(days=1))
    put(shelf, still_clock - timedelta(hours=6), proven=False)
    page = signed_in(adam).get("/settings/backups/").content.decode()
    assert "123,456" in page
    assert page.count("已试恢复，完全一致") == 2
    assert problem(adam) == ""


def test_what_is_wrong_is_said(adam, shelf, still_clock):
    assert "没有备份" in problem(adam)
    put(shelf, still_clock - timedelta(days=3))
    assert "过旧" in problem(adam)
    put(shelf, still_clock - timedelta(hours=3), proven=False)
    assert problem(adam) == ""
    shelf.note_failure(still_clock, "no room")
    assert "失败" in problem(adam)


def test_one_is_asked_for_once(adam, signed_in, shelf):
    client = signed_in(adam)
    assert client.post("/settings/backups/start/")["Location"] == "/settings/backups/"
    assert jobs() == 1
    second = client.post("/settings/backups/start/")
    assert second.status_code == 409
    assert "正在备份" in second.content.decode()
    assert jobs() == 1
    assert AuditEntry.objects.filter(code="access.backup.requested").count() == 1


def test_none_is_asked_for_while_one_is_made(adam, signed_in, shelf):
    with shelf.alone():
        assert signed_in(adam).post("/settings/backups/start/").status_code == 409
    assert jobs() == 0
