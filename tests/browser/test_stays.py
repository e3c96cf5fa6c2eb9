"""Reservations and bills in the browser: every page clean in both languages at both widths."""

from datetime import timedelta

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.guests.models import Guest
from huitouke.hotels.services import add_room, add_room_type
from huitouke.kernel.money import Money
from huitouke.stays.services.arrivals import check_in_stay
from huitouke.stays.services.booking import Booking, DeskPerson, book_reservation
from huitouke.stays.services.folio_charges import Charge, post_charge, post_payment, void_line
from huitouke.stays.services.folios import open_folio

PAGES = {
    "stays": "/stays/?branch=MAIN",
    "stays-in-house": "/stays/?branch=MAIN&show=in_house",
    "stay-expected": "/stays/{expected}/",
    "stay-in-house": "/stays/{staying}/",
    "stay-edit": "/stays/{expected}/edit/",
    "stay-check-in": "/stays/{expected}/check-in/",
    "stay-move": "/stays/{staying}/move/",
    "stay-check-out": "/stays/{staying}/check-out/",
    "stay-bill": "/stays/bills/{folio}/",
    "stay-bill-print": "/stays/bills/{folio}/print/",
    "stay-confirmation": "/stays/{expected}/confirmation/",
    "stay-registration": "/stays/{expected}/registration-card/",
}


@pytest.fixture
def stays(house):
    main = Branch.objects.get(code="MAIN")
    given = {"actor": SYSTEM, "branch": main}
    kind = add_room_type(**given, code="DLK", labels={"zh": "豪华大床房", "en": "Deluxe king"})
    rooms = [
        add_room(**given, number=number, room_type_id=kind.id, floor=number[:2])
        for number in ("1201", "1202", "1203", "0801")
    ]
    today = main.business_date

    def book(name, **more):
        guest = Guest.objects.get(name=name)
        booking = Booking(
            arrival=today, departure=today + timedelta(days=2), room_type="DLK", rates=(68000,), adults=2,
            persons=(DeskPerson(guest_id=guest.id), DeskPerson(role="booker", name="周秘书")), **more,
        )  # fmt: skip
        return book_reservation(**given, booking=booking).ids[0]

    expected = book(
        "王建国", requests=("高楼层", "荞麦枕"), house_note="到店先通知大堂副理", who_pays="company"
    )
    staying = book("欧阳静", who_pays="guest", source="telephone", channel="direct")
    check_in_stay(actor=SYSTEM, reservation_id=staying, room_id=rooms[0].id)
    folio = open_folio(**given, reservation_id=staying)
    money = {"actor": SYSTEM, "folio_id": folio.id}
    wrong = post_charge(
        **money, charge=Charge(kind="minibar", price=Money(4400, "CNY"), quantity=2, text="可乐")
    )
    void_line(actor=SYSTEM, line_id=wrong.id, reason="记错房号")
    post_charge(**money, charge=Charge(kind="laundry", price=Money(12800, "CNY")))
    post_payment(**money, amount=Money(10000, "CNY"), method="wechat_pay")
    return {"expected": expected, "staying": staying, "folio": folio.id}


def test_every_page_of_a_stay_is_clean(enter, house, stays, looks_right_at_both, language):
    page = enter("alma", language)
    for name, address in PAGES.items():
        page.goto(house.url + address.format(**stays))
        looks_right_at_both(f"{name}-{language[:2]}")
