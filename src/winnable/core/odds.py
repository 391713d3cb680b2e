"""Arithmetic on odds, in doublings: +1 doubles the odds, -1 halves them."""

from math import exp, log, log2, pi, sqrt

LN2 = log(2)
Z90 = 1.645  # the standard normal holds 90 % of its mass within this many deviations


def doublings_of(probability: float) -> float:
    """Log2 odds of a probability in (0, 1)."""
    return log2(probability / (1 - probability))


def probability_of(doublings: float) -> float:
    """Probability in [0, 1] of log2 odds; never overflows."""
    if doublings >= 0:
        return 1 / (1 + exp(-LN2 * doublings))
    odds = exp(LN2 * doublings)
    return odds / (1 + odds)


def expected_probability(mean: float, variance: float) -> float:
    """Probability when the log2 odds are normal (mean in doublings, variance in doublings squared).

    The logistic-normal mean by MacKay's approximation (Neural Computation 4, 1992): more doubt pulls towards 1/2.
    """
    return probability_of(mean / widening(variance))


def widening(variance: float) -> float:
    """How much doubt of this variance divides the log2 odds of a mean probability."""
    return sqrt(1 + pi * variance * LN2 * LN2 / 8)


def range_of(mean: float, variance: float) -> tuple[float, float]:
    """Where the probability would fall, 5 % to 95 %, once what is unsettled settles."""
    spread = Z90 * sqrt(variance)
    return probability_of(mean - spread), probability_of(mean + spread)
