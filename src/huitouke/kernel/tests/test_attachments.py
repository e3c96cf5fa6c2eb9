"""Files under HOME/files: sealed, once for equal content, gone with the last that holds them."""

import os
from datetime import timedelta

import pytest

from huitouke.kernel import attachments, clock
from huitouke.kernel.crypto import CannotOpen
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import Attachment, StoredFile

TEXT = "下次入住请备荞麦枕".encode()


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def keep(owner, content=TEXT):
    return attachments.attach(
        owner_kind="guest",
        owner_id=owner,
        name="a.txt",
        content=content,
        media_type="text/plain",
        actor_id=None,
        actor_name="",
    )


def files_of(home):
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def test_content_lies_sealed_and_opens_again(transactional_db, home):
    kept = keep(uuid7())
    (path,) = files_of(home)
    assert TEXT not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert attachments.content_of(kept.file) == TEXT


def test_an_altered_content_is_refused(transactional_db, home):
    kept = keep(uuid7())
    (path,) = files_of(home)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(CannotOpen):
        attachments.content_of(kept.file)


def test_equal_content_is_stored_once_and_stays_while_another_holds_it(transactional_db, home):
    first, second = uuid7(), uuid7()
    keep(first)
    kept = keep(second)
    assert StoredFile.objects.count() == 1
    assert attachments.erase_owner("guest", first) == 1
    assert attachments.content_of(kept.file) == TEXT
    assert attachments.erase_owner("guest", second) == 1
    assert files_of(home) == []
    assert not StoredFile.objects.exists()


def test_a_removed_file_goes_after_a_day_and_not_before(transactional_db, home):
    kept = keep(uuid7())
    attachments.detach(kept)
    attachments.tidy()
    assert len(files_of(home)) == 1
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        assert attachments.tidy() == 1
    assert files_of(home) == []
    assert not Attachment.objects.exists()


def test_a_file_that_no_row_knows_is_tidied_once_it_is_old(transactional_db, home):
    stray = attachments.path_of(bytes(16))
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    assert attachments.tidy() == 0
    os.utime(stray, (0, 0))
    assert attachments.tidy() == 1
    assert files_of(home) == []
