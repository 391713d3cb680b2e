"""Closed deals of a history as a task to learn from."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from winnable.learning.answers import Answers, Floats
from winnable.learning.history import History
from winnable.learning.learned import Task

MOST_WITHOUT: Final = 0.05  # share of deals that may lack a date; more, and there is no order


def task_of(history: History, answers: Answers) -> Task:
    """Won against lost and no decision. Where we walked away nobody knows how it would have ended: left out."""
    which = np.array([i for i, o in enumerate(history.outcomes) if o in ("won", "lost", "no_decision")], dtype=np.int64)
    won = np.array([float(history.outcomes[i] == "won") for i in which])
    days = _numbers([_day(history.closed[i]) for i in which])
    if days is None and history.order:
        days = _numbers([history.order[i] for i in which])
    return Task(answers=answers, won=won, which=which, days=days)


def _day(day: date | None) -> float | None:
    return None if day is None else float(day.toordinal())


def _numbers(found: Sequence[float | None]) -> Floats | None:
    """Numbers to sort by; the few deals without one count as the earliest."""
    known = [n for n in found if n is not None]
    if not known or len(found) - len(known) > MOST_WITHOUT * len(found):
        return None
    return np.array([min(known) if n is None else n for n in found])
