"""Broken lines: a curve with what history adds to it, made monotone where it must be, drawn with few points."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from winnable.learning.answers import Floats

LEAST_BEND: Final = 0.05  # doublings that a simpler line may lie off the full one
MOST_POINTS: Final = 7

Points = tuple[tuple[float, float], ...]


def line_at(points: Points, numbers: Floats) -> Floats:
    """The weights of a curve at numbers; flat outside its points."""
    return np.interp(numbers, [x for x, _ in points], [w for _, w in points])


def pooled(weights: Floats, shares: Floats, direction: int) -> Floats:
    """The nearest weights that only rise (+1) or only fall (-1): neighbours that turn are averaged by their shares."""
    pools: list[list[float]] = []  # [mean, share, how many]
    for weight, share in zip(weights * direction, np.maximum(shares, 1e-9), strict=True):
        pools.append([float(weight), float(share), 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, more, many = pools.pop()
            pool = pools[-1]
            pool[0] = (pool[0] * pool[1] + mean * more) / (pool[1] + more)
            pool[1] += more
            pool[2] += many
    return np.repeat([pool[0] for pool in pools], [int(pool[2]) for pool in pools]) * direction


def simplified(points: Points) -> Points:
    """A line through some of the points that lies nowhere far from the full one; points go while none is missed."""
    numbers, weights = np.array([x for x, _ in points]), np.array([w for _, w in points])
    kept = list(range(len(points)))
    while len(kept) > 2:
        costs = [_off(numbers, weights, [*kept[:i], *kept[i + 1 :]]) for i in range(1, len(kept) - 1)]
        least = int(np.argmin(costs))
        if costs[least] > LEAST_BEND and len(kept) <= MOST_POINTS:
            break
        del kept[least + 1]
    return tuple(points[i] for i in kept)


def _off(numbers: Floats, weights: Floats, kept: Sequence[int]) -> float:
    return float(np.max(np.abs(np.interp(numbers, numbers[list(kept)], weights[list(kept)]) - weights)))


def turning(points: Points) -> tuple[float, bool] | None:
    """The number at which a line changes its sign once, and whether it rises there; None if never or more than once."""
    found: list[tuple[float, bool]] = []
    for (x0, w0), (x1, w1) in pairwise(points):
        if (w0 < 0) != (w1 < 0):
            found.append((x0 + (x1 - x0) * w0 / (w0 - w1), w1 > w0))
    return found[0] if len(found) == 1 else None
