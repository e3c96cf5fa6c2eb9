"""Changes of profiles are noted by the database, whichever way they are written."""

import pytest
from django.db import connection

from huitouke.guests.models import Guest
from huitouke.kernel.models import FieldChange
from huitouke.testing.factories import SOME_ID_CARD


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main,
        name="王小明",
        mobile="13812345678",
        id_card=SOME_ID_CARD,
        plate="沪A12345",
        taboo="不吃香菜",
        tag="摄影",
        note="喜欢靠窗",
    )


def noted(guest):
    rows = FieldChange.objects.filter(subject_id=guest.id).order_by("id")
    return [(row.table_name.removeprefix("guests_"), row.field, row.old, row.new) for row in rows]


def test_a_new_guest_has_no_history(wang):
    assert noted(wang) == []


def test_a_save_is_noted(wang):
    wang.name = "王晓明"
    wang.save()
    assert noted(wang) == [("guest", "name", "王小明", "王晓明")]


def test_an_update_of_many_is_noted_for_each(wang, group, guest_of):
    other = guest_of(group.main, name="李雷")
    Guest.objects.update(company="丝绸")
    assert noted(wang) == noted(other) == [("guest", "company", "", "丝绸")]


def test_a_write_past_the_product_is_noted(wang):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guests_guest SET is_shared = true WHERE id = %s", [wang.id])
    assert noted(wang) == [("guest", "is_shared", False, True)]


def test_computed_columns_are_not_noted(wang):
    Guest.objects.update(completeness=1, pinyin="x", has_warning=False, birthday_key=None)
    assert noted(wang) == []


def test_every_row_of_a_guest_is_noted_when_it_goes(wang):
    for rows in (wang.contacts, wang.vehicles, wang.preferences, wang.guest_tags, wang.notes):
        rows.all().delete()
    found = {(table, field): old for table, field, old, _new in noted(wang)}
    assert found["contactpoint", "kind"] == "mobile"
    assert found["vehicle", "plate"] == "沪A12345"
    assert found["preference", "text"] == "不吃香菜"
    assert found["note", "text"] == "喜欢靠窗"
    assert ("guesttag", "tag_id") in found
    assert ("note", "expires_on") not in found


def test_a_document_number_is_noted_sealed_only(wang):
    wang.documents.all().delete()
    found = {field: old for table, field, old, _new in noted(wang) if table == "document"}
    assert found["number"].startswith("\\x")
    assert SOME_ID_CARD[1:-1] not in found["masked"]
    assert SOME_ID_CARD not in str(found)
    assert SOME_ID_CARD.encode().hex() not in found["number"]
