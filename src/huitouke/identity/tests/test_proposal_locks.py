"""Whoever locks several proposals locks them in one order: reviewers, merges and the triggers never wait in a circle.

One transaction has come to the first of two proposals, as a merge of their guests does; somebody else is let run until
they wait for it. What they hold by then must not be in the way of the second.
"""

import threading
from queue import Queue

import pytest
from django.db import OperationalError, connection, transaction

from huitouke.identity.models import Proposal
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.reviewing import claim, claim_next, pass_pair, take_up_again
from huitouke.kernel.outbox import deliver_pending

pytestmark = pytest.mark.django_db(transaction=True)

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17"}
LIU = {"name": "刘洋", "mobile": "13900001112", "email": "liuyang@example.com"}


@pytest.fixture
def pairs(group, guest_of):
    """Two proposals about four guests, by their ids."""
    for told in (WANG, {**WANG, "name": "Wang Xiaoming"}, LIU, {**LIU, "name": "刘扬"}):
        guest_of(group.main, **told)
    deliver_pending()
    return list(Proposal.objects.open().order_by("id"))


def open_the_second(mei, low, high):
    claim(actor=mei.actor, proposal_id=low.id)
    return lambda: claim(actor=mei.actor, proposal_id=high.id)


def ask_for_the_next(mei, low, high):
    claim(actor=mei.actor, proposal_id=low.id)
    return lambda: claim_next(actor=mei.actor, after=low.id)


def take_both_up(mei, low, high):
    for pair in (high, low):
        pass_pair(actor=mei.actor, proposal_id=pair.id)
    return lambda: take_up_again(actor=mei.actor)


def merge_three(mei, low, high):
    return lambda: merge_guests(
        actor=mei.actor, kept_id=high.first_id, gone_ids=[high.second_id, low.first_id]
    )


@pytest.mark.parametrize("prepare", [open_the_second, ask_for_the_next, take_both_up, merge_three])
def test_nobody_holds_the_second_while_they_wait_for_the_first(pairs, mei, prepare):
    low, high = pairs
    act = prepare(mei, low, high)
    servers: Queue[int] = Queue()
    failed: list[Exception] = []

    def other() -> None:
        try:
            servers.put(backend())
            act()
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failed.append(error)
        finally:
            connection.close()

    hand = threading.Thread(target=other)
    with transaction.atomic():
        Proposal.objects.select_for_update().get(id=low.id)
        hand.start()
        server = servers.get(timeout=20)
        while hand.is_alive() and not waits(server):
            hand.join(0.01)
        assert hand.is_alive(), failed
        try:
            hold_in_time([each for pair in pairs for each in (pair.first_id, pair.second_id)])
        finally:
            transaction.set_rollback(True)
    hand.join(20)
    assert not failed


def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def waits(server):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [server])
        return cursor.fetchone()[0]


def hold_in_time(guests):
    """As the triggers do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        try:
            cursor.execute("SELECT identity_hold_proposals(%s::uuid[])", [guests])
        except OperationalError as error:
            pytest.fail(f"the other holds what it need not hold yet: {error}")
