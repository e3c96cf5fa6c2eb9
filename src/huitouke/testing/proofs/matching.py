"""The matcher on all public sets of persons: pairs found, and pairs that would be linked by themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from huitouke.identity.matching.evaluation import evaluate
from huitouke.identity.matching.labelled import read_labelled
from huitouke.testing.reference import reference_folder

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Bar:
    """A set by its files and column of truth, and the F1 and precision that have to be reached at even odds."""

    files: tuple[str, ...]
    truth: str
    f1: float
    precision: float


BARS: Final[dict[str, Bar]] = {
    "febrl1": Bar(("febrl1",), "true_id", 0.999, 0.999),
    "febrl2": Bar(("febrl2",), "true_id", 0.999, 0.999),
    "febrl3": Bar(("febrl3",), "true_id", 0.998, 0.999),
    "dataset_A_5000": Bar(("febrl_dataset_A_5000",), "true_id", 0.999, 0.999),
    "dataset_D": Bar(("febrl_dataset_D_org_5000", "febrl_dataset_D_dup_5000"), "true_id", 0.999, 0.999),
    "historical_50k_a": Bar(("historical_50k_a",), "cluster", 0.92, 0.97),
    "fake_1000": Bar(("splink_fake_1000",), "cluster", 0.96, 0.97),
    "RLdata500": Bar(("RLdata500",), "true_id", 0.97, 0.97),
}
AUTOMATIC_PRECISION: Final = 0.995


def prove_matching(*, progress: Progress | None = None) -> dict[str, Any]:
    """`tried` counts the figures that were held against their bar, three a set, `failed` those below; the sets are
    looked for in ../shared, or where HUITOUKE_SHARED says, and nothing is tried without them."""
    folder = reference_folder() / "linkage"
    seen: dict[str, Any] = {}
    failures: list[str] = []
    tried = 0
    for number, (name, bar) in enumerate(BARS.items(), 1):
        paths = [folder / f"{file}.parquet" for file in bar.files]
        if not all(path.exists() for path in paths):
            failures.append(f"{name}: no reference data in {folder.name}")
            continue
        tables = [read_labelled(path, bar.truth) for path in paths]
        found = evaluate(
            [row for table in tables for row in table.rows],
            [value for table in tables for value in table.truth],
            parts=[at for at, table in enumerate(tables) for _ in table.rows] if len(tables) > 1 else None,
        )
        for what, value, least in (
            ("f1", found.at_threshold.f1, bar.f1),
            ("precision", found.at_threshold.precision, bar.precision),
            ("automatic precision", found.automatic.precision, AUTOMATIC_PRECISION),
        ):
            tried += 1
            if value < least:
                failures.append(f"{name}: {what} {value:.4f}, below {least}")
        seen[name] = {
            "precision": round(found.at_threshold.precision, 4),
            "recall": round(found.at_threshold.recall, 4),
            "f1": round(found.at_threshold.f1, 4),
            "automatic_precision": round(found.automatic.precision, 4),
            "automatic_recall": round(found.automatic.recall, 4),
            "seconds": round(found.seconds, 1),
        }
        if progress is not None:
            progress("matching", number, len(BARS))
    return {"tried": tried, "failed": len(failures), "failures": failures, "sets": seen}
