"""The proof of messages, small: the storm in one database, with a transaction that is lost for each killed worker."""

import random

import pytest
from django.db import connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages import taking
from huitouke.connectors.messages.taking import receive_messages, take_messages
from huitouke.hotels.models import Room, RoomType
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin, waiting_systems
from huitouke.intake.models import Message
from huitouke.stays.models import FolioLine, Reservation, RoomNight
from huitouke.testing.proofs import storm
from huitouke.testing.proofs.messages import TABLES


class WorkerKilled(BaseException):
    """What is done in the transaction is lost."""


@pytest.fixture
def deliver(group):
    kind = RoomType.objects.create(branch=group.main, code="DLK")
    for number in range(8):
        Room.objects.create(branch=group.main, number=f"{1001 + number}", room_type=kind)

    def run(sent, *, kill_at=None, monkeypatch=None, batch=40):
        rnd = random.Random(3)
        for start in range(0, len(sent), 60):
            for one in sent[start : start + 60]:
                origin = Origin(group.main, one.kind, one.kind, MessageWay.WEBHOOK)
                receive_messages(actor=SYSTEM, origin=origin, bodies=[one.body.encode()])
            if kill_at == start:
                _killed(monkeypatch)
            if rnd.random() < 0.5:
                for system in waiting_systems():
                    take_messages(system, most=batch)
        while systems := waiting_systems():
            for system in systems:
                take_messages(system, most=batch)

    return run


def _killed(monkeypatch):
    """The worker dies when all is written and nothing is committed."""

    def die(_settled):
        raise WorkerKilled

    with monkeypatch.context() as patch:
        patch.setattr(taking, "settle_messages", die)
        with pytest.raises(WorkerKilled):
            take_messages(waiting_systems()[0])


def state():
    found = {}
    with connection.cursor() as cursor:
        for name, query in TABLES.items():
            cursor.execute(f"SELECT row(q.*)::text FROM ({query}) q")
            found[name] = sorted(row[0] for row in cursor.fetchall())
    return found


def test_a_storm_with_a_killed_worker_ends_as_the_ordered_delivery(deliver, monkeypatch):
    sent = storm.in_order(210, 5)
    stormy = storm.as_it_comes(sent, 5)
    assert (len(stormy), stormy != sent) == (300, True)
    with transaction.atomic():
        deliver(sent)
        expected = state()
        assert min(model.objects.count() for model in (Reservation, RoomNight, FolioLine)) > 5
        transaction.set_rollback(True)
    deliver(stormy, kill_at=120, monkeypatch=monkeypatch, batch=25)
    found = state()
    for name in TABLES:
        assert found[name] == expected[name], name
    assert not Message.objects.exclude(state__in=("applied", "unchanged")).exists()
