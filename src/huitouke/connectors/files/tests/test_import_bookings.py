"""Files of bookings: the real ones to the cent and the row, and what hotels do to such files."""

import calendar
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pyarrow.parquet as pq
import pytest
from django.db import connection

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import Branch
from huitouke.access.services.organisation import BranchForm, change_branch
from huitouke.connectors.files.bookings import import_bookings
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.taking_back import take_back_run
from huitouke.guests.models import Guest
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.loading import load_standard_codes
from huitouke.intake.models import ImportRun, RowReport, SourceRecord
from huitouke.intake.services import Tally
from huitouke.kernel.outbox import deliver_pending
from huitouke.stays.models import Folio, Reservation
from huitouke.stays.services import admission
from huitouke.stays.services.take_back import foresee_bookings_back
from huitouke.testing.fixtures import TODAY

REAL = "bookings/hotel_bookings_2015-07_2016-12.parquet"
HEADER = (
    "hotel,is_canceled,lead_time,arrival_date_year,arrival_date_month,arrival_date_day_of_month,"
    "stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,market_segment,"
    "distribution_channel,reserved_room_type,deposit_type,agent,adr,reservation_status\n"
)
ROW = "City Hotel,0,30,2016,June,17,1,2,2,0,0,BB,PRT,Online TA,TA/TO,A,No Deposit,9,95.33,Check-Out\n"
GONE = "City Hotel,1,30,2016,June,18,0,2,2,0,0,HB,PRT,Groups,GDS,D,Non Refund,NULL,80,Canceled\n"


@pytest.fixture
def take_in(group, tmp_path, still_clock):
    load_standard_codes()

    def run(text, *, actor=SYSTEM, **options):
        path = tmp_path / "bookings.csv"
        path.write_text(text, encoding="utf-8")
        return import_bookings(path, actor=actor, **options).tally

    return run


MONTHS_SQL = """
SELECT coalesce(b.labels->>'en', ''), to_char(r.arrival, 'YYYY-MM'), count(*), sum(r.departure - r.arrival),
       sum(r.counted_nights), sum(r.room_minor), count(*) FILTER (WHERE r.status IN ('cancelled', 'no_show')),
       sum(r.arrival - r.booked_on)
FROM stays_reservation r JOIN access_branch b ON b.id = r.branch_id GROUP BY 1, 2"""


def independent(path):
    """Bookings, nights, nights slept, revenue in cents, cancellations and days of lead by hotel and month of arrival,
    counted from the file alone."""
    found = defaultdict(lambda: [0] * 6)
    for row in pq.read_table(path).to_pylist():
        nights = row["stays_in_weekend_nights"] + row["stays_in_week_nights"]
        kept = not row["is_canceled"]
        cents = (Decimal(repr(row["adr"])) * nights * 100).quantize(Decimal(1), ROUND_HALF_UP)
        month = list(calendar.month_name).index(row["arrival_date_month"])
        key = (row["hotel"], f"{row['arrival_date_year']}-{month:02}")
        figures = (1, nights, nights * kept, int(cents) * kept, 1 - kept, row["lead_time"])
        found[key] = [before + now for before, now in zip(found[key], figures, strict=True)]
    return dict(found)


def test_the_real_bookings_come_in_to_the_cent_and_to_the_row(group, shared, still_clock):
    load_standard_codes()
    path = shared(REAL)
    rows = pq.ParquetFile(path).metadata.num_rows
    tally = import_bookings(path, actor=SYSTEM, system="lisbon").tally
    assert (
        (tally.rows, tally.created, tally.rejected, tally.updated)
        == (rows, rows, 0, 0)
        == (78703, 78703, 0, 0)
    )
    with connection.cursor() as cursor:
        cursor.execute(MONTHS_SQL)
        assert {
            (row[0], row[1]): [int(each) for each in row[2:]] for row in cursor.fetchall()
        } == independent(path)
        cursor.execute("SELECT count(*) FROM stays_reservation WHERE room_minor <>"
                       " (SELECT coalesce(sum(n), 0) FROM unnest(rates) n) AND status = 'checked_out'")  # fmt: skip
        assert cursor.fetchone() == (0,)
    assert not Guest.objects.exists()
    assert dict(Branch.objects.filter(is_to_confirm=True).values_list("code", "currency")) == {
        "CITY-HOTEL": "CNY", "RESORT-HOTEL": "CNY",
    }  # fmt: skip
    told = {code for (code,) in RowReport.objects.values_list("code").distinct()}
    assert told == {"booking_no_nights", "booking_no_persons", "booking_hotel_new"}
    assert not RowReport.objects.filter(outcome="rejected").exists()
    assert import_bookings(path, actor=SYSTEM, system="lisbon").tally == Tally(rows=rows, unchanged=rows)
    assert Reservation.objects.count() == rows


def test_rows_that_are_alike_stay_as_many_as_they_are(take_in):
    assert take_in(HEADER + ROW * 3 + GONE).created == 4
    assert take_in(HEADER + ROW * 3 + GONE) == Tally(rows=4, unchanged=4)
    assert take_in(HEADER + ROW * 4) == Tally(rows=4, created=1, unchanged=3)
    assert Reservation.objects.filter(arrival="2016-06-17").count() == 4


def test_what_is_copied_is_what_every_message_would_make(take_in, monkeypatch):
    take_in(HEADER + ROW + GONE)
    columns = [
        field.attname
        for field in Reservation._meta.concrete_fields
        if field.attname not in ("record_id", "created_at", "updated_at", "system", "id")
    ]
    copied = list(Reservation.objects.order_by("arrival").values(*columns))
    monkeypatch.setattr("huitouke.connectors.files.bookings.can_be_copied", lambda _part: False)
    take_in(HEADER + ROW + GONE, system="messages")
    applied = list(Reservation.objects.filter(system="messages").order_by("arrival").values(*columns))
    assert copied == applied
    records = SourceRecord.objects.filter(external_id__startswith="reservation:")
    digests = records.values_list("external_id", "digest")
    assert len({(each, bytes(digest)) for each, digest in digests}) == 2


def test_every_column_of_a_reservation_is_copied():
    assert set(admission.RESERVATION_COLUMNS) == {field.column for field in Reservation._meta.concrete_fields}


def test_codes_are_read_or_put_on_the_list_to_be_mapped(take_in):
    take_in(HEADER + ROW + GONE)
    kept, gone = Reservation.objects.order_by("arrival")
    assert (kept.market, kept.channel, kept.meal_plan, kept.guarantee) == (
        "ota", "travel_agency", "breakfast", "none",
    )  # fmt: skip
    assert kept.their_codes == {"room_type": "A", "agent": "agent 9"}
    assert gone.their_codes == {"market": "Groups", "room_type": "D"}
    waiting = CodeMapping.objects.filter(is_mapped=False).values_list("table", "their_code")
    assert set(waiting) == {
        ("room_type", "A"),
        ("room_type", "D"),
        ("company", "agent 9"),
        ("market", "Groups"),
    }


def test_a_row_that_bears_a_number_is_the_same_booking_when_it_comes_changed(take_in):
    numbered = "booking_id," + HEADER
    take_in(numbered + "B-1," + ROW)
    tally = take_in(numbered + "B-1," + ROW.replace(",0,30,", ",1,30,").replace("Check-Out", "Canceled"))
    assert (tally.created, tally.updated) == (0, 1)
    row = Reservation.objects.get()
    assert (row.status, row.room_minor, row.booking_number) == ("cancelled", 0, "B-1")


def test_a_dry_run_writes_nothing(take_in, refuses_to_write):
    with refuses_to_write():
        tally = take_in(HEADER + ROW * 2 + GONE.replace("2016", "soon"), dry_run=True)
    assert (tally.rows, tally.created, tally.rejected) == (3, 2, 1)
    assert not Branch.objects.filter(is_to_confirm=True).exists()


def test_who_may_not_open_branches_has_rows_of_unknown_hotels_refused(take_in, bruno):
    tally = take_in(HEADER + ROW + ROW.replace("City Hotel", "MAIN"), actor=bruno.actor)
    assert (tally.created, tally.rejected) == (1, 1)
    assert RowReport.objects.get(outcome="rejected").code == "booking_hotel_unknown"
    assert not Branch.objects.filter(is_to_confirm=True).exists()
    CodeMapping.objects.filter(table="branch").update(our_code="LAKE", is_mapped=True)
    assert take_in(HEADER + ROW, actor=bruno.actor).created == 1
    assert Reservation.objects.filter(branch__code="LAKE").count() == 1


def test_who_may_not_import_brings_nothing_in(take_in, alma, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        take_in(HEADER + ROW, actor=alma.actor)


def test_a_file_without_arrivals_is_refused_whole(take_in, refuses_to_write):
    with refuses_to_write(), pytest.raises(UnreadableFile) as refusal:
        take_in("name,mobile\nWang,138\n")
    assert refusal.value.code == "no_booking_columns"


def test_confirming_a_branch_makes_its_currency_that_of_its_bookings(take_in):
    take_in(HEADER + ROW)
    branch = Branch.objects.get(is_to_confirm=True)
    form = BranchForm({"en": "City Hotel"}, "Europe/Lisbon", "EUR", "6")
    change_branch(actor=SYSTEM, branch_id=branch.id, form=form)
    branch.refresh_from_db()
    assert (branch.is_to_confirm, branch.time_zone) == (False, "Europe/Lisbon")
    deliver_pending()
    assert Reservation.objects.get().currency == "EUR"


def test_an_import_that_broke_off_goes_on_with_the_same_file(take_in, monkeypatch):
    monkeypatch.setattr("huitouke.connectors.files.bookings.CHUNK_ROWS", 2)

    def die(_what, rows, _total):
        if rows >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(HEADER + ROW * 5 + GONE, progress=die)
    assert Reservation.objects.count() == 2
    assert take_in(HEADER + ROW * 5 + GONE) == Tally(rows=6, created=4, unchanged=2)


def test_taking_back_lets_go_what_came_and_keeps_what_somebody_dealt_with(take_in, group):
    numbered = "booking_id," + HEADER
    first = numbered + "B-1," + ROW + "B-2," + ROW + "B-3," + ROW
    take_in(first)
    take_in(first.replace("95.33", "80") + "B-4," + ROW)
    run = ImportRun.objects.order_by("-id")[0]
    touched = Reservation.objects.get(booking_number="B-3")
    Folio.objects.create(
        branch=touched.branch, system="desk", external_id="1", reservation=touched, currency="CNY", opened_on=TODAY
    )  # fmt: skip
    assert foresee_bookings_back(run)[:3] == (1, 2, 1)
    done = take_back_run(actor=SYSTEM, run_id=run.id)
    assert done[:3] == (1, 2, 1)
    rooms = dict(Reservation.objects.values_list("booking_number", "room_minor"))
    assert rooms == {"B-1": 28599, "B-2": 28599, "B-3": 24000}
    assert take_in(numbered + "B-4," + ROW).created == 1
