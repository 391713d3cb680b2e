"""What the offering can do, what the buyer asks for, and how the one covers the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from winnable.core.evidence import Place

Support = Literal["native", "configured", "extended", "via_partner", "not_offered"]
Strength = Literal["must", "should", "may"]
FORBID: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """Something the offering can do. `synonyms` are the words of requests, per language; `limits` where it ends."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Something the buyer asks for in a document, verbatim."""

    text: str
    strength: Strength
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One requirement held against the capabilities; `capability` is None when it needs review."""

    requirement: Requirement
    capability: str | None
    support: Support | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Requirements held against capabilities. `matched` of all could be placed at a capability, `placed` of the mandatory
    ones; `met` is the share of these that the offering supports without another technology, None where too few were placed."""

    requirements: int
    mandatory: int
    matched: int
    placed: int
    met: float | None
    gaps: tuple[Match, ...] = ()
    matches: tuple[Match, ...] = ()
