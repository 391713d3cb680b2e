"""Replays closed deals: ask in some order, reveal what was recorded, and count questions until the final decision stands.

The final decision is the one with everything asked. It is reached at the first question after which it never changes again, so
luck that is lost again does not count. Nothing here looks at outcomes: an order is good when it is quick, whoever won.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log2, sqrt
from statistics import mean, stdev
from typing import Final

import numpy as np

from winnable.core.assessment import Assessment, assess, chance_of, options_of
from winnable.core.columns import ColumnMap
from winnable.core.decision import Outlook, outlook_of, recommend, stakes_of
from winnable.core.finding import Finding, settled
from winnable.core.odds import expected_probability
from winnable.core.opportunity import Opportunity
from winnable.core.profile import STAGES, Criterion, DecisionKey, Profile, Stage
from winnable.core.question import inquiry_of, next_questions
from winnable.core.seller import Seller
from winnable.learning.answers import answers_of
from winnable.learning.history import History

Known = frozenset[tuple[str, str | float]]  # criterion, answer or number
Recorded = Mapping[str, str | float]
OnProgress = Callable[[int, int], None]  # how many of how many
Choose = Callable[[Known, tuple[str, ...], int], str]  # what is known, what may still be asked, how many stayed unanswered
STATES: Final = 5_000  # judgements remembered: deals that begin alike share them
Z95: Final = 1.96


def _silent(_done: int, _of: int) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One step of a sales method, and beginnings of words in a criterion's key that belong to it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A sales method that asks in a fixed order."""

    key: str
    name: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean with its 95 % interval; the interval is as wide as the mean is unknown."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """All deals asked in one order: per deal, questions and their cost until the final decision stood.

    `leanings` are questions until the better of pursuing and walking away stood, whether or not asking on was recommended.
    """

    order: str
    questions: tuple[int, ...]
    costs: tuple[float, ...]
    leanings: tuple[int, ...]

    @property
    def at_once(self) -> float:
        """Share of deals whose final decision stood before anything was asked."""
        return sum(not asked for asked in self.questions) / len(self.questions)


def estimate(values: Sequence[float]) -> Estimate:
    """Mean of independent values, with the interval that the normal distribution gives."""
    middle = mean(values)
    half = Z95 * stdev(values) / sqrt(len(values)) if len(values) > 1 else float("inf")
    return Estimate(mean=middle, low=middle - half, high=middle + half)


def saved_by(replay: Replay, than: Replay) -> Estimate:
    """Questions that an order saves, deal by deal, compared with another order on the same deals."""
    return estimate([other - mine for mine, other in zip(replay.questions, than.questions, strict=True)])


def order_of(method: Method, profile: Profile) -> tuple[str, ...]:
    """The profile's criteria in the order of a method; within a letter, and after the last, in the profile's order."""
    left = [criterion.key for criterion in profile.criteria]
    order: list[str] = []
    for letter in method.letters:
        named = _named(letter.words)
        order += [key for key in left if named.search(key)]
        left = [key for key in left if not named.search(key)]
    return (*order, *left)


def is_told_by(method: Method, profile: Profile) -> bool:
    """Whether any letter of a method names a criterion: if none does, its order is the profile's own."""
    return any(_named(letter.words).search(criterion.key) for letter in method.letters for criterion in profile.criteria)


def _named(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:^|_){re.escape(word)}" for word in words))


def with_columns(profile: Profile, columns: ColumnMap) -> Profile:
    """The profile cut to the criteria that a history has columns for; conditions on others fall away."""
    kept = {use.criterion for use in columns.columns.values() if use.criterion}
    return replace(
        profile,
        criteria=tuple(_alone(c, kept) for c in profile.criteria if c.key in kept),
        together=tuple(t for t in profile.together if all(kept.issuperset(row.when) for row in t.rows)),
    )


def _alone(criterion: Criterion, kept: set[str]) -> Criterion:
    scaling = criterion.scaled_by
    return replace(
        criterion,
        applies_when={key: answers for key, answers in criterion.applies_when.items() if key in kept},
        scaled_by=scaling if scaling and scaling.criterion in kept else None,
    )


def recorded_of(history: History, columns: ColumnMap, profile: Profile) -> tuple[Recorded, ...]:
    """What each deal of a history answered; criteria without an answer are left out."""
    plain = tuple(replace(c, applies_when={}, scaled_by=None) for c in profile.criteria)  # numbers as they were recorded
    found: list[dict[str, str | float]] = [{} for _ in range(len(history))]
    for series in answers_of(history, columns, replace(profile, criteria=plain, together=())).series:
        if series.in_profile:
            for i in np.flatnonzero(series.known):
                found[i][series.key] = series.labels[series.codes[i]] if series.numbers is None else float(series.numbers[i])
    return tuple(found)


def replays(
    deals: Sequence[Recorded],
    profile: Profile,
    seller: Seller,
    *,
    fixed: Mapping[str, Sequence[str]],
    shuffled: Sequence[Sequence[str]],
    opportunity: Opportunity,
    on_progress: OnProgress = _silent,
) -> tuple[Replay, ...]:
    """Every order on the same deals: ours, information gain, each `fixed` one, and random.

    `shuffled` holds one order for each deal: chance is handed in, never made here. `opportunity` says where the sale stands
    and what is at stake. `on_progress` hears of each deal that was asked in each order.
    """
    judge = _Judge(profile, seller, opportunity)
    orders: dict[str, Choose] = {"ours": judge.most_worth_asking, "information_gain": judge.most_informative}
    orders |= {name: _in_order(order) for name, order in fixed.items()}
    choices = {name: [choose] * len(deals) for name, choose in orders.items()}
    choices["random"] = [_in_order(order) for order in shuffled]
    of = len(choices) * len(deals)
    made = []
    for done, (name, chosen) in enumerate(choices.items()):
        made.append(_replay(name, deals, chosen, judge, _counting(on_progress, done * len(deals), of)))
    return tuple(made)


def decider(profile: Profile, seller: Seller) -> Callable[[Recorded, Stage], DecisionKey]:
    """Says what would be recommended of a deal of which this much is known at this stage; what it judged, it remembers."""
    judges = {stage: _Judge(profile, seller, Opportunity(name="", stage=stage)) for stage in STAGES}
    return lambda recorded, stage: judges[stage].standing(frozenset(recorded.items())).recommended


def _in_order(order: Sequence[str]) -> Choose:
    place = {key: number for number, key in enumerate(order)}
    return lambda _known, left, _unanswered: min(left, key=place.__getitem__)


def _counting(on_progress: OnProgress, before: int, of: int) -> Callable[[int], None]:
    return lambda done: on_progress(before + done, of)


def _replay(
    name: str, deals: Sequence[Recorded], choices: Sequence[Choose], judge: "_Judge", on_deal: Callable[[int], None]
) -> Replay:
    results = []
    for deal, choose in zip(deals, choices, strict=True):
        results.append(_asked(deal, choose, judge))
        on_deal(len(results))
    return Replay(
        order=name,
        questions=tuple(questions for questions, _, _ in results),
        costs=tuple(cost for _, cost, _ in results),
        leanings=tuple(leaning for _, _, leaning in results),
    )


def _asked(deal: Recorded, choose: Choose, judge: "_Judge") -> tuple[int, float, int]:
    """Questions and cost until the final decision stood, and questions until the final leaning did."""
    known: Known = frozenset()
    left = tuple(criterion.key for criterion in judge.profile.criteria)
    unanswered, costs = 0, [0.0]
    path = [judge.standing(known)]
    while left:
        key = choose(known, left, unanswered)
        left = tuple(other for other in left if other != key)
        costs.append(costs[-1] + judge.costs[key])
        if key in deal:
            known |= {(key, deal[key])}
        else:
            unanswered += 1
        path.append(judge.standing(known))
    stood = _stood([standing.recommended for standing in path])
    return stood, costs[stood], _stood([standing.leaning for standing in path])


def _stood(path: Sequence[str]) -> int:
    """The first place from which on the last value never changes."""
    place = len(path) - 1
    while place and path[place - 1] == path[-1]:
        place -= 1
    return place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    recommended: DecisionKey
    leaning: DecisionKey
    assessment: Assessment
    outlook: Outlook
    findings: Mapping[str, Finding]


class _Judge:
    """Judges deals under one profile, and remembers what it judged: deals that begin alike share their questions."""

    def __init__(self, profile: Profile, seller: Seller, opportunity: Opportunity) -> None:
        self.profile, self.seller, self.stage = profile, seller, opportunity.stage
        self.stakes = stakes_of(opportunity, profile.policy)
        self.costs = {c.key: profile.policy.effort_cost[c.effort] for c in profile.criteria}
        self.discounts = {theme.key: theme.discount for theme in profile.themes}
        self.unknown = {c.key: Finding(criterion=c.key, state="unknown") for c in profile.criteria}
        self.standing = lru_cache(maxsize=STATES)(self._standing)
        self.ranked = lru_cache(maxsize=STATES)(self._ranked)
        self.informed = lru_cache(maxsize=STATES)(self._informed)

    def _standing(self, known: Known) -> _Standing:
        findings = self.unknown | {key: settled(key, answer) for key, answer in known}
        assessment = assess(self.profile, findings)
        outlook, _, _ = outlook_of(self.profile, self.seller, assessment, findings, self.stakes)
        inquiry = inquiry_of(self.profile, assessment, findings, self.stage)
        recommended, _ = recommend(outlook, inquiry, self.profile.policy)
        alone, joint = outlook.values(outlook.mean, outlook.variance)
        leaning: DecisionKey = "walk_away" if max(alone, joint) <= 0 else "pursue" if alone >= joint else "pursue_with_partner"
        return _Standing(recommended=recommended, leaning=leaning, assessment=assessment, outlook=outlook, findings=findings)

    def most_worth_asking(self, known: Known, left: tuple[str, ...], unanswered: int) -> str:
        """The question that a seller is shown first, of those that were not asked."""
        ranked = self.ranked(known, unanswered + 1)
        return next((key for key in ranked if key in left), left[0])

    def _ranked(self, known: Known, most: int) -> tuple[str, ...]:
        now = self.standing(known)
        asked = next_questions(self.profile, self.seller, now.assessment, now.outlook, now.findings, self.stage, most)
        return tuple(question.criterion for question in asked)

    def most_informative(self, known: Known, left: tuple[str, ...], unanswered: int) -> str:  # noqa: ARG002
        """The question whose answer is expected to tell most bits about winning, whatever is at stake."""
        gains = self.informed(known)
        return max(left, key=lambda key: gains.get(key, 0.0))

    def _informed(self, known: Known) -> Mapping[str, float]:
        now = self.standing(known)
        rests = {rest.key: rest for rest in now.assessment.unsettled}
        gains = {}
        for criterion in self.profile.criteria:
            rest = rests.get(criterion.key)
            if rest is None:
                continue
            factor = self.discounts[criterion.theme] * chance_of(criterion.applies_when, now.findings, self.profile)
            mean, variance = now.outlook.mean - rest.mean, max(now.outlook.variance - rest.variance, 0.0)
            after = sum(
                share * _bits(expected_probability(mean + factor * weight, variance))
                for _, share, weight in options_of(criterion)
            )
            gains[criterion.key] = _bits(now.assessment.probability) - after
        return gains


def _bits(chance: float) -> float:
    """Entropy of a chance."""
    return 0.0 if chance in (0.0, 1.0) else -chance * log2(chance) - (1 - chance) * log2(1 - chance)
