"""A backtest is fair: nothing is known beforehand, nothing is told twice, and luck is not taken for skill."""

from itertools import pairwise

import numpy as np
import pytest
from tests.learning.deals import answers_from, deals

from winnable.learning.answers import Answers, Series
from winnable.learning.backtest import Forecast, ours
from winnable.learning.baselines import base_rate, ridge
from winnable.learning.learned import Stated
from winnable.learning.trial import Gain, Trial, curve_of, forecasts_of, gain_of, pieces, trial_of, work

Bare = list[str]


def named(key: str, values: np.ndarray) -> Series:
    """A column of names without a criterion."""
    labels, codes = np.unique(values.astype(str), return_inverse=True)
    zeros = np.zeros(len(values))
    return Series(
        key=key,
        column=key,
        theme="",
        kind="category",
        labels=tuple(labels.tolist()),
        codes=codes.astype(np.int64),
        numbers=None,
        weights=zeros,
        applies=zeros + 1,
    )


def tried(answers: Answers, accounts: Bare, days: np.ndarray | None, draws: int = 3) -> Trial:
    return trial_of(answers, accounts, days, np.random.default_rng(0).random((draws, len(answers))))


def gained(answers: Answers, won: np.ndarray, trial: Trial) -> Gain:
    """By how much a plain regression beats the base rate at full size."""
    whole = Trial(in_time=trial.in_time, full=trial.full, curve=(), accounts_apart=trial.accounts_apart)
    told = list(work({"base_rate": base_rate(won, 0.5), "ridge": ridge(answers, won)}, whole, {}))
    base, one = forecasts_of(told, whole, won)
    return gain_of(one, base, won)


def test_without_an_order_accounts_and_identical_answers_are_never_parted():
    answers, _, _ = deals(300, 4, seed=1)
    accounts = [f"a{i % 150}" if i % 3 else "" for i in range(300)]
    alike = {tuple(s.codes[i] for s in answers.series): i for i in range(300)}
    trial = tried(answers, accounts, None)
    assert not trial.in_time
    assert sorted(np.concatenate([p.ahead for p in trial.full]).tolist()) == list(range(300))
    for piece in (*trial.full, *trial.curve):
        inputs = [{tuple(s.codes[i] for s in answers.series) for i in side} for side in (piece.before, piece.ahead)]
        assert not inputs[0] & inputs[1]
        if trial.accounts_apart:
            owners = [{accounts[i] for i in side} - {""} for side in (piece.before, piece.ahead)]
            assert not owners[0] & owners[1]
    assert len(alike) < 300


def test_accounts_stay_on_one_side_where_answers_differ():
    rng = np.random.default_rng(2)
    answers = answers_from((named("one", rng.permutation(200)),), 200)
    accounts = [f"a{i % 60}" for i in range(200)]
    trial = tried(answers, accounts, None)
    assert trial.accounts_apart
    for piece in (*trial.full, *trial.curve):
        assert not {accounts[i] for i in piece.before} & {accounts[i] for i in piece.ahead}


@pytest.mark.parametrize("shuffled", [False, True])
def test_forward_in_time_nothing_is_learned_from_the_day_foretold_or_later(shuffled: bool):
    answers, _, _ = deals(400, 3, seed=3)
    days = np.repeat(np.arange(80.0), 5)
    days = np.random.default_rng(0).permutation(days) if shuffled else days
    trial = tried(answers, [""] * 400, days)
    assert trial.in_time
    assert all(days[p.before].max() < days[p.ahead].min() for p in (*trial.full, *trial.curve) if len(p.before))
    ahead = np.concatenate([p.ahead for p in trial.full])
    assert len(np.unique(ahead)) == len(ahead) == 280
    assert all(days[a.ahead].max() <= days[b.ahead].min() for a, b in pairwise(trial.full))


def test_a_column_that_only_the_future_explains_gives_no_skill():
    rng = np.random.default_rng(4)
    days = np.repeat(np.arange(60.0), 10)
    won = np.repeat((rng.random(60) < 0.5).astype(float), 10)  # all deals of a day end alike
    answers = answers_from((named("day", days.astype(int)),), 600)
    assert not gained(answers, won, tried(answers, [""] * 600, days)).is_sure
    parted = tried(answers, [""] * 600, rng.permutation(600).astype(float))  # days that are mixed up would show it
    assert gained(answers, won, parted).is_sure


def test_repeat_customers_make_no_fake_skill():
    rng = np.random.default_rng(5)
    owner = rng.integers(0, 250, 600)
    won = (rng.random(250) < 0.5).astype(float)[owner]  # who bought before buys again
    answers = answers_from((named("customer", owner),), 600)
    days = np.arange(600.0)
    accounts = [f"a{number}" for number in owner]
    told = tried(answers, accounts, days)
    assert told.accounts_apart
    assert not gained(answers, won, told).is_sure
    assert gained(answers, won, tried(answers, [""] * 600, days)).is_sure


def test_where_nearly_every_account_comes_back_this_is_said_and_not_hidden():
    answers, _, _ = deals(400, 3, seed=6)
    trial = tried(answers, [f"a{i % 5}" for i in range(400)], np.arange(400.0))
    assert trial.accounts_apart is False
    assert all(len(p.before) for p in trial.full)
    assert tried(answers, [""] * 400, np.arange(400.0)).accounts_apart is None


def test_curves_have_the_sizes_that_the_history_allows():
    answers, _, won = deals(700, 3, seed=7)
    trial = tried(answers, [""] * 700, np.arange(700.0))
    assert {p.size for p in trial.curve} == {0, 10, 20, 40, 100, 300}
    coming_back = tried(answers, [f"a{i % 300}" for i in range(700)], np.arange(700.0))
    for piece in (*trial.curve, *coming_back.curve, *tried(answers, [""] * 700, None).curve):
        assert len(piece.before) == piece.size
        assert len(piece.ahead) >= 30
    ways = {"base_rate": base_rate(won, 0.5)}
    points = curve_of(list(work(ways, trial, {})), trial, won)
    assert [(p.deals, p.draws) for p in points] == [(size, 3) for size in (0, 10, 20, 40, 100, 300)]
    assert len(list(work(ways, trial, {"base_rate": 1}))) == pieces(ways, trial, {"base_rate": 1}) == 6 + 6


def test_a_way_that_was_stopped_halfway_is_left_out():
    answers, _, won = deals(300, 3, seed=8)
    trial = tried(answers, [""] * 300, np.arange(300.0))
    told = list(work({"base_rate": base_rate(won, 0.5), "ridge": ridge(answers, won)}, trial, {}))
    stopped = told[: len(trial.full) + 2]
    assert [f.way for f in forecasts_of(stopped, trial, won)] == ["base_rate"]
    assert curve_of(stopped, trial, won) == ()
    half = told[: 2 * len(trial.full) + 3]  # within the first draw
    assert curve_of(half, trial, won) == ()


def test_noise_gains_nothing_on_the_base_rate_and_ours_hardly_loses_by_it():
    answers, _, _ = deals(300, 4, seed=9)
    won = (np.random.default_rng(1).random(300) < 0.3).astype(float)
    trial = tried(answers, [""] * 300, np.arange(300.0), draws=1)
    whole = Trial(in_time=True, full=trial.full, curve=(), accounts_apart=True)
    days = np.arange(300.0)
    ways = {"base_rate": base_rate(won, 0.3), "ours": ours(answers, won, days, Stated(chance=0.3))}
    base, one = forecasts_of(list(work(ways, whole, {})), whole, won)
    gain = gain_of(one, base, won)
    assert not gain.is_sure
    assert gain.mean > -0.02


def test_a_gain_needs_more_than_its_error_and_more_than_one_percent():
    assert Gain(mean=0.02, error=0.01, of=0.6).takes_over
    assert not Gain(mean=0.02, error=0.03, of=0.6).takes_over
    assert not Gain(mean=0.005, error=0.001, of=0.6).takes_over
    assert Gain(mean=0.02, error=0.01, of=0.6).is_sure
    assert not Gain(mean=0.015, error=0.01, of=0.6).is_sure


def test_gains_are_counted_deal_by_deal():
    answers, _, won = deals(200, 3, seed=10)
    trial = tried(answers, [""] * 200, np.arange(200.0), draws=1)
    told = list(work({"base_rate": base_rate(won, 0.5), "ridge": ridge(answers, won)}, trial, {}))
    base, one = forecasts_of(told, trial, won)
    assert isinstance(base, Forecast)
    assert gain_of(one, base, won).mean == pytest.approx(base.calibration.log_loss - one.calibration.log_loss)
    assert gain_of(base, base, won).mean == 0
