"""Reservations in the browser: from the booking to the bill, and what stays hidden on the way."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from huitouke.hotels.models import RateCode, Room, RoomType
from huitouke.kernel import clock
from huitouke.kernel.money import Money
from huitouke.stays.models import Folio, Reservation
from huitouke.stays.services.arrivals import check_in_stay
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.stays.services.folio_charges import Charge, post_charge, transfer_line
from huitouke.stays.services.folios import open_folio
from huitouke.testing.counts import at_most_queries
from huitouke.testing.fixtures import NOON, TODAY
from huitouke.testing.personas import hire
from huitouke.testing.stays import make_stay

DAY = timedelta(days=1)


@pytest.fixture
def house(group, still_clock):
    kind = RoomType.objects.create(branch=group.main, code="DLK", labels={"zh": "豪华大床房"})
    for number in ("1201", "1202"):
        Room.objects.create(branch=group.main, number=number, room_type=kind, floor="12")
    return group.main


@pytest.fixture
def secret(house, adam, guest_of):
    """A reservation whose guest is not to be disclosed and whose price is not to be told."""
    guest = guest_of(house, name="欧阳锦瑟", mobile="13877001234", company="密云贸易")
    booking = Booking(
        arrival=TODAY, departure=TODAY + DAY, room_type="DLK", rates=(987600,),
        persons=(DeskPerson(guest_id=guest.id),), is_name_hidden=True, is_rate_hidden=True, house_note="锦瑟小姐要软枕",
    )  # fmt: skip
    booked = book_reservation(actor=adam.actor, branch=house, booking=booking)
    return Reservation.objects.get(id=booked.ids[0])


def typed(**more):
    return {
        "branch": "MAIN", "name": "王小明", "arrival": "2026-03-16", "departure": "2026-03-18", "room_type": "DLK",
        "adults": "1", "rooms": "1", "price": "680",
    } | more  # fmt: skip


def test_more_rooms_than_are_free_are_booked_on_purpose_only(alma, house, signed_in):
    client = signed_in(alma)
    refused = client.post(reverse("stays:reservation-new"), typed(rooms="9"))
    assert refused.status_code == 422
    assert 'href="#id_overbooks"' in refused.content.decode()
    assert not Reservation.objects.exists()
    client.post(reverse("stays:reservation-new"), typed(rooms="3", overbooks="1"))
    assert Reservation.objects.count() == 3


def test_a_double_press_books_once_and_a_step_back_with_other_words_books_another(alma, house, signed_in):
    client, url = signed_in(alma), reverse("stays:reservation-new")
    [once] = re.findall(r'name="once" value="([0-9a-f-]{36})"', client.get(url).content.decode())
    first, second = (client.post(url, typed(once=once)) for _press in range(2))
    assert first.url == second.url
    assert Reservation.objects.count() == 1
    several = typed(once=once, rooms="2", overbooks="1")
    assert client.post(url, several).url == client.post(url, several).url
    assert Reservation.objects.count() == 3


def test_a_year_that_is_a_slip_is_refused_by_its_field(alma, house, signed_in):
    RateCode.objects.create(branch=house, code="BAR")
    sent = typed(arrival="9999-12-31", departure="9999-12-31", price="", rate_code="BAR")
    client = signed_in(alma)
    assert client.post(reverse("stays:hint-price"), sent).status_code == 200
    assert client.post(reverse("stays:reservation-new"), sent).status_code == 422
    assert not Reservation.objects.exists()


def test_from_the_booking_to_the_bill_in_the_browser(alma, house, signed_in):
    client = signed_in(alma)
    answer = client.post(reverse("stays:reservation-new"), typed(requests="高楼层\n安静"))
    row = Reservation.objects.get()
    assert answer.headers["Location"] == reverse("stays:reservation-detail", args=[row.id])
    assert (row.room_minor, row.requests, row.nights) == (136000, "高楼层\n安静", 2)
    page = client.get(reverse("stays:check-in", args=[row.id])).content.decode()
    assert "1201" in page
    room = Room.objects.get(number="1201")
    client.post(reverse("stays:check-in", args=[row.id]), {"room": str(room.id)})
    row.refresh_from_db()
    assert (row.status, row.room_id) == ("in_house", room.id)
    client.post(reverse("stays:folio-new"), {"reservation": str(row.id)})
    folio = Folio.objects.get()
    sent = {"kind": "minibar", "price": "44.50", "quantity": "2", "text": "可乐"}
    client.post(reverse("stays:folio-act", args=[folio.id, "post"]), sent)
    assert folio.balance.minor == 8900
    wrong = client.post(
        reverse("stays:folio-act", args=[folio.id, "post"]), {"kind": "minibar", "price": "abc"}
    )
    assert wrong.status_code == 422
    client.post(reverse("stays:stay-act", args=[row.id, "dates"]), {"departure": "2026-03-19", "rate": "700"})
    with clock.frozen_at(NOON + 3 * DAY):
        client = signed_in(alma)
        page = client.get(reverse("stays:check-out", args=[row.id])).content.decode()
        assert "2,149" in page
        refused = client.post(reverse("stays:check-out", args=[row.id]), {})
        assert refused.status_code == 409
        client.post(reverse("stays:check-out", args=[row.id]), {"method": "wechat_pay", "satisfaction": "5"})
        row.refresh_from_db()
        assert (row.status, row.satisfaction, folio.balance.minor) == ("checked_out", 5, 0)
        client.post(reverse("stays:stay-undo", args=[row.id, "check-out"]))
    row.refresh_from_db()
    assert row.status == "in_house"


def test_a_booking_that_cannot_be_kept_keeps_what_was_typed(alma, house, signed_in, refuses_to_write):
    with refuses_to_write():
        answer = signed_in(alma).post(
            reverse("stays:reservation-new"), typed(room_type="", requests="高楼层")
        )
    assert answer.status_code == 422
    assert "王小明" in answer.content.decode()
    assert "高楼层" in answer.content.decode()


def test_a_change_is_in_the_history_and_a_second_window_is_refused(alma, house, signed_in):
    client = signed_in(alma)
    client.post(reverse("stays:reservation-new"), typed())
    row = Reservation.objects.get()
    url = reverse("stays:reservation-edit", args=[row.id])
    opened = typed(guest=str(row.guest_id), children="0", seen=str(row.record_id))
    assert client.post(url, opened | {"adults": "2"}).status_code == 302
    row.refresh_from_db()
    assert (row.adults, row.guest.name) == (2, "王小明")
    assert client.post(url, opened | {"adults": "3"}).status_code == 409
    page = client.get(reverse("stays:reservation-detail", args=[row.id])).content.decode()
    assert "Alma" in page[page.index('id="history"') :]


def test_a_group_is_booked_from_pasted_names(alma, house, signed_in):
    signed_in(alma).post(
        reverse("stays:reservation-new"), typed(name="", group_name="春游团", rooming_list="张三\n李四")
    )
    assert Reservation.objects.count() == 2
    page = signed_in(alma).get(reverse("stays:reservation-list")).content.decode()
    assert "张三" in page
    assert "春游团" in page


def test_a_walk_in_is_in_house_at_once(alma, house, signed_in):
    room = Room.objects.get(number="1202")
    signed_in(alma).post(reverse("stays:walk-in"), typed(departure="2026-03-17", room=str(room.id)))
    row = Reservation.objects.get()
    assert (row.status, row.room_id, row.is_walk_in) == ("in_house", room.id, True)


def test_a_walk_in_that_is_pressed_twice_is_one_stay(alma, house, signed_in):
    client, url = signed_in(alma), reverse("stays:walk-in")
    [once] = re.findall(r'name="once" value="([0-9a-f-]{36})"', client.get(url).content.decode())
    first, other = (str(room.id) for room in Room.objects.order_by("number"))
    sent = typed(departure="2026-03-17", room=first, once=once)
    assert client.post(url, sent).url == client.post(url, sent).url
    assert Reservation.objects.get().status == "in_house"
    assert client.post(url, sent | {"room": other}).status_code == 302
    assert Reservation.objects.filter(status="in_house").count() == 2


def test_a_hidden_name_and_price_stand_on_no_page(alma, mei, house, secret, signed_in):
    client = signed_in(alma)
    folio = client.post(reverse("stays:folio-new"), {"reservation": str(secret.id)}).headers["Location"]
    client.post(
        reverse("stays:check-in", args=[secret.id]), {"room": str(Room.objects.get(number="1201").id)}
    )
    pages = [
        client.get(reverse("stays:reservation-list") + "?show=all"),
        client.post(reverse("stays:reservation-find"), {"text": secret.number}),
        client.post(reverse("stays:reservation-find"), {"text": "欧阳锦瑟"}),
        *(
            client.get(reverse(f"stays:{name}", args=[secret.id]))
            for name in (
                "reservation-detail",
                "reservation-edit",
                "confirmation",
                "registration-card",
                "check-out",
            )
        ),
        client.post(reverse("stays:check-out", args=[secret.id]), {}),
        client.get(folio),
        client.get(folio + "print/"),
    ]
    for page in pages:
        text = page.content.decode().replace("text=", "")
        for word in ("锦瑟", "密云", "9,876", "987600", "9876"):
            assert word not in text, (page.request["PATH_INFO"], word)
    known = signed_in(mei).get(reverse("stays:reservation-detail", args=[secret.id])).content.decode()
    assert "欧阳锦瑟" in known
    assert "9,876" in known


def test_a_price_is_not_told_to_who_may_not_know_prices(house, alma, signed_in, group):
    client = signed_in(alma)
    client.post(reverse("stays:reservation-new"), typed(price="6543"))
    row = Reservation.objects.get()
    maid = signed_in(hire("hong", "housekeeping", group.main))
    for url in (reverse("stays:reservation-list"), reverse("stays:reservation-detail", args=[row.id])):
        page = maid.get(url).content.decode()
        assert "王小明" in page
        for word in ("6,543", "13,086", "654300"):
            assert word not in page


def test_the_list_asks_no_more_for_many_than_for_few(alma, house, signed_in):
    client = signed_in(alma)
    url = reverse("stays:reservation-list")
    client.post(
        reverse("stays:reservation-new"),
        typed(rooming_list="\n".join(f"客人{n}" for n in range(60)), name="", overbooks="1"),
    )
    client.get(url)
    with at_most_queries(22):
        page = client.get(url).content.decode()
    assert "after=" in page
    older = page[page.index("after=") :].partition('"')[0].replace("&amp;", "&")
    assert client.get(f"{url}?{older}").content.decode().count("data-href") == 10


def test_the_day_is_closed_on_its_page(house, signed_in, group, alma):
    client = signed_in(hire("nora", "night_audit", group.main))
    signed_in(alma).post(reverse("stays:reservation-new"), typed())
    url = reverse("stays:day")
    client.post(url, {"act": "take"})
    assert client.post(url, {"act": "close"}).status_code == 409
    client.post(url, {"act": "close", "sets_no_show": "1"})
    house.refresh_from_db()
    assert (house.open_date, Reservation.objects.get().status) == (date(2026, 3, 17), "no_show")


def test_the_day_of_a_house_that_another_system_runs_says_so_and_offers_no_empty_press(
    house, signed_in, group
):
    client, url = signed_in(hire("nora", "night_audit", group.main)), reverse("stays:day")
    make_stay(house, "p-1", TODAY)
    make_stay(house, "p-2", TODAY - DAY, status="in_house")
    page = client.get(url).content.decode()
    assert "本店由其他系统管理" in page
    assert "本日 2 笔" in page
    assert 'value="take"' not in page
    assert [int(number) for number in re.findall(r'figure__value link" [^>]*>(\d+)<', page)] == [0, 1, 1]
    client.post(url, {"act": "take"})
    page = client.get(url).content.decode()
    assert 'value="close"' not in page
    assert 'value="give"' in page


def test_the_rules_of_the_house_stand_on_the_confirmation(house, group, signed_in, alma):
    signed_in(alma).post(reverse("stays:reservation-new"), typed())
    boss = signed_in(hire("boss", "manager", group.main))
    boss.post(reverse("stays:policies"), {"zh": "下午两点后入住", "en": "Check-in from 2 pm"})
    url = reverse("stays:confirmation", args=[Reservation.objects.get().id])
    assert "下午两点后入住" in signed_in(alma).get(url).content.decode()


def test_what_another_system_calls_a_thing_shows_until_somebody_says_what_it_means(house, alma, signed_in):
    booked = book_reservation(
        actor=alma.actor,
        branch=house,
        booking=Booking(
            arrival=TODAY, departure=TODAY + DAY, room_type="DLK", persons=(DeskPerson(name="王小明"),)
        ),
    )
    Reservation.objects.filter(id=booked.ids[0]).update(
        their_codes={"agent": "ACME Travel", "channel": "example.com"}
    )
    page = signed_in(alma).get(reverse("stays:reservation-detail", args=[booked.ids[0]])).content.decode()
    assert "ACME Travel（待对照）" in page
    assert "example.com（待对照）" in page
    paper = signed_in(alma).get(reverse("stays:confirmation", args=[booked.ids[0]])).content.decode()
    assert "ACME Travel" not in paper, "a guest's paper shows no codes that mean nothing"


def test_a_hidden_stay_shows_no_company_by_its_senders_word_either(house, secret, alma, mei, signed_in):
    Reservation.objects.filter(id=secret.id).update(their_codes={"company": "密云贸易", "agent": "密云旅行"})
    url = reverse("stays:reservation-detail", args=[secret.id])
    assert "密云" not in signed_in(alma).get(url).content.decode()
    assert "密云旅行" in signed_in(mei).get(url).content.decode()


def test_a_night_moved_to_another_bill_tells_its_price_to_nobody_new(house, secret, alma, mei, signed_in):
    room = Room.objects.get(number="1201")
    check_in_stay(actor=mei.actor, reservation_id=secret.id, room_id=room.id)
    stay = open_folio(actor=mei.actor, branch=house, reservation_id=secret.id)
    line = post_charge(
        actor=mei.actor, folio_id=stay.id, charge=Charge(kind="room", price=Money(987600, "CNY"))
    )
    table = open_folio(actor=mei.actor, branch=house, title="3 号桌")
    transfer_line(actor=mei.actor, line_id=line.id, folio_id=table.id)
    pages = [reverse("stays:folio-detail", args=[table.id]), reverse("stays:folio-list")]
    for url in pages:
        assert "9,876" not in signed_in(alma).get(url).content.decode()
        assert "9,876" in signed_in(mei).get(url).content.decode()


def test_the_search_box_finds_a_confirmation_number(alma, chiara, house, secret, signed_in):
    url, number = reverse("search:guests"), secret.number
    page = signed_in(alma).post(url, {"q": number}).content.decode()
    assert reverse("stays:reservation-detail", args=[secret.id]) in page
    assert "锦瑟" not in page
    assert number not in signed_in(chiara).post(url, {"q": number}).content.decode().replace(
        f'value="{number}"', ""
    )


def test_the_boxes_of_a_bill_name_their_line_so_that_a_double_press_writes_one(group, alma, signed_in):
    folio = open_folio(actor=alma.actor, branch=group.main, title="3 号桌")
    client = signed_in(alma)
    page = client.get(f"/stays/bills/{folio.id}/").content.decode()
    tea, paid = re.findall(r'name="once" value="([0-9a-f-]{36})"', page)
    for _press in range(2):
        client.post(
            f"/stays/bills/{folio.id}/post/", {"once": tea, "kind": "food", "price": "88", "quantity": "1"}
        )
        client.post(f"/stays/bills/{folio.id}/pay/", {"once": paid, "amount": "88", "method": "cash"})
    assert sorted(folio.lines.values_list("amount", flat=True)) == [-8800, 8800]


def test_a_group_tells_nobody_of_a_hidden_member(house, secret, alma, mei, signed_in, bearer):
    booking = Booking(arrival=TODAY, departure=TODAY + DAY, room_type="DLK", rates=(68000,))
    booked = book_reservation(
        actor=mei.actor, branch=house, booking=booking, group_name="OUYANG 锦瑟婚礼",
        rooming_list=("白先生", "秦女士"),
    )  # fmt: skip
    party = Reservation.objects.get(id=booked.ids[0]).group
    Reservation.objects.filter(id=secret.id).update(group=party)
    member, hidden = (reverse("stays:reservation-detail", args=[key]) for key in (booked.ids[0], secret.id))
    everything, found = reverse("stays:reservation-list") + "?show=all", reverse("stays:reservation-find")
    sheet = reverse("sheets:arrivals") + "?branch=MAIN"
    desk = signed_in(alma)
    for page in (desk.get(everything), desk.get(member), desk.get(sheet)):
        text = page.content.decode()
        assert page.status_code == 200
        assert "锦瑟" not in text
        assert "ouyang" not in text.lower()
        assert "婚礼" in text
    text = desk.get(hidden).content.decode()
    assert "婚礼" not in text
    assert "白先生" not in text
    for words, finds in (("锦瑟婚礼", False), ("婚礼", True), ("ouyang", False)):
        text = desk.post(found, {"text": words}).content.decode()
        assert ("白先生" in text) is finds, words
        assert secret.number not in text
    told = desk.get("/api/v1/reservations", headers=bearer(alma)).content.decode()
    assert "婚礼" not in told.replace("…婚礼", "").replace("… …婚礼", "")
    seen = signed_in(mei)
    assert "OUYANG 锦瑟婚礼" in seen.get(hidden).content.decode()
    assert "白先生" in seen.post(found, {"text": "锦瑟婚礼"}).content.decode()
