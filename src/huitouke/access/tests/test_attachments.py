"""Files of guests: the rights of their owner hold, and the trail knows who read them."""

import pytest
from django.urls import reverse

from huitouke.access.models import AuditEntry
from huitouke.access.services import attachments as service
from huitouke.access.services.attachments import AttachmentNotFound, attach_file
from huitouke.kernel.errors import Invalid
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import Attachment

LETTER = "尊敬的宾客".encode()


@pytest.fixture
def wang(group, guest_of, settings, tmp_path):
    settings.HOME = tmp_path
    return guest_of(group.main, name="王建国", mobile="13812342217")


def attach(persona, guest, content=LETTER, name="信.txt"):
    return attach_file(actor=persona.actor, owner_kind="guest", owner_id=guest.id, name=name, content=content)


def test_keeps_a_file_and_the_trail_knows_who_read_it(wang, alma, mei):
    kept = attach(alma, wang, name="C:\\Users\\a\\..\\信.txt")
    assert kept.name == "信.txt"
    assert service.list_attachments(mei.actor, "guest", wang.id) == [kept]
    _same, content = service.read_attachment(actor=mei.actor, attachment_id=kept.id)
    assert content == LETTER
    read = AuditEntry.objects.get(code="access.attachment.read")
    assert (read.actor_id, read.object_id, read.data) == (mei.user.id, wang.id, {"file": str(kept.id)})


def test_another_entity_neither_lists_nor_reads_nor_adds(wang, alma, chiara, refuses_to_write):
    kept = attach(alma, wang)
    with refuses_to_write():
        assert service.list_attachments(chiara.actor, "guest", wang.id) == []
        for act in (service.read_attachment, service.remove_attachment, service.restore_attachment):
            with pytest.raises(AttachmentNotFound):
                act(actor=chiara.actor, attachment_id=kept.id)
        with pytest.raises(AttachmentNotFound):
            attach(chiara, wang)


def test_who_may_only_look_adds_nothing(wang, irene, refuses_to_write):
    with refuses_to_write(), pytest.raises(AttachmentNotFound):
        attach(irene, wang)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"MZ" + bytes(30), "attachment_kind_refused"),
        (b"a" * 20_000_001, "attachment_too_large"),
    ],
)
def test_refuses_what_is_not_kept(wang, alma, refuses_to_write, content, code):
    with refuses_to_write(), pytest.raises(Invalid) as refused:
        attach(alma, wang, content)
    assert refused.value.code == code


def test_a_removed_file_is_away_and_can_be_brought_back(wang, alma):
    kept = attach(alma, wang)
    service.remove_attachment(actor=alma.actor, attachment_id=kept.id)
    assert service.list_attachments(alma.actor, "guest", wang.id) == []
    with pytest.raises(AttachmentNotFound):
        service.read_attachment(actor=alma.actor, attachment_id=kept.id)
    service.restore_attachment(actor=alma.actor, attachment_id=kept.id)
    assert service.list_attachments(alma.actor, "guest", wang.id) == [kept]


def test_an_owner_of_no_known_kind_holds_nothing(alma, wang):
    with pytest.raises(AttachmentNotFound):
        attach_file(actor=alma.actor, owner_kind="room", owner_id=uuid7(), name="a", content=LETTER)
    assert not Attachment.objects.exists()


def test_a_text_that_calls_itself_a_program_is_laid_as_a_text(wang, alma, signed_in):
    kept = attach(alma, wang, content=b"@echo off\r\ndel *.*\r\n", name="invoice.bat")
    assert kept.name == "invoice.bat.txt"
    answer = signed_in(alma).get(reverse("privacy:file-download", args=[kept.id]))
    assert 'filename="invoice.bat.txt"' in answer["Content-Disposition"]


def test_no_file_outlives_an_owner_who_is_erased_between_right_and_write(
    wang, alma, monkeypatch, refuses_to_write
):
    monkeypatch.setattr(service, "require_editable", lambda *given: None)
    with refuses_to_write(), pytest.raises(AttachmentNotFound):
        attach_file(actor=alma.actor, owner_kind="guest", owner_id=uuid7(), name="a.txt", content=LETTER)
