"""The worker starts the command once where a backup is due."""

from datetime import UTC, datetime, time

import pytest

from huitouke.kernel.backups import tasks

NOON = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)


class Command:
    started: list["Command"] = []

    def __init__(self, words, **options):
        self.words = words
        self.code = None
        Command.started.append(self)

    def poll(self):
        return self.code


@pytest.fixture
def commands(monkeypatch, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    settings.BACKUP_AT = time(3, 10)
    monkeypatch.setattr(tasks.subprocess, "Popen", Command)
    monkeypatch.setattr(tasks, "_running", [])
    Command.started = []
    return Command.started


def test_a_due_backup_is_started_once(commands, still_clock):
    tasks.backup_when_due.func(timestamp=0)
    tasks.backup_when_due.func(timestamp=0)
    assert [command.words[-3:] for command in commands] == [["backup", "--json", "--scheduled"]]
    commands[0].code = 1
    tasks.backup_now.func()
    assert commands[1].words[-1] == "--verify"


def test_nothing_is_started_where_none_is_scheduled(commands, settings, still_clock):
    settings.BACKUP_AT = None
    tasks.backup_when_due.func(timestamp=0)
    assert commands == []
