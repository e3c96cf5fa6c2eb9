"""Web-hooks on their page."""

import pytest

from huitouke.connectors.webhooks.choices import TELLABLE, State
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.web.access.trail_words import code_word

HOOK = {"name": "PMS", "url": "https://pms.example.com/hook", "branch": ""}


@pytest.fixture
def office(adam, signed_in):
    return signed_in(adam)


def test_a_webhook_is_added_and_its_secret_shown_this_once(office):
    page = office.post("/settings/webhooks/", {**HOOK, "events": ["guests.profile.changed"]}).content.decode()
    assert "whs_" in page
    row = Subscription.objects.get()
    assert row.events == ["guests.profile.changed"]
    assert "whs_" not in office.get("/settings/webhooks/").content.decode()
    assert "whs_" not in office.get(f"/settings/webhooks/{row.id}/").content.decode()
    assert "whs_" in office.post(f"/settings/webhooks/{row.id}/secret/").content.decode()


def test_it_is_stopped_started_and_removed(office):
    office.post("/settings/webhooks/", HOOK)
    row = Subscription.objects.get()
    office.post(f"/settings/webhooks/{row.id}/stop/")
    row.refresh_from_db()
    assert not row.is_active
    office.post(f"/settings/webhooks/{row.id}/start/")
    row.refresh_from_db()
    assert row.is_active
    assert office.post(f"/settings/webhooks/{row.id}/burn/").status_code == 404
    office.post(f"/settings/webhooks/{row.id}/remove/")
    assert not Subscription.objects.exists()


def test_a_delivery_that_was_given_up_is_seen_and_sent_again(office):
    office.post("/settings/webhooks/", HOOK)
    row = Subscription.objects.get()
    delivery = Delivery.objects.create(
        subscription=row,
        event_id=1,
        event_code="guests.profile.changed",
        payload={},
        state=State.GIVEN_UP,
        attempts=10,
        last_status=503,
    )
    page = office.get(f"/settings/webhooks/{row.id}/").content.decode()
    assert "已放弃" in page
    assert "503" in page
    office.post(f"/settings/webhooks/deliveries/{delivery.id}/repeat/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 0)


def test_a_wrong_address_is_said_at_its_field(office, refuses_to_write):
    with refuses_to_write():
        page = office.post("/settings/webhooks/", {**HOOK, "url": "http://10.0.0.1/"})
    assert page.status_code == 422
    assert 'id="id_url_error"' in page.content.decode()


def test_whatever_can_be_told_has_a_word():
    assert [code for code in TELLABLE if str(code_word(code)) == code] == []


def test_a_manager_has_no_webhooks(bruno, signed_in, refuses_to_write):
    with refuses_to_write():
        assert signed_in(bruno).get("/settings/webhooks/").status_code == 403
        assert signed_in(bruno).post("/settings/webhooks/", HOOK).status_code == 403
    assert not Subscription.objects.exists()
