"""DuckDB's SQL in Spark's words, by sqlglot: what has another name there, and nothing whose meaning is not known."""

from typing import Final

RENAMED: Final = {"hash": "xxhash64", "strlen": "octet_length"}
"""Functions that sqlglot takes for the same in both, or does not know. Spark's `hash` has 32 bits: too few for keys."""
OWN: Final = frozenset({"jaro_winkler_similarity", "damerau_levenshtein"})
"""Measures that Spark lacks; `Similarity.java` brings them."""


class UnknownWord(Exception):
    """A function of which nobody said what it is in Spark."""


def in_spark(sql: str) -> str:
    """An expression or a statement of DuckDB as Spark reads it. UnknownWord where it calls a function that is neither
    known to sqlglot nor named here: passed on as it stands, it might mean something else there."""
    import sqlglot
    from sqlglot import exp

    def renamed(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.ArrayOverlaps):
            return exp.Anonymous(this="arrays_overlap", expressions=[node.this, node.expression])
        if isinstance(node, exp.JarowinklerSimilarity):
            return exp.Anonymous(this="jaro_winkler_similarity", expressions=[node.this, node.expression])
        if isinstance(node, exp.Anonymous):
            name = node.name.lower()
            if name in RENAMED:
                return exp.Anonymous(this=RENAMED[name], expressions=node.expressions)
            if name not in OWN and name not in RENAMED.values() and name != "arrays_overlap":
                raise UnknownWord(node.name)
        return node

    return sqlglot.parse_one(sql, read="duckdb").transform(renamed).sql(dialect="spark")
