"""Types and marks: several types at once, used ones close, marks keep their history and their author."""

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.classification import evaluations_of, list_guest_types, types_of
from huitouke.guests.errors import (
    EvaluationInvalid,
    EvaluationNotFound,
    GuestNotFound,
    GuestTypeInUse,
    GuestTypeInvalid,
    GuestTypeNotFound,
)
from huitouke.guests.models import GuestType, GuestTypeMembership
from huitouke.guests.queries import GuestFilter, list_guests
from huitouke.guests.services.types import close_guest_type, remove_guest_type, save_guest_type
from huitouke.identity.histories import list_history
from huitouke.identity.services import evaluate_guest, set_guest_types, undo_guest_types, withdraw_evaluation
from huitouke.kernel.models import OutboxEvent
from huitouke.testing.fixtures import TODAY

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国", mobile="13812342217")


def codes_of(guest):
    return [each.code for each in types_of(guest)]


def test_a_new_database_offers_types(group):
    assert [each.code for each in list_guest_types()][:3] == ["individual", "business", "family"]


def test_a_guest_belongs_to_several_types_at_once(alma, wang):
    assert set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family", "business"])
    assert codes_of(wang) == ["business", "family"]
    assert not set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["business", "family"])
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family"])
    assert codes_of(wang) == ["family"]
    ended = GuestTypeMembership.objects.get(type__code="business")
    assert (ended.since, ended.until) == (TODAY, TODAY)


def test_takes_back_what_one_said_about_types_and_leaves_what_came_since(alma, bruno, wang, refuses_to_write):
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family"])
    saved = set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["business"])
    set_guest_types(actor=bruno.actor, guest_id=wang.id, codes=["business", "group"])
    with refuses_to_write(), pytest.raises(GuestTypeNotFound):
        undo_guest_types(actor=bruno.actor, guest_id=wang.id, record_id=saved)
    assert undo_guest_types(actor=alma.actor, guest_id=wang.id, record_id=saved)
    assert codes_of(wang) == ["family", "group"]
    assert not undo_guest_types(actor=alma.actor, guest_id=wang.id, record_id=saved)


def test_a_type_comes_back_as_a_row_of_its_own(alma, wang):
    for codes in (["family"], [], ["family"]):
        set_guest_types(actor=alma.actor, guest_id=wang.id, codes=codes)
    assert GuestTypeMembership.objects.filter(guest=wang).count() == 2
    assert codes_of(wang) == ["family"]


def test_the_history_tells_types_given_and_ended(alma, bruno, wang):
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family"])
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=[])
    told = [(each.field, each.old, each.new, each.who) for each in list_history(bruno.actor, wang.id)]
    assert ("guest_type", "", "家庭亲子", "Alma") in told
    assert ("guest_type", "家庭亲子", "", "Alma") in told


def test_refuses_a_type_that_is_not_offered(alma, bruno, wang, refuses_to_write):
    close_guest_type(actor=bruno.actor, code="group")
    for code in ("group", "no-such-type"):
        with refuses_to_write(), pytest.raises(GuestTypeInvalid):
            set_guest_types(actor=alma.actor, guest_id=wang.id, codes=[code])
    assert not GuestTypeMembership.objects.exists()


def test_a_guest_keeps_a_type_that_was_closed_since(alma, bruno, wang):
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["group"])
    close_guest_type(actor=bruno.actor, code="group")
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["group", "family"])
    assert codes_of(wang) == ["family", "group"]


def test_a_used_type_is_closed_never_removed(alma, bruno, wang, refuses_to_write):
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family"])
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=[])
    with refuses_to_write(), pytest.raises(GuestTypeInUse):
        remove_guest_type(actor=bruno.actor, code="family")
    remove_guest_type(actor=bruno.actor, code="group")
    assert not GuestType.objects.filter(code="group").exists()
    assert close_guest_type(actor=bruno.actor, code="family").is_closed
    assert "family" not in [each.code for each in list_guest_types()]


def test_only_who_configures_the_hotel_keeps_the_list(alma, refuses_to_write):
    before = list(GuestType.objects.values_list("code", "labels"))
    with refuses_to_write(), pytest.raises(RightMissing):
        save_guest_type(actor=alma.actor, code="media", labels={"zh": "媒体"}, is_new=True)
    with refuses_to_write(), pytest.raises(RightMissing):
        remove_guest_type(actor=alma.actor, code="family")
    assert list(GuestType.objects.values_list("code", "labels")) == before


@pytest.mark.parametrize(
    ("code", "labels", "sort", "field"),
    [
        ("家庭", {"zh": "家庭"}, 0, "code"),
        ("family", {"zh": "家庭"}, 0, "code"),
        ("media", {"zh": " "}, 0, "labels"),
        ("media", {"zh": "媒体"}, 5000, "sort"),
    ],
)
def test_refuses_a_type_that_cannot_be_kept(bruno, code, labels, sort, field, refuses_to_write):
    with refuses_to_write(), pytest.raises(GuestTypeInvalid) as refused:
        save_guest_type(actor=bruno.actor, code=code, labels=labels, sort=sort, is_new=True)
    assert list(refused.value.fields) == [field]


def test_the_list_of_guests_narrows_to_a_type_of_now(alma, group, guest_of, wang):
    other = guest_of(group.main, name="刘敏")
    for guest in (wang, other):
        set_guest_types(actor=alma.actor, guest_id=guest.id, codes=["family"])
    set_guest_types(actor=alma.actor, guest_id=other.id, codes=[])
    page = list_guests(alma.actor, GuestFilter(guest_type="family"), today=TODAY)
    assert [line.id for line in page.lines] == [wang.id]
    assert list_guests(alma.actor, GuestFilter(guest_type="no-such"), today=TODAY).count == 0


def test_a_newer_mark_is_the_present_one_and_the_older_stay(alma, mei, wang):
    for persona, value in ((alma, 3), (mei, 5), (alma, 4)):
        evaluate_guest(actor=persona.actor, guest_id=wang.id, scale="importance", value=value)
    scale = evaluations_of(wang)[0]
    assert [mark.value for mark in scale.marks] == [4, 5, 3]
    assert [mark.author_name for mark in scale.marks] == ["Alma", "梅", "Alma"]
    assert (scale.now.value, scale.before.value, scale.trend) == (4, 5, -1)
    assert scale.points == "2.0,10 30.0,2 58.0,6"
    assert evaluations_of(wang)[1].now is None


def test_a_mark_leaves_a_trail_without_its_value(alma, wang):
    evaluate_guest(actor=alma.actor, guest_id=wang.id, scale="satisfaction", value=2)
    entry = AuditEntry.objects.filter(code="guests.profile.evaluated").get()
    assert (entry.object_id, entry.fields, entry.data) == (wang.id, ["satisfaction"], {})
    assert OutboxEvent.objects.filter(code="guests.profile.evaluated", key=wang.id).exists()


@pytest.mark.parametrize(("scale", "value"), [("importance", 0), ("importance", 6), ("charm", 3)])
def test_refuses_a_mark_off_the_scale(alma, wang, scale, value, refuses_to_write):
    with refuses_to_write(), pytest.raises(EvaluationInvalid):
        evaluate_guest(actor=alma.actor, guest_id=wang.id, scale=scale, value=value)
    assert not wang.evaluations.exists()


def test_one_takes_back_only_ones_own_mark(alma, mei, wang):
    evaluate_guest(actor=mei.actor, guest_id=wang.id, scale="importance", value=2)
    mark = evaluate_guest(actor=alma.actor, guest_id=wang.id, scale="importance", value=5)
    with pytest.raises(EvaluationNotFound):
        withdraw_evaluation(actor=mei.actor, guest_id=wang.id, evaluation_id=mark.id)
    assert wang.evaluations.count() == 2
    withdraw_evaluation(actor=alma.actor, guest_id=wang.id, evaluation_id=mark.id)
    assert evaluations_of(wang)[0].now.value == 2


def test_a_guest_of_another_entity_is_nobodys_to_sort(chiara, wang, refuses_to_write):
    with refuses_to_write(), pytest.raises(GuestNotFound):
        evaluate_guest(actor=chiara.actor, guest_id=wang.id, scale="importance", value=5)
    with refuses_to_write(), pytest.raises(GuestNotFound):
        set_guest_types(actor=chiara.actor, guest_id=wang.id, codes=["family"])


def test_who_may_only_look_gives_no_mark(irene, wang, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        evaluate_guest(actor=irene.actor, guest_id=wang.id, scale="importance", value=5)
