"""Prior + contributions + what is unsettled: how likely one opportunity is to be won, under one profile.

    m   = prior + sum of contributions                                  what is known
    mu  = sum of expectations, v = sum of variances                     what is not
    p   = the logistic-normal mean of (m + mu, v)

The prior is stated as a chance: the share of all opportunities that are won. It enters as the log2 odds that give just
that chance while everything is unsettled, since the mean over many opportunities lies nearer to 1/2 than their middle.

Evidence of confidence q counts as known with probability q and as unknown with 1 - q, so a finding's contribution is
q times its weight, and the rest of it is unsettled. While it is not settled whether a criterion applies, it counts by
the chance that it does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from winnable.core.finding import Finding
from winnable.core.odds import doublings_of, expected_probability, range_of, widening
from winnable.core.profile import Criterion, Profile, Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A row of the explanation: what a finding adds to the log2 odds. `full` is the weight at confidence 1."""

    key: str
    theme: str
    weight: float
    full: float
    finding: Finding | None = None  # None for what several findings say together


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """What a criterion may still do: mean and variance of its weight, in doublings."""

    key: str
    theme: str
    mean: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A grade A-D, never a chance: where the known weight lies between the worst and the best that it could be.

    `share` is that place (0-1), `known` the share of all weight that is known; grade None where too little is known."""

    grade: str | None
    share: float | None
    known: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The chance of winning one opportunity under one profile version. All but the probabilities are in doublings."""

    prior: float
    contributions: tuple[Contribution, ...]
    unsettled: tuple[Unsettled, ...]
    known: float
    expected: float
    variance: float
    probability: float
    low: float
    high: float
    fit: Fit
    themes: tuple[tuple[str, Fit], ...]

    @property
    def mean(self) -> float:
        """Expected log2 odds, known and unsettled together."""
        return self.known + self.expected


Options = tuple[tuple[str | float, float, float], ...]  # (answer or number, share, weight before discount)
ENOUGH_KNOWN = 0.05  # below this share of the weight a grade would be an accident


def assess(profile: Profile, findings: Mapping[str, Finding]) -> Assessment:
    """Assess one opportunity. `findings` holds one finding for every criterion of the profile (`findings_of`)."""
    contributions, unsettled, fits = _rows(profile, findings)
    prior = prior_of(profile)
    known = prior + sum(c.weight for c in contributions)
    expected, variance = sum(u.mean for u in unsettled), sum(u.variance for u in unsettled)
    low, high = range_of(known + expected, variance)
    return Assessment(
        prior=prior,
        contributions=tuple(contributions),
        unsettled=tuple(unsettled),
        known=known,
        expected=expected,
        variance=variance,
        probability=expected_probability(known + expected, variance),
        low=low,
        high=high,
        fit=fits.overall(profile),
        themes=fits.by_theme(profile),
    )


@lru_cache(maxsize=64)
def prior_of(profile: Profile) -> float:
    """The prior in doublings: the log2 odds at which the chance is the stated one while nothing is known."""
    nothing = {c.key: Finding(criterion=c.key, state="unknown") for c in profile.criteria}
    _, unsettled, _ = _rows(profile, nothing)
    return doublings_of(profile.prior.chance) * widening(sum(u.variance for u in unsettled))


def _rows(profile: Profile, findings: Mapping[str, Finding]) -> tuple[list[Contribution], list[Unsettled], "_Fits"]:
    discounts = {theme.key: theme.discount for theme in profile.themes}
    contributions: list[Contribution] = []
    unsettled: list[Unsettled] = []
    fits = _Fits()
    for criterion in profile.criteria:
        row, rest = judge(criterion, findings, discounts[criterion.theme], profile)
        fits.add(criterion, row, discounts[criterion.theme])
        if row is not None:
            contributions.append(row)
        if rest is not None:
            unsettled.append(rest)
    for together in profile.together:
        row, rest = judge_together(together, findings, discounts[together.theme], profile)
        if row is not None:
            contributions.append(row)
        if rest is not None:
            unsettled.append(rest)
    return contributions, unsettled, fits


def weight_of(criterion: Criterion, finding: Finding, findings: Mapping[str, Finding]) -> float:
    """Weight of a known finding before the theme's discount; a scaled curve reads the number against its moved bar."""
    if criterion.curve is None:
        return criterion.answer(finding.answer or "").weight
    factor = 1.0
    if criterion.scaled_by is not None:
        other = findings[criterion.scaled_by.criterion]
        if other.state == "known" and other.answer is not None:
            factor = criterion.scaled_by.factors.get(other.answer, 1.0)
    return criterion.curve.weight_at((finding.number or 0.0) / factor)


@lru_cache(maxsize=4096)
def options_of(criterion: Criterion) -> Options:
    """What a criterion may turn out to be: (answer or number, share, weight)."""
    if criterion.curve is None:
        return tuple((a.key, a.share, a.weight) for a in criterion.answers)
    return tuple((number, share, criterion.curve.weight_at(number)) for number, share in criterion.curve.shares)


def spread_of(options: Iterable[tuple[str | float, float, float]]) -> tuple[float, float]:
    """Mean and variance of the weight, by share; shares need not sum to 1."""
    total = mean = square = 0.0
    for _, share, weight in options:
        total += share
        mean += share * weight
        square += share * weight * weight
    if not total:
        return 0.0, 0.0
    mean /= total
    return mean, max(square / total - mean * mean, 0.0)


def judge(
    criterion: Criterion, findings: Mapping[str, Finding], discount: float, profile: Profile
) -> tuple[Contribution | None, Unsettled | None]:
    """What a criterion contributes, and what it may still do; neither where it does not apply."""
    chance = chance_of(criterion.applies_when, findings, profile) if criterion.applies_when else 1.0
    if not chance:
        return None, None
    finding = findings[criterion.key]
    mean, variance = _possible(criterion, finding)
    if finding.state != "known":
        if finding.blank and criterion.silence is not None:
            mean = criterion.silence  # history has told what it means that nobody knows yet
        variance = variance * chance + mean * mean * chance * (1 - chance)
        return None, _rest(criterion.key, criterion.theme, mean * chance, variance, discount)
    weight, q = weight_of(criterion, finding, findings), finding.confidence * chance
    row = Contribution(
        key=criterion.key, theme=criterion.theme, weight=q * weight * discount, full=weight * discount, finding=finding
    )
    if q >= 1:
        return row, None
    doubt = (1 - q) * variance + q * (1 - q) * (weight - mean) ** 2
    return row, _rest(criterion.key, criterion.theme, (1 - q) * mean, doubt, discount)


def _rest(key: str, theme: str, mean: float, variance: float, discount: float) -> Unsettled:
    return Unsettled(key=key, theme=theme, mean=mean * discount, variance=variance * discount * discount)


def _possible(criterion: Criterion, finding: Finding) -> tuple[float, float]:
    """Spread over all answers, or over those in dispute when the finding is contested."""
    if finding.state == "contested" and criterion.curve is None:
        named = {e.answer for e in (*finding.evidence, *finding.against)}
        return spread_of(option for option in options_of(criterion) if option[0] in named)
    return _spread(criterion)


@lru_cache(maxsize=4096)
def _spread(criterion: Criterion) -> tuple[float, float]:
    return spread_of(options_of(criterion))


def _chances(key: str, findings: Mapping[str, Finding], profile: Profile) -> list[tuple[str, float]]:
    """How likely each answer of a criterion is: its share, and for a known one the rest by its confidence."""
    finding = findings[key]
    known = finding.confidence if finding.state == "known" and finding.answer is not None else 0.0
    if known >= 1:
        return [(finding.answer or "", 1.0)]
    for criterion in profile.criteria:
        if criterion.key == key:
            return [(a.key, (1 - known) * a.share + (known if a.key == finding.answer else 0.0)) for a in criterion.answers]
    return []


def chance_of(when: Mapping[str, tuple[str, ...]], findings: Mapping[str, Finding], profile: Profile) -> float:
    """How likely a condition is to hold, by the shares of what is not settled."""
    chance = 1.0
    for key, answers in when.items():
        chance *= sum(share for answer, share in _chances(key, findings, profile) if answer in answers)
    return chance


def judge_together(
    together: Together, findings: Mapping[str, Finding], discount: float, profile: Profile
) -> tuple[Contribution | None, Unsettled | None]:
    """What several findings say together: a row once all are known, what it may still be until then."""
    keys = sorted({key for row in together.rows for key in row.when})
    mean, variance = spread_of(_together_options(together, keys, findings, profile))
    if any(findings[key].state != "known" for key in keys):
        return None, _rest(together.key, together.theme, mean, variance, discount)
    q = prod(findings[key].confidence for key in keys)
    weight = _row_weight(together, {key: findings[key].answer or "" for key in keys})
    rest = _rest(together.key, together.theme, mean - q * weight, variance, discount) if q < 1 else None
    if not weight:
        return None, rest
    return Contribution(key=together.key, theme=together.theme, weight=q * weight * discount, full=weight * discount), rest


def _together_options(
    together: Together, keys: list[str], findings: Mapping[str, Finding], profile: Profile
) -> list[tuple[str | float, float, float]]:
    options: list[tuple[str | float, float, float]] = []
    for combination in product(*(_chances(key, findings, profile) for key in keys)):
        share = 1.0
        for _, chance in combination:
            share *= chance
        named = dict(zip(keys, (answer for answer, _ in combination), strict=True))
        options.append(("", share, _row_weight(together, named)))
    return options


def _row_weight(together: Together, answers: Mapping[str, str]) -> float:
    for row in together.rows:
        if all(answers[key] in wanted for key, wanted in row.when.items()):
            return row.weight
    return 0.0


@lru_cache(maxsize=4096)
def _extent(criterion: Criterion) -> tuple[float, float]:
    """The worst weight, and how far the best lies above it."""
    weights = [weight for _, _, weight in options_of(criterion)]
    return min(weights), max(weights) - min(weights)


class _Fits:
    """Running sums for the grades: earned, attainable and total weight per theme."""

    __slots__ = ("sums",)

    def __init__(self) -> None:
        self.sums: dict[str, list[float]] = {}

    def add(self, criterion: Criterion, row: Contribution | None, discount: float) -> None:
        worst, span = _extent(criterion)
        sums = self.sums.setdefault(criterion.theme, [0.0, 0.0, 0.0])
        sums[2] += span * discount
        if row is not None and row.finding is not None:
            q = row.finding.confidence
            sums[0] += q * (row.full - worst * discount)
            sums[1] += q * span * discount

    def overall(self, profile: Profile) -> Fit:
        sums = list(self.sums.values()) or [[0.0, 0.0, 0.0]]
        earned, attainable, total = (sum(column) for column in zip(*sums, strict=True))
        return _fit(earned, attainable, total, profile.policy.grades)

    def by_theme(self, profile: Profile) -> tuple[tuple[str, Fit], ...]:
        grades, fits = profile.policy.grades, []
        for theme in profile.themes:
            earned, attainable, total = self.sums.get(theme.key, (0.0, 0.0, 0.0))
            fits.append((theme.key, _fit(earned, attainable, total, grades)))
        return tuple(fits)


def _fit(earned: float, attainable: float, total: float, grades: tuple[float, float, float]) -> Fit:
    known = attainable / total if total else 0.0
    if known < ENOUGH_KNOWN:
        return Fit(grade=None, share=None, known=known)
    share = earned / attainable
    grade = next((letter for letter, least in zip("ABC", grades, strict=True) if share >= least), "D")
    return Fit(grade=grade, share=share, known=known)
