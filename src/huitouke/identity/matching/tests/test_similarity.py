import random

import duckdb

from huitouke.identity.matching.conditions import close
from huitouke.identity.matching.features import Features
from huitouke.identity.matching.similarity import edits, jaro_winkler

SIGNS = "abcdabcdäß李晓明敏南北京あкир😀"


def test_both_measures_equal_those_of_the_engine():
    draw = random.Random(1)
    words = [
        "".join(draw.choices(draw.choice((SIGNS[:4], SIGNS)), k=draw.randint(1, 9))) for _ in range(4000)
    ]
    pairs = list(zip(words[::2], words[1::2], strict=True))
    with duckdb.connect() as connection:
        found = connection.execute(
            "select l, r, jaro_winkler_similarity(l, r), damerau_levenshtein(l, r)"
            " from (select unnest(?) as l, unnest(?) as r)",
            [[left for left, _ in pairs], [right for _, right in pairs]],
        ).fetchall()
    assert len(found) == 2000
    for left, right, similarity, distance in found:
        assert abs(jaro_winkler(left, right) - similarity) < 1e-9, (left, right)
        assert edits(left, right) == distance, (left, right)


def test_hanzi_are_close_with_one_wrong_sign_of_four_and_not_for_the_bytes_that_all_begin_with():
    def holds(one, two):
        return close("city").holds(Features("1", city=one), Features("2", city=two))

    assert jaro_winkler("南京", "北京") > 0.88
    assert not holds("南京", "北京")
    assert not holds("上海", "上饶")
    assert holds("呼和浩特", "呼和皓特")
    assert not holds("呼和浩特", "乌兰浩特")
    assert holds("hangzhou", "hangzou")
