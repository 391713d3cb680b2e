"""Boosted trees: CatBoost, LightGBM and the explainable boosting machine (interpret) as forecasters, where they are installed;
and the additive boosted model that takes over on large histories where the backtest proves it.

None of them is needed. `pip install winnable[boost]` brings interpret.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from typing import Any, Final

import numpy as np

from winnable.core.odds import LN2
from winnable.learning.answers import UNKNOWN, Answers, Codes, Floats, Series
from winnable.learning.baselines import Forecaster
from winnable.learning.design import Block, widenings
from winnable.learning.learned import Learned, Stated, Task, learn
from winnable.learning.posterior import logistic

PACKAGES: Final = {"catboost": "catboost", "lightgbm": "lightgbm", "ebm": "interpret"}
BAGS: Final = 8
PAIRS: Final = 10  # pairs of criteria that may count together
STATED_DEALS: Final = 4.0  # deals' worth of belief in one half where only one outcome was seen


def is_installed(way: str) -> bool:
    """Whether the package behind a way is there."""
    return find_spec(PACKAGES[way]) is not None


def peers(answers: Answers, won: Floats) -> dict[str, Forecaster]:
    """The boosted trees that are installed, as their makers suggest to use them, on all answers and without the profile."""
    made: Mapping[str, Callable[[], Forecaster]] = {
        "catboost": lambda: _catboost(answers, won),
        "lightgbm": lambda: _lightgbm(answers, won),
        "ebm": lambda: _ebm(answers, won),
    }
    return {way: make() for way, make in made.items() if is_installed(way)}


Fit = Callable[[Any, Any], Any]  # a table and outcomes -> a model with predict_proba


def _forecaster(fit: Fit, table: Any, won: Floats) -> Forecaster:
    def forecast(before: Codes, ahead: Codes) -> Floats:
        if len(np.unique(won[before])) < 2:
            share = (won[before].sum() + STATED_DEALS / 2) / (len(before) + STATED_DEALS)
            return np.full(len(ahead), share)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of blank cells, and of columns that say the same throughout
            model = fit(table[before], won[before].astype(int))
            return np.asarray(model.predict_proba(table[ahead])[:, 1], dtype=np.float64)

    return forecast


def _catboost(answers: Answers, won: Floats) -> Forecaster:
    from catboost import CatBoostClassifier

    table = np.empty((len(answers), len(answers.series)), dtype=object)
    for i, s in enumerate(answers.series):
        table[:, i] = s.numbers if s.numbers is not None else np.array([*s.labels, "?"], dtype=object)[s.codes]
    options: dict[str, Any] = {"verbose": 0, "thread_count": 1, "random_seed": 0, "allow_writing_files": False}
    names = _names(answers)
    return _forecaster(
        lambda rows, outcomes: CatBoostClassifier(iterations=300, cat_features=names, **options).fit(rows, outcomes), table, won
    )


def _lightgbm(answers: Answers, won: Floats) -> Forecaster:
    from lightgbm import LGBMClassifier

    options: dict[str, Any] = {"verbose": -1, "n_jobs": 1, "n_estimators": 150, "learning_rate": 0.05, "num_leaves": 15}
    names = _names(answers)
    return _forecaster(
        lambda rows, outcomes: LGBMClassifier(**options).fit(rows, outcomes, categorical_feature=names), _codes(answers), won
    )


def _ebm(answers: Answers, won: Floats) -> Forecaster:
    from interpret.glassbox import ExplainableBoostingClassifier

    kinds = ["nominal" if s.numbers is None else "continuous" for s in answers.series]
    options: dict[str, Any] = {"n_jobs": 1, "random_state": 0, "feature_types": kinds}
    return _forecaster(lambda rows, outcomes: ExplainableBoostingClassifier(**options).fit(rows, outcomes), _codes(answers), won)


def _names(answers: Answers) -> list[int]:
    """Which columns hold names and not numbers."""
    return [i for i, s in enumerate(answers.series) if s.numbers is None]


def _codes(answers: Answers) -> Floats:
    """All answers as numbers, shape (deals, series); NaN: unknown."""
    columns = [s.numbers if s.numbers is not None else np.where(s.codes == UNKNOWN, np.nan, s.codes) for s in answers.series]
    return np.column_stack(columns).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contributions:
    """What each term adds to the log odds of each deal, in doublings, shape (deals, terms): a row sums to the log odds."""

    terms: tuple[str, ...]
    doublings: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boosted:
    """The learned weights, and what an additive boosted model adds to them. `pairs` are the criteria that count together."""

    learned: Learned
    model: Any
    pairs: tuple[str, ...]

    def chances(self, answers: Answers, which: Codes) -> Floats:
        """The chance of winning for some deals."""
        return logistic(_offset(self.learned, answers, which) + self._added(answers, which).sum(axis=1) + self._level)

    def contributions(self, answers: Answers, which: Codes) -> Contributions:
        """The prior, one term for each criterion, one for each pair of criteria that counts together."""
        parts = _linear(self.learned, answers, which)
        parts["prior"] = parts["prior"] + self._level
        names = [" & ".join(answers.series[i].key for i in features) for features in self.model.term_features_]
        for name, added in zip(names, self._added(answers, which).T, strict=True):
            parts[name] = parts.get(name, np.zeros(len(which))) + added
        return Contributions(terms=tuple(parts), doublings=np.column_stack(list(parts.values())) / LN2)

    @property
    def _level(self) -> float:
        return float(np.ravel(self.model.intercept_)[0])

    def _added(self, answers: Answers, which: Codes) -> Floats:
        return np.asarray(self.model.eval_terms(_codes(answers)[which]), dtype=np.float64)


def boosted(task: Task, stated: Stated, tick: Callable[[], None] = lambda: None) -> Boosted:
    """Learn from a task, then let an additive boosted model find what the learned sum misses: bends and pairs.

    It starts from the learned log odds. Where the profile lets weights only rise or fall, so must its terms, and such a
    criterion enters no pair. Needs interpret and both outcomes.
    """
    from interpret.glassbox import ExplainableBoostingClassifier

    learned = learn(task, stated, tick)
    series = task.answers.series
    model = ExplainableBoostingClassifier(
        feature_names=[s.key for s in series],
        feature_types=["nominal" if s.numbers is None and not s.monotone else "continuous" for s in series],
        monotone_constraints=[s.monotone for s in series],
        exclude=_unpaired(series),
        interactions=PAIRS,
        outer_bags=BAGS,
        n_jobs=1,
        random_state=0,
    )
    tick()
    start = _offset(learned, task.answers, task.which)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of blank cells: "unknown" has a place of its own
        model.fit(_codes(task.answers)[task.which], task.won.astype(int), init_score=start)
    pairs = tuple(" & ".join(series[i].key for i in features) for features in model.term_features_ if len(features) > 1)
    return Boosted(learned=learned, model=model, pairs=pairs)


def ours_boosted(
    answers: Answers, won: Floats, days: Floats | None, stated: Stated, tick: Callable[[], None] = lambda: None
) -> Forecaster:
    """`boosted` as a forecaster; while only one outcome was seen, what was learned alone."""

    def forecast(before: Codes, ahead: Codes) -> Floats:
        task = Task(answers=answers, won=won[before], which=before, days=None if days is None else days[before])
        if len(np.unique(task.won)) < 2:
            return learn(task, stated, tick).chances(answers, ahead)
        return boosted(task, stated, tick).chances(answers, ahead)

    return forecast


def _unpaired(series: Sequence[Series]) -> list[tuple[int, int]]:
    """Pairs that may not count together: a pair could turn round what the profile lets only rise or fall."""
    return [pair for pair in combinations(range(len(series)), 2) if any(series[i].monotone for i in pair)]


def _offset(learned: Learned, answers: Answers, which: Codes) -> Floats:
    """The learned natural log odds, drawn towards one half by the doubt of the weights, as in every chance."""
    mean, variance = learned.posterior.odds(learned.design.rows(answers, which))
    return np.asarray(mean / _doubts(variance))


def _doubts(variance: Floats) -> Floats:
    return np.asarray(np.sqrt(1 + np.pi * variance / 8))


def _linear(learned: Learned, answers: Answers, which: Codes) -> dict[str, Floats]:
    """The offset by criterion, in natural log odds: what the profile says of an answer as far as it is trusted, and what history
    adds. What belongs to no single criterion is `prior`, `together` and `team`."""
    rows = learned.design.rows(answers, which)
    variance = learned.posterior.odds(rows)[1]
    found = {_name(block): rows[:, _place(block)] @ learned.posterior.mean[_place(block)] for block in learned.design.blocks[:1]}
    for block in learned.design.blocks[1:]:
        added = rows[:, _place(block)] @ learned.posterior.mean[_place(block)]
        parts = _scored(learned, answers, which, added) if block.part == "slope" else {_name(block): added}
        for name, part in parts.items():
            found[name] = found.get(name, np.zeros(len(which))) + part
    return {name: part / _doubts(variance) for name, part in found.items()}


def _place(block: Block) -> slice:
    return slice(block.start, block.stop)


def _name(block: Block) -> str:
    return "team" if block.part in ("team", "team_slope") else block.key


def _scored(learned: Learned, answers: Answers, which: Codes, added: Floats) -> dict[str, Floats]:
    """What the profile's score adds, by criterion; the rest belongs to answers that count together, the middle to the prior."""
    factor = (learned.slope or 0.0) * LN2 / widenings(answers.doubt[which])
    parts = {s.key: factor * (s.weights * s.applies)[which] for s in answers.series if s.in_profile}
    rest = factor * answers.score[which] - sum(parts.values(), np.zeros(len(which)))
    if np.abs(rest).max(initial=0.0) > 1e-9:
        parts["together"] = rest
    return parts | {"prior": added - factor * answers.score[which]}
