"""How alike two spellings are: the two measures of DuckDB, from the library of which it has its own, equal to the last
digit that counts. Like it they count the bytes of UTF-8, of which a hanzi has three."""

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler


def jaro_winkler(one: str, other: str) -> float:
    """Jaro's similarity from 0 to 1, raised for a common beginning of up to 4 bytes (Winkler 1990, p = 0.1)."""
    return JaroWinkler.similarity(one.encode(), other.encode())


def edits(one: str, other: str) -> int:
    """Damerau's distance: the fewest insertions, deletions, changes and swaps of neighbours, also of swapped bytes
    with others between them (Lowrance and Wagner 1975)."""
    return DamerauLevenshtein.distance(one.encode(), other.encode())
