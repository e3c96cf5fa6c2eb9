"""The truth file, and the measures of a duplicate pair on records made by hand."""

import pytest

from huitouke.demo.records import DemoRecord
from huitouke.demo.truth import (
    damaged_fields,
    is_hanzi_against_latin,
    open_truth,
    phones_in,
    read_truth,
    shares,
    sure_keys,
    truth_row,
    write_truth,
)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_truth_file_gives_back_what_was_written(tmp_path, demo_run, ending):
    path = tmp_path / f"truth.{ending}"
    records = demo_run(2_000)
    assert write_truth(path, records) == 2_000
    assert list(read_truth(path)) == [truth_row(record) for record in records]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_empty_run_has_an_empty_truth(tmp_path, ending):
    path = tmp_path / f"truth.{ending}"
    assert write_truth(path, []) == 0
    assert list(read_truth(path)) == []


def test_refuses_another_ending(tmp_path):
    with pytest.raises(ValueError, match="csv"):
        open_truth(tmp_path / "truth.xlsx")
    assert not list(tmp_path.iterdir())


def _record(person, system="pms-SHA", **raw):
    fields = {target: [text] for target, text in raw.items()}
    return DemoRecord({"external_id": ["1"], **fields}, system, "SHA", person, (), 1)


def test_telephones_are_compared_by_their_digits_and_lent_ones_not_at_all():
    assert phones_in({"mobile": ["+8613812345678"]}) == phones_in({"phone": ["138-1234-5678"]})
    assert phones_in({"mobile": ["950131234567转1234", "138****5678"]}) == set()


def test_an_alias_is_the_same_mail_box():
    first = sure_keys({"email": ["Wei.Zhang@gmail.com"]})
    assert first == sure_keys({"email": ["weizhang+hotel@GMAIL.com"]})
    assert sure_keys({"email": ["a.123@guest.booking.com"]}) == set()


def test_a_missing_field_is_no_damage():
    whole = {"name": ["张伟"], "birth_date": ["1980-01-02"], "mobile": ["13812345678"]}
    assert damaged_fields(whole, {"name": ["张伟"]}) == 0
    assert damaged_fields(whole, whole | {"name": ["ZHANG WEI"], "mobile": ["13987654321"]}) == 2


def test_hanzi_stand_against_latin_only_where_neither_record_has_both():
    assert is_hanzi_against_latin({"name": ["张伟"]}, {"name": ["Zhang Wei"]})
    assert not is_hanzi_against_latin(
        {"name": ["张伟"], "latin_name": ["ZHANG WEI"]}, {"name": ["Zhang Wei"]}
    )
    assert not is_hanzi_against_latin({"name": ["张伟"]}, {"name": ["張偉"]})


def test_shares_are_counted_by_person_and_by_pair():
    measured = shares(
        [
            _record(1, name="张伟", mobile="13812345678", birth_date="1980-01-02"),
            _record(1, name="ZHANG WEI", mobile="13987654321", birth_date="1980-01-02"),
            _record(2, name="王芳", mobile="138 1234 5678"),
            _record(3, name="李娜"),
        ]
    )
    assert measured["records"] == 4
    assert measured["persons"] == 3
    assert measured["duplicated"] == pytest.approx(1 / 3)
    assert measured["sharing_a_phone"] == pytest.approx(2 / 3)
    assert measured["no_common_key"] == 1
    assert measured["two_damaged"] == 1
    assert measured["hanzi_against_latin"] == 1


def test_shares_of_nothing_are_nothing():
    assert shares([])["duplicated"] == 0
