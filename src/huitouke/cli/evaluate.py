"""`./huitouke evaluate`: how well a part of the product does on data whose truth is known."""

import json
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from huitouke.identity.matching.evaluation import Figures
    from huitouke.insight.lifetime.evaluation import LifetimeFigures


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


@evaluate.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--guest", required=True, help="The column that says whose a purchase or a stay is.")
@click.option("--date", "on", required=True, help="The column of its day.")
@click.option("--amount", default="", help="The column of its amount; none: visits alone are foretold.")
@click.option(
    "--columns",
    default="",
    metavar="NAME,…",
    help="All columns in order, for a file whose first line is a row already.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The last day that the model may know of.",
)
@click.option(
    "--horizon-days", type=click.IntRange(1), required=True, help="How many days after it are foretold."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def clv(
    file: Path,
    guest: str,
    on: str,
    amount: str,
    columns: str,
    until: datetime,
    horizon_days: int,
    as_json: bool,
) -> None:
    """Foretell visits and spending of the guests of FILE (Parquet, CSV, or text parted by blanks) from what was known
    on a day, and hold it against what came.

    Several purchases of one guest on one day are one. Times are in weeks.
    """
    from huitouke.insight.lifetime.bgnbd import NotFitted
    from huitouke.insight.lifetime.evaluation import evaluate as measure
    from huitouke.insight.lifetime.purchases import PurchasesProblem, day_of, read_purchases

    began = time.monotonic()
    try:
        purchases = read_purchases(
            file, guest=guest, date=on, amount=amount, columns=[name for name in columns.split(",") if name]
        )
        found = measure(purchases, day_of(until.date()), horizon_days)
    except PurchasesProblem as problem:
        raise click.ClickException(str(problem)) from problem
    except NotFitted as error:
        raise click.ClickException(f"Nothing can be foretold from {file.name}: {error}.") from error
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(_rounded({**asdict(found), "seconds": seconds})))
        return
    _tell_clv(found, purchases.left_out)
    click.echo(f"{seconds:.1f} s")


def _tell_clv(found: "LifetimeFigures", left_out: int) -> None:
    click.echo(f"{found.guests:,} guests{f'; {left_out:,} rows without a guest' if left_out else ''}")
    model = found.bgnbd
    click.echo(
        f"BG/NBD: r {model.r:.4f}, alpha {model.alpha:.3f}, a {model.a:.4f}, b {model.b:.4f};"
        f" log-likelihood {model.log_likelihood:,.1f}"
    )
    click.echo(
        f"Visits: {found.predicted:,.0f} foretold, {found.actual:,} came; wrong by {found.mae:.3f} a guest"
    )
    for name, guess in found.baselines.items():
        click.echo(f"  by {name}: {guess.predicted:,.0f}; wrong by {guess.mae:.3f} a guest")
    if not found.is_better:
        click.echo("The model is no better than the best of these: do not rely on it here.")
    click.echo(
        f"Ranges of 80 %: {found.coverage_80:.1%} lie within; of those shown, {found.coverage_80_shown:.1%}"
    )
    if found.gamma_gamma is not None:
        value = found.gamma_gamma
        click.echo(f"Gamma-Gamma: p {value.p:.3f}, q {value.q:.3f}, v {value.v:.3f}")
    if found.money is not None:
        money = found.money
        click.echo(f"Money: {money.predicted:,.2f} foretold, {money.actual:,.2f} came")


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
