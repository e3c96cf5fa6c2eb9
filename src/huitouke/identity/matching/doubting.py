"""Which pairs do not link by themselves, said in DuckDB's SQL with the meaning that the scorer has in Python."""

from collections.abc import Set

from huitouke.identity.matching.comparisons import COMPARISONS, SETTLED_BY, UNSETTLED, Comparison
from huitouke.identity.matching.model import Model


def doubt_sql(model: Model) -> str:
    """Whether a pair contradicts itself, as `scorer.contradicts` has it."""
    by_code = {item.code: item for item in COMPARISONS}
    settled = " or ".join(
        _reached_sql(by_code[code], {level.code for level in by_code[code].levels if level.code == same})
        for code, same in SETTLED_BY.items()
    )
    parts = []
    for comparison in COMPARISONS:
        doubts = {
            level.code for level in comparison.levels if f"{comparison.code}.{level.code}" in model.doubting
        }
        if doubts:
            part = _reached_sql(comparison, doubts)
            if comparison.code == "name":
                part = f"({part} and (not ({settled}) or {_reached_sql(comparison, doubts & UNSETTLED)}))"
            parts.append(part)
    return f"({' or '.join(parts)})" if parts else "false"


def lacking_sql(model: Model) -> str:
    """Whether nothing of a pair agrees that one person alone has."""
    if not model.tells_own:
        return "false"
    return " and ".join(
        f"not {_reached_sql(item, own)}"
        for item in COMPARISONS
        if (own := {level.code for level in item.levels if level.own})
    )


def _reached_sql(comparison: Comparison, codes: Set[str]) -> str:
    """Whether a pair reaches one of these levels of a comparison."""
    levels = "".join(
        f" when {level.condition.sql} then {str(level.code in codes).lower()}"
        for level in comparison.levels
        if level.condition is not None
    )
    last = str(comparison.levels[-1].code in codes).lower()
    return f"(case when {comparison.unknown.sql} then false{levels} else {last} end)"
