"""The boosted model takes over where it is proven, and only there; its explanation adds up."""

from dataclasses import replace

import numpy as np
import pytest
from tests.learning.deals import answers_from, series_of

from winnable.core.odds import LN2
from winnable.formats.boosted import Boosted, boosted, is_installed, ours_boosted, peers
from winnable.learning.answers import Answers, Floats
from winnable.learning.backtest import forward, ours
from winnable.learning.learned import Stated, Task
from winnable.learning.trial import Gain, Piece, Trial, forecasts_of, gain_of, work

SIZE = 6000
STATED = Stated(chance=0.5)


def simulated(pair: float, seed: int = 0) -> tuple[Answers, Floats]:
    """6,000 deals with four criteria whose weights the profile knows; `pair` is what two of them mean together."""
    rng = np.random.default_rng(seed)
    weights = [np.append(w - w.mean(), 0.0) for w in rng.normal(0, 0.6, (4, 3))]
    codes = [rng.integers(-1, 3, SIZE) for _ in weights]
    answers = answers_from(
        tuple(series_of(f"c{i}", c, w / LN2) for i, (c, w) in enumerate(zip(codes, weights, strict=True))), SIZE
    )
    odds = np.sum([w[c] for w, c in zip(weights, codes, strict=True)], axis=0)
    odds += np.where((codes[0] == 0) == (codes[1] == 0), pair, -pair)
    return answers, (rng.random(SIZE) < 1 / (1 + np.exp(-odds))).astype(float)


def gained(answers: Answers, won: Floats) -> Gain:
    """What boosting gains on the last stretches of time."""
    days = np.arange(SIZE, dtype=float)
    full = tuple(Piece(before=before, ahead=ahead) for before, ahead in forward(np.arange(SIZE), 2))
    trial = Trial(in_time=True, full=full, curve=(), accounts_apart=True)
    ways = {"ours": ours(answers, won, days, STATED), "ours_boosted": ours_boosted(answers, won, days, STATED)}
    plain, harder = forecasts_of(list(work(ways, trial, {})), trial, won)
    return gain_of(harder, plain, won)


@pytest.fixture(scope="module")
def paired() -> tuple[Answers, Floats]:
    return simulated(1.2)


@pytest.fixture(scope="module")
def model(paired: tuple[Answers, Floats]) -> Boosted:
    answers, won = paired
    answers = with_direction(answers)
    which = np.arange(3000)
    return boosted(Task(answers=answers, won=won[which], which=which, days=which.astype(float)), STATED)


def with_direction(answers: Answers) -> Answers:
    """The profile lets the weights of c3 only rise."""
    return replace(answers, series=(*answers.series[:3], replace(answers.series[3], monotone=1)))


def test_it_takes_over_where_two_criteria_mean_more_together(paired: tuple[Answers, Floats]):
    gain = gained(*paired)
    assert gain.takes_over
    assert gain.is_sure


def test_it_does_not_take_over_where_weights_add_up():
    assert not gained(*simulated(0.0)).takes_over


def test_its_explanation_adds_up_and_names_pairs(model: Boosted, paired: tuple[Answers, Floats]):
    answers, which = with_direction(paired[0]), np.arange(3000, 3500)
    chances, parts = model.chances(answers, which), model.contributions(answers, which)
    assert parts.doublings.shape == (500, len(parts.terms))
    assert parts.doublings.sum(axis=1) == pytest.approx(np.log2(chances / (1 - chances)), abs=1e-6)
    assert parts.terms[0] == "prior"
    assert {"c0", "c1", "c2", "c3", "c0 & c1"} <= set(parts.terms)
    assert "c0 & c1" in model.pairs
    strongest = max(model.pairs, key=lambda pair: np.ptp(parts.doublings[:, parts.terms.index(pair)]))
    assert strongest == "c0 & c1"


def test_what_the_profile_lets_only_rise_does_not_fall_and_enters_no_pair(model: Boosted):
    assert not [pair for pair in model.pairs if "c3" in pair]
    place = list(model.model.term_features_).index((3,))
    inner = model.model.term_scores_[place][1:-1]  # the first place is unknown, the last one never seen
    assert (np.diff(inner) >= -1e-9).all()


@pytest.mark.parametrize("way", ["catboost", "lightgbm", "ebm"])
def test_every_peer_gives_chances(way: str):
    assert is_installed(way)
    rng = np.random.default_rng(1)
    answers = answers_from(
        (
            series_of("told", rng.integers(-1, 3, 400), np.zeros(4)),
            replace(series_of("size", np.full(400, -1), np.zeros(4)), kind="number", labels=(), numbers=rng.random(400)),
        ),
        400,
    )
    won = (rng.random(400) < np.where(answers.series[0].codes == 0, 0.9, 0.2)).astype(float)
    answers.series[1].numbers[:50] = np.nan
    forecast = peers(answers, won)[way]
    chances = forecast(np.arange(300), np.arange(300, 400))
    told = answers.series[0].codes[300:] == 0
    assert ((chances > 0) & (chances < 1)).all()
    assert chances[told].mean() > chances[~told].mean() + 0.3
    lost = np.flatnonzero(won[:300] == 0)[:10]
    assert forecast(lost, np.arange(300, 303)) == pytest.approx(np.full(3, 2 / 14))
