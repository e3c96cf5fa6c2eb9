"""The queue of possible duplicates: list, one pair, answers and back; the page of a guest; the form of a new one."""

import re

import pytest

from huitouke.guests.models import Guest
from huitouke.identity.models import Decision, Proposal
from huitouke.kernel.outbox import deliver_pending
from huitouke.testing.personas import hire

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17"}
LIU = {"name": "刘洋", "mobile": "13900001112", "email": "liuyang@example.com"}


@pytest.fixture
def pairs(group, guest_of):
    for told in (WANG, {**WANG, "name": "Wang Xiaoming"}, LIU, {**LIU, "name": "刘扬"}):
        guest_of(group.main, **told)
    deliver_pending()
    return list(Proposal.objects.open().order_by("turn"))


@pytest.fixture
def fang(group):
    return hire("fang", "duty_manager", group.main)


@pytest.fixture
def desk(signed_in, mei):
    return signed_in(mei)


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def undo_of(text):
    return re.search(r'hx-post="(/guests/review/decisions/[^"]+)"', text)[1]


def test_the_list_tells_both_names_and_how_likely_and_begins_with_a_press(pairs, desk):
    text = text_of(desk.get("/guests/review/"))
    assert all(name in text for name in ("王小明", "Wang Xiaoming", "刘洋", "刘扬"))
    answer = desk.post("/guests/review/next/?band=sure")
    assert answer.status_code == 302
    assert re.fullmatch(r"/guests/review/[0-9a-f-]{36}/\?band=sure", answer.url)
    assert Proposal.objects.exclude(claimed_by=None).count() == 1
    text = text_of(desk.get("/guests/review/?band=maybe&branch=MAIN"))
    assert "王小明" not in text
    assert 'href="/guests/review/"' in text


def test_each_answer_opens_the_next_pair_and_the_toast_takes_it_back(pairs, desk):
    first, second = pairs
    page = f"/guests/review/{first.id}/"
    text = text_of(desk.get(page))
    assert 'data-key="1"' in text
    assert Guest.objects.get(id=first.first_id).name in text
    version = re.search(r'name="version" value="([^"]+)"', text)[1]
    answer = desk.post(f"{page}answer/", {"answer": "first", "version": version})
    assert answer.url == f"/guests/review/{second.id}/"
    undo = undo_of(text_of(desk.get(answer.url)))
    assert Guest.objects.count() == 3
    answer = desk.post(f"/guests/review/{second.id}/answer/", {"answer": "apart"})
    assert answer.url == "/guests/review/"
    desk.get(answer.url)
    assert desk.post(undo).url == page
    assert Guest.objects.count() == 4
    assert Proposal.objects.get(id=first.id).state == "open"
    text = text_of(desk.get(f"/guests/review/{second.id}/"))
    decision = Decision.objects.get(kind="apart", withdrawn_at=None)
    assert f"/guests/review/decisions/{decision.id}/undo/" in text


def test_who_changed_meanwhile_is_looked_at_again(pairs, desk, refuses_to_write):
    page = f"/guests/review/{pairs[0].id}/"
    version = re.search(r'name="version" value="([^"]+)"', text_of(desk.get(page)))[1]
    Guest.objects.filter(id=pairs[0].first_id).update(position="经理")
    answer = desk.post(f"{page}answer/", {"answer": "first", "version": version})
    assert answer.url == page
    assert Guest.objects.count() == 4
    desk.post(f"{page}answer/", {"answer": "nonsense"})
    assert Proposal.objects.open().count() == 2


def test_a_pair_that_went_meanwhile_is_no_dead_end(pairs, desk, refuses_to_write):
    Proposal.objects.filter(id=pairs[0].id).delete()
    page = f"/guests/review/{pairs[0].id}/?band=sure"
    with refuses_to_write():
        shown = text_of(desk.get(page), 404)
        answered = text_of(desk.post(page.replace("/?", "/answer/?"), {"answer": "first"}), 404)
    for text in (shown, answered):
        assert 'action="/guests/review/next/?band=sure"' in text
        assert 'data-key="0"' in text


def test_a_pair_is_set_aside_or_left_to_a_colleague(pairs, desk, signed_in, fang):
    first, second = pairs
    assert desk.post(f"/guests/review/{first.id}/answer/", {"answer": "later"}).url.endswith(f"{second.id}/")
    dialog = f"/guests/review/{second.id}/ask/"
    assert "fang" in text_of(desk.get(dialog, headers={"HX-Request": "true"}))
    assert "field__error" in text_of(desk.post(dialog, {"colleague": "nobody"}), 422)
    done = desk.post(dialog, {"colleague": "fang", "question": "您见过吗"}, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == "/guests/review/"
    assert desk.post("/guests/review/next/", {"again": "1"}).url.endswith(f"{first.id}/")
    other = signed_in(fang)
    assert other.post("/guests/review/next/").url.endswith(f"{second.id}/")
    assert "您见过吗" in text_of(other.get(f"/guests/review/{second.id}/"))
    assert "您见过吗" in text_of(desk.get(f"/guests/review/{second.id}/"))
    assert 'name="answer"' not in text_of(desk.get(f"/guests/review/{second.id}/"))


def test_today_the_list_and_its_chips_tell_what_can_be_answered_now(pairs, desk, signed_in, fang):
    first, second = pairs
    today = text_of(desk.get("/"))
    assert "2 对宾客可能是同一人" in today
    desk.post(f"/guests/review/{first.id}/answer/", {"answer": "later"})
    signed_in(fang).post(f"/guests/review/{second.id}/answer/", {"answer": "later"})
    assert "1 对宾客可能是同一人" in text_of(desk.get("/"))
    text = text_of(desk.get("/guests/review/"))
    assert "1 对待判断" in text
    assert f"/guests/review/{first.id}/" not in text
    assert "?waits=aside" in text
    text = text_of(desk.get("/guests/review/?waits=aside"))
    assert f"/guests/review/{first.id}/" in text
    assert 'data-key="0"' not in text
    desk.post(f"/guests/review/{second.id}/answer/", {"answer": "later"})
    text = text_of(desk.get("/guests/review/"))
    assert "现在没有等您判断的" in text
    assert "对宾客可能是同一人" not in text_of(desk.get("/"))
    opened = desk.post("/guests/review/next/?waits=aside", {"again": "1"}).url
    assert opened in (f"/guests/review/{first.id}/", f"/guests/review/{second.id}/")


def test_a_pair_that_stands_beside_another_opens_that_one(pairs, desk):
    first, second = pairs
    # As a merge leaves it: both are about the same two by now.
    Proposal.objects.filter(id=second.id).update(
        state="beside", first_id=first.first_id, second_id=first.second_id
    )
    answer = desk.get(f"/guests/review/{second.id}/?band=sure")
    assert answer.url == f"/guests/review/{first.id}/?band=sure"
    text = text_of(desk.get(answer.url))
    assert 'data-key="1"' in text
    assert desk.post(f"/guests/review/{second.id}/answer/", {"answer": "apart"}).status_code == 302
    assert Proposal.objects.get(id=first.id).state == "apart"


def test_the_guests_page_names_who_they_may_be_to_whoever_may_decide(pairs, desk, signed_in, alma):
    pair = pairs[0]
    link = f"/guests/review/{pair.id}/?guest={pair.first_id}"
    assert link in text_of(desk.get(f"/guests/{pair.first_id}/"))
    assert "/guests/review/" not in text_of(signed_in(alma).get(f"/guests/{pair.first_id}/"))


def test_a_new_guest_who_seems_to_be_known_is_said_to_be_after_the_save(pairs, desk, signed_in, alma):
    typed = {
        "name": "王小明", "contact_id": "", "contact_kind": "mobile", "contact_value": "13812348765",
        "birth_date": "1980-05-17", "branch": "MAIN",
    }  # fmt: skip
    for client, part in ((desk, "/merge/"), (signed_in(alma), "/guests/")):
        saved = client.post("/guests/new/", typed)
        text = text_of(client.get(saved.url))
        opened = re.search(r'<a class="btn btn--small" href="(/guests/[^"]+)"', text)[1]
        assert part in opened
        assert client.get(opened).status_code == 200


def test_the_form_of_a_new_guest_has_one_hint_for_who_is_known(pairs, desk):
    form = text_of(desk.get("/guests/new/"))
    assert "/guests/hints/contact/" not in form
    contact = {"contact_id": "", "contact_kind": "mobile", "contact_value": "13900001112"}
    text = text_of(desk.post("/guests/hints/known/", {"name": "周杰", **contact}))
    assert text.count("kept--known") == 2
    paper = {"document_kind": "id_card", "document_number": "110101199003074514", "known_beside": "1"}
    assert "kept--known" not in text_of(desk.post("/guests/hints/document/", paper))


def test_figures_show_to_the_manager_how_often_proposals_are_right(pairs, group, mei, desk, signed_in):
    boss = signed_in(hire("boss", "manager", group.main))
    assert "state__title" in text_of(boss.get("/guests/review/figures/"))
    for pair, answer in zip(pairs, ("first", "apart"), strict=True):
        desk.post(f"/guests/review/{pair.id}/answer/", {"answer": answer})
    text = text_of(boss.get("/guests/review/figures/"))
    assert "50.0 %" in text
    assert str(mei.user) in text
    assert desk.get("/guests/review/figures/").status_code == 403
