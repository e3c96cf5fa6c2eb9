"""The make-believe group in the database: what its records say."""

from datetime import UTC, date, datetime

from huitouke.access.actors import SYSTEM
from huitouke.demo.load import load_demo
from huitouke.guests.models import Guest
from huitouke.identity.rows import RowEncoder
from huitouke.identity.services import write_rows
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.intake.models import SourceRecord
from huitouke.kernel.crypto import sealer


def test_a_small_child_is_born_before_the_record_that_tells_of_it(db, still_clock, settings, tmp_path):
    """Of the 60 guests of this seed one is younger than the time over which records came."""
    settings.HOME = tmp_path
    load_demo(guests=60, branches=2, seed=47)
    assert compare_guests().fields == {}
    came = dict(SourceRecord.objects.values_list("id", "received_at"))
    born = Guest.objects.exclude(birth_date=None).values_list("birth_date", "origin_record_id")
    assert all(birth_date <= came[record_id].date() for birth_date, record_id in born)
    assert max(birth_date for birth_date, _record_id in born) > date(2022, 1, 1)


def test_a_row_of_an_earlier_day_is_read_by_that_day(group):
    """A birth date that had not come by then is none, whenever the row is taken in."""
    raw = {"external_id": ["P1"], "name": ["张伟"], "birth_date": ["2025-08-13"]}
    encoder = RowEncoder(sealer(), source_of(SYSTEM, group.main, "pms"))
    text, digest = encoder.digest(raw)
    row = encoder.encode_new(
        1, "P1", raw, text, digest, received_at=datetime(2025, 7, 9, 4, tzinfo=UTC), today=date(2025, 7, 9)
    )
    write_rows([row], encoder)
    assert Guest.objects.get().birth_date is None
    assert [issue.code for issue in row.issues] == ["birth_date_in_future"]
    assert compare_guests().fields == {}
