"""What is required, what is missing, how completely guests are asked, and the questions for guests under 18."""

from datetime import timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.capture.errors import CaptureInvalid
from huitouke.capture.models import Capture, RequiredField
from huitouke.capture.queries import (
    capture_report,
    done_today,
    is_minor,
    list_to_complete,
    missing_of,
    requirements,
)
from huitouke.capture.services import (
    answer,
    has_minor_answers,
    keep_minor_answers,
    note_capture,
    refresh_captures,
    set_requirements,
)
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import RegistrationFact
from huitouke.identity.services import change_guest
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.outbox import deliver_pending
from huitouke.testing.fixtures import NOON, TODAY

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国", mobile="13812342217")


def test_a_branch_differs_from_the_group_and_else_follows_it(bruno, group):
    set_requirements(actor=bruno.actor, branch=None, wanted={"booking": {"name", "email"}})
    set_requirements(actor=bruno.actor, branch=group.main, wanted={"booking": {"name", "mobile"}})
    assert requirements(None)["booking"] == {"name", "email"}
    assert requirements(group.main.id)["booking"] == {"name", "mobile"}
    assert requirements(group.lake.id)["booking"] == {"name", "email"}
    set_requirements(actor=bruno.actor, branch=None, wanted={"booking": {"name", "email", "company"}})
    assert requirements(group.main.id)["booking"] == {"name", "mobile", "company"}


def test_refuses_what_no_step_asks(bruno, refuses_to_write):
    for wanted in ({"booking": {"shoe_size"}}, {"breakfast": {"name"}}):
        with refuses_to_write(), pytest.raises(CaptureInvalid):
            set_requirements(actor=bruno.actor, branch=None, wanted=wanted)
    assert not RequiredField.objects.exists()


def test_a_clerk_requires_nothing(alma, group, refuses_to_write):
    for branch in (None, group.main):
        with refuses_to_write(), pytest.raises(RightMissing):
            set_requirements(actor=alma.actor, branch=branch, wanted={"booking": {"name"}})
    assert not RequiredField.objects.exists()


def test_the_weightiest_gap_comes_first(group, wang):
    assert missing_of(wang, "check_in", group.main.id) == [
        "document",
        "birthday",
        "nationality",
        "choice_reason",
    ]


def test_an_answer_is_a_save_and_fills_the_capture(alma, group, wang):
    for field, text in (("choice_reason", "location"), ("nationality", "CN"), ("birthday", "1980-01-02")):
        capture = answer(
            actor=alma.actor, guest_id=wang.id, step="check_in", branch=group.main, field=field, text=text
        )
    wang.refresh_from_db()
    assert (wang.choice_reason, wang.nationality) == ("location", "CN")
    assert capture.missing == ["document"]
    assert Capture.objects.count() == 1


@pytest.mark.parametrize(("field", "text"), [("mobile", "  "), ("shoe_size", "42"), ("document", "E1234567")])
def test_refuses_an_answer_that_is_none(alma, group, wang, field, text, refuses_to_write):
    with refuses_to_write(), pytest.raises(CaptureInvalid):
        answer(actor=alma.actor, guest_id=wang.id, step="booking", branch=group.main, field=field, text=text)
    assert not Capture.objects.exists()


def test_a_guest_of_another_entity_is_not_asked(chiara, group, wang, refuses_to_write):
    with refuses_to_write(), pytest.raises(GuestNotFound):
        note_capture(actor=chiara.actor, guest_id=wang.id, step="visit", branch=group.bay)
    assert not Capture.objects.exists()


def test_a_change_elsewhere_is_seen_by_the_worker(alma, group, wang):
    note_capture(actor=alma.actor, guest_id=wang.id, step="booking", branch=group.main)
    assert Capture.objects.get().missing == ["heard_from"]
    change_guest(
        actor=alma.actor, guest_id=wang.id, fields={"heard_from": "friend"}, additions={}, removals={}
    )
    deliver_pending()
    assert (Capture.objects.get().missing, Capture.objects.get().lack) == ([], 0)
    assert refresh_captures([wang.id]) == 1


def test_the_report_counts_what_was_asked_on_its_days(alma, mei, bruno, group, guest_of, wang):
    other = guest_of(group.main, name="刘敏", mobile="13900000001", company="盛远")
    with frozen_at(NOON - timedelta(days=10)):
        note_capture(actor=alma.actor, guest_id=other.id, step="visit", branch=group.main)
    note_capture(actor=alma.actor, guest_id=other.id, step="visit", branch=group.main)
    note_capture(actor=alma.actor, guest_id=wang.id, step="visit", branch=group.main)
    note_capture(actor=mei.actor, guest_id=wang.id, step="visit", branch=group.main)
    week = capture_report(bruno.actor, [group.main], TODAY - timedelta(days=6), TODAY)
    assert [(share.asked, share.complete) for share in week.branches] == [(3, 1)]
    assert {share.who: (share.asked, share.complete, share.percent) for share in week.colleagues} == {
        "Alma": (2, 1, 50),
        "梅": (1, 0, 0),
    }
    own = capture_report(mei.actor, [group.main], TODAY - timedelta(days=6), TODAY)
    assert [share.who for share in own.colleagues] == ["梅"]
    assert done_today(alma.actor, TODAY) == 1


def test_the_list_has_the_weightiest_lack_first_and_a_guest_once(alma, mei, group, guest_of, wang):
    bare = guest_of(group.main, name="刘敏")
    note_capture(actor=alma.actor, guest_id=wang.id, step="booking", branch=group.main)
    note_capture(actor=alma.actor, guest_id=wang.id, step="check_out", branch=group.main)
    note_capture(actor=mei.actor, guest_id=bare.id, step="check_in", branch=group.main)
    listed = list_to_complete(alma.actor, group.main, TODAY)
    assert [(each.line.name, each.step) for each in listed] == [("刘敏", "check_in"), ("王建国", "check_out")]
    mine = list_to_complete(alma.actor, group.main, TODAY, user_id=alma.actor.id)
    assert [each.line.name for each in mine] == ["王建国"]
    assert list_to_complete(alma.actor, group.main, TODAY + timedelta(days=40)) == []


def test_the_questions_for_a_minor_go_into_the_compartment_only(alma, group, guest_of):
    child = guest_of(group.main, name="王小宝", birth_date="2012-05-01")
    assert is_minor(child, TODAY)
    answers = {
        "guardian": "父亲王建国",
        "reach": "13812342217",
        "companion": "与父亲同住",
        "circumstances": "",
    }
    keep_minor_answers(actor=alma.actor, guest_id=child.id, branch=group.main, answers=answers)
    fact = RegistrationFact.objects.get(guest_id=child.id)
    assert fact.kind == "minor"
    assert fact.open()["guardian"] == "父亲王建国"
    assert has_minor_answers(child.id)
    trail = " ".join(f"{entry.fields} {entry.data}" for entry in AuditEntry.objects.all())
    assert "王建国" not in trail
    assert "13812342217" not in trail


def test_an_answer_that_the_law_asks_for_may_not_be_left_out(alma, group, guest_of, refuses_to_write):
    child = guest_of(group.main, name="王小宝", birth_date="2012-05-01")
    with refuses_to_write(), pytest.raises(CaptureInvalid) as refused:
        keep_minor_answers(
            actor=alma.actor, guest_id=child.id, branch=group.main, answers={"guardian": "父亲", "reach": " "}
        )
    assert set(refused.value.fields) == {"reach", "companion"}
    assert not RegistrationFact.objects.exists()


def test_eighteen_is_reached_on_the_birthday(group, guest_of):
    guest = guest_of(group.main, name="李雷", birth_date=f"{TODAY.year - 18}-{TODAY:%m-%d}")
    assert not is_minor(guest, TODAY)
    assert is_minor(guest, TODAY - timedelta(days=1))


def test_who_may_only_look_keeps_no_answers(irene, group, guest_of, refuses_to_write):
    child = guest_of(group.main, name="王小宝", birth_date="2012-05-01")
    with refuses_to_write(), pytest.raises(RightMissing):
        keep_minor_answers(actor=irene.actor, guest_id=child.id, branch=group.main, answers={})
    assert not RegistrationFact.objects.exists()
