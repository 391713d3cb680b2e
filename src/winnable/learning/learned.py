"""What a history teaches: weights for every answer, with their doubt, and how far the profile was to be trusted.

One regression is fitted for each *setting*: how much the profile's score is believed beforehand (`slope`, its `give`), how
far single answers may differ from it (`width`), and how fast old deals fade (`half_life`). No setting is chosen by hand:
each counts by how well it foretold outcomes that it had not seen: without dates by its evidence, with dates by chances given
forward in time. The posteriors are merged into one normal distribution, so that explanations still add up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Final

import numpy as np

from winnable.core.odds import LN2
from winnable.learning.answers import Answers, Codes, Floats
from winnable.learning.design import Design, design_of
from winnable.learning.posterior import Posterior, chances, logistic, posterior_of

WIDTHS: Final = (0.05, 0.1, 0.2, 0.35, 0.6, 1.0)  # natural log odds
USUAL_WIDTH: Final = 0.3  # scale of the exponential distribution that widths are believed to have
HALF_LIVES: Final = (1.0, 0.5, 0.25, 0.125)  # shares of the time that the history spans
BLOCKS: Final = 5  # stretches of time that are foretold one after the other
ENOUGH_TO_CHAIN: Final = 300  # deals; below it, stretches are too short to choose by
MOST_TO_CHOOSE: Final = 6000  # latest deals by which settings are chosen
WIDTH_ROUNDS: Final = 2
WIDTH_HOLD: Final = 16.0  # answers' worth of belief that a criterion is like the others
TEAM_WIDTH: Final = 0.3
STEADY: Final = 1e-3
QUICK: Final = 3_000_000  # numbers to multiply for one fit; all of them then take a few hundredths of a second
NEAR_ONE: Final = 0.1  # how far from 1 the slope of calibration is believed to lie
LEAST_SHARE: Final = 0.005  # settings that count less are let go


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One belief before any outcome is seen; `weight` is its share among all of them. Natural log odds; half-lives in the
    unit of the task's `days`."""

    slope: float
    give: float
    width: float
    weight: float
    half_life: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the seller says beforehand: the chance of winning, and how sure that is (deviation in natural log odds)."""

    chance: float
    give: float = 0.35


def settings_of(design: Design, deals: int) -> tuple[Setting, ...]:
    """All settings for a design: the profile trusted, doubted or turned round; each with narrow to wide residuals.

    One says that nothing is known beyond the base rate: where there is no signal, it wins. Without any deal there is the
    profile as it stands.
    """
    if not deals:
        return (Setting(slope=1.0, give=STEADY, width=STEADY, weight=1.0),)
    trusts = ((0.8, 0.4, 0.5), (0.0, 1.0, 0.2)) if _has_slope(design) else ((0.0, STEADY, 0.7),)
    common = {width: float(np.exp(-width / USUAL_WIDTH)) for width in WIDTHS}
    settings = [
        Setting(slope=slope, give=give, width=width, weight=weight * common[width] / sum(common.values()))
        for (slope, give, weight), width in product(trusts, WIDTHS)
    ]
    return (*settings, Setting(slope=0.0, give=STEADY, width=STEADY, weight=0.3))


def _has_slope(design: Design) -> bool:
    return any(block.part == "slope" for block in design.blocks)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learned:
    """The merged posterior. `trust` says how much each setting counts in the end; all weights are in natural log odds.

    `sharpness` is what they were stretched by, because chances given forward in time had been too timid (above 1) or too bold.
    """

    design: Design
    posterior: Posterior
    trust: tuple[tuple[Setting, float], ...]
    parts: tuple[Posterior, ...]
    deals: int
    won: int
    sharpness: float = 1.0

    def chances(self, answers: Answers, which: Codes) -> Floats:
        """The chance of winning for some deals, doubt of the weights included."""
        mean, variance = self.posterior.odds(self.design.rows(answers, which))
        return chances(mean, variance)

    def ranges(self, answers: Answers, which: Codes) -> tuple[Floats, Floats]:
        """Where the chances lie, 5 % to 95 %, as the weights are not known exactly."""
        mean, variance = self.posterior.odds(self.design.rows(answers, which))
        spread = 1.645 * np.sqrt(variance)
        still = np.zeros_like(variance)
        return chances(mean - spread, still), chances(mean + spread, still)

    @property
    def slope(self) -> float | None:
        """How much of the profile's score history confirms: 1 all of it, 0 nothing; None without a profile."""
        for block in self.design.blocks:
            if block.part == "slope":
                return float(self.posterior.mean[block.start])
        return None

    @property
    def half_life(self) -> float | None:
        """The half-life, in days, that counts most; None where old deals count as much as new ones."""
        by_life: dict[float | None, float] = {}
        for setting, share in self.trust:
            by_life[setting.half_life] = by_life.get(setting.half_life, 0.0) + share
        return max(by_life, key=lambda life: by_life[life])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """What is learned from: outcomes (1 won, 0 not) of the deals `which`, in the order of time where `days` are given."""

    answers: Answers
    won: Floats
    which: Codes
    days: Floats | None = None  # when each of them was closed, or its running number; None: no order

    def part(self, piece: slice) -> "Task":
        """A stretch of the deals."""
        return replace(self, won=self.won[piece], which=self.which[piece], days=None if self.days is None else self.days[piece])


def learn(task: Task, stated: Stated, tick: Callable[[], None] = lambda: None, design: Design | None = None) -> Learned:
    """Learn from the deals of a task; in order of time if they have days. `tick` is called before each fit.

    The columns are those of `design`, or else made for these deals.
    """
    if task.days is not None:
        order = np.argsort(task.days, kind="stable")
        task = replace(task, won=task.won[order], which=task.which[order], days=task.days[order])
    if not len(task.which):
        stated = replace(stated, give=STEADY)  # nothing yet to doubt it with
    design = design or design_of(task.answers, task.which)
    judged = _judged(task, design, stated, tick)
    trust = _shares(judged.settings, judged.scores)
    kept = [(s, share) for s, share in zip(judged.settings, trust, strict=True) if share > LEAST_SHARE]
    rows = design.rows(task.answers, task.which)
    sharpness = _sharpness(trust, judged)
    parts = tuple(_stretched(_own_widths(task, design, rows, s, stated, judged.fits.get(s), tick), sharpness) for s, _ in kept)
    shares = np.array([share for _, share in kept]) / sum(share for _, share in kept)
    return Learned(
        design=design,
        posterior=merged(parts, shares),
        trust=tuple((s, float(share)) for (s, _), share in zip(kept, shares, strict=True)),
        parts=parts,
        deals=len(task.which),
        won=int(task.won.sum()),
        sharpness=sharpness,
    )


def with_deal(learned: Learned, task: Task, stated: Stated) -> Learned:
    """What one more closed deal, the last of the task, teaches on the same columns: fitted anew where that is quick, else by
    a single step.

    The step: each posterior is the prior of a Newton search along the only direction in which one deal can move it. Columns,
    and in a step widths and fading too, stay as they are until the next `learn`.
    """
    columns = learned.design.width
    if len(task.which) <= ENOUGH_TO_CHAIN and (len(task.which) + columns) * columns**2 <= QUICK:
        return learn(task, stated, design=learned.design)
    row = learned.design.rows(task.answers, task.which[-1:])[0]
    outcome = float(task.won[-1])
    won = outcome > 0
    before = [chances(*part.odds(row[None]))[0] for part in learned.parts]
    heard = np.array([(likely if won else 1 - likely) * share for likely, (_, share) in zip(before, learned.trust, strict=True)])
    shares = heard / heard.sum()
    parts = tuple(_moved(part, row, outcome) for part in learned.parts)
    trust = tuple((setting, float(share)) for (setting, _), share in zip(learned.trust, shares, strict=True))
    return replace(
        learned, posterior=merged(parts, shares), trust=trust, parts=parts, deals=learned.deals + 1, won=learned.won + int(won)
    )


def _moved(part: Posterior, row: Floats, outcome: float) -> Posterior:
    reach = part.covariance @ row
    variance, odds = float(row @ reach), float(row @ part.mean)
    push = 0.0  # how far the log odds move, in units of the variance: solves push = outcome - chance(odds + variance * push)
    for _ in range(20):
        likely = float(logistic(np.array(odds + variance * push)))
        push -= (push - outcome + likely) / (1 + variance * likely * (1 - likely))
    likely = float(logistic(np.array(odds + variance * push)))
    bend = likely * (1 - likely)
    shrink = bend / (1 + bend * variance)
    return replace(part, mean=part.mean + reach * push, covariance=part.covariance - shrink * np.outer(reach, reach))


def _own_widths(
    task: Task, design: Design, rows: Floats, setting: Setting, stated: Stated, fit: Posterior | None, tick: Callable[[], None]
) -> Posterior:
    """The posterior under a width for each criterion: as wide as its weights turn out, held near the setting's width."""
    counts = fading(task.days, setting.half_life, len(task.which))
    prior, precision = beliefs(design, setting, stated)
    if fit is None:
        tick()
        fit = posterior_of(rows, task.won, counts, prior, precision)
    if setting.width <= STEADY:
        return fit
    for _ in range(WIDTH_ROUNDS):
        tick()
        for block in design.blocks:
            if block.part in ("answers", "number"):
                place = slice(block.start, block.stop)
                energy = float(np.sum(fit.mean[place] ** 2) + np.trace(fit.covariance[place, place]))
                size = len(block.labels)
                precision[place] = (WIDTH_HOLD + size) / (WIDTH_HOLD * setting.width**2 + energy)
        fit = posterior_of(rows, task.won, counts, prior, precision, start=fit.mean)
    return fit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judged:
    """Settings with their log scores; the posteriors fitted to all deals on the way; where deals were foretold, the chances
    that each setting gave, shape (settings, deals), and their outcomes."""

    settings: tuple[Setting, ...]
    scores: Floats
    fits: dict[Setting, Posterior]
    foretold: Floats
    won: Floats


def _judged(task: Task, design: Design, stated: Stated, tick: Callable[[], None]) -> _Judged:
    settings = settings_of(design, len(task.which))
    if task.days is not None and len(task.which) >= ENOUGH_TO_CHAIN:
        recent = task.part(slice(max(0, len(task.which) - MOST_TO_CHOOSE), None))
        stretches = _stretches(recent)
        won = np.concatenate([stretch.won for stretch in stretches])
        steady = np.array([_foretold(stretches, s, stated, tick) for s in settings])
        fading = _fading(settings, _scores(steady, won), float(np.ptp(task.days)))
        faded = np.array([_foretold(stretches, s, stated, tick) for s in fading])
        foretold = np.concatenate([steady, faded])
        return _Judged(settings=(*settings, *fading), scores=_scores(foretold, won), fits={}, foretold=foretold, won=won)
    rows = design.rows(task.answers, task.which)
    fits = {s: _fit(task, design, rows, s, stated, tick) for s in settings}
    evidence = np.array([fits[s].evidence for s in settings])
    return _Judged(settings=settings, scores=evidence, fits=fits, foretold=np.zeros((len(settings), 0)), won=np.zeros(0))


def _scores(foretold: Floats, won: Floats) -> Floats:
    """Log chance that each row gave to the outcomes."""
    return np.asarray(np.log(np.where(won > 0, foretold, 1 - foretold)).sum(axis=1))


def _sharpness(trust: Floats, judged: _Judged) -> float:
    """The slope of outcomes on the log odds foretold, believed to be near 1; 1 where nothing was foretold."""
    if not len(judged.won):
        return 1.0
    likely = np.clip(trust @ judged.foretold, 1e-6, 1 - 1e-6)
    odds = np.log(likely / (1 - likely))
    believed, sure = np.array([0.0, 1.0]), np.array([1 / 0.5**2, 1 / NEAR_ONE**2])
    line = posterior_of(np.column_stack([np.ones_like(odds), odds]), judged.won, np.ones_like(odds), believed, sure)
    return float(np.clip(line.mean[1], 0.8, 1.25))


def _stretched(part: Posterior, by: float) -> Posterior:
    return part if by == 1.0 else replace(part, mean=part.mean * by, covariance=part.covariance * by * by)


def _fading(settings: Sequence[Setting], scores: Floats, span: float) -> tuple[Setting, ...]:
    """Settings under which old deals fade: of the best one, and of a bold one, which a market that turned would need."""
    best = settings[int(np.argmax(scores + np.log([s.weight for s in settings])))]
    bold = max(settings, key=lambda s: (s.give, s.width))
    kinds = dict.fromkeys((best, bold))
    share = best.weight / len(HALF_LIVES) / len(kinds)
    return tuple(replace(one, half_life=life * span, weight=share) for one in kinds for life in HALF_LIVES)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stretch:
    """Deals before a stretch of time and in it, as rows."""

    before: Task
    design: Design
    rows: Floats
    ahead: Floats
    won: Floats


def _stretches(task: Task) -> list[_Stretch]:
    edges = np.linspace(0, len(task.which), BLOCKS + 1).astype(int)
    return [_stretch(task, int(start), int(stop)) for start, stop in pairwise(edges[1:])]


def _stretch(task: Task, start: int, stop: int) -> _Stretch:
    before, ahead = task.part(slice(0, start)), task.part(slice(start, stop))
    design = design_of(before.answers, before.which)
    rows = [design.rows(part.answers, part.which) for part in (before, ahead)]
    return _Stretch(before=before, design=design, rows=rows[0], ahead=rows[1], won=ahead.won)


def _foretold(stretches: Sequence[_Stretch], setting: Setting, stated: Stated, tick: Callable[[], None]) -> Floats:
    """Chances of stretch after stretch of deals, each from the deals before it."""
    posteriors = [_fit(s.before, s.design, s.rows, setting, stated, tick) for s in stretches]
    return np.concatenate([chances(*p.odds(s.ahead)) for p, s in zip(posteriors, stretches, strict=True)])


def _fit(task: Task, design: Design, rows: Floats, setting: Setting, stated: Stated, tick: Callable[[], None]) -> Posterior:
    tick()
    prior, precision = beliefs(design, setting, stated)
    return posterior_of(rows, task.won, fading(task.days, setting.half_life, len(task.which)), prior, precision)


def fading(days: Floats | None, half_life: float | None, size: int) -> Floats:
    """How much each deal counts, by its age at the last one."""
    if days is None or half_life is None:
        return np.ones(size)
    return np.asarray(0.5 ** ((days.max() - days) / half_life))


def beliefs(design: Design, setting: Setting, stated: Stated) -> tuple[Floats, Floats]:
    """Mean and precision of every weight before any outcome is seen."""
    prior, deviation = np.zeros(design.width), np.full(design.width, setting.width)
    for block in design.blocks:
        place = slice(block.start, block.stop)
        if block.part == "prior":
            odds = np.log(stated.chance / (1 - stated.chance))
            prior[place], deviation[place] = odds * design.widening, stated.give * design.widening
        elif block.part == "slope":
            prior[place], deviation[place] = setting.slope, setting.give
        elif block.part in ("team", "team_slope"):
            deviation[place] = min(TEAM_WIDTH, setting.width)
    return prior, 1 / deviation**2


def _shares(settings: Sequence[Setting], scores: Floats) -> Floats:
    logs = scores + np.log([s.weight for s in settings])
    shares = np.exp(logs - logs.max())
    return np.asarray(shares / shares.sum())


def merged(posteriors: Sequence[Posterior], shares: Floats) -> Posterior:
    """One normal distribution with the mean and the covariance of the mixture."""
    mean = np.sum([share * p.mean for share, p in zip(shares, posteriors, strict=True)], axis=0)
    covariance = np.zeros((len(mean), len(mean)))
    for share, one in zip(shares, posteriors, strict=True):
        away = one.mean - mean
        covariance += share * (one.covariance + np.outer(away, away))
    return Posterior(mean=mean, covariance=covariance, evidence=float(shares @ [p.evidence for p in posteriors]))


def doublings(weights: Floats) -> Floats:
    """Natural log odds as doublings."""
    return weights / LN2
