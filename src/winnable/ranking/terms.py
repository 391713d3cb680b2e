"""What each criterion does to a row, as tables: one entry for every situation that the answers it depends on can be in.

The tables are filled by the core itself (`judge`, `judge_together`, `chance_of`), so that a ranked row and a qualified
opportunity cannot differ in more than the order of additions.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from winnable.core.assessment import chance_of, judge, judge_together, options_of, spread_of
from winnable.core.decision import covers_for
from winnable.core.finding import Finding, applies, settled
from winnable.core.profile import Answer, Cover, Criterion, Profile, Together
from winnable.core.seller import Seller

Findings = Mapping[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One criterion that a situation depends on. `classes` gives for each of its codes (0: unknown) the place on this axis."""

    criterion: str
    classes: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many places there are."""
        return max(self.classes) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one situation does. `weight` is what is known, `mean` and `variance` what is not, after the theme's discount.

    `earned` and `attainable` count for the grade. `open` says that asking about it could still tell something. `cover` is the
    cover that is chosen for a gap, `lift` what it adds to the log2 odds."""

    weight: float = 0.0
    mean: float = 0.0
    variance: float = 0.0
    earned: float = 0.0
    attainable: float = 0.0
    open: bool = False
    text: str = ""
    blocker: Literal["final", "coverable"] | None = None
    cover: str | None = None
    lift: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A curve over a number, where the number is known: by situation the chance that it applies, and what divides the number.

    `mean` and `variance` are those of its weight over all numbers, before the theme's discount."""

    points: tuple[tuple[float, float], ...]
    unit: str
    discount: float
    mean: float
    variance: float
    chances: tuple[float, ...]
    factors: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A criterion, or what several answers mean together. `effects` has one entry for each situation, the last axis fastest."""

    key: str
    theme: str
    text: str
    axes: tuple[Axis, ...]
    effects: tuple[Effect, ...]
    slope: Slope | None = None
    worst: float = 0.0  # weight of the worst answer, after the discount
    span: float = 0.0  # how far the best answer lies above it

    @property
    def fixed(self) -> bool:
        """Whether it is the same in every row."""
        return not self.axes


class Tables:
    """Makes the terms of a profile, of which some criteria are `answered` by columns, and the seller's file settles others."""

    def __init__(self, profile: Profile, seller: Seller, base: Findings, answered: frozenset[str]) -> None:
        self.profile = profile
        self.seller = seller
        self.base = base
        self.answered = answered
        self.criteria = {c.key: c for c in profile.criteria}
        self.discounts = {t.key: t.discount for t in profile.themes}

    def criterion(self, criterion: Criterion) -> Term:
        """The term of one criterion."""
        axes = [self._axis(key, self._meanings(criterion, key)) for key in self._rests_on(criterion)]
        if criterion.key in self.answered:
            codes = len(self._states(criterion.key))
            axes.append(Axis(criterion=criterion.key, classes=tuple(range(codes))))
        situations = self._situations(axes)
        weights = [weight for _, _, weight in options_of(criterion)]
        discount = self.discounts[criterion.theme]
        own_number = criterion.curve is not None and criterion.key in self.answered
        return Term(
            key=criterion.key,
            theme=criterion.theme,
            text=criterion.question,
            axes=tuple(axes),
            effects=tuple(self._effect(criterion, findings, own_number) for findings in situations),
            slope=self._slope(criterion, situations) if own_number else None,
            worst=min(weights) * discount,
            span=(max(weights) - min(weights)) * discount,
        )

    def together(self, together: Together) -> Term:
        """The term of what several answers mean together."""
        keys = sorted({key for row in together.rows for key in row.when})
        rows = [row.when for row in together.rows]
        axes = [
            self._axis(key, [tuple(f.answer in when.get(key, ()) for when in rows) for f in self._states(key)])
            for key in keys
            if key in self.answered
        ]
        effects = []
        for findings in self._situations(axes):
            row, rest = judge_together(together, findings, self.discounts[together.theme], self.profile)
            weight = row.weight if row else 0.0
            effects.append(
                Effect(
                    weight=weight,
                    mean=rest.mean if rest else 0.0,
                    variance=rest.variance if rest else 0.0,
                    text=f"{together.text} ({weight:+.2f})",
                )
            )
        return Term(key=together.key, theme=together.theme, text=together.text, axes=tuple(axes), effects=tuple(effects))

    def _rests_on(self, criterion: Criterion) -> list[str]:
        others = list(criterion.applies_when)
        if criterion.scaled_by is not None and criterion.scaled_by.criterion not in others:
            others.append(criterion.scaled_by.criterion)
        return [key for key in others if key in self.answered and key != criterion.key]

    def _states(self, key: str) -> list[Finding]:
        """The findings by code: unknown, then one for each answer, or one for any number."""
        criterion = self.criteria[key]
        known = [settled(key, answer.key) for answer in criterion.answers] or [settled(key, 0.0)]
        return [Finding(criterion=key, state="unknown", blank=True), *known]

    def _meanings(self, criterion: Criterion, key: str) -> list[Hashable]:
        """What each state of another criterion means for this one: whether it applies, and what moves its bar."""
        wanted = criterion.applies_when.get(key)
        scaling = criterion.scaled_by if criterion.scaled_by is not None and criterion.scaled_by.criterion == key else None
        return [
            (wanted is not None and f.answer in wanted, scaling.factors.get(f.answer or "", 1.0) if scaling else 1.0)
            for f in self._states(key)
        ]

    def _axis(self, key: str, meanings: Sequence[Hashable]) -> Axis:
        """An axis on which answers of the same meaning share a place; unknown has its own, the first."""
        places: dict[Hashable, int] = {}
        known = [places.setdefault(meaning, len(places) + 1) for meaning in meanings[1:]]
        return Axis(criterion=key, classes=(0, *known))

    def _situations(self, axes: Sequence[Axis]) -> list[dict[str, Finding]]:
        """All findings that can come together on these axes, one of each kind."""
        states = [[self._states(axis.criterion)[axis.classes.index(place)] for place in range(axis.size)] for axis in axes]
        return [{**self.base, **{f.criterion: f for f in found}} for found in product(*states)]

    def _effect(self, criterion: Criterion, findings: Findings, own_number: bool) -> Effect:
        finding, discount = findings[criterion.key], self.discounts[criterion.theme]
        is_open = finding.state == "unknown" and applies(criterion.applies_when, findings) is not False
        if own_number and finding.state == "known":
            return Effect()  # the slope says it
        row, rest = judge(criterion, findings, discount, self.profile)
        effect = Effect(mean=rest.mean if rest else 0.0, variance=rest.variance if rest else 0.0, open=is_open)
        if finding.state != "known" or applies(criterion.applies_when, findings) is False:
            return effect
        weights = [weight for _, _, weight in options_of(criterion)]
        weight = row.weight if row else 0.0
        answer = criterion.answer(finding.answer) if finding.answer is not None else None
        cover = self._cover(criterion, answer, finding) if answer is not None else None
        return Effect(
            weight=weight,
            mean=effect.mean,
            variance=effect.variance,
            earned=row.full - min(weights) * discount if row else 0.0,
            attainable=(max(weights) - min(weights)) * discount if row else 0.0,
            text=f"{criterion.question} {answer.text if answer else ''} ({weight:+.2f})",
            blocker=answer.blocker if answer else None,
            cover=cover.key if cover else None,
            lift=max(0.0, cover.leaves * discount - weight) if cover and row else 0.0,
        )

    def _cover(self, criterion: Criterion, answer: Answer, finding: Finding) -> Cover | None:
        """The cover that keeps most, among those that are at hand."""
        if not (answer.blocker or answer.covers):
            return None
        usable = [f.cover for f in covers_for(self.profile, self.seller, criterion, answer, finding) if f.available]
        return max(usable, key=lambda cover: (cover.keeps, -cover.cost, cover.key), default=None)

    def _slope(self, criterion: Criterion, situations: Sequence[Findings]) -> Slope:
        assert criterion.curve is not None
        mean, variance = spread_of(options_of(criterion))
        return Slope(
            points=criterion.curve.points,
            unit=criterion.curve.unit,
            discount=self.discounts[criterion.theme],
            mean=mean,
            variance=variance,
            chances=tuple(chance_of(criterion.applies_when, findings, self.profile) for findings in situations),
            factors=tuple(_factor(criterion, findings) for findings in situations),
        )


def _factor(criterion: Criterion, findings: Findings) -> float:
    """What divides the number of a curve, by the answer of the criterion that moves its bar."""
    scaling = criterion.scaled_by
    answer = findings[scaling.criterion].answer if scaling is not None else None
    return 1.0 if scaling is None or answer is None else scaling.factors.get(answer, 1.0)
