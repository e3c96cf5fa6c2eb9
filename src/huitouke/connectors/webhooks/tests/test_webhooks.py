"""Events reach another program: signed, once, in order per guest, again after a failure, and given up visibly."""

import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.webhooks import sending
from huitouke.connectors.webhooks.choices import WAITS, State
from huitouke.connectors.webhooks.errors import WebhookInvalid
from huitouke.connectors.webhooks.handlers import fan_out
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.connectors.webhooks.sending import SLOW, forget_old, list_due, send_due
from huitouke.connectors.webhooks.services import (
    add_subscription,
    redeliver,
    remove_subscription,
    renew_secret,
    start_subscription,
    stop_subscription,
)
from huitouke.connectors.webhooks.signing import signature
from huitouke.connectors.webhooks.tasks import send_to, send_webhooks
from huitouke.identity.services import add_note
from huitouke.kernel.clock import frozen_at, now
from huitouke.kernel.outbox import Event, deliver_pending


class Program(BaseHTTPRequestHandler):
    """Another program of the hotel: notes what it is told, and answers as it is bidden."""

    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.heard.append((self.path, dict(self.headers), body))
        self.send_response(server.answers.pop(0) if server.answers else 200)
        if server.location:
            self.send_header("Location", server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def program():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Program)
    server.heard, server.answers, server.location = [], [], ""
    server.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hook(adam, program, settings):
    settings.WEBHOOK_PRIVATE = True
    return add_subscription(actor=adam.actor, name="PMS", url=program.url)


def send_all():
    return sum(send_due(each) for each in list_due())


def heard(program):
    return [json.loads(body) for _path, _headers, body in program.heard]


def test_a_new_guest_is_told_with_a_signature_and_without_a_personal_value(hook, program, group, guest_of):
    _row, secret = hook
    guest = guest_of(group.main, name="王小明", mobile="13812342217", note="花生过敏")
    deliver_pending()
    assert send_all() >= 1
    path, headers, body = program.heard[0]
    told = json.loads(body)
    assert (path, told["event"], told["data"]["guest"]) == ("/hook", "guests.profile.created", str(guest.id))
    assert headers["Huitouke-Event"] == "guests.profile.created"
    assert headers["Huitouke-Delivery"] == told["delivery"]
    signed = f"{headers['Huitouke-Timestamp']}.{told['delivery']}.".encode() + body
    assert headers["Huitouke-Signature"] == "v1=" + hmac.new(secret.encode(), signed, "sha256").hexdigest()
    for _path, _headers, each in program.heard:
        assert "王小明".encode() not in each
        assert b"13812342217" not in each
    assert send_all() == 0
    assert not Delivery.objects.exclude(state=State.DELIVERED).exists()


def test_the_same_event_twice_is_one_delivery(hook, program, group, guest_of):
    guest = guest_of(group.main, name="王小明")
    event = Event(7_000_000, "guests.profile.changed", guest.id, {"guest": str(guest.id)})
    fan_out([event])
    fan_out([event])
    assert Delivery.objects.filter(event_id=7_000_000).count() == 1


def test_a_failure_holds_back_the_same_guest_alone_and_order_is_kept(
    hook, program, alma, group, guest_of, still_clock
):
    first, other = guest_of(group.main, name="王小明"), guest_of(group.main, name="李红")
    add_note(actor=alma.actor, guest_id=first.id, text="夜床放诗集", purpose="service", expires_on=None)
    deliver_pending()
    program.answers[:] = [500]
    send_all()
    assert [told["data"]["guest"] for told in heard(program)][:2] == [str(first.id), str(other.id)]
    with frozen_at(still_clock + timedelta(minutes=1)):
        send_all()
    of_first = [told for told in heard(program) if told["data"]["guest"] == str(first.id)]
    assert [told["sequence"] for told in of_first] == sorted(told["sequence"] for told in of_first)
    assert of_first[0]["delivery"] == of_first[1]["delivery"]
    assert not Delivery.objects.exclude(state=State.DELIVERED).exists()


def test_it_is_given_up_after_a_day_and_sent_again_by_hand(hook, program, adam, group, guest_of, still_clock):
    guest_of(group.main, name="王小明")
    deliver_pending()
    delivery = Delivery.objects.order_by("event_id").first()
    Delivery.objects.exclude(id=delivery.id).delete()
    instant = still_clock
    program.answers[:] = [503] * (len(WAITS) + 1)
    for wait in (timedelta(0), *WAITS):
        instant += wait
        with frozen_at(instant):
            assert send_all() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_status) == (State.GIVEN_UP, len(WAITS) + 1, 503)
    assert timedelta(hours=20) < instant - still_clock < timedelta(hours=30)
    with frozen_at(instant + timedelta(days=2)):
        assert send_all() == 0
        redeliver(actor=adam.actor, delivery_id=delivery.id)
        assert send_all() == 1
    assert AuditEntry.objects.filter(code="connectors.webhook_delivery.repeated").count() == 1


def test_a_sender_that_died_leaves_a_lease_that_ends(
    hook, program, group, guest_of, still_clock, monkeypatch
):
    guest_of(group.main, name="王小明")
    deliver_pending()

    def die(*_words, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("huitouke.connectors.webhooks.sending.post", die)
        with pytest.raises(KeyboardInterrupt):
            send_all()
    assert send_all() == 0
    assert program.heard == []
    with frozen_at(still_clock + timedelta(minutes=3)):
        send_all()
    assert not Delivery.objects.exclude(state=State.DELIVERED).exists()


def test_gone_stops_the_subscription_and_a_redirect_is_not_followed(hook, program, group, guest_of):
    row, _secret = hook
    program.location = program.url.replace("/hook", "/elsewhere")
    program.answers[:] = [302, 410]
    guest_of(group.main, name="王小明")
    guest_of(group.main, name="李红")
    deliver_pending()
    send_all()
    assert {path for path, _headers, _body in program.heard} == {"/hook"}
    row.refresh_from_db()
    assert not row.is_active
    assert len(program.heard) == 2


def test_a_subscription_hears_what_it_asked_for(adam, program, settings, group, guest_of):
    settings.WEBHOOK_PRIVATE = True
    only, _ = add_subscription(actor=adam.actor, name="notes", url=program.url, events=["guests.note.added"])
    lake, _ = add_subscription(actor=adam.actor, name="lake", url=program.url, branch_code="LAKE")
    stopped, _ = add_subscription(actor=adam.actor, name="stopped", url=program.url)
    stop_subscription(actor=adam.actor, subscription_id=stopped.id)
    here, there = guest_of(group.main, name="王小明"), guest_of(group.lake, name="李红")
    deliver_pending()
    assert not only.deliveries.exists()
    assert not stopped.deliveries.exists()
    assert set(lake.deliveries.values_list("key", flat=True)) == {there.id}
    fan_out([Event(8_000_000, "guests.note.added", here.id, {"guest": str(here.id)})])
    assert only.deliveries.count() == 1


def test_a_private_address_is_not_called_unless_the_setting_says_so(hook, program, settings, group, guest_of):
    settings.WEBHOOK_PRIVATE = False
    guest_of(group.main, name="王小明")
    deliver_pending()
    assert send_all() == 0
    assert program.heard == []
    assert Delivery.objects.first().last_problem == "not_https"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://pms.example.com/"}, "url"),
        ({"url": "pms.example.com"}, "url"),
        ({"name": " "}, "name"),
        ({"events": ["guests.everything.happened"]}, "events"),
        ({"branch_code": "NOWHERE"}, "branch"),
    ],
)
def test_what_a_webhook_cannot_be_is_refused_by_field(adam, values, field, refuses_to_write):
    given = {"name": "PMS", "url": "https://pms.example.com/hook", **values}
    with refuses_to_write(), pytest.raises(WebhookInvalid) as refused:
        add_subscription(actor=adam.actor, **given)
    assert list(refused.value.fields) == [field]
    assert not Subscription.objects.exists()


def test_the_secret_is_sealed_and_renewed(hook, adam, program, group, guest_of):
    row, secret = hook
    row.refresh_from_db()
    assert secret.encode() not in bytes(row.secret)
    renewed = renew_secret(actor=adam.actor, subscription_id=row.id)
    assert renewed != secret
    guest_of(group.main, name="王小明")
    deliver_pending()
    send_all()
    _path, headers, body = program.heard[0]
    stamp = int(headers["Huitouke-Timestamp"])
    assert headers["Huitouke-Signature"] == signature(renewed, stamp, headers["Huitouke-Delivery"], body)


def test_only_who_looks_after_the_group_has_webhooks(hook, bruno, refuses_to_write):
    row, _secret = hook
    with refuses_to_write():
        for act in (
            lambda: add_subscription(actor=bruno.actor, name="x", url="https://pms.example.com/"),
            lambda: stop_subscription(actor=bruno.actor, subscription_id=row.id),
            lambda: start_subscription(actor=bruno.actor, subscription_id=row.id),
            lambda: remove_subscription(actor=bruno.actor, subscription_id=row.id),
            lambda: renew_secret(actor=bruno.actor, subscription_id=row.id),
        ):
            with pytest.raises(RightMissing):
                act()
    assert Subscription.objects.count() == 1


def test_what_was_settled_long_ago_is_forgotten(hook, adam, program, group, guest_of):
    guest_of(group.main, name="王小明")
    deliver_pending()
    send_all()
    with frozen_at(now() + timedelta(days=31)):
        assert forget_old() >= 1
    row, _secret = hook
    remove_subscription(actor=adam.actor, subscription_id=row.id)
    assert not Subscription.objects.exists()


def test_a_slow_program_is_told_one_thing_a_turn_and_the_others_all(
    hook, adam, program, group, guest_of, monkeypatch
):
    quick, _secret = add_subscription(actor=adam.actor, name="quick", url=f"{program.url}-quick")
    for name in ("王小明", "李红", "张伟"):
        guest_of(group.main, name=name)
    deliver_pending()
    waits = Delivery.objects.filter(subscription=quick).count()
    ticks, real = [0.0], sending.post

    def takes_long(url, *given, **more):
        ticks[0] += 0.0 if url.endswith("-quick") else SLOW.total_seconds() + 1
        return real(url, *given, **more)

    monkeypatch.setattr(sending, "post", takes_long)
    monkeypatch.setattr(sending, "monotonic", lambda: ticks[0])
    assert set(list_due()) == {hook[0].id, quick.id}
    send_webhooks(0)
    send_webhooks(10)
    jobs = ProcrastinateJob.objects.filter(task_name="webhooks.send_to")
    assert sorted(job.args["subscription_id"] for job in jobs) == sorted(map(str, (hook[0].id, quick.id)))
    assert len({job.lock for job in jobs}) == 2
    for job in jobs:
        send_to(**job.args)
    assert [path for path, _headers, _body in program.heard].count("/hook") == 1
    assert [path for path, _headers, _body in program.heard].count("/hook-quick") == waits > 2
