"""How well one column alone tells won from lost, and what a share surely is: the measures of the leak alarm.

Bounds are Chernoff's, exact at any number of deals: a bound by the normal distribution, or by shuffling, is wrong where
it matters most, at few deals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt

from winnable.core.columns import Value, text_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

SURE: Final = 0.95  # that no column of a table passes a line by luck whose true value lies on it
FOLDS: Final = 5
BINS: Final = 20
_SMOOTHING: Final = 5.0  # deals of the average kind that each value is judged with


@dataclass(frozen=True, slots=True)
class Separation:
    """How well one column alone tells won from not won in deals that it was not fitted on."""

    area: float
    log_loss: float
    base_log_loss: float


def bounds(share: float, count: int, tests: int = 1) -> tuple[float, float]:
    """What a share of `count` independent deals surely is at least and at most (Chernoff, exact at any count), with `SURE` over
    that many tests."""
    if count == 0:
        return 0.0, 1.0
    room = log(tests / (1 - SURE)) / count
    return _edge(share, 0.0, room), _edge(share, 1.0, room)


def _edge(share: float, towards: float, room: float) -> float:
    """The farthest true share from which a divergence of `room` leads to the one that was found; by bisection."""
    near, far = share, towards
    for _ in range(50):
        middle = (near + far) / 2
        if _divergence(share, middle) <= room:
            near = middle
        else:
            far = middle
    return near


def _divergence(found: float, true: float) -> float:
    if not 0 < true < 1:
        return 0.0 if found == true else float("inf")
    return sum(a * log(a / b) for a, b in ((found, true), (1 - found, 1 - true)) if a > 0)


def separation(cells: Sequence[Value], filled: Bools, won: Bools, folds: Ints) -> Separation:
    """How well one column tells won from not won, each fold judged by what the others hold of each value, or of each twentieth of
    a number."""
    codes = _codes(cells, filled)
    areas = log_loss = base = 0.0
    weights = 0
    for fold in range(FOLDS):
        test = folds == fold
        train = ~test
        wins, losses = int(won[test].sum()), int((~won[test]).sum())
        if not wins or not losses or not train.any():
            continue
        mean = (won[train].sum() + 0.5) / (train.sum() + 1)
        chances = _chances(codes[train], won[train], codes[test], float(mean))
        areas += wins * losses * _area(chances, won[test])
        weights += wins * losses
        log_loss += _losses(chances, won[test])
        base += _losses(np.full(wins + losses, mean), won[test])
    if not weights:
        return Separation(0.5, 0.0, 0.0)
    return Separation(areas / weights, log_loss / len(won), base / len(won))


def _codes(cells: Sequence[Value], filled: Bools) -> Ints:
    """A code for each cell: its value, or the twentieth of a number in which it lies; blank and 0 by themselves."""
    numbers = [cell for cell, known in zip(cells, filled, strict=True) if known]
    if numbers and all(isinstance(cell, float) for cell in numbers) and len(set(numbers)) > BINS:
        values = np.array([cell if isinstance(cell, float) else np.nan for cell in cells], dtype=np.float64)
        usable = filled & (values != 0)
        edges = np.unique(np.quantile(values[usable], np.linspace(0, 1, BINS + 1)[1:-1]))
        codes = np.searchsorted(edges, np.where(usable, values, 0.0)) + 2
        return np.where(filled, np.where(values == 0, 1, codes), 0).astype(np.int64)
    known: dict[str, int] = {"": 0}
    texts = {cell: text_of(cell).casefold() for cell in set(cells)}
    listed = (known.setdefault(texts[cell], len(known)) for cell in cells)
    return np.where(filled, np.fromiter(listed, np.int64, len(cells)), 0)


def _chances(codes: Ints, won: Bools, wanted: Ints, mean: float) -> Floats:
    """The share won of each code, drawn towards the mean where it is rare."""
    size = int(max(codes.max(initial=0), wanted.max(initial=0))) + 1
    count = np.bincount(codes, minlength=size)
    wins = np.bincount(codes, weights=won, minlength=size)
    chances: Floats = ((wins + _SMOOTHING * mean) / (count + _SMOOTHING))[wanted]
    return chances


def _area(chances: Floats, won: Bools) -> float:
    """Share of pairs of a won and a lost deal in which the won one has the higher chance; ties count half."""
    values, places = np.unique(chances, return_inverse=True)
    wins = np.bincount(places, weights=won, minlength=len(values))
    losses = np.bincount(places, weights=~won, minlength=len(values))
    below = np.cumsum(losses) - losses
    return float((wins * (below + losses / 2)).sum() / (wins.sum() * losses.sum()))


def _losses(chances: Floats, won: Bools) -> float:
    return float(-np.log(np.where(won, chances, 1 - chances)).sum())
