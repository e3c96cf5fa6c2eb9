"""A database error in the log: which one it was, and nothing of the row."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import Error, connection, transaction

from huitouke.kernel.log_lines import LineFormatter

SECRET = "SEALED\n王小明"


def line_of(statement, *parameters):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except Error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it broke", None, sys.exc_info())
        return LineFormatter().format(record)
    raise AssertionError("the statement was taken")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO guests_note (text, written_at) VALUES (%s, now())", "violates not-null constraint"),
        ("SELECT * FROM guests_guest WHERE name = %s AND nothing = 1", 'column "nothing" does not exist'),
        ("SELECT %s::date", "invalid input syntax for type date"),
    ],
)
def test_an_error_of_the_database_is_logged_without_values(statement, said):
    line = line_of(statement, SECRET)
    assert said in line
    assert "test_log_lines.py" in line
    assert "SEALED" not in line
    assert "王小明" not in line


def test_other_errors_are_logged_whole():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it broke", None, sys.exc_info())
    assert "ValueError: two\nlines" in LineFormatter().format(record)


def test_the_log_of_this_house_is_written_so():
    assert settings.LOGGING["formatters"]["line"]["()"] == "huitouke.kernel.log_lines.LineFormatter"
