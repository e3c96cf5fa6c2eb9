"""A model in Splink's words."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from huitouke.identity.matching.comparisons import Comparison
from huitouke.identity.matching.model import Model

SHARE_OF: Final = "share_of_"
"""Beginning of the frame's columns of shares. Splink looks the share of a value up in a table of its own; here the
value looked up is the share itself, because a name's share comes from several columns."""


def settings_of(
    model: Model, comparisons: Iterable[Comparison], *, detailed: bool, words: Callable[[str], str]
) -> dict[str, Any]:
    """The model in Splink's words, with the conditions in those of a database. Splink weighs a frequent value against
    the level's u; ours is weighed against the average of all records, which is why u is told as that average there and
    m with it: their quotient stays."""
    told = []
    for comparison in comparisons:
        levels: list[dict[str, Any]] = [
            {
                "sql_condition": words(comparison.unknown.sql),
                "label_for_charts": "unknown",
                "is_null_level": True,
            }
        ]
        for level in comparison.levels:
            weight = model.weights[comparison.code][level.code]
            share = model.frequencies.bases[level.frequency] if level.frequency else weight.other_share
            told_level: dict[str, Any] = {
                "sql_condition": words(level.condition.sql) if level.condition else "ELSE",
                "label_for_charts": level.code,
                "m_probability": weight.same_share / weight.other_share * share,
                "u_probability": share,
            }
            if level.frequency:
                told_level |= {
                    "tf_adjustment_column": f"{SHARE_OF}{level.frequency}",
                    "tf_adjustment_weight": 1.0,
                    "disable_tf_exact_match_detection": True,
                }
            levels.append(told_level)
        told.append({"output_column_name": comparison.code, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "rid",
        "comparisons": told,
        "blocking_rules_to_generate_predictions": [],
        "probability_two_random_records_match": model.prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": detailed,
    }
