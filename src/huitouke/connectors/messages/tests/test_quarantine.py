import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.messages.errors import MessageInvalid, MessageNotFound, MessageSettled
from huitouke.connectors.messages.quarantine import (
    check_message,
    count_quarantined,
    drop_message,
    list_dropped,
    list_quarantined,
    list_reasons,
    mend_message,
    open_message,
    restore_message,
)
from huitouke.connectors.messages.reading import Unread
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.connectors.messages.tests.test_taking import message
from huitouke.intake.choices import KEPT_AFTER_DROP, MessageWay
from huitouke.intake.messages import Origin, forget_settled, read_original
from huitouke.intake.models import Message
from huitouke.kernel import clock
from huitouke.stays.models import Reservation


@pytest.fixture
def broken(group, plain):
    origin = Origin(group.main, "pms", plain, MessageWay.WEBHOOK)
    receive_messages(actor=SYSTEM, origin=origin, bodies=[message()[:-1]])
    take_messages("pms")
    return Message.objects.get()


def test_a_mended_message_is_taken_in_and_what_came_is_kept(broken, bruno):
    mend_message(actor=bruno.actor, message_id=broken.id, text=message().decode(), because="补上结尾")
    take_messages("pms")
    broken.refresh_from_db()
    assert (broken.state, broken.decided_by, broken.because) == ("applied", bruno.actor.name, "补上结尾")
    assert (broken.body, read_original(broken)) == (None, message()[:-1])
    assert Reservation.objects.count() == 1
    assert AuditEntry.objects.filter(code="intake.message.mended", object_id=broken.id).count() == 1


def test_reading_a_message_is_noted(broken, bruno):
    _message, text, original = open_message(actor=bruno.actor, message_id=broken.id)
    assert (text, original) == (message()[:-1].decode(), "")
    entry = AuditEntry.objects.get(code="intake.message.read")
    assert (entry.object_id, entry.fields) == (broken.id, ["body"])


def test_checking_says_what_it_would_come_to_and_writes_nothing(broken, bruno, refuses_to_write):
    with refuses_to_write():
        assert isinstance(check_message(bruno.actor, broken.id, "{"), Unread)
        assert len(check_message(bruno.actor, broken.id, message().decode()).parts) == 1


@pytest.mark.parametrize(("text", "because"), [("", "x"), ("{}", " "), ("{}", "x" * 201)])
def test_refuses_an_empty_body_and_no_reason(broken, bruno, text, because, refuses_to_write):
    with refuses_to_write(), pytest.raises(MessageInvalid):
        mend_message(actor=bruno.actor, message_id=broken.id, text=text, because=because)


def test_a_message_is_put_away_and_brought_back(broken, bruno):
    drop_message(actor=bruno.actor, message_id=broken.id, because="测试消息")
    assert (count_quarantined(bruno.actor), [each.id for each in list_dropped(bruno.actor)]) == (
        0,
        [broken.id],
    )
    restore_message(actor=bruno.actor, message_id=broken.id)
    broken.refresh_from_db()
    assert (broken.state, broken.reason, broken.settled_at) == ("quarantined", "not_json", None)


def test_a_dropped_message_goes_when_its_time_is_over(broken, bruno):
    drop_message(actor=bruno.actor, message_id=broken.id, because="测试消息")
    forget_settled(clock.now() + KEPT_AFTER_DROP)
    broken.refresh_from_db()
    assert broken.body is None
    with pytest.raises(MessageSettled):
        restore_message(actor=bruno.actor, message_id=broken.id)


def test_two_colleagues_do_not_mend_the_same_message(broken, bruno, refuses_to_write):
    mend_message(actor=bruno.actor, message_id=broken.id, text=message().decode(), because="补上结尾")
    with refuses_to_write(), pytest.raises(MessageSettled):
        drop_message(actor=bruno.actor, message_id=broken.id, because="重复")


def test_another_branch_sees_nothing_of_it(broken, alma, group, refuses_to_write):
    from huitouke.testing.personas import hire

    of_bay = hire("bay.manager", "manager", group.bay).actor
    assert (list_quarantined(of_bay), list_reasons(of_bay), count_quarantined(of_bay)) == ([], [], 0)
    with refuses_to_write(), pytest.raises(MessageNotFound):
        open_message(actor=of_bay, message_id=broken.id)
    with refuses_to_write(), pytest.raises(RightMissing):
        open_message(actor=alma.actor, message_id=broken.id)
