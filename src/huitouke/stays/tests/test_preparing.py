from datetime import timedelta

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest
from huitouke.identity.services import change_guest
from huitouke.identity.services.erasure import erase_guest
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.stays.errors import (
    PreparationClosed,
    PreparationInvalid,
    PreparationNotFound,
    PreparationTooEarly,
)
from huitouke.stays.models import Preparation
from huitouke.stays.services.preparing import (
    ask_preparation,
    decline_preparation,
    tick_given,
    tick_prepared,
    untick,
)
from huitouke.stays.services.proposing import propose_preparations
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire
from huitouke.testing.stays import deliver, make_stay

pytestmark = pytest.mark.usefixtures("still_clock")
WANG = {"name": "王建国", "mobile": "13812342217", "preference": ["荞麦枕", "高楼层"], "allergy": "羽绒"}


@pytest.fixture
def stay(group):
    made = make_stay(group.main, "s", TODAY, 2, who=WANG, profile="p-1", requests=("低楼层", "羽绒被"))
    deliver()
    return made


def texts(stay):
    return sorted(stay.preparations.values_list("text", flat=True))


def test_a_stay_promises_what_its_guest_wishes(stay):
    """What was asked for with the stay wins over what is known, and an allergy over both."""
    assert texts(stay) == ["低楼层", "荞麦枕"]
    request, wish = stay.preparations.get(text="低楼层"), stay.preparations.get(text="荞麦枕")
    assert (request.told_by, request.confidence, request.post) == ("request", 100, "front_desk")
    assert (wish.told_by, wish.confidence, wish.post) == ("system", 70, "housekeeping")
    assert wish.guest_id == stay.guest_id
    assert wish.preference_id == stay.guest.preferences.get(text="荞麦枕").id


def test_what_nobody_touched_follows_the_wishes(stay, alma, group):
    tick_prepared(actor=alma.actor, preparation_id=stay.preparations.get(text="荞麦枕").id)
    ask_preparation(actor=alma.actor, reservation_id=stay.id, text="欢迎卡")
    make_stay(group.main, "s", TODAY, 2, requests=("婴儿床",))
    deliver()
    assert texts(stay) == ["婴儿床", "欢迎卡", "荞麦枕", "高楼层"]
    assert propose_preparations(actor=alma.actor, reservation_ids=[stay.id]) == 0


def test_a_wish_noted_later_is_promised_too(stay, mei):
    change_guest(
        actor=mei.actor, guest_id=stay.guest_id, fields={}, additions={"preference": ["豆浆"]}, removals={}
    )
    deliver()
    each = stay.preparations.get(text="豆浆")
    assert (each.told_by, each.confidence, each.post) == ("staff", 95, "food_and_beverage")


def test_nothing_is_promised_for_who_left_or_never_comes(group):
    gone = make_stay(
        group.main, "a", TODAY - timedelta(days=3), 2, status="checked_out", who=WANG, profile="p-1"
    )
    never = make_stay(group.main, "b", TODAY, 2, status="cancelled", who=WANG, profile="p-1")
    deliver()
    assert (texts(gone), texts(never)) == ([], [])


def test_a_preparation_goes_from_asked_to_prepared_to_given(stay, alma, mei, group):
    each = stay.preparations.get(text="荞麦枕")
    done = tick_prepared(actor=alma.actor, preparation_id=each.id)
    assert (done.prepared_name, done.prepared_post) == ("Alma", "front_desk")
    again = tick_prepared(actor=mei.actor, preparation_id=each.id)
    assert again.prepared_name == "Alma"
    make_stay(group.main, "s", TODAY, 2, status="in_house")
    given = tick_given(actor=mei.actor, preparation_id=each.id)
    assert (given.given_name, given.given_post) == ("梅", "guest_relations")
    assert untick(actor=mei.actor, preparation_id=each.id).given_at is None
    assert untick(actor=mei.actor, preparation_id=each.id).prepared_at is None
    codes = list(AuditEntry.objects.filter(object_id=each.id).order_by("id").values_list("code", flat=True))
    assert codes == [
        f"stays.preparation.{step}" for step in ("prepared", "given", "taken_back", "taken_back")
    ]
    assert OutboxEvent.objects.filter(code="stays.preparation.given").count() == 1
    assert FieldChange.objects.filter(row_id=str(each.id), field="prepared_at").count() == 2


def test_nothing_is_given_before_the_guest_came(stay, alma, refuses_to_write):
    each = stay.preparations.get(text="荞麦枕")
    with refuses_to_write(), pytest.raises(PreparationTooEarly):
        tick_given(actor=alma.actor, preparation_id=each.id)
    each.refresh_from_db()
    assert each.given_at is None


def test_what_is_not_possible_says_why(stay, alma, refuses_to_write):
    each = stay.preparations.get(text="荞麦枕")
    with refuses_to_write(), pytest.raises(PreparationInvalid):
        decline_preparation(actor=alma.actor, preparation_id=each.id, reason="  ")
    declined = decline_preparation(actor=alma.actor, preparation_id=each.id, reason="今日无货")
    assert (declined.reason, declined.declined_name) == ("今日无货", "Alma")
    prepared = tick_prepared(actor=alma.actor, preparation_id=each.id)
    assert (prepared.declined_at, prepared.reason) == (None, "")


def test_nothing_more_is_promised_for_a_stay_that_is_cancelled(stay, alma, group, refuses_to_write):
    each = stay.preparations.get(text="荞麦枕")
    make_stay(group.main, "s", TODAY, 2, status="cancelled")
    with refuses_to_write(), pytest.raises(PreparationClosed):
        ask_preparation(actor=alma.actor, reservation_id=stay.id, text="欢迎卡")
    with refuses_to_write(), pytest.raises(PreparationClosed):
        tick_prepared(actor=alma.actor, preparation_id=each.id)


def test_only_who_prepares_in_the_branch_ticks(stay, alma, chiara, dario, irene, group, refuses_to_write):
    each = stay.preparations.get(text="荞麦枕")
    neighbour = hire("lin", "front_desk", group.lake)
    for persona, refusal in ((chiara, PreparationNotFound), (dario, PreparationNotFound), (irene, RightMissing),
                             (neighbour, RightMissing)):  # fmt: skip
        with refuses_to_write(), pytest.raises(refusal):
            tick_prepared(actor=persona.actor, preparation_id=each.id)
    each.refresh_from_db()
    assert each.prepared_at is None


def test_the_queries_of_proposing_do_not_grow_with_the_stays(group, django_assert_max_num_queries):
    made = [
        make_stay(group.main, f"s{number}", TODAY, who=WANG | {"name": f"客{number}", "mobile": f"138000{number:05}"},
                  profile=f"p{number}").id
        for number in range(9)
    ]  # fmt: skip
    with django_assert_max_num_queries(12):
        assert propose_preparations(actor=SYSTEM, reservation_ids=made) == 18


def test_an_erased_guest_leaves_facts_without_words(stay, alma, adam):
    each = stay.preparations.get(text="荞麦枕")
    tick_prepared(actor=alma.actor, preparation_id=each.id)
    decline_preparation(
        actor=alma.actor, preparation_id=stay.preparations.get(text="低楼层").id, reason="王建国换店"
    )
    guest = Guest.objects.get(id=stay.guest_id)
    erase_guest(actor=adam.actor, guest_id=guest.id, typed=guest.name, reason="asked")
    kept = Preparation.objects.filter(reservation=stay)
    assert set(kept.values_list("text", "reason", "guest_id", "preference_id")) == {("", "", None, None)}
    assert kept.filter(prepared_at__isnull=False).count() == 1
    assert not FieldChange.objects.filter(row_id=str(each.id)).exclude(old=None, new=None).exists()
