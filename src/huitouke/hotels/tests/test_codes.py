"""Code tables come with their standard codes; own words on them stay."""

import pytest
from django.utils.translation import override

from huitouke.hotels.models import CodeEntry
from huitouke.hotels.queries import get_label, list_choices
from huitouke.hotels.services import load_standard_codes


def test_the_standard_codes_stand_after_a_migration_and_are_loaded_once(db):
    assert load_standard_codes() == 0
    counts = {table: len(list_choices(table)) for table in ("country", "language", "document_kind", "region")}
    assert counts["country"] > 240
    assert counts["language"] == 17
    assert counts["document_kind"] == 7
    assert counts["region"] > 3000


@pytest.mark.parametrize(
    ("table", "code", "zh", "en"),
    [
        ("country", "CN", "中国", "China"),
        ("country", "JP", "日本", "Japan"),
        ("language", "zh", "中文", "Chinese"),
        ("document_kind", "id_card", "居民身份证", "Citizen ID card"),
        ("region", "110105", "朝阳区", "Chaoyangqu"),
        ("region", "330100", "杭州市", "Hangzhoushi"),
    ],
)
def test_a_code_has_words_in_both_languages(db, table, code, zh, en):
    with override("zh-hans"):
        assert get_label(table, code) == zh
    with override("en"):
        assert get_label(table, code) == en


def test_regions_hang_on_the_region_above(db):
    parents = dict(CodeEntry.objects.filter(table="region").values_list("code", "parent_code"))
    assert (parents["330106"], parents["330100"], parents["330000"]) == ("330100", "330000", "")
    assert all(parent == "" or parent in parents for parent in parents.values())


def test_the_codes_of_most_guests_stand_first(db):
    assert [code for code, _words in list_choices("country")[:4]] == ["CN", "HK", "MO", "TW"]


def test_a_closed_code_is_no_longer_offered_and_keeps_its_words(db):
    CodeEntry.objects.filter(table="language", code="mn").update(is_closed=True)
    assert "mn" not in dict(list_choices("language"))
    with override("en"):
        assert get_label("language", "mn") == "Mongolian"


def test_own_words_and_closures_outlive_the_next_loading(db):
    CodeEntry.objects.filter(table="country", code="CN").update(labels={"zh": "本国"}, is_closed=True)
    CodeEntry.objects.filter(table="country", code="JP").delete()
    assert load_standard_codes() == 1
    assert get_label("country", "CN") == "本国"
    assert "CN" not in dict(list_choices("country"))


def test_a_code_that_nobody_knows_stands_for_itself(db):
    assert get_label("country", "ZZ") == "ZZ"


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("HK", "中国香港", "Hong Kong, China"),
        ("MO", "中国澳门", "Macao, China"),
        ("TW", "中国台湾", "Taiwan, China"),
    ],
)
def test_parts_of_china_are_named_as_such(db, code, zh, en):
    assert CodeEntry.objects.get(table="country", code=code).labels == {"zh": zh, "en": en}
