"""The settings' pages of outlets, rates, costs and codes of other systems, as a person walks through them."""

from datetime import date

import pytest

from huitouke.hotels.models import CodeMapping, Cost, Outlet, RateCode, RatePrice, RoomType
from huitouke.hotels.prices import find_prices
from huitouke.hotels.services.loading import load_standard_codes


@pytest.fixture
def client(group, bruno, signed_in, still_clock):
    load_standard_codes()
    RoomType.objects.create(branch=group.main, code="DLK", labels={"zh": "豪华大床房"})
    return signed_in(bruno)


def test_a_rate_is_made_priced_and_a_price_taken_away(client, group):
    made = client.post(
        "/settings/rates/new/", {"branch": "MAIN", "code": "rack", "zh": "门市价", "en": "Rack"}
    )
    rate = RateCode.objects.get()
    assert made["Location"] == f"/settings/rates/{rate.id}/"
    priced = client.post(f"/settings/rates/{rate.id}/prices/", {"amount": "880", "weekdays": ["4", "5"]})
    assert priced.status_code == 302
    assert find_prices(group.main, "RACK", "DLK", [date(2026, 3, 20), date(2026, 3, 16)]) == [88000, None]
    again = client.post(f"/settings/rates/{rate.id}/prices/", {"amount": "900", "weekdays": ["5", "6"]})
    assert again.status_code == 422
    assert "CNY 880" in again.content.decode()
    page = client.get(f"/settings/rates/{rate.id}/").content.decode()
    assert "CNY 880" in page
    removed = client.post(f"/settings/rates/prices/{RatePrice.objects.get().id}/remove/")
    assert not RatePrice.objects.exists()
    assert 'value="880"' in client.get(removed["Location"]).content.decode()
    assert "RACK" in client.get("/settings/rates/").content.decode()


def test_an_agreement_rate_is_given_to_a_company(client, group, company_of):
    firm = company_of(group.main, name="盛远科技")
    form = {"branch": "MAIN", "code": "CORP", "zh": "协议价", "en": "", "company": "盛远"}
    refused = client.post("/settings/rates/new/", form)
    assert refused.status_code == 422
    assert f'data-fill-company_id="{firm.id}"' in refused.content.decode()
    assert not RateCode.objects.exists()
    client.post("/settings/rates/new/", form | {"company": "盛远科技"})
    rate = RateCode.objects.get()
    assert rate.company_id == firm.id
    assert "盛远科技" in client.get("/settings/rates/").content.decode()
    client.post(f"/settings/rates/{rate.id}/", form | {"company": "", "company_id": str(firm.id)})
    rate.refresh_from_db()
    assert rate.company_id is None


def test_a_cost_is_entered_and_refused_at_its_box(client, group):
    wrong = client.post(
        "/settings/costs/", {"branch": "MAIN", "of": "channel:ctrip", "value": "many", "first_day": ""}
    )
    assert wrong.status_code == 422
    assert 'id="id_value_error"' in wrong.content.decode()
    right = {"branch": "MAIN", "of": "channel:ctrip", "value": "15", "first_day": "2026-03-01"}
    assert client.post("/settings/costs/", right).status_code == 302
    assert "15 %" in client.get("/settings/costs/").content.decode()
    removed = client.post(f"/settings/costs/{Cost.objects.get().id}/remove/")
    assert not Cost.objects.exists()
    again = client.get(removed["Location"]).content.decode()
    assert 'value="15"' in again
    assert '<option value="channel:ctrip" selected>' in again


def test_an_outlet_is_opened_and_closed(client):
    client.post("/settings/outlets/new/", {"branch": "MAIN", "code": "lob", "zh": "大堂吧", "kind": "bar"})
    outlet = Outlet.objects.get()
    client.post(f"/settings/outlets/{outlet.id}/close/")
    assert "大堂吧" in client.get("/settings/outlets/").content.decode()
    outlet.refresh_from_db()
    assert outlet.is_closed


def test_a_code_that_waits_is_mapped_and_taken_back(client, group):
    row = CodeMapping.objects.create(system="opera", branch=group.main, table="room_type", their_code="KING")
    firm = CodeMapping.objects.create(system="opera", table="company", their_code="company 9")
    page = client.get("/settings/codes-of-others/").content.decode()
    assert "KING" in page
    assert "有 2 个其他系统的代码待对照" in client.get("/").content.decode()
    assert client.post(f"/settings/codes-of-others/{row.id}/", {"our_code": ""}).status_code == 422
    assert client.post(f"/settings/codes-of-others/{row.id}/", {"our_code": "DLK"}).status_code == 302
    assert client.post(f"/settings/codes-of-others/{firm.id}/", {"our_code": "没有的单位"}).status_code == 422
    assert client.post(f"/settings/codes-of-others/{firm.id}/", {"our_code": "-"}).status_code == 302
    assert "DLK" in client.get("/settings/codes-of-others/?state=mapped").content.decode()
    client.post(f"/settings/codes-of-others/{row.id}/clear/", {"state": "mapped"})
    row.refresh_from_db()
    assert (row.is_mapped, row.our_code) == (False, "")
