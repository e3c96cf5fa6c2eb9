import random

import duckdb

from huitouke.identity.matching.similarity import edits, jaro_winkler


def test_both_measures_equal_those_of_the_engine():
    draw = random.Random(1)
    words = ["".join(draw.choices("abcd", k=draw.randint(1, 9))) for _ in range(4000)]
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
