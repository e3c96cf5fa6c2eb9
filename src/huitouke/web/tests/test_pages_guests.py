"""The list and the page of a guest: who sees them, what they show, what they cost."""

import re

import pytest
from django.urls import reverse

from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest
from huitouke.identity.services import add_note, change_guest
from huitouke.testing.counts import at_most_queries
from huitouke.testing.factories import SOME_ID_CARD

LIST_QUERIES = 11
"""Session, user and posts, branches, types, ids, rows and their count, badges, views, forms that wait."""
PAGE_QUERIES = 19
"""Session, user, posts, branches, forms that wait, the guest and eight kinds of rows, records, marketing, occasions."""


def page_of(guest, **query):
    return reverse("guests:guest-detail", args=[guest.id])


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main,
        name="王建国",
        form_of_address="王总",
        mobile="13812342217",
        id_card=SOME_ID_CARD,
        company="盛远科技",
        position="总经理",
        allergy="花生过敏",
        preference=["荞麦枕", "高楼层"],
        plate="苏E8K213",
        tag="摄影",
        language="zh",
    )


def test_the_page_shows_who_it_is_with_warnings_first_and_no_number_in_clear(wang, alma, signed_in):
    text = signed_in(alma).get(page_of(wang)).content.decode()
    for word in (
        "王建国",
        "Wang Jianguo",
        "王总，欢迎回来",
        "荞麦枕",
        "盛远科技 · 总经理",
        "苏E8K213",
        "138 1234 2217",
    ):
        assert word in text
    assert text.index("花生过敏") < text.index("荞麦枕")
    assert SOME_ID_CARD not in text
    assert "1****************X" in text
    assert "12-31" in text
    assert "1949-12-31" not in text
    assert '<span class="meta">CN' not in text


def test_the_page_costs_nineteen_queries_however_much_hangs_on_the_guest(wang, alma, signed_in):
    for number in range(5):
        add_note(actor=alma.actor, guest_id=wang.id, text=f"第 {number} 条")
    client = signed_in(alma)
    client.get(page_of(wang))
    with at_most_queries(PAGE_QUERIES):
        client.get(page_of(wang))


@pytest.mark.parametrize("tab", ["profile", "preferences", "notes", "records"])
def test_a_tab_comes_alone_for_htmx_and_with_its_page_otherwise(wang, alma, signed_in, tab):
    client = signed_in(alma)
    whole = client.get(page_of(wang), {"tab": tab}).content.decode()
    alone = client.get(page_of(wang), {"tab": tab}, headers={"HX-Request": "true", "HX-Target": "tab"})
    assert "<html" in whole
    assert "<html" not in alone.content.decode()


def test_a_guest_of_another_entity_is_not_there(wang, chiara, signed_in):
    client = signed_in(chiara)
    missing = client.get(reverse("guests:guest-detail", args=["01990000-0000-7000-8000-000000000000"]))
    hidden = client.get(page_of(wang))
    assert hidden.status_code == missing.status_code == 404
    words = [
        re.sub(r'value="\w{64}"|"X-CSRFToken": "\w+"|/guests/[0-9a-f-]{36}/', "", page.content.decode())
        for page in (hidden, missing)
    ]
    assert words[0] == words[1]


@pytest.mark.parametrize("path", ["/", "/guests/", "/guests/new/", "/imports/"])
def test_who_has_no_post_is_refused_in_words(dario, signed_in, path):
    answer = signed_in(dario).get(path)
    assert answer.status_code == 403
    assert "您的角色没有这项权限" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/guests/", "/guests/new/", "/imports/", "/guests/export/"])
def test_nobody_comes_in_without_signing_in(db, client, path):
    assert client.get(path).status_code == 302


def test_a_field_that_the_desk_typed_says_who_and_when(wang, mei, signed_in):
    change_guest(actor=mei.actor, guest_id=wang.id, fields={"position": "董事长"}, additions={}, removals={})
    text = signed_in(mei).get(page_of(wang)).content.decode()
    assert "前台填写 · 梅 · " in text


def test_the_history_tells_old_new_and_who_and_never_a_paper_in_clear(wang, mei, signed_in):
    paper = wang.documents.get()
    change_guest(
        actor=mei.actor,
        guest_id=wang.id,
        fields={"form_of_address": "王董"},
        additions={"passport": ["E12345678"], "mobile": ["13900001111"]},
        removals={"document": [paper.id]},
    )
    text = signed_in(mei).get(page_of(wang), {"tab": "records"}).content.decode()
    history = text[text.index('id="history"') :]
    for word in ("王总", "王董", "梅", "13900001111", "1****************X"):
        assert word in history
    assert SOME_ID_CARD not in text
    assert "E12345678" not in text


def test_the_list_costs_eleven_queries(wang, bruno, group, guest_of, signed_in):
    for number in range(8):
        guest_of(group.lake, name=f"李{'一二三四五六七八'[number]}", taboo="不吃香菜")
    client = signed_in(bruno)
    client.get("/guests/")
    with at_most_queries(LIST_QUERIES):
        text = client.get("/guests/").content.decode()
    assert "9 位宾客" in text


def test_filters_stand_in_the_address_and_go_one_by_one(wang, group, guest_of, bruno, signed_in):
    guest_of(group.lake, name="李一")
    text = signed_in(bruno).get("/guests/", {"branch": "MAIN", "warning": "1"}).content.decode()
    assert "王建国" in text
    assert "李一" not in text
    assert 'href="/guests/?warning=1"' in text
    assert 'href="/guests/?branch=MAIN"' in text


@pytest.mark.parametrize(
    "query",
    [
        {"after": "nonsense"},
        {"before": "\x00"},
        {"new": "9" * 400},
        {"birthday": "²"},
        {"nationality": "☃☃"},
        {"tag": "%00'\""},
        {"branch": "无"},
        {"branch": "\x00", "tag": "\x00", "follow_up": "\x00"},
        {"new": "9" * 5000},
    ],
)
def test_nonsense_in_the_address_is_no_error(wang, alma, signed_in, query):
    assert signed_in(alma).get("/guests/", query).status_code == 200


def test_only_who_may_export_finds_the_button_and_the_door(wang, alma, bruno, signed_in, refuses_to_write):
    desk = signed_in(alma)
    assert "/guests/export/" not in desk.get("/guests/").content.decode()
    with refuses_to_write():
        assert desk.get("/guests/export/").status_code == 403
    manager = signed_in(bruno)
    assert "/guests/export/" in manager.get("/guests/").content.decode()
    file = b"".join(manager.get("/guests/export/", {"warning": "1"}).streaming_content).decode("utf-8-sig")
    assert "王建国" in file
    assert SOME_ID_CARD not in file
    assert AuditEntry.objects.filter(code="guests.profile.exported", actor_id=bruno.user.id).exists()


def test_today_names_birthdays_new_guests_and_gaps(group, guest_of, alma, signed_in, still_clock):
    guest_of(group.main, name="刘敏", birth_date="1990-03-17", mobile="13900000001")
    guest_of(group.main, name="陈伟", lunar_birthday="正月廿八", allergy="芒果过敏")
    guest_of(group.lake, name="湖店客", birth_date="1990-03-17")
    text = signed_in(alma).get("/").content.decode()
    assert "满 36 岁" in text
    assert "农历正月廿八" in text
    assert "芒果过敏" in text
    assert "还缺" in text
    assert "湖店客" not in text
    assert "2026-03-16" in text


def test_today_teaches_where_there_is_nobody(group, alma, bruno, signed_in):
    assert "未来 7 天没有宾客过生日" in signed_in(alma).get("/").content.decode()
    assert "从原系统导入名单" in signed_in(bruno).get("/").content.decode()


def test_a_name_of_markup_stays_a_name(group, guest_of, alma, signed_in):
    guest = guest_of(group.main, name="<b>x</b>'\"", mobile="13900000002")
    name = Guest.objects.get(id=guest.id).name
    for path in (page_of(guest), "/", "/guests/", f"{page_of(guest)}edit/"):
        assert name not in signed_in(alma).get(path).content.decode().replace("&lt;b&gt;", "")


def test_the_branch_of_the_top_bar_is_kept_and_only_one_that_is_seen(group, bruno, signed_in):
    client = signed_in(bruno)
    client.post("/branch/", {"branch": "LAKE", "next": "https://elsewhere.example/"})
    assert "柳岸湖店 · 今日" in client.get("/").content.decode()
    client.post("/branch/", {"branch": "NOWHERE"})
    assert "柳岸湖店 · 今日" in client.get("/").content.decode()
