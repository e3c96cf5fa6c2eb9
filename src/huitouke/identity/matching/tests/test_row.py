from huitouke.identity.matching.row import COLUMNS, LIST_COLUMNS, MatchRow, to_columns


def test_columns_of_rows_are_of_one_length_and_what_is_not_told_is_none():
    columns = to_columns([MatchRow("1", family="zhang", phones=("+8613800000000",)), MatchRow("2")])
    assert set(columns) == set(COLUMNS)
    assert {len(values) for values in columns.values()} == {2}
    assert columns["family"] == ["zhang", None]
    assert columns["phones"] == [["+8613800000000"], None]
    assert set(LIST_COLUMNS) == {
        "readings", "phones", "emails", "documents", "passports", "plates", "birth_dates",
    }  # fmt: skip
