"""How good chances were, once the outcomes are known."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from winnable.learning.answers import Floats
from winnable.learning.posterior import posterior_of

LEAST: Final = 1e-6  # a chance of 0 or 1 is held to this when its logarithm is taken
BINS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Deals with about the same chance: the chance given on average, how often they were won, and 5-95 % of that share."""

    deals: int
    chance: float
    won: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Scores of chances against outcomes.

    `brier` = `unreliable` - `resolved` + `uncertain` (Murphy 1973, over the bins, up to the spread within bins).
    `slope` and `intercept` are those of a logistic line through the log odds given: 1 and 0 are right. `lift` is the share
    won among the tenth with the highest chances, over the share won of all. NaN where it cannot be told.
    """

    deals: int
    won: int
    auc: float
    log_loss: float
    brier: float
    unreliable: float
    resolved: float
    uncertain: float
    slope: float
    intercept: float
    lift: float
    bins: tuple[Bin, ...]


def calibration_of(chances: Floats, won: Floats) -> Calibration:
    """All scores of chances, shape (deals,), against outcomes 1 or 0. Needs at least one deal."""
    bins = _bins(chances, won)
    share = float(won.mean())
    unreliable = sum(b.deals * (b.chance - b.won) ** 2 for b in bins) / len(won)
    resolved = sum(b.deals * (b.won - share) ** 2 for b in bins) / len(won)
    slope, intercept = _line(chances, won)
    best = np.argsort(-chances, kind="stable")[: max(1, round(len(won) / 10))]
    return Calibration(
        deals=len(won),
        won=int(won.sum()),
        auc=auc_of(chances, won),
        log_loss=log_loss_of(chances, won),
        brier=float(np.mean((chances - won) ** 2)),
        unreliable=unreliable,
        resolved=resolved,
        uncertain=share * (1 - share),
        slope=slope,
        intercept=intercept,
        lift=float(won[best].mean() / share) if share else float("nan"),
        bins=bins,
    )


def log_loss_of(chances: Floats, won: Floats) -> float:
    """Mean surprise, in natural logarithms: 0.693 is what 50 % for all costs."""
    return float(np.mean(losses_of(chances, won)))


def losses_of(chances: Floats, won: Floats) -> Floats:
    """The surprise of each outcome."""
    held = np.clip(chances, LEAST, 1 - LEAST)
    return np.asarray(-np.where(won > 0, np.log(held), np.log(1 - held)))


def auc_of(chances: Floats, won: Floats) -> float:
    """How often a won deal has the higher chance of a pair, equal ones counting half; NaN without both outcomes."""
    wins = int(won.sum())
    if wins in (0, len(won)):
        return float("nan")
    _, inverse, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[won > 0].sum() - wins * (wins + 1) / 2) / (wins * (len(won) - wins)))


def _bins(chances: Floats, won: Floats) -> tuple[Bin, ...]:
    """Bins of about equally many deals; equal chances stay in one bin."""
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, BINS + 1)[1:-1]))
    place = np.searchsorted(edges, chances, side="right")
    return tuple(_bin(chances[place == i], won[place == i]) for i in np.unique(place))


def _bin(chances: Floats, won: Floats) -> Bin:
    low, high = share_range(int(won.sum()), len(won))
    return Bin(deals=len(won), chance=float(chances.mean()), won=float(won.mean()), low=low, high=high)


def share_range(hits: int, of: int) -> tuple[float, float]:
    """Where a share lies, 5-95 %, after `hits` of `of` (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.645, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * float(np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _line(chances: Floats, won: Floats) -> tuple[float, float]:
    """Slope and intercept of outcomes on log odds; NaN where all chances or all outcomes are the same."""
    held = np.clip(chances, LEAST, 1 - LEAST)
    odds = np.log(held / (1 - held))
    if np.ptp(odds) < 1e-9 or won.sum() in (0, len(won)):
        return float("nan"), float("nan")
    rows = np.column_stack([np.ones_like(odds), odds])
    fit = posterior_of(rows, won, np.ones_like(odds), np.array([0.0, 1.0]), np.array([1e-4, 1e-4]))
    return float(fit.mean[1]), float(fit.mean[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What following the chances would have brought: pursue where chance times value exceeds the cost.

    In the currency of the values. `best` is what somebody who knew the outcomes would have had, `all_` what pursuing
    everything would have brought; `share` is the part of the way from the better of nothing and all to the best.
    """

    brought: float
    all_: float
    best: float

    @property
    def share(self) -> float:
        """1: as good as knowing the outcomes; 0: no better than pursuing all or none."""
        floor = max(0.0, self.all_)
        return (self.brought - floor) / (self.best - floor) if self.best > floor else float("nan")


def money_of(chances: Floats, won: Floats, values: Floats, cost: Floats) -> Money:
    """Money decided by chances; all arrays of shape (deals,)."""
    gain = won * values - cost
    return Money(
        brought=float(gain[chances * values > cost].sum()), all_=float(gain.sum()), best=float(np.maximum(gain, 0).sum())
    )
