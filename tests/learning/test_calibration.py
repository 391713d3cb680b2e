"""Scores of chances, beside what scikit-learn makes of the same numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from winnable.learning.calibration import calibration_of, money_of, share_range

chance = st.floats(0.01, 0.99)
outcomes = st.lists(st.tuples(chance, st.booleans()), min_size=2, max_size=200).filter(lambda x: len({w for _, w in x}) == 2)


@settings(deadline=None)
@given(pairs=outcomes)
def test_scores_are_those_of_the_textbooks(pairs: list[tuple[float, bool]]) -> None:
    chances, won = np.array([c for c, _ in pairs]), np.array([float(w) for _, w in pairs])
    scores = calibration_of(chances, won)
    assert scores.auc == pytest.approx(roc_auc_score(won, chances))
    assert scores.log_loss == pytest.approx(log_loss(won, chances))
    assert scores.brier == pytest.approx(brier_score_loss(won, chances))


@settings(deadline=None)
@given(levels=st.lists(st.tuples(chance, st.integers(1, 30), st.integers(0, 30)), min_size=1, max_size=4))
def test_the_parts_of_the_brier_score_add_up_when_bins_hold_one_chance_each(levels: list[tuple[float, int, int]]) -> None:
    chances = np.concatenate([np.full(deals, round(c, 2)) for c, deals, _ in levels])
    won = np.concatenate([(np.arange(deals) < wins).astype(float) for _, deals, wins in levels])
    scores = calibration_of(chances, won)
    if len(scores.bins) == len(np.unique(chances)):
        assert scores.unreliable - scores.resolved + scores.uncertain == pytest.approx(scores.brier)


def test_a_line_through_right_chances_has_slope_one() -> None:
    rng = np.random.default_rng(0)
    chances = rng.uniform(0.05, 0.95, 40_000)
    won = (rng.random(40_000) < chances).astype(float)
    scores = calibration_of(chances, won)
    assert scores.slope == pytest.approx(1, abs=0.05)
    assert scores.intercept == pytest.approx(0, abs=0.05)
    bold = calibration_of(1 / (1 + np.exp(-2 * np.log(chances / (1 - chances)))), won)
    assert bold.slope == pytest.approx(0.5, abs=0.05)


def test_a_slope_that_cannot_be_told_is_not_told() -> None:
    assert np.isnan(calibration_of(np.full(5, 0.3), np.array([1.0, 0, 0, 0, 1])).slope)
    assert np.isnan(calibration_of(np.array([0.2, 0.4]), np.ones(2)).auc)


def test_lift_compares_the_best_tenth_with_all() -> None:
    chances = np.linspace(0.9, 0.1, 100)
    won = (np.arange(100) < 20).astype(float)
    assert calibration_of(chances, won).lift == pytest.approx(5.0)


@given(of=st.integers(1, 500), share=st.floats(0, 1))
def test_a_share_lies_within_its_range(of: int, share: float) -> None:
    hits = round(share * of)
    low, high = share_range(hits, of)
    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1


def test_money_is_decided_well_by_who_knows_the_outcomes() -> None:
    won, values, cost = np.array([1.0, 0, 1, 0]), np.full(4, 10.0), np.full(4, 2.0)
    assert money_of(won, won, values, cost).share == pytest.approx(1)
    assert money_of(np.ones(4), won, values, cost).share == pytest.approx(0)
    assert money_of(np.zeros(4), won, values, cost).brought == 0
