"""Chances given before the outcome was known, held against it: forward in time, or on groups left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from winnable.learning.answers import Answers, Codes, Floats
from winnable.learning.baselines import Forecaster
from winnable.learning.calibration import Calibration, Money, calibration_of, log_loss_of, money_of
from winnable.learning.learned import Stated, Task, learn

SIZES: Final = (0, 10, 20, 40, 100, 300, 1000)
STRETCHES: Final = 6  # forward in time: as many stretches are foretold, each from all deals before it
FIRST_SHARE: Final = 0.3  # of the deals are only learned from
FEWEST_AHEAD: Final = 30  # deals to foretell; fewer say nothing
MOST_AHEAD: Final = 2000  # deals to foretell at one point of a learning curve
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """What one way foretold: a chance for each of `deals` (numbers in the history), and how good that was."""

    way: str
    deals: Codes
    chances: Floats
    calibration: Calibration
    money: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of a learning curve: mean log loss of a way after so many deals, with 5-95 % of that mean over draws."""

    way: str
    deals: int
    log_loss: float
    low: float
    high: float
    draws: int


def ours(answers: Answers, won: Floats, days: Floats | None, stated: Stated, tick: Tick = lambda: None) -> Forecaster:
    """Our own way: `learn`; with no deals at all it is the profile."""

    def forecast(before: Codes, ahead: Codes) -> Floats:
        known = None if days is None else days[before]
        task = Task(answers=answers, won=won[before], which=before, days=known)
        return learn(task, stated, tick).chances(answers, ahead)

    return forecast


def groups_of(answers: Answers, accounts: Sequence[str], by_account: bool = True) -> Codes:
    """Deals that must not be parted: those of one account, and those with the same answers to everything (duplicates).

    A number per deal, the same within a group.
    """
    columns = [s.codes if s.numbers is None else s.numbers for s in answers.series]
    seen: dict[object, int] = {}
    parent = list(range(len(answers)))

    def top(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i in range(len(answers)):
        marks: list[object] = [("same", *(str(column[i]) for column in columns))]
        if by_account and accounts[i]:
            marks.append(("account", accounts[i]))
        for mark in marks:
            if mark in seen:
                parent[top(i)] = top(seen[mark])
            seen[mark] = i
    return np.array([top(i) for i in range(len(answers))], dtype=np.int64)


def forward(order: Codes, stretches: int = STRETCHES) -> tuple[tuple[Codes, Codes], ...]:
    """(deals before, deals ahead) along the order of time: each stretch after the first share is foretold once."""
    edges = np.linspace(round(len(order) * FIRST_SHARE), len(order), stretches + 1).astype(int)
    return tuple((order[:a], order[a:b]) for a, b in pairwise(edges) if b > a)


def folds(groups: Codes, shuffled: Codes, number: int = 10) -> tuple[tuple[Codes, Codes], ...]:
    """(deals before, deals ahead) where there is no time: whole groups are left out. `shuffled` are all groups, mixed."""
    fold = {int(group): i % number for i, group in enumerate(shuffled)}
    place = np.array([fold[int(group)] for group in groups])
    return tuple((np.flatnonzero(place != i), np.flatnonzero(place == i)) for i in range(number) if (place == i).any())


def foretell(
    ways: Mapping[str, Forecaster],
    splits: Sequence[tuple[Codes, Codes]],
    won: Floats,
    values: Floats | None = None,
    cost: Floats | None = None,
) -> tuple[Forecast, ...]:
    """Every way on the same splits. Values and costs, where given, in one currency, shape (all deals,)."""
    deals = np.concatenate([ahead for _, ahead in splits])
    return tuple(
        forecast_of(way, deals, np.concatenate([forecast(before, ahead) for before, ahead in splits]), won, values, cost)
        for way, forecast in ways.items()
    )


def forecast_of(
    way: str, deals: Codes, chances: Floats, won: Floats, values: Floats | None = None, cost: Floats | None = None
) -> Forecast:
    """The chances that one way gave to some deals, held against their outcomes; money where values and costs are given."""
    money = None if values is None or cost is None else money_of(chances, won[deals], values[deals], cost[deals])
    return Forecast(way=way, deals=deals, chances=chances, calibration=calibration_of(chances, won[deals]), money=money)


def learning_curve(
    ways: Mapping[str, Forecaster],
    groups: Codes,
    draws: Sequence[Codes],
    won: Floats,
    sizes: Sequence[int] = SIZES,
    most_ahead: int = MOST_AHEAD,
) -> tuple[Point, ...]:
    """Mean log loss of each way after so many deals. Each draw is an order of all groups: its first deals are learned from,
    deals of other groups foretold (at most `most_ahead`). Sizes that leave fewer than 30 deals to foretell are left out."""
    losses = [
        (way, size, log_loss_of(forecast(before, ahead), won[ahead]))
        for draw in draws
        for size, before, ahead in drawn(groups, draw, sizes, most_ahead)
        for way, forecast in ways.items()
    ]
    return points_of(losses)


def drawn(
    groups: Codes, draw: Codes, sizes: Sequence[int] = SIZES, most_ahead: int = MOST_AHEAD
) -> Iterator[tuple[int, Codes, Codes]]:
    """(size, deals before, deals ahead) for one order of all groups; deals ahead are of other groups than those before."""
    rank = np.empty(int(groups.max()) + 1, dtype=np.int64)
    rank[draw] = np.arange(len(draw))
    order = np.argsort(rank[groups], kind="stable")
    for size in sizes:
        before = order[:size]
        ahead = order[size:][~np.isin(groups[order[size:]], groups[before])][:most_ahead]
        if len(ahead) >= FEWEST_AHEAD:
            yield size, before, ahead


def points_of(losses: Iterable[tuple[str, int, float]]) -> tuple[Point, ...]:
    """Points of learning curves from (way, deals, log loss) of every draw."""
    found: dict[tuple[str, int], list[float]] = {}
    for way, size, loss in losses:
        found.setdefault((way, size), []).append(loss)
    return tuple(_point(way, size, np.array(values)) for (way, size), values in found.items())


def _point(way: str, size: int, losses: Floats) -> Point:
    reach = 1.645 * float(losses.std()) / max(1.0, np.sqrt(len(losses)))
    mean = float(losses.mean())
    return Point(way=way, deals=size, log_loss=mean, low=mean - reach, high=mean + reach, draws=len(losses))
