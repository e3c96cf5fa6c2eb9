"""The make-believe guests come and go: believable, the same for the same seed, and just what the records say."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.models import Branch
from huitouke.demo.load import load_demo, stay_truth_file
from huitouke.demo.rhythms import draw_rhythm, draw_stays
from huitouke.hotels.prices import find_prices
from huitouke.identity.match_state import RUN_TASK
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.stays.models import FolioLine, Reservation, ReservationGroup, ReservationPerson, RoomNight
from huitouke.stays.services.rebuilding import compare_with_records
from huitouke.testing.fixtures import TODAY


def plans(seed, count):
    rnd = random.Random(seed)
    for _person in range(count):
        rhythm = draw_rhythm(rnd, is_of_company=rnd.random() < 0.42)
        yield rhythm, list(draw_stays(rnd, rhythm, TODAY))


def test_everybody_has_a_rhythm_of_their_own_and_the_year_has_seasons():
    drawn = list(plans(5, 3000))
    assert drawn == list(plans(5, 3000))
    stays = [stay for _rhythm, mine in drawn for stay in mine]
    by_segment = Counter()
    for rhythm, mine in drawn:
        by_segment[rhythm.segment] += len(mine)
        assert all(
            before.arrival + timedelta(days=before.nights) <= after.arrival
            for before, after in pairwise(mine)
        )
    people = Counter(rhythm.segment for rhythm, _mine in drawn)
    assert by_segment["regular"] / people["regular"] > 3 * by_segment["once"] / people["once"]
    months = Counter(stay.arrival.month for stay in stays)
    assert months[10] > 1.3 * months[2]
    outcomes = Counter(stay.outcome for stay in stays)
    assert 0.08 < outcomes["cancelled"] / len(stays) < 0.25
    assert {"came", "no_show", "expected"} <= set(outcomes)
    assert all(stay.booked_on <= min(stay.arrival, TODAY) for stay in stays)
    assert any(rhythm_stays and rhythm_stays[-1].leaves_for_good for _rhythm, rhythm_stays in drawn)


@pytest.fixture
def demo(db, still_clock, settings, tmp_path):
    settings.HOME = tmp_path
    load_demo(guests=700, branches=2, seed=3)


def test_the_house_is_at_work_and_every_row_is_what_its_records_say(demo):
    job = ProcrastinateJob.objects.get(task_name=RUN_TASK)
    assert (job.status, job.lock) == ("todo", RUN_TASK)
    assert job.scheduled_at > datetime.now(UTC), "nobody's first page waits for the comparing"
    first, second = Branch.objects.order_by("id")
    assert compare_guests().fields == Counter()
    found = compare_with_records()
    assert (found.different, found.fields) == (0, Counter())
    assert found.equal == Reservation.objects.count() > 700
    for branch in (first, second):
        assert Reservation.objects.arriving(branch.id, TODAY + timedelta(days=1)).count() >= 12
        assert Reservation.objects.in_house(branch.id).count() >= 9
    assert ReservationGroup.objects.count() == 6
    grouped = ReservationPerson.objects.filter(reservation__group__isnull=False)
    assert not grouped.exclude(guest=None).exists()
    assert (
        RoomNight.objects.filter(kind="day_use").exists()
        or not Reservation.objects.filter(room__isnull=False, arrival=TODAY).filter(departure=TODAY).exists()
    )
    assert set(FolioLine.objects.values_list("is_payment", flat=True)) == {True, False}
    assert Reservation.objects.exclude(their_codes={}).count() == 0
    assert find_prices(first, "CORP-A", "DLK", [TODAY]) == [60000]
    truth = pq.read_table(stay_truth_file()).to_pylist()
    told = {(row["system"], row["external_id"]) for row in truth}
    own = Reservation.objects.filter(external_id__startswith="R").exclude(external_id__endswith="S")
    assert {tuple(row) for row in own.values_list("system", "external_id")} <= told
    sleeping = Reservation.objects.filter(status="in_house", room__isnull=False)
    for room, since in sleeping.filter(arrival=TODAY).values_list("room", "id"):
        sharers = sleeping.filter(room=room).exclude(id=since)
        assert not sharers.exclude(arrival=TODAY).exists(), "a room is let again before it is left"
