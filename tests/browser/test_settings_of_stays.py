"""The pages of the settings on which stays hang, with something on each: clean in both languages at both widths."""

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.connectors.messages.connections import add_connection
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services import add_room_type
from huitouke.hotels.services.costs import add_cost
from huitouke.hotels.services.outlets import add_outlet
from huitouke.hotels.services.rates import add_price, add_rate
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin
from huitouke.testing.factories import make_company

PAGES = {
    "rates": "/settings/rates/",
    "rate": "/settings/rates/{rate}/",
    "costs": "/settings/costs/",
    "outlets": "/settings/outlets/",
    "codes-of-others": "/settings/codes-of-others/",
    "connections": "/settings/connections/",
    "connection": "/settings/connections/{connection}/",
    "quarantine": "/messages/",
    "message": "/messages/{message}/",
    "today-with-codes": "/",
}


@pytest.fixture
def settings_of_stays(house):
    main = Branch.objects.get(code="MAIN")
    given = {"actor": SYSTEM, "branch": main}
    kind = add_room_type(**given, code="DLK", labels={"zh": "豪华大床房", "en": "Deluxe king"})
    firm = make_company(main, name="盛远科技有限公司")
    rate = add_rate(**given, code="CORP", labels={"zh": "协议价", "en": "Agreement"}, company_id=firm.id)
    add_price(actor=SYSTEM, rate_id=rate.id, amount="680", room_type_id=kind.id, weekdays=(4, 5))
    add_outlet(**given, code="LOB", labels={"zh": "大堂吧", "en": "Lobby bar"}, kind="bar")
    add_cost(**given, kind="commission", value="15", first_day="2026-01-01", channel="ctrip")
    for table, code in (("room_type", "KING"), ("channel", "WEB"), ("company", "company 9")):
        branch = main if table == "room_type" else None
        CodeMapping.objects.create(system="opera", branch=branch, table=table, their_code=code)
    connection, _secret = add_connection(actor=SYSTEM, name="PMS", kind="opentravel", branch_code="MAIN")
    origin = Origin(main, connection.system, "opentravel", MessageWay.WEBHOOK, connection)
    [(message, _waits)] = receive_messages(
        actor=SYSTEM, origin=origin, bodies=[b"<OTA_HotelResNotifRQ><Broken"]
    )
    take_messages(connection.system)
    return {"rate": rate.id, "connection": connection.id, "message": message}


def test_every_page_of_the_settings_of_stays_is_clean(
    enter, house, settings_of_stays, looks_right_at_both, language
):
    page = enter("adam", language)
    for name, address in PAGES.items():
        page.goto(house.url + address.format(**settings_of_stays))
        looks_right_at_both(f"settings-{name}-{language[:2]}")
