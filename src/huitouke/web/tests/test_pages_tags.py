"""The tags under the settings: words, rules foreseen and saved, joining; who gave a tag on the guest's page."""

import pytest

from huitouke.guests.models import GuestTag, SavedView, Tag, TagRule
from huitouke.guests.services.tag_rules import save_rule
from huitouke.kernel.conditions.shapes import Row, all_of

PART = {"HX-Request": "true"}
JAPANESE = all_of(Row("nationality", "any_of", ["JP"]))


@pytest.fixture
def tanaka(group, guest_of):
    return guest_of(group.main, name="Tanaka", nationality="日本", tag="常客")


@pytest.fixture
def view(bruno):
    return SavedView.objects.create(name="日本客人", owner=bruno.user, conditions=JAPANESE.as_json())


def test_the_list_says_how_many_hold_each_tag_and_how_it_is_given(bruno, signed_in, tanaka):
    page = signed_in(bruno).get("/guests/tags/").content.decode()
    assert "常客" in page
    assert "?tag=%E5%B8%B8%E5%AE%A2" in page
    assert "添加这些阶段" in page


def test_a_tag_is_made_changed_closed_and_removed(bruno, signed_in, group):
    client = signed_in(bruno)
    made = client.post("/guests/tags/", {"name": "会员日", "colour": "good"})
    tag = Tag.objects.get()
    assert made.headers["Location"] == f"/guests/tags/{tag.id}/"
    client.post(f"/guests/tags/{tag.id}/", {"name": "会员", "description": "每月八日", "sort": "2"})
    client.post(f"/guests/tags/{tag.id}/close/", {"is_closed": "1"})
    tag.refresh_from_db()
    assert (tag.name, tag.description, tag.sort, tag.is_closed) == ("会员", "每月八日", 2, True)
    assert client.post(f"/guests/tags/{tag.id}/remove/").headers["Location"] == "/guests/tags/"
    assert not Tag.objects.exists()


def test_a_refusal_stands_at_its_box(bruno, signed_in, group, refuses_to_write):
    with refuses_to_write():
        answer = signed_in(bruno).post("/guests/tags/", {"name": " ", "sort": "x"})
    assert answer.status_code == 422
    assert "请写标签。" in answer.content.decode()


def test_a_rule_is_foreseen_saved_and_dropped(bruno, signed_in, tanaka, view):
    client = signed_in(bruno)
    client.post("/guests/tags/", {"name": "日客"})
    tag = Tag.objects.get(name="日客")
    seen = client.post(
        f"/guests/tags/{tag.id}/rule/foresee/", {"view": view.id}, headers=PART
    ).content.decode()
    assert "国籍是日本" in seen
    assert "Tanaka" in seen
    assert not GuestTag.objects.filter(tag=tag).exists()
    client.post(f"/guests/tags/{tag.id}/rule/", {"view": view.id})
    assert GuestTag.objects.filter(tag=tag).count() == 1
    page = client.get(f"/guests/tags/{tag.id}/").content.decode()
    assert "国籍是日本" in page
    assert "Bruno" in page
    assert "按规则" in client.get(f"/guests/{tanaka.id}/").content.decode()
    client.post(f"/guests/tags/{tag.id}/rule/drop/", {"keep": "1"})
    assert not TagRule.objects.exists()
    assert GuestTag.objects.filter(tag=tag).count() == 1


def test_a_view_of_everybody_is_no_rule(bruno, signed_in, tanaka):
    view = SavedView.objects.create(name="全部", owner=bruno.user, conditions={"any": []})
    tag = Tag.objects.get(name="常客")
    answer = signed_in(bruno).post(f"/guests/tags/{tag.id}/rule/foresee/", {"view": view.id}, headers=PART)
    assert answer.status_code == 422
    assert "没有条件就等于全部宾客" in answer.content.decode()


def test_the_stages_wait(bruno, signed_in, group):
    client = signed_in(bruno)
    client.post("/guests/tags/lifecycle/")
    page = client.get("/guests/tags/").content.decode()
    assert page.count(">等待住店记录<") == 5
    for word in ("已咨询", "已预订", "首住", "回头客", "沉默"):
        assert word in page


def test_joining_offers_undo(bruno, signed_in, tanaka):
    client = signed_in(bruno)
    client.post("/guests/tags/", {"name": "老客"})
    old, into = Tag.objects.get(name="常客"), Tag.objects.get(name="老客")
    client.post(f"/guests/tags/{old.id}/join/", {"into": into.id})
    assert GuestTag.objects.get().tag == into
    page = client.get("/guests/tags/").content.decode()
    assert "标签“常客”并入“老客”：已更改 1 位宾客。" in page
    undo = page.split('hx-post="/guests/bulk/')[1].split('"')[0]
    client.post(f"/guests/bulk/{undo}", headers=PART)
    assert GuestTag.objects.get().tag == old


def test_the_guests_page_says_who_gave_a_tag(alma, signed_in, group, guest_of):
    guest = guest_of(group.main, actor=alma.actor, name="王小明", tag="常客")
    page = signed_in(alma).get(f"/guests/{guest.id}/").content.decode()
    assert '常客</a><span class="meta">Alma' in page


def test_a_tag_of_a_rule_is_refused_in_the_form_with_words(alma, bruno, signed_in, tanaka):
    tag = Tag.objects.create(name="日客")
    save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    answer = signed_in(alma).post("/guests/new/", {"name": "王小明", "tag_id": [""], "tag_value": ["日客"]})
    assert answer.status_code == 422
    assert "由规则给出" in answer.content.decode()


def test_only_who_configures_the_group_may_open_it(alma, signed_in, tanaka):
    assert signed_in(alma).get("/guests/tags/").status_code == 403


def test_a_view_of_companies_is_no_rule_of_a_tag(bruno, signed_in, tanaka, refuses_to_write):
    of_companies = SavedView.objects.create(
        name="王字号",
        owner=bruno.user,
        subject="company",
        conditions=all_of(Row("name", "contains", "Tanaka")).as_json(),
    )
    tag, client = Tag.objects.get(), signed_in(bruno)
    with refuses_to_write():
        for address in ("rule/foresee", "rule"):
            answer = client.post(f"/guests/tags/{tag.id}/{address}/", {"view": str(of_companies.id)})
            assert answer.status_code in (302, 422), address
    assert not TagRule.objects.exists()
