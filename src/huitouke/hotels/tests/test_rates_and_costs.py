from datetime import date
from decimal import Decimal

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.hotels.errors import CostInvalid, OutletInvalid, RateInvalid, RatePriceInvalid
from huitouke.hotels.models import Cost, Outlet, RoomType
from huitouke.hotels.prices import find_prices
from huitouke.hotels.rate_queries import costs_on, list_outlets, list_rates
from huitouke.hotels.services.costs import add_cost, last_day, remove_cost
from huitouke.hotels.services.loading import load_standard_codes
from huitouke.hotels.services.outlets import add_outlet, change_outlet, close_outlet, reopen_outlet
from huitouke.hotels.services.rates import add_price, add_rate, change_rate, close_rate, remove_price
from huitouke.testing.fixtures import TODAY

FRIDAY = date(2026, 3, 20)


@pytest.fixture
def rate(group, bruno, still_clock):
    load_standard_codes()
    for code in ("DLK", "STE"):
        RoomType.objects.create(branch=group.main, code=code)
    return add_rate(
        actor=bruno.actor, branch=group.main, code="rack", labels={"zh": "门市价"}, meal_plan="breakfast"
    )


def price(bruno, rate, amount, **reach):
    return add_price(actor=bruno.actor, rate_id=rate.id, amount=amount, **reach)


def test_the_narrower_price_goes_before_the_wider(rate, bruno, group):
    suite = RoomType.objects.get(code="STE").id
    price(bruno, rate, "680")
    price(bruno, rate, "780", weekdays=[4, 5])
    price(bruno, rate, "1280.50", room_type_id=suite, first_day="2026-03-20", last_day="2026-03-20")
    days = [date(2026, 3, 19), FRIDAY, date(2026, 3, 22)]
    assert find_prices(group.main, "RACK", "DLK", days) == [68000, 78000, 68000]
    assert find_prices(group.main, "RACK", "STE", days) == [68000, 128050, 68000]
    assert find_prices(group.main, "RACK", "DLK", []) == []
    close_rate(actor=bruno.actor, rate_id=rate.id)
    assert find_prices(group.main, "RACK", "DLK", days) is None


def test_two_prices_of_one_reach_refuse_each_other_and_name_the_day(rate, bruno, refuses_to_write):
    price(bruno, rate, "680", first_day="2026-03-01", last_day="2026-03-31")
    with refuses_to_write(), pytest.raises(RatePriceInvalid) as refusal:
        price(bruno, rate, "700", first_day="2026-03-31")
    assert "2026-03-31" in refusal.value.fields["first_day"][0]
    price(bruno, rate, "700", first_day="2026-04-01")
    weekend = price(bruno, rate, "900", weekdays=[5, 6])
    with pytest.raises(RatePriceInvalid):
        price(bruno, rate, "950", weekdays=[6, 0])
    remove_price(actor=bruno.actor, price_id=weekend.id)
    assert AuditEntry.objects.get(code="hotels.rate_price.removed").data["price"] == "CNY 900"


@pytest.mark.parametrize(
    ("reach", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "1", "first_day": "soon"}, "first_day"),
        ({"amount": "1", "first_day": "2026-03-02", "last_day": "2026-03-01"}, "last_day"),
        ({"amount": "1", "weekdays": [7]}, "weekdays"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused_by_its_field(rate, bruno, refuses_to_write, reach, field):
    with refuses_to_write(), pytest.raises(RatePriceInvalid) as refusal:
        add_price(actor=bruno.actor, rate_id=rate.id, **reach)
    assert set(refusal.value.fields) == {field}


def test_a_rate_keeps_its_code_and_refuses_a_second_one(rate, bruno, group, refuses_to_write):
    with refuses_to_write(), pytest.raises(RateInvalid):
        add_rate(actor=bruno.actor, branch=group.main, code="RACK", labels={"en": "Rack"})
    changed = change_rate(actor=bruno.actor, rate_id=rate.id, labels={"en": "Rack"}, is_confidential=True)
    assert (changed.code, changed.is_confidential, changed.meal_plan) == ("RACK", True, "")


def test_whoever_may_not_change_rates_changes_none(rate, alma, group, refuses_to_write):
    with refuses_to_write():
        for act in (
            lambda: add_rate(actor=alma.actor, branch=group.main, code="X", labels={"zh": "x"}),
            lambda: price(alma, rate, "1"),
            lambda: add_cost(
                actor=alma.actor, branch=group.main, kind="room_night", value="60", first_day="2026-03-01"
            ),
            lambda: add_outlet(actor=alma.actor, branch=group.main, code="X", labels={"zh": "x"}, kind="bar"),
        ):
            with pytest.raises(RightMissing):
                act()
    assert [each.code for each in list_rates(alma.actor, "rates.view")] == ["RACK"]


def test_a_cost_ends_where_the_next_begins_and_what_is_not_entered_is_not_known(rate, bruno, group):
    common = {"actor": bruno.actor, "branch": group.main}
    add_cost(**common, kind="commission", channel="ctrip", value="15", first_day="2026-01-01")
    new = add_cost(**common, kind="commission", channel="ctrip", value="12.5%", first_day="2026-03-01")
    add_cost(**common, kind="room_night", value="0", first_day="2026-01-01")
    old = Cost.objects.get(percent=15)
    assert last_day(old) == date(2026, 2, 28)
    assert costs_on(group.main, date(2026, 2, 28)).commission == {"ctrip": Decimal("15.00")}
    today = costs_on(group.main, TODAY)
    assert today.commission == {"ctrip": Decimal("12.50")}
    assert (today.of_room_night(None), today.commission.get("meituan")) == (0, None)
    assert costs_on(group.main, date(2025, 12, 31)).of_room_night(None) is None
    remove_cost(actor=bruno.actor, cost_id=new.id)
    old.refresh_from_db()
    assert last_day(old) is None


def test_a_cost_from_before_one_that_is_entered_is_refused(rate, bruno, group, refuses_to_write):
    common = {"actor": bruno.actor, "branch": group.main, "kind": "commission", "channel": "ctrip"}
    add_cost(**common, value="15", first_day="2026-03-01")
    with refuses_to_write(), pytest.raises(CostInvalid) as refusal:
        add_cost(**common, value="12", first_day="2026-02-01")
    assert "2026-03-01" in refusal.value.fields["first_day"][0]
    with pytest.raises(CostInvalid):
        add_cost(**common, value="101", first_day="2026-04-01")


def test_an_outlet_is_opened_changed_closed_and_opened_again(rate, bruno, group, refuses_to_write):
    row = add_outlet(actor=bruno.actor, branch=group.main, code="lob", labels={"zh": "大堂吧"}, kind="bar")
    with refuses_to_write(), pytest.raises(OutletInvalid):
        add_outlet(actor=bruno.actor, branch=group.main, code="LOB", labels={"zh": "吧"}, kind="nothing")
    change_outlet(actor=bruno.actor, outlet_id=row.id, labels={"en": "Lobby bar"}, kind="cafe")
    close_outlet(actor=bruno.actor, outlet_id=row.id)
    assert list_outlets(bruno.actor, "hotel.configure") == []
    reopen_outlet(actor=bruno.actor, outlet_id=row.id)
    assert Outlet.objects.get().kind == "cafe"
    codes = AuditEntry.objects.filter(code__startswith="hotels.outlet").order_by("id").values_list("code")
    assert [code for (code,) in codes] == [
        "hotels.outlet.added", "hotels.outlet.changed", "hotels.outlet.closed", "hotels.outlet.reopened",
    ]  # fmt: skip
