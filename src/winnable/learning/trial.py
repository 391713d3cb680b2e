"""How a history is put to the test: which deals are learned from and which foretold, and what the chances prove.

In order of time nothing is learned from a deal that closed on the day of the first one ahead, or later. Without an order, deals
of one account, or with the same answers to everything, stay on one side.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np

from winnable.learning.answers import Answers, Codes, Floats
from winnable.learning.backtest import (
    FEWEST_AHEAD,
    FIRST_SHARE,
    MOST_AHEAD,
    SIZES,
    Forecast,
    Point,
    drawn,
    folds,
    forecast_of,
    forward,
    groups_of,
    points_of,
)
from winnable.learning.baselines import Forecaster
from winnable.learning.calibration import log_loss_of, losses_of
from winnable.learning.history import History
from winnable.learning.tasks import learned_from

FEWEST: Final = 30  # closed deals; below it nothing can be tested
ENOUGH_TO_BOOST: Final = 2000  # closed deals from which a boosted model is tried
WORTHWHILE: Final = 0.01  # of the log loss: a gain below it is not worth a harder model
SURE: Final = 1.645  # standard errors of a gain that is no chance
_LARGEST: Final = 0.2  # of the deals may be of one group; more, and the groups say nothing
_KEPT: Final = 2 / 3  # of the deals before must be left when those of accounts ahead are taken out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """Deals to learn from and deals to foretell. `draw` and `size` are its place on the learning curve; None at full size."""

    before: Codes
    ahead: Codes
    draw: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """All pieces of a backtest. `accounts_apart`: no deal is foretold from others of its account; None: no account is known."""

    in_time: bool
    full: tuple[Piece, ...]
    curve: tuple[Piece, ...]
    accounts_apart: bool | None


def trial_of(answers: Answers, accounts: Sequence[str], days: Floats | None, luck: Floats) -> Trial:
    """The pieces for closed deals. `luck` are even random numbers between 0 and 1, shape (draws, deals)."""
    trial = _by_groups(answers, accounts, luck) if days is None else _by_time(accounts, days, luck)
    return trial if any(accounts) else replace(trial, accounts_apart=None)


def _by_time(accounts: Sequence[str], days: Floats, luck: Floats) -> Trial:
    order, groups = np.argsort(days, kind="stable"), _numbered(accounts)
    whole = [_earlier(before, ahead, days) for before, ahead in forward(order)]
    parted = [_apart(piece, groups) for piece in whole]
    apart = sum(len(piece.before) for piece in parted) >= _KEPT * sum(len(piece.before) for piece in whole)
    cuts = [_at_cut(order, days, float(lucky[0])) for lucky in luck]
    curve = [piece for draw, cut in enumerate(cuts) for piece in _sized(_apart(cut, groups) if apart else cut, draw)]
    return Trial(in_time=True, full=tuple(parted if apart else whole), curve=tuple(curve), accounts_apart=apart)


def _by_groups(answers: Answers, accounts: Sequence[str], luck: Floats) -> Trial:
    alike, owned = groups_of(answers, accounts, by_account=False), _numbered(accounts)
    groups, apart = groups_of(answers, accounts), True
    if _largest(groups) > _LARGEST and _largest(owned) <= _LARGEST:
        groups = owned
    elif _largest(groups) > _LARGEST:
        groups, apart = alike, False
    names = np.unique(groups)
    draws = [names[np.argsort(lucky[: len(names)])] for lucky in luck]
    full = tuple(Piece(before=before, ahead=ahead) for before, ahead in folds(groups, draws[0]))
    curve = tuple(
        Piece(before=before, ahead=ahead, draw=number, size=size)
        for number, draw in enumerate(draws)
        for size, before, ahead in drawn(groups, draw)
    )
    return Trial(in_time=False, full=full, curve=curve, accounts_apart=apart)


def _largest(groups: Codes) -> float:
    return float(np.unique(groups, return_counts=True)[1].max() / len(groups))


def _numbered(accounts: Sequence[str]) -> Codes:
    """A number for each account; a deal without one is an account of its own."""
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(name.casefold() or i, len(seen)) for i, name in enumerate(accounts)], dtype=np.int64)


def _earlier(before: Codes, ahead: Codes, days: Floats) -> Piece:
    """What was closed on the day of the first deal ahead was not known then."""
    return Piece(before=before[days[before] < days[ahead].min()], ahead=ahead)


def _at_cut(order: Codes, days: Floats, lucky: float) -> Piece:
    """A day in the history: the deals before it, and the next ones to foretell."""
    low = max(round(FIRST_SHARE * len(order)), min(SIZES[-1], len(order) // 2))
    high = max(low, len(order) - 2 * FEWEST_AHEAD)
    cut = low + int(lucky * (high - low))
    return _earlier(order[:cut], order[cut : cut + MOST_AHEAD], days)


def _sized(cut: Piece, draw: int) -> Iterator[Piece]:
    """The pieces of one draw: the last so many deals before the day."""
    for size in SIZES:
        if size <= len(cut.before) and len(cut.ahead) >= FEWEST_AHEAD:
            yield replace(cut, before=cut.before[len(cut.before) - size :], draw=draw, size=size)


def _apart(piece: Piece, groups: Codes) -> Piece:
    """Without the deals before that are of an account ahead."""
    return replace(piece, before=piece.before[~np.isin(groups[piece.before], groups[piece.ahead])])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """The chances that one way gave to the deals ahead of one piece."""

    way: str
    piece: Piece
    chances: Floats


def work(ways: Mapping[str, Forecaster], trial: Trial, draws: Mapping[str, int]) -> Iterator[Told]:
    """All pieces by all ways, one after the other: first the full size, then draw after draw of the learning curve. `draws` says
    of a slow way by how many draws it is tested."""
    for way, forecast in ways.items():
        for piece in trial.full:
            yield Told(way=way, piece=piece, chances=forecast(piece.before, piece.ahead))
    for piece in trial.curve:
        for way, forecast in ways.items():
            if (piece.draw or 0) < draws.get(way, len(trial.curve)):
                yield Told(way=way, piece=piece, chances=forecast(piece.before, piece.ahead))


def pieces(ways: Mapping[str, Forecaster], trial: Trial, draws: Mapping[str, int]) -> int:
    """How many pieces of work there are."""
    return sum(pieces_of(ways, trial, draws).values())


def pieces_of(ways: Iterable[str], trial: Trial, draws: Mapping[str, int]) -> dict[str, int]:
    """How many pieces of work each way has."""
    return {
        way: len(trial.full) + sum((piece.draw or 0) < draws.get(way, len(trial.curve)) for piece in trial.curve) for way in ways
    }


def forecasts_of(
    told: Sequence[Told], trial: Trial, won: Floats, values: Floats | None = None, cost: Floats | None = None
) -> tuple[Forecast, ...]:
    """What each way foretold at full size; ways that were stopped on the way are left out."""
    found: dict[str, list[Told]] = {}
    for one in told:
        if one.piece.draw is None:
            found.setdefault(one.way, []).append(one)
    return tuple(
        forecast_of(
            way,
            np.concatenate([one.piece.ahead for one in parts]),
            np.concatenate([one.chances for one in parts]),
            won,
            values,
            cost,
        )
        for way, parts in found.items()
        if len(parts) == len(trial.full)
    )


def curve_of(told: Sequence[Told], trial: Trial, won: Floats) -> tuple[Point, ...]:
    """The learning curves; a draw counts for a way once all its sizes are finished."""
    sizes: dict[int | None, int] = {}
    for piece in trial.curve:
        sizes[piece.draw] = sizes.get(piece.draw, 0) + 1
    found: dict[tuple[str, int], list[Told]] = {}
    for one in told:
        if one.piece.draw is not None:
            found.setdefault((one.way, one.piece.draw), []).append(one)
    return points_of(
        (way, one.piece.size or 0, log_loss_of(one.chances, won[one.piece.ahead]))
        for (way, draw), parts in found.items()
        if len(parts) == sizes[draw]
        for one in parts
    )


def closed_part(history: History) -> History:
    """The deals from which can be learned: those that were won, lost, or ended without a decision, each once."""
    kept = learned_from(history)
    cut: dict[str, Any] = {}
    for field in fields(History):
        value = getattr(history, field.name)
        if isinstance(value, tuple) and len(value) == len(history):
            cut[field.name] = tuple([value[i] for i in kept])
    cut["columns"] = {name: tuple([cells[i] for i in kept]) for name, cells in history.columns.items()}
    return replace(history, **cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """By how much the log loss of one way is lower than that of another on the same deals, with its standard error; `of` is
    the log loss that it is a gain on."""

    mean: float
    error: float
    of: float

    @property
    def is_sure(self) -> bool:
        """Whether it is no chance."""
        return self.mean > SURE * self.error

    @property
    def takes_over(self) -> bool:
        """Whether a harder model is worth it: more than one standard error and more than 1 %."""
        return self.mean > self.error and self.mean > WORTHWHILE * self.of


def gain_of(one: Forecast, over: Forecast, won: Floats) -> Gain:
    """What one way gains over another, deal by deal; both foretold the same deals."""
    outcomes = won[one.deals]
    before, after = losses_of(over.chances, outcomes), losses_of(one.chances, outcomes)
    saved = before - after
    return Gain(mean=float(saved.mean()), error=float(saved.std() / np.sqrt(len(saved))), of=float(before.mean()))
