"""`./huitouke evaluate`: how well a part of the product does on data whose truth is known."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from huitouke.identity.matching.evaluation import Figures


@click.group()
def evaluate() -> None:
    """Measure a part of the product on labelled data of your own. Nothing is stored, no database is needed."""


@evaluate.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("file2", type=click.Path(path_type=Path), required=False)
@click.option(
    "--truth", required=True, help="The column that says who is who; equal values, the same person."
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="COLUMN=FIELD[,…]",
    help="What a column tells, where its heading does not say; COLUMN= leaves it out. May be given again.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="The probability from which records link.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def matching(
    file: Path, file2: Path | None, truth: str, mapping: tuple[str, ...], threshold: float, as_json: bool
) -> None:
    """Find the persons of FILE (Parquet, or CSV in UTF-8) and compare with its column of truth.

    The matcher learns on the table itself and never sees the truth. With FILE2 both are matched together, and only
    pairs across the two count.
    """
    from huitouke.identity.matching.evaluation import evaluate as measure
    from huitouke.identity.matching.labelled import TableProblem, mapping_of, read_labelled

    try:
        told = mapping_of([word for part in mapping for word in part.split(",")])
        tables = [read_labelled(path, truth, told) for path in (file, file2) if path is not None]
    except TableProblem as problem:
        raise click.ClickException(str(problem)) from problem
    rows = [row for table in tables for row in table.rows]
    if len(rows) < 2:
        raise click.ClickException("Two records are needed to compare anything.")
    parts = [number for number, table in enumerate(tables) for _ in table.rows] if file2 is not None else None
    found = measure(
        rows, [value for table in tables for value in table.truth], parts=parts, threshold=threshold
    )
    if as_json:
        whole = {**asdict(found.at_threshold), "seconds": found.seconds, "automatic": asdict(found.automatic)}
        click.echo(json.dumps(_rounded(whole)))
        return
    click.echo(f"{len(rows):,} records read: {', '.join(f'{c} as {f}' for c, f in tables[0].read.items())}")
    _tell(f"At probability {threshold:g}", found.at_threshold)
    _tell("Linked by itself", found.automatic)
    click.echo(f"{found.seconds:.1f} s")


def _tell(what: str, figures: "Figures") -> None:
    click.echo(
        f"{what}: {figures.found_pairs:,} pairs found of {figures.true_pairs:,}: precision {figures.precision:.4f},"
        f" recall {figures.recall:.4f}, F1 {figures.f1:.4f}; persons exactly right, F1 {figures.cluster_f1:.4f}"
    )


def _rounded(told: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _rounded(value)
        if isinstance(value, dict)
        else round(value, 6)
        if isinstance(value, float)
        else value
        for key, value in told.items()
    }
