"""What one criterion would be if it said what history says: its weights, shares, and the weight of "still unknown"."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from winnable.core.assessment import options_of
from winnable.core.odds import LN2
from winnable.core.profile import Answer, Cover, Criterion, Curve
from winnable.learning.answers import UNKNOWN, Floats, Series
from winnable.learning.bends import line_at, pooled, simplified
from winnable.learning.design import Block, hats
from winnable.learning.support import Behind, Lessons, Support

HEAVIEST: Final = 6.0  # doublings; `winnable check` allows no more
SHARE_HOLD: Final = 50.0  # deals' worth of belief in the profile's shares
SHARE_LINE: Final = 0.05  # shares that move less stay as they are
LEAST_SHARE: Final = 0.002
DIGITS: Final = 2
SAME_KNOT: Final = 0.05  # of the whole span: a knot nearer to a point of the profile than this adds nothing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Target:
    """What history says of one criterion of the profile, before it is decided whether to propose it.

    `pulls` name each place's weight as a sum of learned weights, in doublings before the theme's discount, centred by the
    shares; the last place is "still unknown". `behind` counts the deals at each place, shape (places, deals).
    """

    criterion: Criterion
    series: Series
    numbers: tuple[float, ...]  # of a curve; empty for answers
    pulls: Floats
    behind: Behind
    before: tuple[float | None, ...]
    shares: tuple[float, ...]  # new shares of answers, or of the curve's bands
    off: float  # what centring took from every weight: it belongs to the prior

    @property
    def places(self) -> tuple[str, ...]:
        """Answers, or numbers of the curve, then "" for "still unknown"."""
        named = (f"{n:g}" for n in self.numbers) if self.criterion.curve else (a.key for a in self.criterion.answers)
        return (*named, "")

    @property
    def has_silence(self) -> bool:
        """Whether there are deals in which nobody knew."""
        return bool(self.behind.deals[-1])


def target_of(lessons: Lessons, criterion: Criterion, series: Series, block: Block, discount: float) -> Target:
    """What the learned weights say of a criterion that has a column."""
    which = lessons.task.which
    applies, known = series.applies[which], series.known[which]
    if criterion.curve is None:
        numbers: tuple[float, ...] = ()
        pulls = _answer_pulls(lessons, criterion, block, discount)
        codes = np.where(known, series.codes[which], UNKNOWN)
        counts = np.array([(codes == i) * applies for i in range(len(criterion.answers))])
        before: list[float | None] = [a.weight for a in criterion.answers]
        shares = _shares([a.share for a in criterion.answers], counts.sum(axis=1))
        middle = np.array(shares) @ pulls
    else:
        assert series.numbers is not None
        numbers = _numbers(criterion.curve, block)
        pulls = _curve_pulls(lessons, criterion.curve, block, discount, numbers)
        counts = _nearest(series.numbers[which], numbers) * applies
        before = [criterion.curve.weight_at(n) for n in numbers]
        bands = tuple(n for n, _ in criterion.curve.shares)
        counted = (_nearest(series.numbers[which], bands) * applies).sum(axis=1)
        shares = _shares([s for _, s in criterion.curve.shares], counted)
        middle = np.array(shares) @ _curve_pulls(lessons, criterion.curve, block, discount, bands)
    unknown = lessons.nothing
    unknown[block.stop - 1] = 1 / (LN2 * discount)
    return Target(
        criterion=criterion,
        series=series,
        numbers=numbers,
        pulls=np.vstack([pulls, unknown]) - middle,
        behind=lessons.behind(np.vstack([counts, (~known) * applies])),
        before=(*before, criterion.silence),
        shares=shares,
        off=float(middle @ lessons.learned.posterior.mean),
    )


def _answer_pulls(lessons: Lessons, criterion: Criterion, block: Block, discount: float) -> Floats:
    pulls = []
    slope = lessons.part("slope")
    for answer in criterion.answers:
        pull = lessons.nothing
        if slope is not None:
            pull[slope.start] = answer.weight
        if answer.key in block.labels:
            pull[block.start + block.labels.index(answer.key)] = 1 / (LN2 * discount)
        pulls.append(pull)
    return np.array(pulls)


def _curve_pulls(lessons: Lessons, curve: Curve, block: Block, discount: float, numbers: tuple[float, ...]) -> Floats:
    pulls = np.zeros((len(numbers), lessons.learned.design.width))
    slope = lessons.part("slope")
    if slope is not None:
        pulls[:, slope.start] = line_at(curve.points, np.array(numbers))
    shares = hats(np.array(numbers), np.array(block.knots))
    pulls[:, block.start : block.start + len(block.knots)] = shares / (LN2 * discount)
    return pulls


def _numbers(curve: Curve, block: Block) -> tuple[float, ...]:
    """The profile's own points, and the knots of the data where they are not near one of them."""
    own = [n for n, _ in curve.points]
    span = max(own[-1], block.knots[-1]) - min(own[0], block.knots[0])
    rounded = sorted({float(f"{knot:.3g}") for knot in block.knots})
    added = [knot for knot in rounded if min(abs(knot - n) for n in own) > SAME_KNOT * span or not own[0] <= knot <= own[-1]]
    return tuple(sorted({*own, *added}))


def _nearest(numbers: Floats, places: tuple[float, ...]) -> Floats:
    """1 where a deal's number lies nearest to a place, shape (places, deals); nowhere for unknown numbers.

    Sizes spread by factors: between 10 and 1,000 the middle is 100.
    """
    at = np.array(places)
    edges = np.where(at[:-1] > 0, np.sqrt(np.maximum(at[1:] * at[:-1], 0)), (at[1:] + at[:-1]) / 2)
    nearest = np.searchsorted(edges, np.nan_to_num(numbers), side="right")
    return np.asarray((nearest == np.arange(len(at))[:, None]) * ~np.isnan(numbers), dtype=float)


def _shares(before: list[float], counts: Floats) -> tuple[float, ...]:
    """Shares of the deals, held near the profile's by few of them; the profile's own where they hardly differ."""
    stated = np.array(before)
    new = (counts + SHARE_HOLD * stated) / (counts.sum() + SHARE_HOLD)
    if np.abs(new - stated).max() < SHARE_LINE:
        return tuple(before)
    return rounded_shares(new)


def rounded_shares(shares: Floats) -> tuple[float, ...]:
    """Shares in thousandths that sum to 1: the largest remainders are rounded up. None is nothing: it could never be met."""
    shares = np.maximum(shares, LEAST_SHARE * shares.sum())
    thousandths = np.floor(shares / shares.sum() * 1000 + 1e-9).astype(int)
    rest = shares / shares.sum() * 1000 - thousandths
    for i in np.argsort(-rest, kind="stable")[: 1000 - int(thousandths.sum())]:
        thousandths[i] += 1
    return tuple(int(n) / 1000 for n in thousandths)


def settled(target: Target, lessons: Lessons, factor: float, covers: Mapping[str, Cover]) -> Criterion:
    """The criterion with the learned weights times `factor`: rounded, centred, monotone where it must be, and lawful."""
    weights = target.pulls @ lessons.learned.posterior.mean * factor
    silence = _rounded(float(np.clip(weights[-1], -HEAVIEST, HEAVIEST))) if target.has_silence else target.criterion.silence
    if target.criterion.curve is None:
        shares = np.array(target.shares)
        lawful = _lawful(_monotone(target, weights[:-1], shares), shares, target.criterion.answers, covers)
        answers = zip(target.criterion.answers, lawful, target.shares, strict=True)
        return replace(
            target.criterion,
            answers=tuple(replace(a, weight=_rounded(float(w)), share=s) for a, w, s in answers),
            silence=silence,
        )
    curve = target.criterion.curve
    near = target.behind.deals[:-1] + 1
    points = simplified(tuple(zip(target.numbers, map(float, _monotone(target, weights[:-1], near)), strict=True)))
    bands = np.array([n for n, _ in curve.shares])
    middle = float(np.array(target.shares) @ line_at(points, bands))
    held = _held(np.array([w - middle for _, w in points]))
    points = tuple((n, _rounded(float(w))) for (n, _), w in zip(points, held, strict=True))
    shared = tuple((n, s) for (n, _), s in zip(curve.shares, target.shares, strict=True))
    return replace(target.criterion, curve=replace(curve, points=points, shares=shared), silence=silence)


def _monotone(target: Target, weights: Floats, shares: Floats) -> Floats:
    return pooled(weights, shares, target.series.monotone) if target.series.monotone else weights


def _lawful(weights: Floats, shares: Floats, answers: tuple[Answer, ...], covers: Mapping[str, Cover]) -> Floats:
    """Weights within bounds: a blocker never speaks for us, a cover never makes its answer worse. Others make up for it."""
    most = np.array([_most(answer, covers) for answer in answers])
    weights = _held(weights - shares @ weights)
    for _ in range(2):
        held = weights > most
        weights = np.minimum(weights, most)
        free = shares[~held].sum()
        if held.any() and free > 0:
            weights[~held] -= shares @ weights / free
    return np.asarray(np.minimum(weights, most))


def _held(weights: Floats) -> Floats:
    """Weights drawn in together where one is too heavy: what is centred stays so."""
    return np.asarray(weights * min(1.0, HEAVIEST / max(float(np.abs(weights).max()), 1e-12)))


def _most(answer: Answer, covers: Mapping[str, Cover]) -> float:
    bounds = [covers[key].leaves for key in answer.covers if key in covers]
    return min([HEAVIEST, *bounds, *([0.0] if answer.blocker else [])])


def _rounded(weight: float) -> float:
    return round(weight, DIGITS) + 0.0  # never -0.0


def supports_of(target: Target, lessons: Lessons, after: Criterion, factor: float) -> tuple[Support, ...]:
    """Every number of the criterion's new weights, with what it rests on."""
    weights: list[tuple[int, str, float | None]] = []
    if after.curve is None:
        weights = [(i, a.key, a.weight) for i, a in enumerate(after.answers)]
    else:
        weights = [(target.numbers.index(n), f"{n:g}", w) for n, w in after.curve.points]
    if target.has_silence and after.silence is not None:
        weights.append((len(target.places) - 1, "", after.silence))
    return tuple(_support(target, lessons, i, place, w, factor) for i, place, w in weights if w is not None)


def _support(target: Target, lessons: Lessons, i: int, place: str, after: float, factor: float) -> Support:
    reading = lessons.read(target.pulls[i])
    deals, before = float(target.behind.deals[i]), target.before[i]
    low, high = reading.range()
    shift = after - reading.mean * factor  # what centring, straightening and rounding did
    return Support(
        place=place,
        before=before,
        after=after,
        low=low * factor + shift,
        high=high * factor + shift,
        deals=round(deals),
        won=round(float(target.behind.won[i])),
        from_data=reading.from_data,
        taken_back_by=lessons.taken_back_by(target.pulls[i], (before or 0.0) / factor, target.behind.rows[i]) if deals else None,
    )


def spread(criterion: Criterion) -> tuple[float, float]:
    """The least and the largest weight that an opportunity may get from a criterion."""
    weights = [w for _, _, w in options_of(criterion)]
    return min(weights), max(weights)
