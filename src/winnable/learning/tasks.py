"""Closed deals of a history as a task to learn from: each deal once."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Final

import numpy as np

from winnable.learning.answers import Answers, Floats
from winnable.learning.history import History
from winnable.learning.learned import Task

MOST_WITHOUT: Final = 0.05  # share of deals that may lack a date; more, and there is no order


def task_of(history: History, answers: Answers) -> Task:
    """Won against lost and no decision. Where we walked away nobody knows how it would have ended: left out."""
    which = np.array(learned_from(history), dtype=np.int64)
    won = np.array([float(history.outcomes[i] == "won") for i in which])
    days = _numbers([_day(history.closed[i]) for i in which])
    if days is None and history.order:
        days = _numbers([history.order[i] for i in which])
    return Task(answers=answers, won=won, which=which, days=days)


def learned_from(history: History) -> tuple[int, ...]:
    """Places of the deals that were won, lost, or ended without a decision. Of rows with one id the latest counts: a deal that
    stands twice would count twice, and be foretold from itself."""
    latest: dict[str, int] = {}
    for i, (key, outcome) in enumerate(zip(history.keys, history.outcomes, strict=True)):
        if outcome in ("won", "lost", "no_decision") and (
            key not in latest or _closing(history, i) >= _closing(history, latest[key])
        ):
            latest[key] = i
    return tuple(sorted(latest.values()))


def _closing(history: History, i: int) -> date:
    return history.closed[i] or history.created[i] or date.min


def repeat_notes(history: History, *, by_id: bool) -> tuple[str, ...]:
    """What is to be said of rows that stand more than once: left out where an id tells so, else only named."""
    if by_id:
        closed = sum(outcome in ("won", "lost", "no_decision") for outcome in history.outcomes)
        extra = closed - len(learned_from(history))
        words = "closed row repeats" if extra == 1 else "closed rows repeat"
        said = f"{extra:,} {words} an id, and nothing is learned or tested from it: of each id the latest row counts."
        return (said,) if extra else ()
    extra = len(history) - len(set(zip(*history.columns.values(), strict=True))) if history.columns else 0
    alike = f"{extra:,} rows are exactly like another one. They count as deals of their own: no id says that they are not."
    return (alike,) if extra else ()


def digest_of(history: History) -> str:
    """Six letters that are the same for the same closed deals with the same outcomes, in whatever order and file."""
    closed = sorted(f"{key}\t{outcome}" for key, outcome in zip(history.keys, history.outcomes, strict=True) if outcome)
    return sha256("\n".join(closed).encode()).hexdigest()[:6]


def _day(day: date | None) -> float | None:
    return None if day is None else float(day.toordinal())


def _numbers(found: Sequence[float | None]) -> Floats | None:
    """Numbers to sort by; the few deals without one count as the earliest."""
    known = [n for n in found if n is not None]
    if not known or len(found) - len(known) > MOST_WITHOUT * len(found):
        return None
    return np.array([min(known) if n is None else n for n in found])
