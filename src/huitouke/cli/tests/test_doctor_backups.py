"""What `doctor` says of backups."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huitouke.cli.doctor_checks import Level
from huitouke.cli.doctor_checks.backups import check_backups
from huitouke.kernel.backups.shelf import Receipt, Shelf

NOON = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)


@dataclass
class Settings:
    home: Path
    backup_dir: Path


@pytest.fixture
def place(tmp_path):
    return Settings(tmp_path, tmp_path / "backups")


def put(place, age, *, proven=True, encrypted=True):
    shelf = Shelf(place.backup_dir)
    shelf.make()
    made_at = NOON - age
    name = shelf.name_of(made_at)
    (shelf.folder / name).write_bytes(b"backup")
    shelf.write_receipt(
        Receipt(name, made_at, 1.0, 6, encrypted, "0.1.0", 40, 1000, 0, True, made_at if proven else None)
    )
    return shelf


def levels(place):
    return {(finding.what, finding.level) for finding in check_backups(place, now=NOON)}


def test_no_backup_is_warned_of(place):
    assert levels(place) == {("backup", Level.WARN)}


def test_a_fresh_proven_encrypted_one_is_well(place):
    put(place, timedelta(hours=8))
    assert levels(place) == {("backup", Level.OK), ("backup proof", Level.OK)}


def test_an_old_one_is_warned_of_and_a_week_is_bad(place):
    put(place, timedelta(days=2))
    assert ("backup", Level.WARN) in levels(place)
    (place.backup_dir / Shelf(place.backup_dir).receipts()[0].name).unlink()
    put(place, timedelta(days=9))
    assert ("backup", Level.BAD) in levels(place)


def test_one_that_was_never_restored_or_lies_open_is_named(place):
    put(place, timedelta(hours=8), proven=False, encrypted=False)
    assert {("backup proof", Level.WARN), ("backup key", Level.WARN)} <= levels(place)


def test_a_failure_and_a_restore_cut_short_are_bad(place):
    put(place, timedelta(hours=8)).note_failure(NOON, "no room")
    (place.home / "restore-unfinished.json").write_text("{}")
    assert {("backup", Level.BAD), ("restore", Level.BAD)} <= levels(place)
