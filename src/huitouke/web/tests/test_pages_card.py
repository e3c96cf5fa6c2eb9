"""The registration card on A5."""

import pytest

from huitouke.guests.choices import Ground
from huitouke.guests.models import Guest, Purpose, Wording
from huitouke.testing.personas import hire


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main, name="王建国", mobile="13812342217", passport="E77123456", address="宁波市中山路1号"
    )


def test_a_known_guest_is_filled_in_and_the_paper_stays_masked(alma, signed_in, wang):
    text = signed_in(alma).get(f"/capture/{wang.id}/card/").content.decode()
    assert "王建国" in text
    assert "138 1234 2217" in text or "13812342217" in text
    assert "宁波市中山路1号" in text
    assert "E77123456" not in text
    assert wang.documents.get().masked in text


def test_both_languages_stand_on_the_card_whatever_the_reader_speaks(alma, signed_in, wang):
    client = signed_in(alma)
    client.cookies["django_language"] = "en"
    text = client.get(f"/capture/{wang.id}/card/").content.decode()
    for word in ("住宿登记单", "Registration card", "柳岸大酒店", "Willow Bank Grand", "国籍", "Nationality"):
        assert word in text


def test_who_reads_masked_prints_masked(group, signed_in, wang):
    carl = hire("carl", "concierge", group.main)
    text = signed_in(carl).get(f"/capture/{wang.id}/card/").content.decode()
    assert "王建国" in text
    assert "12342217" not in text.replace(" ", "")
    assert "中山路" not in text


def test_a_guest_not_to_be_disclosed_has_a_card_only_for_who_may_know(alma, mei, signed_in, wang):
    Guest.objects.filter(id=wang.id).update(is_stay_confidential=True)
    hidden = signed_in(alma)
    assert hidden.get(f"/capture/{wang.id}/card/").status_code == 404
    assert f"/capture/{wang.id}/card/" not in hidden.get(f"/guests/{wang.id}/").content.decode()
    assert "王建国" in signed_in(mei).get(f"/capture/{wang.id}/card/").content.decode()


def test_a_rate_not_to_be_told_has_no_line(alma, signed_in, wang):
    client = signed_in(alma)
    assert "Room rate" in client.get(f"/capture/{wang.id}/card/").content.decode()
    Guest.objects.filter(id=wang.id).update(is_rate_confidential=True)
    assert "Room rate" not in client.get(f"/capture/{wang.id}/card/").content.decode()


def test_the_words_in_force_are_asked_and_nothing_is_ticked(alma, signed_in, group):
    text = signed_in(alma).get("/capture/card/").content.decode()
    asked = Purpose.objects.filter(ground__in=[Ground.CONSENT, Ground.SEPARATE], is_closed=False)
    assert asked.exists()
    for purpose in asked:
        assert Wording.objects.filter(purpose=purpose).first().texts["zh"] in text
    assert "☑" not in text


def test_the_guest_page_leads_to_the_card(alma, signed_in, wang):
    assert f"/capture/{wang.id}/card/" in signed_in(alma).get(f"/guests/{wang.id}/").content.decode()


def test_strangers_and_those_without_a_post_have_no_card(client, dario, signed_in, wang):
    assert client.get(f"/capture/{wang.id}/card/").status_code == 302
    assert signed_in(dario).get("/capture/card/").status_code == 403
    assert signed_in(dario).get(f"/capture/{wang.id}/card/").status_code == 403
