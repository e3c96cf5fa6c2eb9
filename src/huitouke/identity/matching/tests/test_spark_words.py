"""Everything that a run asks of its database, in Spark's words: read back by Spark's grammar, and every function known
there. What Spark answers is proven by `./huitouke prove spark`, which has it."""

import numpy as np
import pytest
import sqlglot
from sqlglot import exp

from huitouke.identity.matching.clustering import Persons
from huitouke.identity.matching.comparisons import COMPARISONS
from huitouke.identity.matching.databases import DuckDatabase
from huitouke.identity.matching.default import default_model
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.spark_database import _FUNCTIONS
from huitouke.identity.matching.spark_words import OWN, UnknownWord, in_spark
from huitouke.identity.matching.tests.samples import drawn_rows

SPARK_HAS = {
    "ABS", "ARRAYS_OVERLAP", "ARRAY_CONTAINS", "COALESCE", "COUNT", "GREATEST", "LENGTH", "MAX", "OCTET_LENGTH",
    "ROUND", "STARTSWITH", "SUM", "XXHASH64",
}  # fmt: skip
"""Functions of Spark 4 whose meaning for our values is DuckDB's."""


class Recording(DuckDatabase):
    """A DuckDB that remembers what it was asked."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def append(self, name, select, **told):
        self.asked.append(select)
        super().append(name, select, **told)

    def make(self, name, select, **told):
        self.asked.append(select)
        super().make(name, select, **told)

    def rows(self, select, **told):
        self.asked.append(select)
        return super().rows(select, **told)

    def arrays(self, select):
        self.asked.append(select)
        return super().arrays(select)


def called(tree):
    """Names of the functions that a parsed text calls, as Spark writes them."""
    for node in tree.find_all(exp.Func):
        if isinstance(node, exp.Anonymous):
            yield node.name.upper()
        elif not isinstance(node, exp.Cast | exp.TryCast | exp.Case | exp.If | exp.And | exp.Or):
            yield node.sql(dialect="spark").partition("(")[0]


def read_back(sql):
    """A text of ours, in Spark's words and parsed by Spark's grammar, with the names of what it calls."""
    spoken = in_spark(sql)
    tree = sqlglot.parse_one(spoken, read="spark")
    assert tree.sql(dialect="spark") == spoken, "Splink reads it and writes it again: nothing may change"
    assert "&&" not in spoken, "Spark has no such sign"
    return set(called(tree))


def test_every_condition_of_every_level_is_told_in_sparks_words():
    seen = set()
    for comparison in COMPARISONS:
        seen |= read_back(comparison.unknown.sql)
        for level in comparison.levels:
            if level.condition is not None:
                seen |= read_back(level.condition.sql)
    assert seen <= SPARK_HAS | {name.upper() for name in OWN}
    assert {name.upper() for name in OWN} <= seen


def test_every_statement_of_a_run_over_all_is_told_in_sparks_words():
    database = Recording()
    table = Table(drawn_rows(150), database=database)
    model = default_model(len(table))
    table.write_owners([rid // 2 for rid in range(150)], [0] * 150, [True] * 150)
    table.write_frame(model.frequencies)
    table.propose_pairs()
    table.keep_pairs_across()
    persons = Persons(table, model, lowest=model.ask_at, owners=[rid // 2 for rid in range(150)])
    assert persons.at(model.link_at)
    table.features([3, 1])
    table.pairs_from("few_pairs", np.array([0]), np.array([1]))
    asked = set(database.asked)
    table.close()
    assert len(asked) > 25
    seen = set().union(*(read_back(sql) for sql in asked))
    assert seen <= SPARK_HAS | {name.upper() for name in OWN}
    assert "XXHASH64" in seen, "keys are 64 bits wide there too"


def test_the_measures_that_spark_lacks_are_those_that_we_bring():
    assert set(_FUNCTIONS) == OWN


def test_a_function_that_nobody_named_is_refused_and_never_passed_on():
    with pytest.raises(UnknownWord, match="soundex_of_ours"):
        in_spark("select soundex_of_ours(family) from records")
