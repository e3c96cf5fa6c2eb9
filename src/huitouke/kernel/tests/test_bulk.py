"""What is written as COPY lines comes out of PostgreSQL as it went in."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.kernel.bulk import cell, copy_lines, line, upsert_rows

COLUMNS = ("position", "word", "words", "raw", "yes", "day", "instant", "ident")

NASTY = st.sampled_from(
    [
        "\t",
        "\n",
        "\r",
        "\\",
        "\\N",
        "\\.",
        '"',
        "'",
        "{",
        "}",
        ",",
        "NULL",
        "",
        " ",
        "\x00",
        "\u2028",
        "😀",
        "ש",
    ]
)
TEXT = st.one_of(st.text(), st.lists(NASTY).map("".join))
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**31), 2**31 - 1),
        st.one_of(st.none(), TEXT),
        st.lists(TEXT, max_size=4),
        st.binary(max_size=40),
        st.booleans(),
        st.dates(),
        st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
        st.uuids(),
    ),
    max_size=6,
)


@pytest.fixture
def scratch(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE scratch (position int, word text, words text[], raw bytea, yes boolean,"
            " day date, instant timestamptz, ident uuid) ON COMMIT DROP"
        )


def without_nul(value):
    if isinstance(value, str):
        return value.replace("\x00", "")
    return [without_nul(one) for one in value] if isinstance(value, list) else value


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_row_comes_back_as_it_was_but_for_nul(scratch, rows):
    numbered = [(number, *row[1:]) for number, row in enumerate(rows)]
    copy_lines("scratch", COLUMNS, b"".join(line(row) for row in numbered))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scratch ORDER BY position")
        found = cursor.fetchall()
        cursor.execute("TRUNCATE scratch")
    wanted = [tuple(without_nul(value) for value in row) for row in numbered]
    assert [(*row[:3], bytes(row[3]), *row[4:]) for row in found] == wanted


def test_lone_surrogates_are_written_as_question_marks_and_crash_nothing(scratch):
    copy_lines("scratch", ("word", "words"), line(("a\ud800b", ["\udfff"])))
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, words FROM scratch")
        assert cursor.fetchone() == ("a?b", ["?"])


def test_nothing_is_sent_for_no_lines(scratch, django_assert_num_queries):
    with django_assert_num_queries(0):
        copy_lines("scratch", COLUMNS, b"")


def test_a_row_that_does_not_fit_leaves_none_behind(scratch):
    from django.db import DataError

    with pytest.raises(DataError), transaction.atomic():
        copy_lines("scratch", ("position",), b"1\nnot a number\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM scratch")
        assert cursor.fetchone() == (0,)


def test_each_kind_of_value_has_its_form():
    assert cell(None) == "\\N"
    assert cell("\\N") == "\\\\N"
    assert cell(True) == "t"
    assert cell(7) == "7"
    assert cell(date(2026, 3, 16)) == "2026-03-16"
    assert cell(UUID(int=1)) == "0" * 31 + "1"
    assert cell([]) == "{}"


def test_a_kind_without_a_form_is_refused():
    with pytest.raises(TypeError, match="float"):
        cell(1.5)


def test_rows_are_written_whole_or_given_new_values_by_their_key(db):
    ident = UUID(int=5)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE kept (ident uuid PRIMARY KEY, words text[], keys bigint[]) ON COMMIT DROP"
        )
        upsert_rows(
            "kept", "ident", [{"ident": ident, "words": ['a"b', "李"], "keys": [-(2**63), 2**63 - 1]}]
        )
        upsert_rows(
            "kept",
            "ident",
            [{"ident": ident, "words": [], "keys": [1]}, {"ident": UUID(int=6), "words": ["\\"], "keys": []}],
        )
        upsert_rows("kept", "ident", [])
        cursor.execute("SELECT ident, words, keys FROM kept ORDER BY ident")
        assert cursor.fetchall() == [(ident, [], [1]), (UUID(int=6), ["\\"], [])]
