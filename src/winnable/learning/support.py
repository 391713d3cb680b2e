"""What a learned number rests on: its interval, how much of it is data, and how many deals would take it back.

Every number of a revision is a weighted sum of the learned weights; `pull` names these sums, one number per column.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar, Final

import numpy as np

from winnable.core.odds import LN2, Z90
from winnable.core.profile import FORBID
from winnable.learning.answers import Floats
from winnable.learning.design import Block, widenings
from winnable.learning.learned import STEADY, WIDTH_HOLD, Learned, Setting, Stated, Task, beliefs
from winnable.learning.posterior import Posterior, chances, logistic

MOST_DEALS: Final = 10_000  # more than this would take back no change


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One number of the profile, before and after, and what that rests on.

    `place` says which number of a criterion it is: an answer, a point of its curve, or "" for the only one. `low` and
    `high` hold it with 90 %. `deals` are those behind it, `won` of them won. `from_data` is the share of what is known of it
    that history says; the rest is the profile. `taken_back_by` is how many further deals with the opposite outcome would
    bring it back to where it was; None if none would.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    place: str
    before: float | None
    after: float
    low: float
    high: float
    deals: int
    won: int
    from_data: float
    taken_back_by: int | None
    sentence: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out what stood there before."""
        return not self.low <= (self.before or 0.0) <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A weighted sum of learned weights: mean and deviation in doublings, and how much of it is data (0-1)."""

    mean: float
    deviation: float
    from_data: float

    def range(self, z: float = Z90) -> tuple[float, float]:
        """Where it lies, 5 % to 95 %."""
        return self.mean - z * self.deviation, self.mean + z * self.deviation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Behind:
    """The deals at each place of a criterion: how many, how many of them won, and what they are like on average."""

    deals: Floats
    won: Floats
    rows: Floats


class Lessons:
    """What was learned, made ready to be asked about single numbers."""

    def __init__(self, learned: Learned, task: Task, stated: Stated) -> None:
        self.learned = learned
        self.task = task
        self.rows = learned.design.rows(task.answers, task.which)
        self.chances = chances(*learned.posterior.odds(self.rows))
        self.widenings = widenings(task.answers.doubt[task.which])
        self.blocks = {b.key: b for b in learned.design.blocks if b.part in ("answers", "number")}
        self._before = [
            (share, *_believed(learned, part, setting, stated))
            for part, (setting, share) in zip(learned.parts, learned.trust, strict=True)
        ]

    def part(self, name: str) -> Block | None:
        """The block that is the prior, or the slope."""
        return next((b for b in self.learned.design.blocks if b.part == name), None)

    @property
    def nothing(self) -> Floats:
        """A pull on no column, to be filled."""
        return np.zeros(self.learned.design.width)

    @property
    def odds(self) -> Floats:
        """Log2 odds of every deal of the task, teams left out, before doubt draws them in."""
        mean = self.learned.posterior.mean.copy()
        for block in self.learned.design.blocks:
            if block.part in ("team", "team_slope"):
                mean[block.start : block.stop] = 0.0
        return self.rows @ mean * self.widenings / LN2

    @property
    def tell_apart(self) -> bool:
        """Whether learned odds differ between deals by more than they are unsure of."""
        rows = self.rows.copy()
        rows[:, 0] = 0.0  # the prior is the same for all
        posterior = self.learned.posterior
        doubt = float(np.mean(np.einsum("ij,ij->i", rows @ posterior.covariance, rows)))
        return float(np.var(rows @ posterior.mean)) > doubt

    def read(self, pull: Floats) -> Reading:
        """The sum that `pull` names (it turns natural log odds into doublings itself)."""
        posterior = self.learned.posterior
        variance = float(pull @ posterior.covariance @ pull)
        means = np.array([pull @ prior for _, prior, _ in self._before])
        variances = np.array([float(np.sum(pull * pull / precision)) for _, _, precision in self._before])
        shares = np.array([share for share, _, _ in self._before])
        before = float(shares @ (variances + means**2) - (shares @ means) ** 2)
        from_data = 1 - min(1.0, variance / before) if before > 0 else 0.0
        return Reading(mean=float(pull @ posterior.mean), deviation=float(np.sqrt(max(variance, 0.0))), from_data=from_data)

    def behind(self, counts: Floats) -> "Behind":
        """The deals behind several places, from how much each deal counts there, shape (places, deals)."""
        deals = counts.sum(axis=1)
        rows = (self.rows.T @ counts.T).T / np.maximum(deals, 1e-12)[:, None]  # this way round is several times quicker
        return Behind(deals=deals, won=counts @ self.task.won, rows=rows)

    def taken_back_by(self, pull: Floats, target: float, row: Floats) -> int | None:
        """How many deals like `row` bring the sum to `target` if each ends the other way.

        So many alike deals move the weights along one direction, and only as far as the outcome surprises.
        """
        posterior = self.learned.posterior
        reach = posterior.covariance @ row
        lever = float(pull @ reach)
        away = target - float(pull @ posterior.mean)
        if abs(lever) < 1e-12 or abs(away) < 1e-12:
            return None
        push = away / lever
        likely = float(logistic(np.array(row @ posterior.mean + row @ reach * push)))
        surprise = float(push > 0) - likely
        number = push / surprise if surprise else np.inf
        return ceil(number) if 0 < number <= MOST_DEALS else None


def _believed(learned: Learned, part: Posterior, setting: Setting, stated: Stated) -> tuple[Floats, Floats]:
    """Mean and precision that a posterior started from: each criterion as wide as its weights turned out."""
    prior, precision = beliefs(learned.design, setting, stated)
    for block in learned.design.blocks:
        if block.part in ("answers", "number") and setting.width > STEADY:
            place = slice(block.start, block.stop)
            energy = float(np.sum(part.mean[place] ** 2) + np.trace(part.covariance[place, place]))
            precision[place] = (WIDTH_HOLD + len(block.labels)) / (WIDTH_HOLD * setting.width**2 + energy)
    return prior, precision
