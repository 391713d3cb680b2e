"""Deals made for the tests: criteria of three answers, true weights that are known, outcomes drawn from them."""

import numpy as np

from winnable.core.odds import LN2
from winnable.learning.answers import Answers, Floats, Series


def deals(
    size: int, criteria: int = 6, *, seed: int = 0, told: float = 1.0, strength: float = 0.7, base: float = 0.5
) -> tuple[Answers, Floats, Floats]:
    """Answers, true chances and outcomes (1 won). `told` is what the profile makes of the true weights: 1 right, 0 nothing,
    -1 the wrong way round."""
    rng = np.random.default_rng(seed)
    weights = [np.append(w - w.mean(), 0.0) for w in rng.normal(0, strength, (criteria, 3))]
    codes = [rng.integers(-1, 3, size) for _ in range(criteria)]
    series = tuple(series_of(f"c{i}", codes[i], told * weights[i] / LN2) for i in range(criteria))
    odds = np.sum([w[c] for w, c in zip(weights, codes, strict=True)], axis=0) + np.log(base / (1 - base))
    chances = 1 / (1 + np.exp(-odds))
    won = (rng.random(size) < chances).astype(np.float64)
    return answers_from(series, size), chances, won


def series_of(key: str, codes: np.ndarray, weights: np.ndarray) -> Series:
    """A criterion with the answers a, b and c; `weights` in doublings, the last one that of "unknown"."""
    return Series(
        key=key,
        column=key,
        theme="theme",
        kind="answers",
        labels=("a", "b", "c"),
        codes=codes.astype(np.int64),
        numbers=None,
        weights=weights[codes],
        applies=np.ones(len(codes)),
    )


def answers_from(series: tuple[Series, ...], size: int, teams: tuple[str, ...] = ()) -> Answers:
    """Answers with the score that follows from the series; `teams` are a name per deal."""
    names = tuple(sorted(set(teams)))
    codes = np.array([names.index(t) for t in teams] if teams else np.full(size, -1), dtype=np.int64)
    score = np.sum([s.weights for s in series], axis=0) if series else np.zeros(size)
    return Answers(series=series, score=score, doubt=np.zeros(size), teams=codes, team_names=names)
