"""Web-hooks over the API."""

import pytest

from huitouke.connectors.webhooks.choices import State
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.kernel.crypto import sealer

PMS = {"name": "PMS", "url": "https://pms.example.com/hook", "events": ["guests.profile.changed"]}


@pytest.fixture
def api(as_caller, adam):
    return as_caller(adam)


@pytest.fixture
def hook(api):
    made = api.post("/webhooks", PMS)
    assert made.status_code == 201
    return made.json()


def kept_secret():
    row = Subscription.objects.get()
    return sealer().open(bytes(row.secret), row.id.bytes).decode()


def test_the_secret_is_told_once(api, hook):
    assert hook["secret"] == kept_secret()
    told = api.get(f"/webhooks/{hook['id']}").json()
    assert told == {name: value for name, value in hook.items() if name != "secret"}
    [line] = api.get("/webhooks").json()["items"]
    assert line == {**told, "waiting": 0, "given_up": 0}
    new = api.post(f"/webhooks/{hook['id']}/secret", {})
    assert new.status_code == 201
    assert new.json()["secret"] == kept_secret() != hook["secret"]


def test_it_is_stopped_started_and_removed(api, hook):
    path = f"/webhooks/{hook['id']}"
    assert api.patch(path, {"is_active": False}).json()["is_active"] is False
    assert api.patch(path, {"is_active": True}).json()["is_active"] is True
    assert api.call("DELETE", path).status_code == 204
    assert api.get(path).json()["code"] == "webhook_not_found"


def test_a_delivery_is_seen_and_sent_again(api, hook):
    row = Delivery.objects.create(
        subscription_id=hook["id"],
        event_id=7,
        event_code="guests.profile.changed",
        payload={},
        state=State.GIVEN_UP,
        attempts=9,
        last_status=500,
    )
    [told] = api.get(f"/webhooks/{hook['id']}/deliveries").json()["items"]
    assert (told["id"], told["state"], told["last_status"]) == (str(row.id), "given_up", 500)
    again = api.post(f"/webhooks/deliveries/{row.id}/repeat", {}).json()
    assert (again["state"], again["attempts"]) == ("waiting", 0)


def test_only_who_looks_after_the_group_tells_others(as_caller, bruno, api, refuses_to_write):
    manager = as_caller(bruno)
    with refuses_to_write():
        assert manager.post("/webhooks", PMS).status_code == 403
        wrong = api.post("/webhooks", {**PMS, "url": "http://pms.example.com", "events": ["weather"]})
    assert set(wrong.json()["fields"]) == {"url", "events"}
