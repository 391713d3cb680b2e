"""Numbers: shares, weights, curves, and the figures of the policy, within their bounds."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import fsum, inf
from typing import Final, get_args

from winnable.core.profile import STAGES, Curve, Effort, Policy
from winnable.formats.drafts import Draft
from winnable.formats.shapes import listed
from winnable.formats.yaml_files import Steps

HEAVIEST: Final = 6.0  # doublings: odds of 64 to 1 from one answer
SUM_TOLERANCE: Final = 1e-6
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")
# name, least, most, whether the least itself is allowed
_POLICY_BOUNDS: Final[tuple[tuple[str, float, float, bool], ...]] = (
    ("value", 0, inf, False),
    ("margin_of_budget", 0, 1, False),
    ("cost", 0, inf, False),
    ("cost_of_value", 0, 1, True),
    ("worth_asking", 0, 1, True),
    ("blocker_confidence", 0, 1, False),
    ("contested_ratio", 0, 1, False),
)


def check_shares(draft: Draft) -> None:
    """Shares lie within 0 and 1 and sum to 1 within each criterion."""
    for index, criterion in draft.criteria.items():
        at: Steps = ("criteria", index)
        if criterion.answers:
            places = [(*at, "answers", number, "share") for number in range(len(criterion.answers))]
            _check_shares(draft, (*at, "answers"), places, [answer.share for answer in criterion.answers])
        if criterion.curve is not None:
            places = [(*at, "curve", "shares", number, 1) for number in range(len(criterion.curve.shares))]
            _check_shares(draft, (*at, "curve", "shares"), places, [share for _, share in criterion.curve.shares])


def _check_shares(draft: Draft, at: Steps, places: Sequence[Steps], shares: Sequence[float]) -> None:
    outside = [(steps, share) for steps, share in zip(places, shares, strict=True) if not 0 <= share <= 1]
    for steps, share in outside:
        draft.report(
            steps, f"A share of {share:g} lies outside 0 to 1.", "A share is a part of all opportunities: 0.35 is 35 in 100."
        )
    total = fsum(shares)
    if not outside and abs(total - 1) > SUM_TOLERANCE:
        way = "Add" if total < 1 else "Take away"
        draft.report(at, f"The shares sum to {total:.6g}, not to 1.", f"{way} {abs(1 - total):.6g}.")


def check_weights(draft: Draft) -> None:
    """No single weight decides an opportunity."""
    for index, criterion in draft.criteria.items():
        for number, answer in enumerate(criterion.answers):
            _check_weight(draft, ("criteria", index, "answers", number, "weight"), answer.weight)
        for number, point in enumerate(criterion.curve.points if criterion.curve else ()):
            _check_weight(draft, ("criteria", index, "curve", "points", number, 1), point[1])
        if criterion.silence is not None:
            _check_weight(draft, ("criteria", index, "silence"), criterion.silence)
    for index, together in draft.together.items():
        for number, row in enumerate(together.rows):
            _check_weight(draft, ("together", index, "rows", number, "weight"), row.weight)


def _check_weight(draft: Draft, steps: Steps, weight: float) -> None:
    if abs(weight) > HEAVIEST:
        message = f"A weight of {weight:g} lies outside -{HEAVIEST:g} to {HEAVIEST:g}."
        draft.report(
            steps, message, "Weights are in doublings: 6 makes the odds 64 times as good. Use a blocker for what ends a pursuit."
        )


def check_monotone(draft: Draft) -> None:
    """Where the profile says so, weights only rise or only fall."""
    for index, criterion in draft.criteria.items():
        if not criterion.monotone:
            continue
        at: Steps = ("criteria", index)
        answers = [((*at, "answers", number, "weight"), answer.weight) for number, answer in enumerate(criterion.answers)]
        points = criterion.curve.points if criterion.curve else ()
        _check_turns(draft, answers or [((*at, "curve", "points", number, 1), point[1]) for number, point in enumerate(points)])


def _check_turns(draft: Draft, weights: Sequence[tuple[Steps, float]]) -> None:
    """Report the first weight that goes back, against the way from the first weight to the last."""
    if len(weights) < 2:
        return
    rises = weights[-1][1] >= weights[0][1]
    for (_, before), (steps, after) in pairwise(weights):
        if (after < before) if rises else (after > before):
            message = f"The criterion is monotone, but its weights turn: {after:g} follows {before:g}."
            draft.report(steps, message, "Order the answers or correct the weight; or remove `monotone`.")
            return


def check_curves(draft: Draft) -> None:
    """Points and bands go upwards; factors are positive."""
    for index, criterion in draft.criteria.items():
        at: Steps = ("criteria", index)
        if criterion.curve is not None:
            _check_curve(draft, (*at, "curve"), criterion.curve)
        check_rising(draft, (*at, "from_budget"), [least for least, _ in criterion.from_budget], "bands")
        if criterion.scaled_by is not None:
            for answer, factor in criterion.scaled_by.factors.items():
                steps: Steps = (*at, "scaled_by", "factors", answer)
                if factor <= 0:
                    draft.report(steps, f"A factor of {factor:g} is not above 0.", "1 leaves the bar; 0.5 lowers it by half.")


def _check_curve(draft: Draft, at: Steps, curve: Curve) -> None:
    if len(curve.points) < 2:
        draft.report((*at, "points"), "A curve needs at least two points.", "Add a point, or use answers.")
    if not curve.shares:
        draft.report((*at, "shares"), "The curve has no shares.", "Say how common numbers are: [[number, share], ...].")
    check_rising(draft, (*at, "points"), [number for number, _ in curve.points], "points")
    check_rising(draft, (*at, "shares"), [number for number, _ in curve.shares], "bands")


def check_rising(draft: Draft, at: Steps, numbers: Sequence[float], what: str) -> None:
    """Report every number that does not exceed the one before it."""
    for number, (before, after) in enumerate(pairwise(numbers), start=1):
        if after <= before:
            message = f"The {what} do not go upwards: {after:g} follows {before:g}."
            draft.report((*at, number, 0), message, "Order them by number, each once.")


def check_policy(draft: Draft) -> None:
    """The prior, the discounts and the policy, within their bounds."""
    if draft.prior is not None and not 0 < draft.prior.chance < 1:
        message = f"A chance of {draft.prior.chance:g} does not lie between 0 and 1."
        draft.report(("prior", "chance"), message, "0.2 stands for 20 in 100 opportunities won.")
    for index, theme in draft.themes.items():
        if not 0 < theme.discount <= 1:
            message = f"A discount of {theme.discount:g} does not lie above 0 and up to 1."
            draft.report(("themes", index, "discount"), message, "1 counts all weight of the theme, 0.5 half of it.")
    policy = draft.policy
    if policy is None:
        return
    for name, least, most, closed in _POLICY_BOUNDS:
        _check_bound(draft, ("policy", name), getattr(policy, name), least, most, closed=closed)
    _check_stages(draft, policy)
    _check_grades(draft, policy)
    _check_money(draft, policy)


def _check_bound(draft: Draft, steps: Steps, value: float, least: float, most: float, *, closed: bool) -> None:
    if least < value <= most or (closed and value == least):
        return
    bounds = f"{'from' if closed else 'above'} {least:g}" + ("" if most == inf else f" and up to {most:g}")
    draft.report(steps, f"`{steps[-1]}` is {value:g}, but must lie {bounds}.", f"Write a number {bounds}.")


def _check_stages(draft: Draft, policy: Policy) -> None:
    for stage in STAGES:
        if stage not in policy.cost_left:
            draft.report(
                ("policy", "cost_left"), f"`{stage}` is missing.", f"Add `{stage}:` with the share of the cost still to be spent."
            )
        else:
            _check_bound(draft, ("policy", "cost_left", stage), policy.cost_left[stage], 0, 1, closed=True)
    left = [(stage, policy.cost_left[stage]) for stage in STAGES if stage in policy.cost_left]
    for (earlier, more), (later, less) in pairwise(left):
        if less > more:
            message = f"More of the cost is left at `{later}` ({less:g}) than at `{earlier}` ({more:g})."
            draft.report(("policy", "cost_left", later), message, "The share still to be spent falls from stage to stage.")
    for effort in get_args(Effort):
        if effort not in policy.effort_cost:
            draft.report(("policy", "effort_cost"), f"`{effort}` is missing.", f"Add `{effort}:` with what it costs.")
        else:
            _check_bound(draft, ("policy", "effort_cost", effort), policy.effort_cost[effort], 0, inf, closed=False)


def _check_grades(draft: Draft, policy: Policy) -> None:
    grades = policy.grades
    if not 1 > grades[0] > grades[1] > grades[2] > 0:
        message = f"The grades {listed(f'{grade:g}' for grade in grades)} do not fall between 1 and 0."
        draft.report(("policy", "grades"), message, "Write the least shares for A, B and C, such as [0.7, 0.5, 0.35].")


def _check_money(draft: Draft, policy: Policy) -> None:
    places: list[tuple[Steps, str]] = [(("policy", "currency"), policy.currency)]
    places += [(("policy", "rates", code), code) for code in policy.rates]
    for steps, code in places:
        if not _CURRENCY.fullmatch(code):
            draft.report(steps, f"`{code}` is not a currency code.", "Use three capital letters: EUR, USD, GBP.")
    for code, rate in policy.rates.items():
        _check_bound(draft, ("policy", "rates", code), rate, 0, inf, closed=False)
    if policy.currency not in policy.rates:
        message = f"There is no rate for {policy.currency} itself, so budgets in it would not count."
        draft.report(("policy", "rates"), message, f"Add `{policy.currency}: 1`.")
    elif policy.rates[policy.currency] != 1:
        message = f"The rate of {policy.currency} to itself is {policy.rates[policy.currency]:g}."
        draft.report(("policy", "rates", policy.currency), message, "Write 1.")
    if not _DATE.fullmatch(policy.rates_date):
        message = f"`{policy.rates_date}` is not a date."
        draft.report(("policy", "rates_date"), message, 'Write year and month, or a day: "2026-11" or "2026-11-30".')
