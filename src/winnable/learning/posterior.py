"""Bayesian logistic regression: the mode, the curvature and the evidence of one set of widths (Laplace approximation).

Weights here are in natural log odds; the rest of Winnable speaks of doublings.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from winnable.learning.answers import Floats

STEPS: Final = 50
TOLERANCE: Final = 1e-7  # of the log chance that another step could gain


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posterior:
    """A normal distribution over weights: `mean` (columns,), `covariance` (columns, columns); `evidence` is the log chance
    that these widths gave to the outcomes before they were known."""

    mean: Floats
    covariance: Floats
    evidence: float

    def odds(self, rows: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the natural log odds of each row."""
        return rows @ self.mean, np.einsum("ij,ij->i", rows @ self.covariance, rows)


def chances(mean: Floats, variance: Floats) -> Floats:
    """Chances of log odds that are normal (MacKay 1992), as in `core.odds.expected_probability`."""
    return logistic(mean / np.sqrt(1 + np.pi * variance / 8))


def logistic(odds: Floats) -> Floats:
    """Chances of natural log odds; never overflows."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * odds)))


def posterior_of(
    rows: Floats, won: Floats, counts: Floats, prior: Floats, precision: Floats, start: Floats | None = None
) -> Posterior:
    """The posterior of weights with independent normal priors (`prior`, `precision`), deals counting by `counts`."""
    weights, curvature, loss = _mode(rows, won, counts, prior, precision, prior if start is None else start)
    factor = np.linalg.cholesky(curvature)
    inverse = np.linalg.inv(factor)
    evidence = -loss + 0.5 * float(np.sum(np.log(precision))) - float(np.sum(np.log(np.diag(factor))))
    return Posterior(mean=weights, covariance=inverse.T @ inverse, evidence=evidence)


def _mode(
    rows: Floats, won: Floats, counts: Floats, prior: Floats, precision: Floats, start: Floats
) -> tuple[Floats, Floats, float]:
    """Newton's steps down a convex loss, halved until they descend: mode, curvature there, loss there."""
    weights, loss = start, _loss(rows, won, counts, prior, precision, start)
    for _ in range(STEPS):
        slope, curvature = _slope_and_curvature(rows, won, counts, prior, precision, weights)
        step = np.linalg.solve(curvature, slope)
        if float(slope @ step) < TOLERANCE:
            return weights, curvature, loss
        size = 1.0
        while True:
            ahead = weights - size * step
            below = _loss(rows, won, counts, prior, precision, ahead)
            if below <= loss or size < 1e-6:
                break
            size /= 2
        weights, loss = ahead, below
    return weights, _slope_and_curvature(rows, won, counts, prior, precision, weights)[1], loss


def _loss(rows: Floats, won: Floats, counts: Floats, prior: Floats, precision: Floats, weights: Floats) -> float:
    odds = rows @ weights
    away = weights - prior
    return float(np.sum(counts * (np.logaddexp(0, odds) - won * odds)) + 0.5 * np.sum(precision * away * away))


def _slope_and_curvature(
    rows: Floats, won: Floats, counts: Floats, prior: Floats, precision: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    likely = logistic(rows @ weights)
    slope = rows.T @ (counts * (likely - won)) + precision * (weights - prior)
    curvature = (rows.T * (counts * likely * (1 - likely))) @ rows
    curvature[np.diag_indices_from(curvature)] += precision
    return slope, curvature
