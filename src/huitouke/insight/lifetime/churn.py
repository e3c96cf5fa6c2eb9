"""Who is being lost, against each guest's own rhythm: one who came every week is late after a month, one who comes each
summer is not. Held against the rule that takes everybody for lost after so many days."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from huitouke.insight.lifetime.bgnbd import BgNbd, chance_alive, chance_of_none, fit_rhythm
from huitouke.insight.lifetime.fitting import NotFitted
from huitouke.insight.lifetime.histories import DAYS_A_WEEK, Histories, by_day, histories_of
from huitouke.insight.lifetime.purchases import Purchases

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

LATE: Final = 0.5
"""The chance of still coming below which a guest counts as late."""
_SEED: Final = 20261123
_FOREVER: Final = 36_500.0
_DAY: Final = 0.1
"""Of a day, to which it is told when somebody is late."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well a ranking puts those first who do not come again: `top_tenth`, the share of them in its first tenth;
    `auc`, the chance that one of them stands before one who comes."""

    top_tenth: float
    auc: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Guests of whom about as much was foretold: the mean that was, and the share that did not come."""

    guests: int
    foretold: float
    lost: float


@dataclass(frozen=True, slots=True)
class ChurnFigures:
    """Of `guests` with a rhythm of their own who had come within the window, `lost` did not come in the horizon.

    `phases` says how evenly guests come (1: by chance). `own_rhythm` ranks by the chance that they do not come,
    `window` by the days since they last came. `ratio`: of the two top tenths. `late`: guests whom the model calls late
    on that day, and `late_lost` the share of them that was lost. `warning_days`: how many days earlier, in the median
    over the lost whom the model calls late before the window ends, it does so; None where it calls nobody. `warned`:
    which share of the lost they are. `brier`: mean square of what was foretold less what came; `brier_share` that of
    foretelling everybody the share that was lost. `is_better`: whether the model ranks better than the rule and
    foretells better than the share.
    """

    guests: int
    lost: int
    phases: int
    own_rhythm: Ranking
    window: Ranking
    ratio: float | None
    late: int
    late_lost: float | None
    warning_days: float | None
    warned: float
    brier: float
    brier_share: float
    calibration: tuple[Bin, ...]
    is_better: bool


def late_after(model: BgNbd, histories: Histories, chance: float = LATE) -> Floats:
    """Of each guest after how many days without a visit the chance that they still come falls below `chance`, to a
    tenth of a day; infinite for one of whom it does not within a hundred years."""
    least, most = np.zeros(len(histories.guest)), np.full(len(histories.guest), _FOREVER)
    never = chance_alive(model, histories, most / DAYS_A_WEEK) > chance
    while (most - least).max(initial=0) > _DAY:
        middle = (least + most) / 2
        is_late = chance_alive(model, histories, middle / DAYS_A_WEEK) < chance
        least, most = np.where(is_late, least, middle), np.where(is_late, middle, most)
    return np.where(never, np.inf, most)


def evaluate_churn(
    purchases: Purchases, until: int, horizon_days: int, *, window_days: int = 365, least_visits: int = 3
) -> ChurnFigures:
    """Fits on all who had come on the day `until`, and ranks those of them who had come at least `least_visits` times
    and last within the window: of the others nobody needs a model to say that they are gone, or know their rhythm.

    NotFitted where there is nobody to rank, or all or none of them came again."""
    guest, day, amount = by_day(purchases.guest, purchases.day, purchases.amount)
    histories = histories_of(guest, day, amount, until)
    if not len(histories.guest):
        raise NotFitted("nobody had come by then")
    model = fit_rhythm(histories)
    away = histories.age_days - histories.recency_days
    ranked = (histories.frequency >= least_visits - 1) & (away <= window_days)
    meant = histories.only(ranked)
    came = np.isin(meant.guest, guest[(day > until) & (day <= until + horizon_days)])
    lost = ~came
    if not lost.any() or not came.any():
        raise NotFitted(
            f"of {len(lost):,} guests with a rhythm who came within {window_days} days, all or none came again"
        )
    chance = chance_of_none(model, meant, horizon_days / DAYS_A_WEEK)
    own, window = _ranking(chance, lost), _ranking(away[ranked].astype(np.float64), lost)
    patience = late_after(model, meant)
    late = patience <= away[ranked]
    warning = window_days - patience[lost]
    warned = warning > 0
    share = float(lost.mean())
    brier = float(((chance - lost) ** 2).mean())
    return ChurnFigures(
        guests=len(lost),
        lost=int(lost.sum()),
        phases=model.k,
        own_rhythm=own,
        window=window,
        ratio=own.top_tenth / window.top_tenth if window.top_tenth else None,
        late=int(late.sum()),
        late_lost=float(lost[late].mean()) if late.any() else None,
        warning_days=float(np.median(warning[warned])) if warned.any() else None,
        warned=float(warned.mean()),
        brier=brier,
        brier_share=share * (1 - share),
        calibration=_calibration(chance, lost),
        is_better=own.auc > window.auc and brier < share * (1 - share),
    )


def _ranking(told: Floats, lost: Truths) -> Ranking:
    # Of equals a part may stand in the first tenth: which is drawn by chance, with a fixed seed.
    order = np.lexsort((np.random.default_rng(_SEED).random(len(told)), -told))
    first = order[: max(1, len(told) // 10)]
    ranks = rankdata(told)
    positive, negative = int(lost.sum()), int((~lost).sum())
    auc = (ranks[lost].sum() - positive * (positive + 1) / 2) / (positive * negative)
    return Ranking(float(lost[first].mean()), float(auc))


def _calibration(told: Floats, lost: Truths) -> tuple[Bin, ...]:
    """Tenths of the guests, from whom least was foretold to whom most was."""
    return tuple(
        Bin(len(part), float(told[part].mean()), float(lost[part].mean()))
        for part in np.array_split(np.argsort(told, kind="stable"), 10)
        if len(part)
    )
