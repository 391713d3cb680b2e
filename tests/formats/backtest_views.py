"""Backtests for the tests of pages: made by the real code on a few invented deals."""

from typing import Any

import numpy as np
from tests.core.worlds import criterion, profile
from tests.learning.deals import deals

from winnable.formats.backtest_view import Backtested, backtest_view
from winnable.learning.backtest import ours
from winnable.learning.baselines import base_rate, ridge
from winnable.learning.leaks import Leak
from winnable.learning.learned import Stated, Task, learn
from winnable.learning.trial import FEWEST, curve_of, forecasts_of, trial_of, work


def backtest_of(size: int = 240, *, strength: float = 1.0, valued: bool = True, leaks: tuple[Leak, ...] = ()) -> dict[str, Any]:
    """The view of a backtest of invented deals, one a day."""
    answers, _, won = deals(size, 3, seed=4, strength=strength)
    task, stated = Task(answers=answers, won=won, which=np.arange(size), days=np.arange(size, dtype=float)), Stated(chance=0.4)
    made = {
        "history": "deals.csv",
        "profile": profile(criterion("c0", ("a", 1.0, 0.5), ("b", -1.0, 0.5))),
        "chance": 0.4,
        "leaks": leaks,
        "left_out": tuple(leak.column for leak in leaks),
        "answers": answers,
        "won": won,
        "missing": ("catboost",),
        "currency": "EUR",
        "life_in": "days",
        "notes": ("There is no stage table: the map names no column for the stage.",),
    }
    if size < FEWEST:
        return backtest_view(Backtested(**made))
    trial = trial_of(answers, [""] * size, task.days, np.random.default_rng(0).random((2, size)))
    ways = {"base_rate": base_rate(won, 0.4), "ours": ours(answers, won, task.days, stated), "ridge": ridge(answers, won)}
    told = list(work(ways, trial, {}))
    values = (np.full(size, 900_000.0), np.full(size, 400_000.0)) if valued else ()
    forecasts, curve = forecasts_of(told, trial, won, *values), curve_of(told, trial, won)
    return backtest_view(Backtested(**made, trial=trial, learned=learn(task, stated), forecasts=forecasts, curve=curve))


def hostile_backtest(text: str) -> dict[str, Any]:
    """Every name that a table may bring is long and not to be trusted."""
    leak = Leak(column=text, kind="separates", reason=text, found=1.0, surely=0.9, plausible=0.8)
    view = backtest_of(leaks=(leak,))
    view |= {"history": text, "notes": [text], "currency": "EUR"}
    view["learned"]["criteria"] = [one | {"key": text, "label": text} for one in view["learned"]["criteria"]]
    return view
