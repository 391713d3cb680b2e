"""Chances learned from won and lost deals: learning curves, full size, forward in time, beside every peer in one run.

Priors were written and committed before any label was looked at (`priors/`). Data: `--data` is a folder with `salvirt/`
and `xeducation/` (and `maven_crm/`). Deals with the same answers stay together, since duplicates leak.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier
from interpret.glassbox import ExplainableBoostingClassifier
from lightgbm import LGBMClassifier

from setting import figure, print_setting
from winnable.core.odds import LN2
from winnable.core.profile import Profile
from winnable.formats.column_maps import load_column_map
from winnable.formats.history import history_of
from winnable.formats.profiles import load_profile
from winnable.formats.tables import read_table
from winnable.learning.answers import Answers, Codes, Floats, answers_of
from winnable.learning.backtest import folds, foretell, groups_of, learning_curve, ours
from winnable.learning.baselines import Forecaster, base_rate, odoo, ridge
from winnable.learning.calibration import log_loss_of
from winnable.learning.learned import Stated, Task, learn, with_deal

DATA = Path("../shared/data/won_lost")
PRIORS = Path(__file__).parent / "priors"
FILES = {"salvirt": "salvirt/Salvirt_B2B_ML_dataset.csv", "xeducation": "xeducation/leads.csv"}
LIMITS = {"salvirt": {20: 0.560, 50: 0.550, 100: 0.543}, "xeducation": {20: 0.554, 50: 0.522, 100: 0.500}}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Data:
    """A labelled history as arrays; `groups` are the deals that must not be parted."""

    name: str
    profile: Profile
    answers: Answers
    won: Floats
    groups: Codes
    order: Floats | None

    @property
    def stated(self) -> Stated:
        """The base rate that the prior's profile states."""
        return Stated(chance=self.profile.prior.chance)


def load(folder: Path, name: str) -> Data:
    """One data set with its prior."""
    profile = load_profile(PRIORS / name)
    columns = load_column_map(PRIORS / f"{name}.mapping.yaml", profile)
    history = history_of(read_table(folder / FILES[name]), columns)
    answers = answers_of(history, columns, profile)
    won = np.array([outcome == "won" for outcome in history.outcomes], dtype=np.float64)
    order = np.array(history.order, dtype=np.float64) if history.order else None
    groups = groups_of(answers, history.accounts) if name == "salvirt" else np.arange(len(won))
    return Data(name=name, profile=profile, answers=answers, won=won, groups=groups, order=order)


def turned(answers: Answers) -> Answers:
    """A profile whose every weight has the wrong sign."""
    return replace(answers, score=-answers.score)


def frame(answers: Answers) -> tuple[pd.DataFrame, list[str]]:
    """All answers as a table for the peers, and which columns are categories."""
    columns = {}
    for s in answers.series:
        columns[s.key] = s.numbers if s.numbers is not None else np.array([*s.labels, "?"], dtype=object)[s.codes]
    return pd.DataFrame(columns), [s.key for s in answers.series if s.numbers is None]


def peers(answers: Answers, won: Floats, *, small: bool) -> dict[str, Forecaster]:
    """CatBoost, LightGBM and the explainable boosting machine, as their documentation suggests."""
    table, categories = frame(answers)
    typed = table.copy()
    typed[categories] = typed[categories].astype("category")

    def fitted(make: Callable[[], object], rows: pd.DataFrame) -> Forecaster:
        def forecast(before: Codes, ahead: Codes) -> Floats:
            if len(np.unique(won[before])) < 2:
                return np.full(len(ahead), (won[before].sum() + 2) / (len(before) + 4))
            model = make()
            model.fit(rows.iloc[before], won[before])
            return np.asarray(model.predict_proba(rows.iloc[ahead])[:, 1])

        return forecast

    trees = 300 if small else 500
    catboost = {"verbose": 0, "thread_count": 1, "cat_features": categories, "allow_writing_files": False}
    found = {"catboost": fitted(lambda: CatBoostClassifier(iterations=trees, random_seed=0, **catboost), table)}
    if not small:
        light = {"verbose": -1, "n_jobs": 1, "n_estimators": 150, "learning_rate": 0.05, "num_leaves": 15}
        found["lightgbm"] = fitted(lambda: LGBMClassifier(**light), typed)
        found["ebm"] = fitted(lambda: ExplainableBoostingClassifier(n_jobs=1, random_state=0), table)
        found["ebm_mains"] = fitted(lambda: ExplainableBoostingClassifier(n_jobs=1, random_state=0, interactions=0), table)
    return found


def curves(data: Data, draws: int) -> None:
    """Mean log loss after 20, 50 and 100 deals."""
    rng = np.random.default_rng(11)
    orders = [rng.permutation(np.unique(data.groups)) for _ in range(draws)]
    wrong, stages = turned(data.answers), [""] * len(data.won)
    chance = data.profile.prior.chance
    ways: dict[str, Forecaster] = {
        "ours": ours(data.answers, data.won, None, data.stated),
        "wrong_prior": ours(wrong, data.won, None, data.stated),
        "base_rate": base_rate(data.won, chance),
        "ridge": ridge(data.answers, data.won),
        "odoo": odoo(data.answers, data.won, stages),
    }
    few = {"catboost": peers(data.answers, data.won, small=True)["catboost"]}
    sizes = (0, 10, 20, 40, 50, 100, 300)
    points = learning_curve(ways, data.groups, orders, data.won, sizes)
    points += learning_curve(few, data.groups, orders[:20], data.won, (20, 50, 100))
    losses = {(p.way, p.deals): p for p in points}
    print(f"\n{data.name}: mean log loss over {draws} draws (CatBoost 20), 5-95 % of the mean of ours in brackets")
    for size in sizes:
        row = [f"{way} {losses[way, size].log_loss:.3f}" for way in (*ways, *few) if (way, size) in losses]
        if ("ours", size) in losses:
            one = losses["ours", size]
            print(f"  {size:5d} deals  {'  '.join(row)}  ({one.low:.3f}-{one.high:.3f})")
    for size, limit in LIMITS[data.name].items():
        figure(f"{data.name}_log_loss_{size}", losses["ours", size].log_loss, "at most", limit)
        best = min(losses[way, size].log_loss for way in ("base_rate", "ridge", "odoo", "catboost"))
        figure(f"{data.name}_over_best_peer_{size}", losses["ours", size].log_loss / best, "below", 1)
    figure(
        f"{data.name}_wrong_prior_over_ridge_100",
        losses["wrong_prior", 100].log_loss / losses["ridge", 100].log_loss,
        "at most",
        1,
    )
    worst = max(losses["ours", s].log_loss / losses["base_rate", s].log_loss for s in sizes if ("ours", s) in losses)
    figure(f"{data.name}_worst_over_base_rate", worst, "at most", 1)


def full_size(data: Data) -> None:
    """All deals: groups left out where there is no time, forward in time where there is."""
    rng = np.random.default_rng(3)
    if data.order is None:
        splits = [pair for _ in range(3) for pair in folds(data.groups, rng.permutation(np.unique(data.groups)))]
    else:
        order, cuts = np.argsort(data.order, kind="stable"), np.linspace(0.6, 1, 4)
        edges = (cuts * len(order)).astype(int)
        splits = [(order[:a], order[a:b]) for a, b in pairwise(edges)]
    ways = {"ours": ours(data.answers, data.won, data.order, data.stated), "ridge": ridge(data.answers, data.won)}
    ways |= peers(data.answers, data.won, small=False)
    forecasts = {f.way: f for f in foretell(ways, splits, data.won)}
    print(f"\n{data.name}, full size, {'groups left out' if data.order is None else 'forward in time'}")
    for way, one in forecasts.items():
        c = one.calibration
        print(
            f"  {way:10s} log loss {c.log_loss:.4f}  AUC {c.auc:.4f}  Brier {c.brier:.4f}  slope {c.slope:.2f}  lift {c.lift:.2f}"
        )
    score = forecasts["ours"].calibration
    best = min(forecasts[way].calibration.log_loss for way in ("catboost", "lightgbm", "ebm", "ebm_mains"))
    figure(f"{data.name}_full_over_best_boosted", score.log_loss / best, "at most", 1.02)
    if data.order is None:
        figure(f"{data.name}_full_auc", score.auc, "at least", 0.81)
        figure(f"{data.name}_full_brier", score.brier, "at most", 0.176)
    else:
        figure(f"{data.name}_full_log_loss", score.log_loss, "at most", 0.41)
        figure(f"{data.name}_slope_from_one", abs(score.slope - 1), "at most", 0.1)


def partly_hidden(data: Data, share: float) -> None:
    """The same with a share of the answers not known yet, in learning and in foretelling."""
    rng = np.random.default_rng(5)
    series = []
    for s in data.answers.series:
        gone = rng.random(len(data.won)) < share
        numbers = None if s.numbers is None else np.where(gone, np.nan, s.numbers)
        series.append(replace(s, codes=np.where(gone, -1, s.codes), numbers=numbers, weights=np.where(gone, 0.0, s.weights)))
    score = np.sum([s.weights * s.applies for s in series if s.in_profile], axis=0)
    some = replace(data.answers, series=tuple(series), score=score)
    splits = [pair for _ in range(3) for pair in folds(data.groups, rng.permutation(np.unique(data.groups)))]
    ways = {"ours": ours(some, data.won, None, data.stated), "catboost": peers(some, data.won, small=True)["catboost"]}
    forecasts = foretell(ways, splits, data.won)
    print(f"\n{data.name}, {share:.0%} of the answers hidden")
    for one in forecasts:
        print(f"  {one.way:10s} AUC {one.calibration.auc:.4f}  Brier {one.calibration.brier:.4f}")
    figure(f"{data.name}_hidden_auc", forecasts[0].calibration.auc, "at least", 0.78)
    figure(f"{data.name}_hidden_brier", forecasts[0].calibration.brier, "at most", 0.19)


def rare_wins() -> None:
    """Where 5 % are won, with a stated base rate and a profile that knows nothing, or half of it."""
    rng = np.random.default_rng(17)
    worst = 0.0
    print("\n5 % won, base rate stated: mean log loss of ours and of the base rate")
    for name, truth in (("no signal", 0.0), ("some signal", 0.5)):
        for size in (20, 100, 1000):
            losses = np.array([_rare(rng, truth, size) for _ in range(30)]).mean(axis=0)
            print(f"  {name}, {size} deals: {losses[0]:.4f} {losses[1]:.4f}")
            worst = max(worst, losses[0] / losses[1])
    figure("five_percent_worst_over_base_rate", worst, "at most", 1.002)  # on pure noise all but the truth costs something


def _rare(rng: np.random.Generator, truth: float, size: int) -> tuple[float, float]:
    answers, weights = simulated(rng, size + 4000, 12)
    odds = truth * answers_score(answers, weights)
    odds += np.log(0.05 / 0.95) - np.var(odds) / 2
    won = (rng.random(len(odds)) < 1 / (1 + np.exp(-odds))).astype(np.float64)
    before, ahead = np.arange(size), np.arange(size, len(odds))
    known = learn(Task(answers=answers, won=won[before], which=before), Stated(chance=0.05)).chances(answers, ahead)
    return log_loss_of(known, won[ahead]), log_loss_of(base_rate(won, 0.05)(before, ahead), won[ahead])


def simulated(rng: np.random.Generator, size: int, criteria: int, right: bool = True) -> tuple[Answers, list[Floats]]:
    """Deals with three answers to each criterion, and the true weights in natural log odds; a wrong profile has others."""
    from winnable.learning.answers import Series  # built by hand only here

    weights = [np.append(w - w.mean(), 0.0) for w in rng.normal(0, 0.6, (criteria, 3))]
    told = weights if right else [np.append(w - w.mean(), 0.0) for w in rng.normal(0, 0.6, (criteria, 3))]
    series = tuple(
        Series(
            key=f"c{i}",
            column=f"c{i}",
            theme="t",
            kind="answers",
            labels=("a", "b", "c"),
            codes=(codes := rng.integers(-1, 3, size)),
            numbers=None,
            weights=told[i][codes] / LN2,
            applies=np.ones(size),
        )
        for i in range(criteria)
    )
    score = np.sum([s.weights for s in series], axis=0)
    zeros = np.zeros(size)
    return Answers(series=series, score=score, doubt=zeros, teams=zeros.astype(np.int64), team_names=()), weights


def answers_score(answers: Answers, weights: list[Floats]) -> Floats:
    """True log odds of simulated deals, without the base rate."""
    return np.sum([w[s.codes] for s, w in zip(answers.series, weights, strict=True)], axis=0)


def simulations() -> None:
    """Known weights are found again; ranges hold the truth; a wrong profile is corrected, a right one not harmed."""
    rng = np.random.default_rng(23)
    inside, total, ratios = 0, 0, {"right": [], "wrong": []}
    for _ in range(30):
        for kind in ("right", "wrong"):
            answers, weights = simulated(rng, 2400, 12, right=kind == "right")
            odds = answers_score(answers, weights)
            truth = 1 / (1 + np.exp(-odds))
            won = (rng.random(len(truth)) < truth).astype(np.float64)
            before, ahead = np.arange(400), np.arange(400, 2400)
            learned = learn(Task(answers=answers, won=won[before], which=before), Stated(chance=0.5))
            low, high = learned.ranges(answers, ahead)
            inside += int(((truth[ahead] >= low) & (truth[ahead] <= high)).sum())
            total += len(ahead)
            plain = ridge(answers, won)(before, ahead)
            ratios[kind].append(log_loss_of(learned.chances(answers, ahead), won[ahead]) / log_loss_of(plain, won[ahead]))
    print("\nsimulated histories of 400 deals, 12 criteria")
    figure("ranges_hold_truth_at_least", inside / total, "at least", 0.85)
    figure("ranges_hold_truth_at_most", inside / total, "at most", 0.95)
    figure("right_profile_over_ridge", float(np.mean(ratios["right"])), "below", 1)
    figure("wrong_profile_over_ridge", float(np.mean(ratios["wrong"])), "at most", 1)


def drift_free_calibration(data: Data) -> None:
    """Slope of calibration forward in time, from 300 deals on."""
    assert data.order is not None
    order = np.argsort(data.order, kind="stable")
    splits = [(order[:a], order[a : a + 600]) for a in (300, 600, 1200, 2400)]
    one = foretell({"ours": ours(data.answers, data.won, data.order, data.stated)}, splits, data.won)[0]
    print(f"\n{data.name}, forward from 300 deals: slope {one.calibration.slope:.3f}, intercept {one.calibration.intercept:.3f}")
    figure(f"{data.name}_forward_slope_from_one_300", abs(one.calibration.slope - 1), "at most", 0.1)


def size_and_speed() -> None:
    """80,000 deals with 60 columns, and one more deal."""
    rng = np.random.default_rng(29)
    answers, weights = simulated(rng, 80_101, 60)
    truth = 1 / (1 + np.exp(-0.4 * answers_score(answers, weights)))
    won = (rng.random(len(truth)) < truth).astype(np.float64)
    which, days = np.arange(80_000), np.arange(80_000, dtype=np.float64)
    begin = time.perf_counter()
    learned = learn(Task(answers=answers, won=won[which], which=which, days=days), Stated(chance=0.5))
    seconds = time.perf_counter() - begin
    print("\n80,000 deals, 60 criteria of three answers and unknown")
    figure("seconds_80000_deals", seconds, "below", 60)
    figure("peak_mb_80000_deals", peak_mb(), "below", 2048)
    slowest, furthest = 0.0, 0.0
    for size in (20, 60, 250, 400, 2000):
        task = Task(answers=answers, won=won[:size], which=which[:size])
        more = Task(answers=answers, won=won[: size + 1], which=which[: size + 1])
        learned = learn(task, Stated(chance=0.5))
        begin = time.perf_counter()
        moved = with_deal(learned, more, Stated(chance=0.5))
        slowest = max(slowest, time.perf_counter() - begin)
        ahead = np.arange(80_000, 80_100)
        anew = learn(more, Stated(chance=0.5), design=learned.design).chances(answers, ahead)
        furthest = max(furthest, float(np.abs(moved.chances(answers, ahead) - anew).max()))
    figure("ms_one_more_deal", 1000 * slowest, "below", 50)
    figure("one_more_deal_from_refit", furthest, "below", 1e-3)


def peak_mb() -> float:
    """Largest resident memory of this process so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print the measures and their targets."""
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--draws", type=int, default=60)
    options = parser.parse_args()
    print_setting("Learning from won and lost deals", str(options.data), ["numpy", "catboost", "lightgbm", "interpret-core"])
    size_and_speed()
    simulations()
    rare_wins()
    for name in FILES:
        data = load(options.data, name)
        curves(data, options.draws)
        full_size(data)
        if data.order is None:
            partly_hidden(data, 0.3)
        else:
            drift_free_calibration(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
