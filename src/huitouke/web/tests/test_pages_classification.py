"""Types and marks on the guest's page and under the settings."""

import pytest

from huitouke.guests.classification import evaluations_of, types_of
from huitouke.guests.models import GuestType
from huitouke.identity.services import evaluate_guest, set_guest_types

PART = {"HX-Request": "true"}


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国")


def test_the_page_shows_types_and_marks_with_author(alma, signed_in, wang):
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family"])
    for value in (2, 4):
        evaluate_guest(actor=alma.actor, guest_id=wang.id, scale="importance", value=value)
    page = signed_in(alma).get(f"/guests/{wang.id}/").content.decode()
    assert "家庭亲子" in page
    assert "Alma" in page
    assert 'polyline points="2.0,14 58.0,6"' in page


def test_gives_a_mark_in_one_tap_and_takes_it_back(alma, signed_in, wang):
    client = signed_in(alma)
    answer = client.post(
        f"/guests/{wang.id}/evaluations/add/", {"scale": "importance", "value": "4"}, headers=PART
    )
    mark = evaluations_of(wang)[0].now
    assert mark.value == 4
    undo = f"/guests/{wang.id}/evaluations/{mark.id}/withdraw/"
    assert undo in answer.content.decode()
    assert "evaluations-changed" in client.post(undo, headers=PART).headers["HX-Trigger"]
    assert evaluations_of(wang)[0].now is None


def test_refuses_a_mark_that_is_none(alma, signed_in, wang, refuses_to_write):
    with refuses_to_write():
        answer = signed_in(alma).post(
            f"/guests/{wang.id}/evaluations/add/", {"scale": "importance", "value": "９"}, headers=PART
        )
    assert answer.status_code == 422


def test_chooses_types_in_a_dialog(alma, signed_in, wang):
    client = signed_in(alma)
    assert "家庭亲子" in client.get(f"/guests/{wang.id}/types/dialog/", headers=PART).content.decode()
    answer = client.post(f"/guests/{wang.id}/types/", {"type": ["family", "group"]}, headers=PART)
    assert answer.headers["HX-Trigger"] == "close-dialog"
    assert {each.code for each in types_of(wang)} == {"family", "group"}
    narrowed = client.get("/guests/?type=family").content.decode()
    assert "王建国" in narrowed
    assert "王建国" not in client.get("/guests/?type=long_stay").content.decode()


def test_the_settings_keep_the_list(bruno, signed_in, alma, wang):
    client = signed_in(bruno)
    client.post("/guests/types/", {"code": "media", "zh": "媒体", "en": "", "sort": "9", "is_new": "1"})
    assert GuestType.objects.get(code="media").labels == {"zh": "媒体"}
    client.post("/guests/types/", {"code": "media", "zh": "媒体记者", "en": "Press", "sort": "9"})
    assert GuestType.objects.get(code="media").labels == {"zh": "媒体记者", "en": "Press"}
    client.post("/guests/types/media/close/", {"is_closed": "1"})
    assert GuestType.objects.get(code="media").is_closed
    client.post("/guests/types/media/remove/")
    assert not GuestType.objects.filter(code="media").exists()
    refused = client.post("/guests/types/", {"code": "啊", "zh": "", "en": "", "sort": "x", "is_new": "1"})
    assert refused.status_code == 422
    assert 'value="啊"' in refused.content.decode()


def test_a_used_type_says_that_it_is_only_closed(bruno, alma, signed_in, wang):
    set_guest_types(actor=alma.actor, guest_id=wang.id, codes=["family"])
    answer = signed_in(bruno).post("/guests/types/family/remove/", follow=True)
    assert "关闭" in answer.content.decode()
    assert GuestType.objects.filter(code="family").exists()


def test_the_list_of_types_is_for_who_configures(alma, signed_in, refuses_to_write):
    client = signed_in(alma)
    with refuses_to_write():
        assert client.get("/guests/types/").status_code == 403
        assert client.post("/guests/types/", {"code": "m", "zh": "媒", "is_new": "1"}).status_code == 403
    assert not GuestType.objects.filter(code="m").exists()
