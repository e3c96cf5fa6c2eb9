import os
import time

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages import folders, trees
from huitouke.connectors.messages.connections import add_connection, stop_connection
from huitouke.connectors.messages.folders import look_into_folders, make_folder, tidy_folders
from huitouke.connectors.messages.quarantine import mend_message, replay_message
from huitouke.connectors.messages.taking import take_messages
from huitouke.connectors.messages.tests.test_taking import message
from huitouke.intake.messages import read_laid_as
from huitouke.intake.models import Message
from huitouke.stays.models import Reservation


@pytest.fixture
def inbox(group, plain, settings, tmp_path):
    settings.HOME = tmp_path
    connection, _secret = add_connection(actor=SYSTEM, name="PMS", kind=plain, branch_code="MAIN")
    return make_folder(connection)


def lay(place, name, body, age=60):
    path = place / name
    path.write_bytes(body)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def names(place):
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def test_finished_files_are_taken_and_moved_beside(inbox):
    lay(inbox, "a.json", message())
    lay(inbox, "b.json", b"{")
    assert look_into_folders() == {"main-plain"}
    assert names(inbox) == ["done/a.json", "refused/b.json"]
    take_messages("main-plain")
    assert sorted(Message.objects.values_list("state", "way")) == [
        ("applied", "folder"),
        ("quarantined", "folder"),
    ]
    assert Reservation.objects.count() == 1


def test_what_is_still_written_or_hidden_or_a_link_is_left_alone(inbox, tmp_path):
    lay(inbox, "young.json", message(), age=0)
    lay(inbox, "a.json.part", message())
    lay(inbox, ".hidden", message())
    secret = lay(tmp_path, "secret", b"x")
    (inbox / "link.json").symlink_to(secret)
    assert look_into_folders() == set()
    assert not Message.objects.exists()
    assert secret.exists()


def test_a_file_that_is_too_large_waits_in_the_quarantine_with_that_reason(inbox, monkeypatch):
    monkeypatch.setattr(folders, "MOST_BYTES", 2_000)
    monkeypatch.setattr(trees, "MOST_BYTES", 2_000)
    opera, _secret = add_connection(actor=SYSTEM, name="OPERA", kind="opera", branch_code="MAIN")
    place = make_folder(opera)
    lay(place, "night.json", b"{}" + b" " * 3_000)
    assert look_into_folders() == {"main-opera"}
    assert names(place) == ["refused/night.json"]
    assert (place / "refused" / "night.json").stat().st_size == 3_002
    take_messages("main-opera")
    assert [(each.state, each.reason) for each in Message.objects.all()] == [
        ("quarantined", "message_too_large")
    ]


def test_a_file_that_becomes_a_link_meanwhile_is_not_followed(inbox, tmp_path, monkeypatch):
    secret = lay(tmp_path, "secret", b"x")
    link = inbox / "link.json"
    link.symlink_to(secret)
    monkeypatch.setattr(folders, "_finished", lambda _place: iter([link]))
    assert look_into_folders() == set()
    assert not Message.objects.exists()


def test_a_file_that_a_killed_worker_left_is_known(inbox):
    lay(inbox, "a.json", message())
    look_into_folders()
    lay(inbox, "a.json", message())
    take_messages("main-plain")
    look_into_folders()
    assert names(inbox) == ["done/a-2.json", "done/a.json"]
    assert [(each.state, each.times) for each in Message.objects.all()] == [("applied", 2)]


@pytest.fixture
def locked(monkeypatch):
    """Files of these names may not be read, as to root no file is forbidden."""
    names = set()
    opened = folders._beginning_of

    def read(path):
        if path.name in names and path.exists():
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(folders, "_beginning_of", read)
    return names


def test_a_file_that_cannot_be_read_waits_in_the_quarantine_and_comes_in_once_it_can(inbox, locked):
    locked.add("王小明.json")
    lay(inbox, "王小明.json", message())
    lay(inbox, "other.json", b"{")
    for _look in range(3):
        look_into_folders()
    assert names(inbox) == ["refused/other.json", "王小明.json"]
    stuck = Message.objects.get(reason="file_forbidden")
    assert (stuck.state, stuck.way, read_laid_as(stuck)) == ("quarantined", "folder", "王小明.json")
    assert "王小明".encode() not in bytes(stuck.laid_as)
    assert replay_message(actor=SYSTEM, message_id=stuck.id).state == "quarantined"
    locked.clear()
    replay_message(actor=SYSTEM, message_id=stuck.id)
    take_messages("main-plain")
    stuck.refresh_from_db()
    assert (stuck.state, stuck.reason, stuck.body) == ("ignored", "file_read", None)
    assert (Reservation.objects.count(), names(inbox)) == (1, ["done/王小明.json", "refused/other.json"])


def test_what_an_unreadable_file_says_can_be_written_and_a_new_one_of_its_name_waits_anew(inbox, locked):
    locked.add("a.json")
    lay(inbox, "a.json", message())
    look_into_folders()
    stuck = Message.objects.get()
    mend_message(actor=SYSTEM, message_id=stuck.id, text=message().decode(), because="由前台补录")
    take_messages("main-plain")
    look_into_folders()
    assert [each.state for each in Message.objects.all()] == ["applied"]
    lay(inbox, "a.json", b"{}", age=30)
    look_into_folders()
    assert sorted(each.state for each in Message.objects.all()) == ["applied", "quarantined"]
    (inbox / "a.json").unlink()
    stuck = Message.objects.get(state="quarantined")
    replay_message(actor=SYSTEM, message_id=stuck.id)
    stuck.refresh_from_db()
    assert stuck.reason == "file_gone"


def test_a_folder_that_cannot_be_opened_says_so_and_holds_up_no_other(inbox, monkeypatch):
    other, _secret = add_connection(actor=SYSTEM, name="OPERA", kind="opera", branch_code="MAIN")
    lay(make_folder(other), "a.json", b"{")
    real = os.scandir

    def scandir(path):
        if path == inbox:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert look_into_folders() == {"main-opera"}
    assert Message.objects.get(reason="folder_unreadable").connection.name == "PMS"
    monkeypatch.undo()
    look_into_folders()
    assert not Message.objects.filter(reason="folder_unreadable").exists()


def test_a_stopped_connection_takes_nothing(inbox):
    from huitouke.intake.models import Connection

    lay(inbox, "a.json", message())
    stop_connection(actor=SYSTEM, connection_id=Connection.objects.get().id)
    assert look_into_folders() == set()
    assert names(inbox) == ["a.json"]


def test_old_files_go(inbox):
    lay(inbox / "done", "old.json", message(), age=8 * 86_400)
    lay(inbox / "refused", "old.json", message(), age=8 * 86_400)
    assert tidy_folders() == 1
    assert names(inbox) == ["refused/old.json"]
