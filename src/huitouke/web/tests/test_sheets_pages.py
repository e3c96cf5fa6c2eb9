import re
from datetime import time, timedelta

import pytest
from django.urls import reverse

from huitouke.guests.models import Guest
from huitouke.kernel.clock import frozen_at
from huitouke.stays.models import Preparation, Reservation
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.testing.counts import at_most_queries
from huitouke.testing.fixtures import NOON, TODAY
from huitouke.testing.personas import hire
from huitouke.testing.stays import deliver, make_room, make_stay

pytestmark = pytest.mark.usefixtures("still_clock")
WANG = {"name": "王建国", "form_of_address": "王总", "mobile": "13812342217", "preference": ["荞麦枕"]}
WHERE = f"branch=MAIN&on={TODAY}"


@pytest.fixture
def stay(group):
    make_room(group.main, "1208")
    made = make_stay(group.main, "s", TODAY, 2, who=WANG, profile="p-1", room="1208", arrives_at=time(14))
    deliver()
    return made


def news_of(page):
    return re.search(r'hx-get="([^"]*news[^"]*)"', page).group(1).replace("&amp;", "&")


def test_the_lists_cost_the_same_with_one_room_and_with_twelve(alma, group, stay, signed_in):
    client = signed_in(alma)
    client.get("/")
    with at_most_queries(20):
        page = client.get(f"/today/arrivals/?{WHERE}").content.decode()
    assert "王建国" in page
    assert "荞麦枕" in page
    for number in range(12):
        make_stay(
            group.main,
            f"n{number}",
            TODAY,
            who={"name": f"客{number}", "preference": "豆浆"},
            profile=f"q{number}",
        )
    deliver()
    with at_most_queries(20):
        assert "客11" in client.get(f"/today/arrivals/?{WHERE}").content.decode()


def test_what_others_told_stands_on_a_list_as_text_never_as_markup(alma, group, signed_in):
    bad = "<i>'\"&x</i>"
    make_room(group.main, "1<8")
    stay = make_stay(
        group.main, "s", TODAY, 2, room="1<8", profile="p-1", company=bad, channel=bad, requests=bad, remarks=bad,
        who={"name": bad, "form_of_address": bad, "preference": [bad], "allergy": [bad], "company": bad},
    )  # fmt: skip
    deliver()
    mine = Reservation.objects.filter(id=stay.id)
    mine.update(house_note=bad, channel=bad, meal_plan=bad, guarantee=bad)
    Guest.objects.filter(id=stay.guest_id).update(
        name=bad, latin_name=f"{bad}.", form_of_address=bad, vip_grade=bad
    )
    Preparation.objects.filter(reservation=stay).update(declined_at=NOON, reason=bad)
    for url in ("arrivals/?", "arrivals/?by=floor&", "in-house/?"):
        if url.startswith("in-house"):
            mine.update(status="in_house")
        page = signed_in(alma).get(f"/today/{url}{WHERE}").content.decode()
        assert "<i>" not in page
        assert "1<8" not in page
        assert page.count("&lt;i&gt;&#x27;&quot;&amp;x&lt;/i&gt;") > 8


def test_a_page_asks_for_news_and_gets_only_what_changed(alma, group, stay, signed_in):
    client = signed_in(alma)
    make_stay(group.main, "other", TODAY, who={"name": "刘敏"}, profile="p-2")
    page = client.get(f"/today/arrivals/?{WHERE}").content.decode()
    url = news_of(page)
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 204
    each = stay.preparations.get()
    sent = {"step": "prepared", "kind": "arrivals", "branch": "MAIN", "on": TODAY}
    with frozen_at(NOON + timedelta(minutes=1)):
        client.post(f"/today/preparations/{each.id}/", sent)
    fresh = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert f'id="line-{stay.id}"' in fresh
    assert "checked" in fresh
    assert client.get(news_of(fresh), headers={"HX-Request": "true"}).status_code == 204
    Reservation.objects.filter(external_id="other").update(status="cancelled")
    assert "data-reload" in client.get(news_of(fresh), headers={"HX-Request": "true"}).content.decode()


def test_a_tick_answers_with_its_row_alone_and_is_taken_back(alma, stay, group, signed_in):
    client = signed_in(alma)
    make_stay(group.main, "other", TODAY, who={"name": "刘敏"}, profile="p-2")
    each = stay.preparations.get()
    sent = {"kind": "arrivals", "branch": "MAIN", "on": str(TODAY)}
    row = client.post(f"/today/preparations/{each.id}/", {**sent, "step": "prepared"}).content.decode()
    assert (row.count("<tr"), "刘敏" in row) == (1, False)
    each.refresh_from_db()
    assert each.prepared_name == "Alma"
    client.post(f"/today/preparations/{each.id}/", {**sent, "step": "back"})
    each.refresh_from_db()
    assert each.prepared_at is None


def test_a_group_answers_with_its_head_and_the_room(alma, group, signed_in):
    for number in range(3):
        make_stay(
            group.main,
            f"g{number}",
            TODAY,
            who={"name": f"员{number}"},
            group="G1",
            group_name="会议",
            requests=("水",),
        )
    deliver()
    client = signed_in(alma)
    page = client.get(f"/today/arrivals/?{WHERE}").content.decode()
    assert page.count("data-fold ") == 1
    each = Reservation.objects.get(external_id="g1").preparations.get()
    sent = {"kind": "arrivals", "branch": "MAIN", "on": str(TODAY), "step": "prepared"}
    row = client.post(f"/today/preparations/{each.id}/", sent).content.decode()
    assert [row.count("<tr"), row.count("sheet__fold"), "员0" in row] == [2, 1, False]


def test_the_dialog_asks_for_more_and_says_why_something_is_not_possible(alma, stay, signed_in):
    client = signed_in(alma)
    base = f"/today/stays/{stay.id}/preparations/"
    assert client.post(base, {"text": " "}).status_code == 422
    page = client.post(base, {"text": "欢迎卡"}).content.decode()
    assert "欢迎卡" in page
    each = stay.preparations.get(text="荞麦枕")
    assert client.post(f"/today/preparations/{each.id}/decline/", {"reason": ""}).status_code == 422
    assert (
        "今日无货"
        in client.post(f"/today/preparations/{each.id}/decline/", {"reason": "今日无货"}).content.decode()
    )


def test_the_row_opens_the_stay_the_name_the_guest_and_the_next_act_is_one_press(
    alma, group, stay, guest_of, signed_in
):
    given = {"arrival": TODAY, "departure": TODAY + timedelta(days=1), "room_type": "DLK"}
    who = guest_of(group.main, name="何嘉")
    booking = Booking(**given, persons=(DeskPerson(guest_id=who.id),))
    own = book_reservation(actor=alma.actor, branch=group.main, booking=booking).ids[0]
    client = signed_in(alma)
    page = client.get(f"/today/arrivals/?{WHERE}").content.decode()
    for each in (own, stay.id):
        assert f'data-href="/stays/{each}/"' in page
        assert f'<a href="/stays/{each}/">' in page
    assert f'href="/guests/{who.id}/"' in page
    acts = re.findall(r'href="(/stays/[^"]*/check-in/)"', page)
    assert acts == [f"/stays/{own}/check-in/"]
    assert acts == re.findall(r'href="(/stays/[^"]*/check-in/)"', client.get("/").content.decode())
    assert (
        "/check-in/"
        not in signed_in(hire("lin", "housekeeping", group.main))
        .get(f"/today/arrivals/?{WHERE}")
        .content.decode()
    )


def test_filters_narrow_and_floors_order(alma, group, stay, signed_in):
    make_stay(group.main, "other", TODAY, who={"name": "刘敏", "taboo": "不吃香菜"}, profile="p-2")
    client = signed_in(alma)
    page = client.get(f"/today/arrivals/?{WHERE}&only=warning").content.decode()
    assert ("刘敏" in page, "王建国" in page) == (True, False)
    page = client.get(f"/today/arrivals/?{WHERE}&by=floor").content.decode()
    assert page.index("王建国") < page.index("刘敏")


def test_the_card_says_what_to_say(alma, group, stay, signed_in):
    make_stay(group.main, "old", TODAY - timedelta(days=30), 1, status="checked_out", who=WANG, profile="p-1")
    page = signed_in(alma).get(f"/today/stays/{stay.id}/card/").content.decode()
    assert "王总，欢迎回来。" in page
    make_stay(group.main, "s", TODAY, 0, status="in_house")
    page = signed_in(alma).get(f"/today/stays/{stay.id}/card/").content.decode()
    assert "王总，感谢您的入住。" in page


def test_a_branch_of_another_entity_is_not_there(chiara, stay, signed_in, refuses_to_write):
    client = signed_in(chiara)
    assert client.get(f"/today/arrivals/?{WHERE}").status_code == 404
    with refuses_to_write():
        sent = {"step": "prepared", "kind": "arrivals", "branch": "MAIN", "on": str(TODAY)}
        assert client.post(f"/today/preparations/{stay.preparations.get().id}/", sent).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "²"])
def test_an_impossible_day_is_today_and_no_broken_page(group, alma, signed_in, day):
    client = signed_in(alma)
    for name in ("sheets:arrivals", "sheets:in-house", "sheets:departures", "sheets:news"):
        answer = client.get(reverse(name), {"branch": "MAIN", "on": day})
        assert answer.status_code == 200
    assert client.get(reverse("sheets:promises"), {"days": day}).status_code == 200
