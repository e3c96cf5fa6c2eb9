"""Which backups are kept, which are due, and what their receipts say."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from huitouke.kernel.backups.errors import BackupRunning
from huitouke.kernel.backups.shelf import Keep, Receipt, Shelf, due_since, is_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "backups")


def put(shelf, made_at, *, scheduled=True, proven=False):
    shelf.make()
    name = shelf.name_of(made_at)
    (shelf.folder / name).write_bytes(b"backup")
    receipt = Receipt(
        name, made_at, 1.5, 0, True, "0.1.0", 40, 1000, 2, scheduled, made_at if proven else None
    )
    shelf.write_receipt(receipt)
    return name


def test_a_receipt_comes_back_with_the_size_of_the_file(shelf):
    name = put(shelf, NOON, proven=True)
    (receipt,) = shelf.receipts()
    assert (receipt.name, receipt.made_at, receipt.verified_at, receipt.size) == (name, NOON, NOON, 6)
    assert (shelf.folder / f"{name}.json").stat().st_mode & 0o777 == 0o600
    assert shelf.folder.stat().st_mode & 0o777 == 0o700


def test_a_backup_that_is_gone_and_a_broken_receipt_count_as_none(shelf):
    gone = put(shelf, NOON)
    broken = put(shelf, NOON - timedelta(days=1))
    (shelf.folder / gone).unlink()
    (shelf.folder / f"{broken}.json").write_text("{")
    assert shelf.receipts() == []


def test_nothing_there_is_nothing_wrong(shelf):
    assert shelf.receipts() == []
    assert shelf.last_failure() is None
    assert not shelf.is_busy()


def test_days_weeks_and_months_are_kept_and_the_rest_goes(shelf):
    for day in range(400):
        put(shelf, NOON - timedelta(days=day))
    gone = shelf.prune(Keep(7, 4, 12))
    left = [receipt.made_at.date().isoformat() for receipt in shelf.receipts()]
    assert len(gone) + len(left) == 400
    assert left[:7] == [f"2026-03-{day}" for day in range(16, 9, -1)]
    assert left[7:10] == ["2026-03-08", "2026-03-01", "2026-02-28"]
    assert left[-1] == "2025-04-30"
    assert len(left) == 7 + 2 + 11
    assert shelf.prune(Keep(7, 4, 12)) == []


def test_backups_by_hand_and_the_newest_proven_one_stay(shelf):
    by_hand = put(shelf, NOON - timedelta(days=900), scheduled=False)
    proven = put(shelf, NOON - timedelta(days=800), proven=True)
    old = put(shelf, NOON - timedelta(days=801), proven=True)
    put(shelf, NOON)
    assert shelf.prune(Keep(1, 0, 0)) == [old]
    assert {receipt.name for receipt in shelf.receipts()} == {by_hand, proven, shelf.name_of(NOON)}


def test_the_hour_is_the_installations_own():
    assert due_since(time(3, 10), SHANGHAI, NOON) == datetime(2026, 3, 15, 19, 10, tzinfo=UTC)
    assert due_since(time(13, 0), SHANGHAI, NOON) == datetime(2026, 3, 15, 5, 0, tzinfo=UTC)
    assert due_since(None, SHANGHAI, NOON) is None


def test_a_missed_backup_is_due_and_one_that_was_made_is_not(shelf):
    at = time(3, 10)
    assert is_due(shelf, at, SHANGHAI, NOON)
    put(shelf, NOON - timedelta(days=2))
    assert is_due(shelf, at, SHANGHAI, NOON)
    put(shelf, NOON - timedelta(hours=5))
    assert not is_due(shelf, at, SHANGHAI, NOON)
    assert not is_due(shelf, None, SHANGHAI, NOON + timedelta(days=9))


def test_after_a_failure_it_is_tried_again_an_hour_later(shelf):
    shelf.note_failure(NOON, "no room")
    assert shelf.last_failure().message == "no room"
    assert not is_due(shelf, time(3, 10), SHANGHAI, NOON + timedelta(minutes=59))
    assert is_due(shelf, time(3, 10), SHANGHAI, NOON + timedelta(minutes=60))
    put(shelf, NOON + timedelta(hours=2))
    assert shelf.last_failure() is None


def test_only_one_at_a_time(shelf):
    with shelf.alone():
        assert shelf.is_busy()
        with pytest.raises(BackupRunning), Shelf(shelf.folder).alone():
            pass
    assert not shelf.is_busy()


def test_what_a_killed_attempt_left_is_swept(shelf):
    name = put(shelf, NOON)
    left = shelf.folder / ".huitouke-20260101T000000Z.backup.partial"
    left.write_bytes(b"half")
    shelf.sweep()
    assert not left.exists()
    assert (shelf.folder / name).exists()


def test_the_journal_of_erasures_travels_beside_the_backups_and_loses_no_line(shelf, tmp_path):
    home = tmp_path / "home" / "erasures" / "journal.jsonl"
    home.parent.mkdir(parents=True)
    home.write_bytes(b'{"erasure":"1"}\n{"erasure":"2"}\n{"cut')
    shelf.make()
    shelf.keep_journal(home)
    other = tmp_path / "other" / "erasures" / "journal.jsonl"
    shelf.bring_journal(other)
    assert other.read_bytes() == b'{"erasure":"1"}\n{"erasure":"2"}\n'
    other.write_bytes(b'{"erasure":"0"}\n{"erasure":"2"}\n')
    shelf.bring_journal(other)
    assert other.read_bytes() == b'{"erasure":"0"}\n{"erasure":"2"}\n{"erasure":"1"}\n'
    assert other.stat().st_mode & 0o777 == 0o600
