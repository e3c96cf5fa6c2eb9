"""Regions are found while somebody types, and what is chosen is read again."""

import pytest

from huitouke.guests.values.regions import find_regions, read_region, region_words


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("西湖", "zh", "浙江省杭州市西湖区"),
        ("hangzhou", "zh", "浙江省杭州市"),
        ("杭州", "en", "Hangzhou, Zhejiang"),
        ("3301", "zh", "浙江省杭州市"),
        ("浙江", "zh", "浙江省"),
    ],
)
def test_finds_a_region_by_the_beginning_of_its_name(typed, language, first):
    assert first in find_regions(typed, language)[:2]


def test_finds_nothing_by_too_little():
    assert find_regions("") == find_regions("h") == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_suggestion_is_read_as_the_region_that_it_names(language):
    for typed in ("西湖", "朝阳", "xi", "fushun", "chaoyang", "34"):
        for words in find_regions(typed, language, most=50):
            assert region_words(read_region(words), language) == words
