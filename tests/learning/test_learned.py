"""What is learned from deals whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.learning.deals import answers_from, deals, series_of

from winnable.learning.answers import Answers, Floats
from winnable.learning.baselines import base_rate, ridge
from winnable.learning.calibration import log_loss_of
from winnable.learning.learned import Learned, Stated, Task, learn, with_deal

HALF = Stated(chance=0.5)


def taught(answers: Answers, won: Floats, size: int, stated: Stated = HALF, days: Floats | None = None) -> Learned:
    which = np.arange(size)
    return learn(Task(answers=answers, won=won[:size], which=which, days=days), stated)


def test_without_deals_it_is_the_profile() -> None:
    answers, chances, won = deals(500)
    none = taught(answers, won, 0)
    assert none.chances(answers, np.arange(500)) == pytest.approx(chances, abs=1e-4)
    assert none.slope == pytest.approx(1.0)


def test_with_many_deals_it_is_the_data() -> None:
    answers, chances, won = deals(12_000, 4, told=0.0)
    learned = taught(answers, won, 10_000)
    assert np.abs(learned.chances(answers, np.arange(10_000, 12_000)) - chances[10_000:]).mean() < 0.02


@pytest.mark.parametrize(("told", "lowest", "highest"), [(1.0, 0.8, 1.2), (0.5, 1.5, 2.3), (-1.0, -1.3, -0.6)])
def test_trust_in_the_profile_is_earned(told: float, lowest: float, highest: float) -> None:
    answers, _, won = deals(3000, 10, told=told)
    slope = taught(answers, won, 3000).slope
    assert slope is not None
    assert lowest < slope < highest


@pytest.mark.parametrize("seed", range(4))
def test_a_profile_of_wrong_signs_does_no_lasting_harm(seed: int) -> None:
    answers, _, won = deals(2100, 10, seed=seed, told=-1.0)
    ahead = np.arange(100, 2100)
    loss = log_loss_of(taught(answers, won, 100).chances(answers, ahead), won[ahead])
    assert loss < log_loss_of(ridge(answers, won)(np.arange(100), ahead), won[ahead])


def test_a_right_profile_is_worth_more_than_the_data_of_few_deals() -> None:
    gains = []
    for seed in range(6):
        answers, _, won = deals(2030, 10, seed=seed)
        ahead = np.arange(30, 2030)
        with_profile = taught(answers, won, 30)
        without = taught(replace(answers, score=np.zeros(2030)), won, 30)
        gains.append(
            log_loss_of(without.chances(answers, ahead), won[ahead])
            - log_loss_of(with_profile.chances(answers, ahead), won[ahead])
        )
    assert np.mean(gains) > 0.05


@pytest.mark.parametrize("base", [0.05, 0.3, 0.5])
def test_where_there_is_no_signal_the_answer_is_the_base_rate(base: float) -> None:
    answers, _, won = deals(2000, 8, seed=2, told=0.0, strength=0.0, base=base)
    chances = taught(answers, won, 1000, Stated(chance=base)).chances(answers, np.arange(1000, 2000))
    share = base_rate(won, base)(np.arange(1000), np.arange(1))[0]
    assert np.abs(chances - share).max() < 0.05


def test_the_stated_base_rate_is_used_while_there_are_few_deals() -> None:
    answers, _, won = deals(10, 3, told=0.0, strength=0.0)
    rare = taught(answers, won, 10, Stated(chance=0.05)).chances(answers, np.arange(10))
    often = taught(answers, won, 10, Stated(chance=0.6)).chances(answers, np.arange(10))
    assert (rare < often).all()


def test_unknown_is_an_answer_of_its_own_once_there_is_history() -> None:
    rng = np.random.default_rng(4)
    codes = rng.integers(-1, 2, 2000)
    won = (rng.random(2000) < np.where(codes == -1, 0.14, 0.55)).astype(float)
    answers = answers_from((series_of("budget", codes, np.zeros(4)),), 2000)
    chances = taught(answers, won, 2000).chances(answers, np.arange(2000))
    assert chances[codes == -1].max() < 0.2
    assert chances[codes >= 0].min() > 0.45


def test_old_deals_fade_where_the_market_turned() -> None:
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 2, 2400)
    turned = np.arange(2400) >= 1000
    won = (rng.random(2400) < np.where((codes == 0) ^ turned, 0.8, 0.2)).astype(float)
    answers = answers_from((series_of("market", codes, np.zeros(4)),), 2400)
    faded = taught(answers, won, 2000, days=np.arange(2000.0))
    assert faded.half_life is not None
    assert faded.half_life <= 500
    chances = faded.chances(answers, np.arange(2000, 2400))
    assert chances[codes[2000:] == 1].min() > 0.6 > 0.4 > chances[codes[2000:] == 0].max()


def test_teams_share_strength_and_keep_what_is_their_own() -> None:
    rng = np.random.default_rng(6)
    names = ("north",) * 1000 + ("south",) * 1000 + ("new",) * 5
    rates = np.array([0.7] * 1000 + [0.3] * 1000 + [0.5] * 5)
    won = (rng.random(2005) < rates).astype(float)
    answers = answers_from((series_of("c", rng.integers(0, 3, 2005), np.zeros(4)),), 2005, names)
    chances = taught(answers, won, 2005).chances(answers, np.arange(2005))
    assert chances[:1000].mean() > 0.62
    assert chances[1000:2000].mean() < 0.38
    assert 0.38 < chances[2000:].mean() < 0.62  # five deals tell little: the new team is held near all teams


def test_ranges_hold_the_truth_about_nine_times_in_ten() -> None:
    held = []
    for seed in range(12):
        answers, chances, won = deals(1400, 8, seed=seed, told=0.0)
        ahead = np.arange(400, 1400)
        low, high = taught(answers, won, 400).ranges(answers, ahead)
        held.append(((low <= chances[ahead]) & (chances[ahead] <= high)).mean())
    assert 0.85 <= np.mean(held) <= 0.95


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), size=st.integers(5, 900), won_next=st.booleans())
def test_one_more_deal_is_as_good_as_learning_anew(seed: int, size: int, won_next: bool) -> None:
    answers, _, won = deals(size + 101, 5, seed=seed)
    won[size] = float(won_next)
    before = taught(answers, won, size)
    which = np.arange(size + 1)
    more = Task(answers=answers, won=won[which], which=which)
    moved = with_deal(before, more, HALF)
    anew = learn(more, HALF, design=before.design)
    ahead = np.arange(size + 1, size + 101)
    assert np.abs(moved.chances(answers, ahead) - anew.chances(answers, ahead)).max() < 1e-3
    assert moved.deals == size + 1


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), size=st.integers(1, 300))
def test_an_explanation_adds_up(seed: int, size: int) -> None:
    answers, _, won = deals(size + 20, 4, seed=seed)
    learned = taught(answers, won, size)
    rows = learned.design.rows(answers, np.arange(size, size + 20))
    parts = [rows[:, b.start : b.stop] @ learned.posterior.mean[b.start : b.stop] for b in learned.design.blocks]
    mean, _ = learned.posterior.odds(rows)
    assert np.sum(parts, axis=0) == pytest.approx(mean, abs=1e-9)


def test_the_order_of_deals_does_not_matter_without_dates() -> None:
    answers, _, won = deals(300)
    mixed = np.random.default_rng(1).permutation(200)
    one = learn(Task(answers=answers, won=won[:200], which=np.arange(200)), HALF)
    other = learn(Task(answers=answers, won=won[mixed], which=mixed), HALF)
    ahead = np.arange(200, 300)
    assert one.chances(answers, ahead) == pytest.approx(other.chances(answers, ahead), abs=1e-6)
