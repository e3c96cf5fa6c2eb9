import csv
from datetime import date

import pytest

from huitouke.connectors.files.records import open_records
from huitouke.testing.bench.records import HEADINGS, Given, branch_codes, filed, guests, write_file

TODAY = date(2026, 11, 21)


def test_the_same_seed_gives_the_same_guests():
    assert list(guests(300, 11, TODAY)) == list(guests(300, 11, TODAY))
    assert list(guests(300, 11, TODAY)) != list(guests(300, 12, TODAY))


def test_a_file_of_the_guests_is_read_back_as_they_are(tmp_path):
    rows = list(filed(guests(1_500, 11, TODAY), branch_codes()[0]))

    assert write_file(tmp_path / "guests.csv", rows) == 1_500

    read = [dict(record.raw) for record in open_records(tmp_path / "guests.csv", None, said=None)]
    assert read == [row.raw for row in rows]


def test_ids_of_several_systems_stay_apart_in_one_file():
    ids = [row.raw["external_id"][0] for row in filed(guests(3_000, 11, TODAY), "MAIN")]

    assert len(set(ids)) == 3_000


def test_refuses_to_lose_what_has_no_column(tmp_path):
    with pytest.raises(ValueError, match="no column for extra:星座"):
        write_file(tmp_path / "guests.csv", [Given("a", "MAIN", {"name": ["张伟"], "extra:星座": ["处女"]})])
    with (tmp_path / "guests.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == list(HEADINGS.values())
