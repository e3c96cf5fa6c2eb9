"""Events are written with the change and handed over at least once, in order per key."""

import threading
from collections import defaultdict
from uuid import UUID

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from huitouke.kernel import outbox
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import OutboxEvent
from huitouke.kernel.outbox import MAX_ATTEMPTS, deliver_pending, handles, handles_rounds, publish

ANNA, BEA = UUID(int=1), UUID(int=2)


class HandlerBroken(Exception):
    pass


@pytest.fixture
def handled(monkeypatch):
    """A list of the events that a handler of `test.happened` was given; no other handler is registered."""
    monkeypatch.setattr(outbox, "_handlers", defaultdict(list))
    given = []
    handles("test.happened")(given.append)
    return given


@pytest.fixture
def broken_for(monkeypatch):
    """Keys and numbers whose events the handler of `test.happened` refuses, after noting the others."""
    monkeypatch.setattr(outbox, "_handlers", defaultdict(list))
    refused, given = set(), []

    def handler(event):
        if event.key in refused or event.payload.get("number") in refused:
            raise HandlerBroken
        given.append(event.payload["number"])

    handles("test.happened")(handler)
    return refused, given


@pytest.fixture
def emptied_outbox(transactional_db):
    """The outbox of a test that commits, emptied before and after."""

    def empty():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE kernel_outboxevent")

    empty()
    yield
    empty()


def numbers(handled):
    return [event.payload["number"] for event in handled]


def test_an_event_exists_if_the_change_is_kept(db):
    with transaction.atomic():
        publish("test.happened", key=ANNA, number=1)
    event = OutboxEvent.objects.get(code="test.happened")
    assert (event.key, event.payload, event.delivered_at, event.attempts) == (ANNA, {"number": 1}, None, 0)


def test_no_event_exists_where_the_change_is_taken_back(db):
    with transaction.atomic():
        publish("test.happened", key=ANNA)
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.filter(code="test.happened").exists()


def test_events_are_handed_over_once_and_in_the_order_of_writing(db, handled):
    for number in range(30):
        publish("test.happened", key=(ANNA, BEA, None)[number % 3], number=number)
    assert deliver_pending() == 30
    assert numbers(handled) == list(range(30))
    assert deliver_pending() == 0
    assert len(handled) == 30


def test_a_handler_is_told_which_event_it_is(db, handled):
    publish("test.happened", key=ANNA, number=1)
    deliver_pending()
    row = OutboxEvent.objects.get(code="test.happened")
    assert [(event.id, event.code, event.key) for event in handled] == [(row.id, "test.happened", ANNA)]


def test_an_event_that_nobody_handles_is_settled(db, handled):
    publish("test.unheard", key=ANNA)
    assert deliver_pending() == 1
    assert OutboxEvent.objects.get(code="test.unheard").delivered_at is not None


def test_a_failing_handler_holds_back_only_its_own_key(db, broken_for):
    refused, given = broken_for
    refused.add(ANNA)
    for number, key in enumerate([ANNA, BEA, ANNA, BEA]):
        publish("test.happened", key=key, number=number)
    assert deliver_pending() == 2
    assert given == [1, 3]
    refused.clear()
    assert deliver_pending() == 2
    assert given == [1, 3, 0, 2]


def test_events_without_a_key_do_not_wait_for_each_other(db, broken_for):
    refused, given = broken_for
    refused.add(0)
    for number in range(3):
        publish("test.happened", key=None, number=number)
    assert deliver_pending() == 2
    assert given == [1, 2]


def test_what_a_failing_handler_wrote_is_taken_back(db, monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", defaultdict(list))

    @handles("test.happened")
    def writes_and_fails(event):
        publish("test.follows", key=event.key)
        raise HandlerBroken

    publish("test.happened", key=ANNA)
    assert deliver_pending() == 0
    assert not OutboxEvent.objects.filter(code="test.follows").exists()


def test_a_handler_of_rounds_is_given_all_at_once_and_the_one_it_refuses_holds_back_its_key(db, monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", defaultdict(list))
    monkeypatch.setattr(outbox, "_round_handlers", defaultdict(set))
    refused, rounds = {2}, []

    @handles_rounds("test.happened", "test.followed")
    def handler(events):
        found = [event.payload["number"] for event in events]
        if refused & set(found):
            raise HandlerBroken
        rounds.append(found)

    for number, key in enumerate([ANNA, BEA, ANNA, BEA, ANNA, None]):
        publish("test.followed" if number == 1 else "test.happened", key=key, number=number)
    publish("test.unheard", key=BEA, number=6)
    assert deliver_pending() == 5
    assert rounds == [[0], [1], [3], [5]]
    refused.clear()
    assert deliver_pending() == 2
    assert rounds[4:] == [[2, 4]]


def test_an_event_is_tried_no_more_often_than_agreed_and_stays_undelivered(db, broken_for):
    refused, given = broken_for
    refused.add(0)
    publish("test.happened", key=ANNA, number=0)
    publish("test.happened", key=ANNA, number=1)
    for _ in range(MAX_ATTEMPTS):
        assert deliver_pending() == 0
    assert given == []
    assert deliver_pending() == 1
    assert given == [1]
    first = OutboxEvent.objects.filter(code="test.happened").earliest("id")
    assert (first.attempts, first.delivered_at) == (MAX_ATTEMPTS, None)


def test_a_deliverer_that_dies_before_its_commit_leaves_the_events_to_the_next(db, handled):
    publish("test.happened", key=ANNA, number=1)
    with transaction.atomic():
        assert deliver_pending() == 1
        transaction.set_rollback(True)
    assert deliver_pending() == 1
    assert numbers(handled) == [1, 1]


def test_a_handler_that_waits_for_who_waits_for_it_is_given_the_event_again(emptied_outbox, monkeypatch):
    """Two who lock the same things in opposite orders: the database breaks one of them off. Whichever it is, the other
    events of the round are settled, and this one is in the next."""
    monkeypatch.setattr(outbox, "_handlers", defaultdict(list))
    monkeypatch.setattr(outbox, "_round_handlers", defaultdict(set))
    mine_held, theirs_held, given = threading.Event(), threading.Event(), []

    @handles("test.crossed")
    def crossed(event):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7001)")
            mine_held.set()
            theirs_held.wait(10)
            cursor.execute("SELECT pg_advisory_xact_lock(7002)")
        given.append(event.key)

    def cross():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(7002)")
                theirs_held.set()
                mine_held.wait(10)
                cursor.execute("SELECT pg_advisory_xact_lock(7001)")
        except OperationalError:
            # This one was broken off.
            pass
        finally:
            connection.close()

    with transaction.atomic():
        publish("test.crossed", key=ANNA)
        publish("test.other", key=BEA)
    other = threading.Thread(target=cross)
    other.start()
    settled = deliver_pending()
    other.join(20)
    assert not other.is_alive()
    assert OutboxEvent.objects.get(code="test.other").delivered_at
    deliver_pending()
    assert settled in (1, 2)
    assert given == [ANNA]
    assert not OutboxEvent.objects.filter(delivered_at=None).exists()


def test_more_events_than_a_round_takes_come_in_the_next_ones(db, handled):
    for number in range(7):
        publish("test.happened", key=ANNA, number=number)
    assert [deliver_pending(limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert numbers(handled) == list(range(7))


def test_a_deliverer_stands_back_while_another_one_is_at_work(db, handled):
    publish("test.happened", key=ANNA, number=1)
    parameters = connection.get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parameters
    }
    with psycopg.connect(**wanted) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [outbox._DELIVERY_LOCK])
        assert deliver_pending() == 0
    assert deliver_pending() == 1


def test_two_deliverers_at_once_deliver_each_event_once(emptied_outbox, monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", defaultdict(list))
    first_is_at_work, second_is_done = threading.Event(), threading.Event()
    given = []

    @handles("test.happened")
    def slow(event):
        given.append(event.payload["number"])
        first_is_at_work.set()
        assert second_is_done.wait(20)

    for number in range(3):
        publish("test.happened", key=uuid7(), number=number)
    settled = []

    def deliver():
        try:
            settled.append(deliver_pending())
        finally:
            connection.close()

    first = threading.Thread(target=deliver)
    first.start()
    assert first_is_at_work.wait(20)
    second = threading.Thread(target=deliver)
    second.start()
    second.join(20)
    second_is_done.set()
    first.join(20)
    assert settled == [0, 3]
    assert given == [0, 1, 2]
