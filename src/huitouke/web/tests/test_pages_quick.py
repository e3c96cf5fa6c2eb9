"""The quick note from any page, and the duty that says where it was written down."""

import pytest

from huitouke.access.models import Assignment
from huitouke.guests.models import Note, Preference
from huitouke.intake.models import Occasion
from huitouke.intake.queries import occasions_of

pytestmark = pytest.mark.usefixtures("still_clock")
PART = {"HX-Request": "true"}


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国", mobile="13812342217")


@pytest.fixture
def desk(alma, signed_in):
    client = signed_in(alma)
    client.get("/")
    return client


def note(client, **sent):
    return client.post("/guests/note/save/", {"place": "dialog", **sent}, headers=PART)


def test_one_scrap_that_means_one_guest_is_enough(desk, wang):
    answer = note(desk, who="2217", text="夜床留一瓶水", kind="note")
    assert answer.status_code == 200
    written = Note.objects.get(guest=wang)
    assert (written.text, written.author_name) == ("夜床留一瓶水", "Alma")
    assert f"/guests/{wang.id}/quick/note/{written.id}/undo/" in answer.content.decode()


def test_who_where_and_at_which_post_are_kept_without_typing(desk, wang):
    desk.post("/duty/", {"role": "front_desk", "shift": "night", "place": "大堂吧"}, headers=PART)
    note(desk, who="2217", text="问过叫醒", kind="note")
    written = Note.objects.get()
    occasion = Occasion.objects.get(record_id=written.record_id)
    assert (occasion.role, occasion.shift, occasion.place) == ("front_desk", "night", "大堂吧")
    assert occasion.branch.code == "MAIN"
    words = occasions_of([written.record_id])[written.record_id]
    assert words in desk.get(f"/guests/{wang.id}/?tab=notes").content.decode()


def test_the_shift_is_proposed_by_the_clock(desk, wang):
    note(desk, who="2217", text="问过叫醒", kind="note")
    assert Occasion.objects.get().shift == "morning"


def test_a_post_that_one_does_not_hold_is_not_taken(desk, wang):
    desk.post("/duty/", {"role": "administrator", "shift": "noon", "place": ""}, headers=PART)
    note(desk, who="2217", text="问过叫醒", kind="note")
    assert (Occasion.objects.get().role, Occasion.objects.get().shift) == ("front_desk", "morning")


def test_a_post_that_was_taken_away_is_no_longer_told(desk, alma, wang):
    Assignment.objects.filter(user=alma.user).update(role="concierge")
    note(desk, who="2217", text="问过叫醒", kind="note")
    assert not Occasion.objects.exists()
    assert Note.objects.count() == 1


@pytest.mark.parametrize("kind", ["preference", "taboo", "allergy"])
def test_a_wish_goes_where_wishes_stand_and_comes_off_again(desk, wang, kind):
    answer = note(desk, guest=str(wang.id), text="不吃香菜", kind=kind, place="today")
    wish = Preference.objects.get(guest=wang)
    assert (wish.kind, wish.text) == (kind, "不吃香菜")
    undo = f"/guests/{wang.id}/quick/{kind}/{wish.id}/undo/"
    assert undo in answer.content.decode()
    assert desk.post(undo, headers=PART).status_code == 200
    assert not Preference.objects.exists()


def test_asks_back_where_the_scrap_means_many(desk, group, guest_of, wang, refuses_to_write):
    guest_of(group.main, name="王建业")
    with refuses_to_write():
        answer = note(desk, who="王建", text="双床", kind="preference")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert text.count('type="radio"') == 2
    assert "双床" in text


def test_asks_back_where_the_scrap_means_nobody(desk, wang, refuses_to_write):
    with refuses_to_write():
        assert note(desk, who="nobodyatall", text="双床").status_code == 422
        assert note(desk, who="", guest="no-id", text="双床").status_code == 422


@pytest.mark.parametrize("kind", ["note", "preference"])
def test_refuses_an_empty_text_and_keeps_the_guest(desk, wang, kind, refuses_to_write):
    with refuses_to_write():
        answer = note(desk, who="2217", guest=str(wang.id), text="  ", kind=kind)
    assert answer.status_code == 422
    assert str(wang.id) in answer.content.decode()


def test_a_guest_of_another_entity_is_not_found(signed_in, chiara, wang, refuses_to_write):
    client = signed_in(chiara)
    client.get("/")
    with refuses_to_write():
        assert note(client, who="2217", text="双床").status_code == 422
        assert note(client, guest=str(wang.id), text="双床").status_code in (404, 422)


def test_a_save_of_the_form_says_where_too(desk, wang):
    desk.post("/guests/new/", {"name": "李红", "branch": "MAIN"})
    assert Occasion.objects.get().role == "front_desk"
