"""The columns written by COPY are those of the models, and what the database needs is never left out."""

import pytest
from django.apps import apps
from django.db import connection

from huitouke.guests.models import Guest
from huitouke.guests.models.facts import Fact
from huitouke.guests.rows import COLUMNS, WRITE_ORDER
from huitouke.identity.models import Link
from huitouke.identity.rows import LINK_COLUMNS, LINK_TABLE

BY_TABLE = {model._meta.db_table: model for model in apps.get_app_config("guests").get_models()}
COPIED = {**COLUMNS, LINK_TABLE: LINK_COLUMNS}
MODELS = {**BY_TABLE, LINK_TABLE: Link}


@pytest.mark.parametrize("table", COPIED)
def test_the_columns_copied_are_those_of_the_model(table):
    columns = [field.column for field in MODELS[table]._meta.concrete_fields]
    assert sorted(COPIED[table]) == sorted(columns)


@pytest.mark.parametrize("table", COPIED)
def test_no_column_that_needs_a_value_is_left_out(db, table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL",
            [table],
        )
        needed = {name for (name,) in cursor.fetchall()}
    assert needed <= set(COPIED[table])


def test_every_table_with_a_guest_is_written_after_the_guest():
    assert set(WRITE_ORDER) == set(COLUMNS)
    assert WRITE_ORDER[0] == Guest._meta.db_table
    for table in WRITE_ORDER[1:]:
        assert "guest_id" in COLUMNS[table]


def test_what_a_record_tells_of_a_new_guest_is_copied():
    told = {
        table
        for table, model in BY_TABLE.items()
        if issubclass(model, Fact) and model.__module__.endswith("models.facts")
    }
    assert told == set(COLUMNS) - {Guest._meta.db_table}
