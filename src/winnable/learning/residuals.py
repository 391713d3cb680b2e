"""Where history differs from the profile most: what it adds to single answers, beyond the slope."""

from dataclasses import dataclass

import numpy as np

from winnable.core.odds import LN2
from winnable.learning.answers import Answers
from winnable.learning.design import Block
from winnable.learning.learned import Learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """What history adds to one answer of a criterion, in doublings, with 5-95 %. `label` is the answer, or a number of a
    curve; "" where nobody knew. Where the profile has no such criterion, it is all the weight there is."""

    key: str
    label: str
    in_profile: bool
    mean: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the range leaves 0 out."""
        return self.low > 0 or self.high < 0


def residuals_of(learned: Learned, answers: Answers) -> tuple[Residual, ...]:
    """The surest difference of each criterion, the surest first."""
    in_profile = {s.key: s.in_profile for s in answers.series}
    blocks = [block for block in learned.design.blocks if block.part in ("answers", "number")]
    found = [_surest(learned, block, in_profile[block.key]) for block in blocks]
    return tuple(sorted(found, key=lambda one: (-abs(one.mean) / (one.high - one.low), one.key)))


def _surest(learned: Learned, block: Block, in_profile: bool) -> Residual:
    place = slice(block.start, block.stop)
    means = learned.posterior.mean[place] / LN2
    spreads = np.sqrt(np.diag(learned.posterior.covariance)[place]) / LN2
    at = int(np.argmax(np.abs(means) / spreads))
    mean, reach = float(means[at]), 1.645 * float(spreads[at])
    return Residual(key=block.key, label=block.labels[at], in_profile=in_profile, mean=mean, low=mean - reach, high=mean + reach)
