"""`./huitouke evaluate`: how well a part of the product does on data whose truth is known."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from huitouke.identity.matching.evaluation import Figures
    from huitouke.insight.lifetime.churn import ChurnFigures
    from huitouke.insight.lifetime.evaluation import LifetimeFigures
    from huitouke.insight.lifetime.purchases import Purchases


Verb = Callable[..., None]
_PURCHASES: Final[tuple[Callable[[Verb], Verb], ...]] = (
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--guest", required=True, help="The column that says whose a purchase or a stay is."),
    click.option("--date", "on", required=True, help="The column of its day."),
    click.option(
        "--columns",
        default="",
        metavar="NAME,…",
        help="All columns in order, for a file whose first line is a row already.",
    ),
    click.option(
        "--until",
        type=click.DateTime(["%Y-%m-%d"]),
        required=True,
        help="The last day that the model may know of.",
    ),
    click.option(
        "--horizon-days", type=click.IntRange(1), required=True, help="How many days after it are foretold."
    ),
    click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line."),
)


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


def _of_purchases(verb: Verb) -> Verb:
    """The arguments by which a file of purchases is read and split in time."""
    for add in reversed(_PURCHASES):
        verb = add(verb)
    return verb


@evaluate.command()
@_of_purchases
@click.option("--amount", default="", help="The column of its amount; none: visits alone are foretold.")
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
    from huitouke.insight.lifetime.evaluation import evaluate as measure
    from huitouke.insight.lifetime.purchases import day_of

    began = time.monotonic()
    with _told_plainly(file):
        purchases = _purchases(file, guest, on, amount, columns)
        found = measure(purchases, day_of(until.date()), horizon_days)
    seconds = time.monotonic() - began
    if as_json:
        told = {**asdict(found), "seconds": seconds}
        # Visits are foretold as if by chance; how evenly guests come is what `churn` goes by.
        del told["bgnbd"]["k"]
        click.echo(json.dumps(_rounded(told)))
        return
    _tell_clv(found, purchases.left_out)
    click.echo(f"{seconds:.1f} s")


@evaluate.command()
@_of_purchases
@click.option(
    "--window-days",
    type=click.IntRange(1),
    default=365,
    show_default=True,
    help="After how many days without a visit the rule beside it takes a guest for lost.",
)
@click.option(
    "--least-visits",
    type=click.IntRange(2),
    default=3,
    show_default=True,
    help="From how many visits on a guest has a rhythm of their own.",
)
def churn(
    file: Path,
    guest: str,
    on: str,
    columns: str,
    until: datetime,
    horizon_days: int,
    window_days: int,
    least_visits: int,
    as_json: bool,
) -> None:
    """Rank the guests of FILE by the chance that they do not come again, against each one's own rhythm, from what was
    known on a day, and hold that against who came and against a fixed window of days.
    """
    from huitouke.insight.lifetime.churn import evaluate_churn
    from huitouke.insight.lifetime.purchases import day_of

    began = time.monotonic()
    with _told_plainly(file):
        purchases = _purchases(file, guest, on, "", columns)
        found = evaluate_churn(
            purchases,
            day_of(until.date()),
            horizon_days,
            window_days=window_days,
            least_visits=least_visits,
        )
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(_rounded({**asdict(found), "seconds": seconds})))
        return
    _tell_churn(found)
    click.echo(f"{seconds:.1f} s")


def _purchases(file: Path, guest: str, on: str, amount: str, columns: str) -> "Purchases":
    from huitouke.insight.lifetime.purchases import read_purchases

    named = [name.strip() for name in columns.split(",") if name.strip()]
    return read_purchases(file, guest=guest, date=on, amount=amount, columns=named)


@contextmanager
def _told_plainly(file: Path) -> Iterator[None]:
    """What a file of purchases lacks, said without a traceback."""
    from huitouke.insight.lifetime.fitting import NotFitted
    from huitouke.insight.lifetime.purchases import PurchasesProblem

    try:
        yield
    except PurchasesProblem as problem:
        raise click.ClickException(str(problem)) from problem
    except NotFitted as error:
        raise click.ClickException(f"Nothing can be foretold from {file.name}: {error}.") from error


def _tell_churn(found: "ChurnFigures") -> None:
    click.echo(f"{found.guests:,} guests with a rhythm of their own; {found.lost:,} did not come again")
    evenly = "by chance" if found.phases == 1 else f"evenly ({found.phases} phases)"
    click.echo(f"Guests come {evenly}")
    for name, ranking in (("Own rhythm", found.own_rhythm), ("Days since the last visit", found.window)):
        click.echo(f"{name}: {ranking.top_tenth:.1%} of the first tenth are lost; AUC {ranking.auc:.3f}")
    if found.warning_days is None:
        click.echo("Nobody was called late before the window ended")
    else:
        click.echo(
            f"{found.warned:.1%} of the lost are called late, {found.warning_days:.0f} days before the window ends"
            " (median)"
        )
    if found.late_lost is not None:
        click.echo(f"Of {found.late:,} who were late on that day {found.late_lost:.1%} are lost")
    click.echo(f"Brier score {found.brier:.4f}; foretelling everybody the share {found.brier_share:.4f}")
    for each in found.calibration:
        click.echo(f"  {each.guests:>8,} guests: {each.foretold:6.1%} foretold, {each.lost:6.1%} lost")
    if not found.is_better:
        click.echo("The model is no better than the rule or the share: do not rely on it here.")


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
        else [_rounded(each) for each in value]
        if isinstance(value, list | tuple)
        else round(value, 6)
        if isinstance(value, float)
        else value
        for key, value in told.items()
    }
