"""The Ideal Customer Profile as data: what is asked of every opportunity, and what each answer does to the odds.

All types are frozen. A profile and its criteria are compared and hashed by identity, so that what follows from them
alone can be remembered. `formats` validates files against these very classes: one definition per concept, and an unknown
key is an error (`__pydantic_config__`). Weights are in doublings of the odds; shares sum to 1 within a criterion.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from winnable.core.capability import Capability

Stage = Literal["research", "early", "goal", "develop", "evaluate", "commit"]
STAGES: tuple[Stage, ...] = ("research", "early", "goal", "develop", "evaluate", "commit")
Effort = Literal["look_up", "ask", "meet"]  # what it takes to settle a criterion
DecisionKey = Literal["pursue", "pursue_with_partner", "investigate", "walk_away"]
CoverKind = Literal["partner", "technology", "deployment", "challenge"]
DemandKind = Literal[
    "service_language", "tender_language", "product_language", "residency", "presence", "certificate", "framework", "reference"
]
Dimension = Literal["languages", "regions", "industries", "technologies", "deployments", "frameworks", "certificates"]
Words = Mapping[str, tuple[str, ...]]  # language code -> phrases
FORBID: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rationale:
    """Why a weight is what it is, and what that rests on."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What to look for in a text: phrases per language, or one regular expression.

    Phrases match whole words, without regard to case or accents; a trailing `*` matches any ending. A pattern for a
    criterion with a curve captures the number in a group called `n`. `unless` voids a match whose sentence holds one of its
    phrases; `along` demands one of its phrases in the same passage. `negated` is the answer that a negated match
    indicates ("no integration is required"); without it a negated match says nothing. `example` is a text that the
    pattern must match: it proves that the pattern can.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    answer: str | None = None
    phrases: Words = field(default_factory=dict)
    pattern: str | None = None
    example: str | None = None
    confidence: float = 0.7
    where: Literal["anywhere", "purpose", "title"] = "anywhere"
    unless: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    negated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the exclusive things a criterion may turn out to be."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    text: str
    weight: float
    share: float
    blocker: Literal["final", "coverable"] | None = None
    covers: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A weight over a number: piecewise linear through `points` (number, weight), flat outside them.

    `shares` says how common numbers are: (number, share) pairs that stand for bands of opportunities.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    unit: str
    points: tuple[tuple[float, float], ...]
    shares: tuple[tuple[float, float], ...]

    def weight_at(self, number: float) -> float:
        """Weight in doublings at a number of `unit`."""
        points = self.points
        i = bisect_right(points, number, key=lambda point: point[0])
        if i == 0:
            return points[0][1]
        if i == len(points):
            return points[-1][1]
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        return y0 + (y1 - y0) * (number - x0) / (x1 - x0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """Another criterion moves a curve: the number is divided by the factor of that criterion's answer.

    A factor below 1 lowers the bar (a market that expects self-service), one above 1 raises it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    criterion: str
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerCheck:
    """How the seller's file answers a criterion: what is demanded, held against what the seller lists.

    A demand of kind `demand` whose value stands in the seller's `held` list gives `when_held`; one that does not gives
    `when_missing`; a wish that is not met gives `when_wished`; a value no list speaks of gives `when_unlisted`.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    demand: DemandKind
    held: str
    when_held: str
    when_missing: str
    when_wished: str
    when_unlisted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Criterion:
    """One thing that the profile asks of every opportunity: a table over answers, or a curve over a number.

    `given` says that the answer is what it is, whatever anybody does: it may turn out, but never be changed.
    `from_budget` are bands (at least this much, answer), rising, by which a stated budget in the policy's currency answers.
    `monotone` says that weights only rise or only fall, in the order in which answers or points stand: history may bend the
    curve, never turn it. `silence` is the weight of a record's empty field, once history has told it; a profile never
    assumes one.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    theme: str
    question: str
    stage: Stage
    rationale: Rationale
    effort: Effort = "ask"
    given: bool = False
    answers: tuple[Answer, ...] = ()
    curve: Curve | None = None
    applies_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scaled_by: Scaling | None = None
    seller: SellerCheck | None = None
    from_budget: tuple[tuple[float, str], ...] = ()
    monotone: bool = False
    silence: float | None = None
    signals: tuple[Signal, ...] = ()

    def answer(self, key: str) -> Answer:
        """The answer with this key; KeyError when there is none."""
        for answer in self.answers:
            if answer.key == key:
                return answer
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A weight that holds when every named criterion has one of the named answers."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    when: Mapping[str, tuple[str, ...]]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Answers that mean more together than apart; the first row that holds counts, none counts as 0."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    theme: str
    text: str
    rows: tuple[Row, ...]
    rationale: Rationale


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A heading over criteria; `discount` says how much of its criteria's weight counts, since they overlap."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str
    discount: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What removes a gap. `keeps` is the share of the value left to us, `cost` what it adds to the pursuit,
    `leaves` the weight that stands in place of the answer's. A partner is looked up in the seller's directory by `match`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    kind: CoverKind
    text: str
    keeps: float
    cost: float
    leaves: float
    match: Dimension | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionType:
    """A kind of thing that buyers want built. `answer` is what it says of the criterion `solution_type`; `reported` is
    the family name used in exchange files; `codes` are beginnings of the European procurement codes (CPV) that mean it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str
    answer: str
    reported: str
    definition: str
    signals: Words
    weak_signals: Words = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    value_drivers: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    size_measure: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry:
    """A vertical: what drives it, how it is recognised, which laws it lives under."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str
    reported: str
    answer: str
    signals: Words
    drivers: tuple[str, ...] = ()
    solutions: tuple[str, ...] = ()
    regulations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Chance of winning before anything is known."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    chance: float
    rationale: Rationale


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What the seller sells; a profile is for one offering. `names` are the words by which a buyer would name it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    name: str
    vendor: str
    summary: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Where the lines between decisions are drawn. Money is in `currency`.

    `value` is the margin over the contract's life where nothing better is known; a stated budget counts with
    `margin_of_budget`. `cost` is the whole pursuit's, `cost_left` the share of it still to be spent at each stage.
    `effort_cost` is what it costs to settle a criterion. `worth_asking` is the least gain, as a share of the pursuit
    cost, for which a decision is held up to ask. A blocker counts once its confidence reaches `blocker_confidence`.
    `rates` turn other currencies into `currency`, as of `rates_date`. `grades` are the least shares for A, B and C.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    currency: str
    value: float
    margin_of_budget: float
    cost: float
    cost_of_value: float
    cost_left: Mapping[Stage, float]
    effort_cost: Mapping[Effort, float]
    worth_asking: float
    blocker_confidence: float
    contested_ratio: float
    grades: tuple[float, float, float]
    rates: Mapping[str, float]
    rates_date: str
    rationale: Rationale


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A written situation and the decision it must lead to. `answers` are criterion -> answer or number; `demands` are
    kind -> value, absolute unless it ends in `?`. `because` names criteria that must be among the reasons."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    situation: str
    expect: tuple[DecisionKey, ...]
    answers: Mapping[str, str | float] = field(default_factory=dict)
    demands: Mapping[DemandKind, str] = field(default_factory=dict)
    stage: Stage = "early"
    budget: float | None = None
    because: tuple[str, ...] = ()
    seller: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """The Ideal Customer Profile of one offering."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str
    version: str
    summary: str
    offering: Offering
    prior: Prior
    policy: Policy
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    together: tuple[Together, ...] = ()
    covers: tuple[Cover, ...] = ()
    solutions: tuple[SolutionType, ...] = ()
    industries: tuple[Industry, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    cases: tuple[Case, ...] = ()
