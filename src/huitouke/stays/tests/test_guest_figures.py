"""What stays come to for each guest: always what adding the stays up gives, whoever changes them and how."""

import random
import threading
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection, transaction

from huitouke.stays.models import GuestFigure, Reservation
from huitouke.testing.conditions_stays import plant_stays
from huitouke.testing.fixtures import TODAY

CAME = ("in_house", "checked_out")


def added_up():
    """The figures by guest, branch and currency, added up one by one."""
    found = defaultdict(lambda: [0, 0, 0, None])
    for each in Reservation.objects.exclude(guest=None):
        if each.status not in CAME or each.outlet_id or each.is_name_hidden:
            continue
        spent = 0 if each.is_rate_hidden else each.room_minor + each.extras_minor
        for branch, currency in (
            (each.branch_id, each.currency),
            (each.branch_id, None),
            (None, each.currency),
            (None, None),
        ):
            mine = found[each.guest_id, branch, currency]
            mine[0] += 1
            mine[1] += each.counted_nights
            mine[2] = None if currency is None else mine[2] + spent
            mine[3] = max(mine[3] or each.arrival, each.arrival)
    return {key: tuple(value) for key, value in found.items()}


def kept():
    rows = GuestFigure.objects.values_list(
        "owner_id", "branch_id", "currency", "stays", "nights", "spend_minor", "last_on"
    )
    return {row[:3]: row[3:] for row in rows}


@pytest.fixture
def planted(group, guest_of):
    guests = [guest_of(group.main, name=f"客人{number}") for number in range(6)]
    rnd = random.Random(4)
    for guest in guests:
        for _turn in range(3):
            plant_stays(guest.id, [group.main, group.lake, group.bay], rnd, TODAY)
    return guests


def test_figures_follow_every_change_of_a_stay(planted):
    assert kept() == added_up()
    assert kept()
    changes = (
        {"status": "cancelled"}, {"status": "checked_out"}, {"guest": planted[0]}, {"guest": None},
        {"is_name_hidden": True}, {"is_name_hidden": False}, {"is_rate_hidden": True}, {"counted_nights": 9},
        {"room_minor": 1}, {"extras_minor": 77}, {"currency": "HKD"}, {"arrival": TODAY - timedelta(days=900)},
        {"requests": "靠窗"},
    )  # fmt: skip
    rnd = random.Random(5)
    for change in changes * 3:
        ids = rnd.sample(list(Reservation.objects.values_list("id", flat=True)), 5)
        Reservation.objects.filter(id__in=ids).update(**change)
        assert kept() == added_up(), change
    Reservation.objects.filter(guest=planted[0]).delete()
    assert kept() == added_up()
    Reservation.objects.update(guest=None)
    assert kept() == {}


@pytest.mark.django_db(transaction=True)
def test_two_who_change_stays_of_one_guest_at_once_are_both_counted(group, guest_of):
    guest = guest_of(group.main, name="王建国")
    rnd = random.Random(1)
    while Reservation.objects.count() < 2:
        plant_stays(guest.id, [group.main], rnd, TODAY)
    one, other = Reservation.objects.order_by("id")[:2]
    Reservation.objects.update(status="reserved", is_name_hidden=False)
    assert kept() == {}
    held, done = threading.Event(), threading.Event()

    def come(row_id, before, after):
        try:
            with transaction.atomic():
                before()
                Reservation.objects.filter(id=row_id).update(status="in_house")
                after()
        finally:
            connection.close()

    def let_the_other_wait():
        held.set()
        done.wait(1)

    first = threading.Thread(target=come, args=(one.id, lambda: None, let_the_other_wait))
    second = threading.Thread(target=come, args=(other.id, lambda: held.wait(10), lambda: None))
    for each in (first, second):
        each.start()
    for each in (first, second):
        each.join(20)
    assert kept() == added_up()
    assert GuestFigure.objects.get(branch_id=None, currency=None).stays == 2
