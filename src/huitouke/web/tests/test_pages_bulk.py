"""Acts on picked guests in the list, their page, and the drawer of the last acts that can be undone."""

import pytest

from huitouke.access.models import UndoableAct
from huitouke.guests.models import Guest, GuestTag
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.services import bulk_acts
from huitouke.identity.services.bulk_acts import carry_out

PART = {"HX-Request": "true"}


@pytest.fixture
def people(group, guest_of):
    return [guest_of(group.main, name=name) for name in ("王甲", "王乙", "王丙")]


def start(client, people, kind="add_tag", query="", **sent):
    data = {"picked": [str(each.id) for each in people], **sent}
    return client.post(f"/guests/bulk/{kind}/start/?{query}", data, headers=PART)


def test_the_list_has_ticks_and_a_bar_for_who_may_edit(alma, irene, people, signed_in):
    page = signed_in(alma).get("/guests/").content.decode()
    assert page.count("data-pick ") == 3
    assert "/guests/bulk/add_tag/" in page
    assert "/guests/bulk/export/" not in page
    assert "data-pick" not in signed_in(irene).get("/guests/").content.decode()


def test_the_dialog_says_how_many_and_offers_tags(alma, people, signed_in):
    client = signed_in(alma)
    answer = client.post("/guests/bulk/add_tag/?", {"picked": [str(people[0].id), "x"]}, headers=PART)
    assert answer.status_code == 200
    answer = client.post("/guests/bulk/add_tag/?", {"everyone": "1"}, headers=PART).content.decode()
    assert "3 位宾客" in answer
    assert client.post("/guests/bulk/burn/", {}, headers=PART).status_code == 404


def test_gives_a_tag_and_undoes_it_from_the_toast(alma, people, signed_in):
    client = signed_in(alma)
    answer = start(client, people[:2], tag="会员日")
    assert answer.headers["HX-Redirect"] == "/guests/"
    act = BulkAct.objects.get()
    page = client.get("/guests/").content.decode()
    assert f"/guests/bulk/{act.id}/undo/" in page
    assert "加标签“会员日”：已更改 2 位宾客。" in page
    answer = client.post(f"/guests/bulk/{act.id}/undo/", headers=PART)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert "act-undone" in answer.headers["HX-Trigger"]
    assert not GuestTag.objects.exists()
    assert "已为 2 位宾客撤销。" in client.get("/guests/").content.decode()


def test_all_that_meet_the_filter_are_meant(alma, people, signed_in, guest_of, group):
    guest_of(group.main, name="Tanaka", nationality="日本")
    start(signed_in(alma), [], query="nationality=JP", everyone="1", tag="日客")
    assert [each.guest.name for each in GuestTag.objects.select_related("guest")] == ["Tanaka"]
    refused = start(signed_in(alma), [], query="tag=没有", everyone="1", tag="日客")
    assert refused.status_code == 422


def test_a_refusal_stands_in_the_dialog(alma, people, signed_in, refuses_to_write):
    with refuses_to_write():
        answer = start(signed_in(alma), people, tag=" ")
    assert answer.status_code == 422
    assert "请选择标签，或写一个新的。" in answer.content.decode()


def test_assigns_a_person(alma, mei, people, signed_in):
    start(signed_in(alma), people, kind="assign", login="mei")
    assert set(Guest.objects.values_list("follow_up__username", flat=True)) == {"mei"}


def test_a_long_act_has_a_page_with_progress_and_undo(alma, people, signed_in, monkeypatch):
    monkeypatch.setattr(bulk_acts, "AT_ONCE", 1)
    client = signed_in(alma)
    answer = start(client, people, tag="会员日")
    act = BulkAct.objects.get()
    assert answer.headers["HX-Redirect"] == f"/guests/bulk/{act.id}/"
    assert "已处理 0 / 3 位" in client.get(f"/guests/bulk/{act.id}/").content.decode()
    assert "progress" in client.get(f"/guests/bulk/{act.id}/progress/").content.decode()
    carry_out(act.id)
    over = client.get(f"/guests/bulk/{act.id}/progress/")
    assert over.headers["HX-Redirect"] == f"/guests/bulk/{act.id}/"
    page = client.get(f"/guests/bulk/{act.id}/").content.decode()
    assert "已更改 3 位宾客" in page
    assert f"/guests/bulk/{act.id}/undo/" in page
    answer = client.post(f"/guests/bulk/{act.id}/undo/", headers=PART)
    assert answer.headers["HX-Redirect"] == f"/guests/bulk/{act.id}/"
    carry_out(act.id)
    page = client.get(f"/guests/bulk/{act.id}/").content.decode()
    assert "已为 3 位宾客撤销。" in page
    assert "/undo/" not in page.split("<main")[1]


def test_the_page_of_a_colleagues_act_is_not_there(alma, mei, people, signed_in):
    start(signed_in(alma), people, tag="会员日")
    act = BulkAct.objects.get()
    client = signed_in(mei)
    assert client.get(f"/guests/bulk/{act.id}/").status_code == 404
    assert client.post(f"/guests/bulk/{act.id}/undo/").status_code == 404
    assert GuestTag.objects.count() == 3


def test_exports_the_guests_picked_and_no_other(bruno, people, signed_in):
    client = signed_in(bruno)
    sent = {"picked": [str(people[0].id)], "as": "csv"}
    text = b"".join(client.post("/guests/bulk/export/?", sent).streaming_content).decode("utf-8-sig")
    assert "王甲" in text
    assert "王乙" not in text
    whole = client.post("/guests/bulk/export/?nationality=CN", {"everyone": "1", "as": "xlsx"})
    assert whole.headers["Location"] == "/guests/export/?nationality=CN&as=xlsx"


def test_the_drawer_holds_the_last_acts_and_undoing_takes_them_out(alma, people, signed_in):
    client = signed_in(alma)
    assert "没有可撤销的操作" in client.get("/undo/").content.decode()
    start(client, people, tag="会员日")
    client.post(
        "/guests/note/save/", {"guest": str(people[0].id), "text": "喜欢安静", "kind": "note"}, headers=PART
    )
    client.post(
        f"/guests/{people[1].id}/evaluations/add/", {"scale": "importance", "value": "4"}, headers=PART
    )
    drawer = client.get("/undo/").content.decode()
    for words in ("加标签“会员日”", "3 位宾客", "王甲", "王乙"):
        assert words in drawer
    assert not UndoableAct.objects.filter(path__contains="王").exists()
    note = UndoableAct.objects.get(code="guests.note.added")
    answer = client.post(note.path, headers=PART)
    assert "act-undone" in answer.headers["HX-Trigger"]
    drawer = client.get("/undo/").content.decode()
    assert "王甲" not in drawer
    assert "王乙" in drawer
    assert signed_in(alma).get("/undo/").content.decode().count("<li") == 2


def test_the_drawer_is_ones_own(alma, mei, people, signed_in):
    start(signed_in(alma), people, tag="会员日")
    assert "会员日" not in signed_in(mei).get("/undo/").content.decode()


def test_a_dialog_that_the_browser_sends_itself_is_led_on_like_one_of_htmx(group, bruno, guest_of, signed_in):
    guest, client = guest_of(group.main, name="王小明"), signed_in(bruno)
    sent = {"tag": "会员日", "picked": [str(guest.id)]}
    plain = client.post("/guests/bulk/add_tag/start/", sent)
    assert (plain.status_code, plain.headers["Location"]) == (303, "/guests/")
    taken = client.post("/guests/bulk/add_tag/start/", sent, headers={"HX-Request": "true"})
    assert (taken.status_code, taken.headers["HX-Redirect"]) == (204, "/guests/")


def test_the_dialog_names_colleagues_of_the_branches_one_works_in_alone(
    alma, mei, chiara, bruno, people, signed_in
):
    page = signed_in(alma).post("/guests/bulk/assign/?", {"everyone": "1"}, headers=PART).content.decode()
    assert mei.user.username in page
    assert bruno.user.username in page
    assert chiara.user.username not in page
