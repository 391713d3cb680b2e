"""What the offering can do, what the buyer asks for, and how the one covers the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from winnable.core.evidence import Place

Support = Literal["native", "configured", "extended", "via_partner", "not_offered"]
Strength = Literal["must", "should", "may"]
# What a sentence of a request is: the bidder's obligation (the offering or the service must do it), a rule of evaluation, an
# instruction on how to bid, a term of the contract, or background that asks nothing.
RequirementKind = Literal["obligation", "evaluation", "submission", "contract", "background"]
# Placed at a capability with confidence; left to a person; or asking for nothing that any capability speaks of.
Standing = Literal["placed", "needs_review", "unrelated"]
FORBID: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """Something the offering can do. `synonyms` are the words of requests, per language; `examples` whole requirements in
    English that it answers; `limits` where it ends."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    group: str
    name: str
    description: str
    support: Support
    synonyms: Mapping[str, tuple[str, ...]]
    basis: str
    limits: str = ""
    covers: tuple[str, ...] = ()
    deployments: tuple[str, ...] = field(default_factory=tuple)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Something the buyer asks for in a document, verbatim.

    `key` stays the same as long as the words do, whatever file or page they stand on; `number` is the buyer's own number
    ("3.2.1", "REQ-17") where there is one; `topics` are keys of the lexicon of topics, the main one first; `weight` is the
    share (0 to 1) or, above 1, the points that a rule of evaluation gives.
    """

    key: str
    text: str
    strength: Strength
    place: Place
    kind: RequirementKind = "obligation"
    number: str = ""
    topics: tuple[str, ...] = ()
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A capability that may answer a requirement; `score` is the calibrated chance (0 to 1) that it does."""

    capability: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One requirement held against the capabilities.

    `capability` and `support` are set only where `standing` is "placed"; `candidates` are the likeliest, best first.
    `confirmed` says that a person settled it; `response`, `owner` and `comment` are that person's own words.
    """

    requirement: Requirement
    standing: Standing
    capability: str | None
    support: Support | None
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    confirmed: bool = False
    response: str = ""
    owner: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Requirements held against capabilities; only obligations count.

    `matched` of all `requirements` could be placed at a capability, `placed` of the `mandatory` ones; `met` is the share of
    the mandatory ones that the offering supports without another technology, those in need of review counted by the chances of
    their candidates, with the interval `met_range` (5-95 %) that all else leaves open; both None where too little is told.
    `matches` are all, `gaps` those that nothing of ours meets.
    """

    requirements: int
    mandatory: int
    matched: int
    placed: int
    met: float | None
    met_range: tuple[float, float] | None = None
    gaps: tuple[Match, ...] = ()
    matches: tuple[Match, ...] = ()
