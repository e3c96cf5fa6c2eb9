"""The pages on which guests become one and part again."""

import pytest
from django.urls import reverse

from huitouke.access.models import UndoableAct
from huitouke.guests.models import Guest, GuestAlias
from huitouke.identity.services import add_note, change_guest
from huitouke.identity.services.merging import merge_guests


@pytest.fixture
def pair(group, guest_of):
    return (
        guest_of(group.main, name="张伟", mobile="13812345678", company="苏州丝绸"),
        guest_of(group.main, name="ZHANG WEI", email="wei@example.com", company="盛远科技"),
    )


def test_the_preview_shows_both_and_writes_nothing(pair, mei, signed_in, refuses_to_write):
    one, other = pair
    page = reverse("guests:guest-merge", args=[one.id, other.id])
    client = signed_in(mei)
    client.get("/")
    with refuses_to_write():
        shown = client.get(page).content.decode()
    assert "苏州丝绸" in shown
    assert "盛远科技" in shown
    assert reverse("guests:guest-merge", args=[other.id, one.id]) in shown


def test_a_press_merges_and_the_toast_takes_it_back(pair, mei, signed_in):
    one, other = pair
    client = signed_in(mei)
    page = reverse("guests:guest-merge", args=[one.id, other.id])
    version = client.get(page).context["version"]
    done = client.post(page, {"version": version, "reason": "同一人"})
    assert done.headers["Location"] == reverse("guests:guest-detail", args=[one.id])
    assert client.get(reverse("guests:guest-detail", args=[other.id])).status_code == 302
    records = client.get(reverse("guests:guest-detail", args=[one.id]) + "?tab=records").content.decode()
    assert "ZHANG WEI" in records
    assert "同一人" in records
    assert client.post(UndoableAct.objects.get().path).status_code == 302
    assert Guest.objects.count() == 2
    assert not GuestAlias.objects.exists()


def test_what_changed_since_the_preview_is_told_and_nothing_is_merged(pair, mei, alma, signed_in):
    one, other = pair
    client = signed_in(mei)
    page = reverse("guests:guest-merge", args=[one.id, other.id])
    version = client.get(page).context["version"]
    change_guest(actor=alma.actor, guest_id=other.id, fields={"position": "经理"}, additions={}, removals={})
    answer = client.post(page, {"version": version})
    assert answer.status_code == 409
    assert Guest.objects.count() == 2


def test_saves_since_go_with_whom_they_are_ticked_for(pair, mei, signed_in):
    one, other = pair
    done = merge_guests(actor=mei.actor, kept_id=one.id, gone_ids=[other.id])
    add_note(actor=mei.actor, guest_id=one.id, text="喜欢靠窗")
    client = signed_in(mei)
    page = reverse("guests:merge-back", args=[done.decisions[0]])
    shown = client.get(page)
    [save] = shown.context["saves"]
    sent = {"version": shown.context["version"], "record": str(save["id"]), "apart": "1"}
    assert client.post(page, sent).status_code == 302
    assert Guest.objects.get(id=other.id).notes.count() == 1


def test_two_ticks_open_the_preview_and_another_number_says_so(pair, mei, alma, signed_in):
    client, page = signed_in(mei), reverse("guests:merge-picked")
    ids = [str(each.id) for each in pair]
    opened = client.post(page, {"picked": ids}, headers={"HX-Request": "true"})
    assert opened.headers["HX-Redirect"] == reverse("guests:guest-merge", args=ids)
    assert "HX-Redirect" not in client.post(page, {"picked": ids[:1]}, headers={"HX-Request": "true"}).headers
    assert "merge/picked" in client.get("/guests/").content.decode()
    assert "merge/picked" not in signed_in(alma).get("/guests/").content.decode()
