"""A possible sale: what was read and said of it, and what it demands of whoever sells."""

from dataclasses import dataclass
from typing import Literal

from winnable.core.capability import Coverage
from winnable.core.evidence import Evidence, Place, Source
from winnable.core.profile import DemandKind, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Something the buyer asks of the seller (a language, a place, a certificate), to be held against the seller's file.

    `value` is a code: language (ISO 639-1), country (ISO 3166-1 alpha-2), or the folded name of a certificate.
    """

    kind: DemandKind
    value: str
    strength: Literal["must", "wish"]
    source: Source
    confidence: float
    quote: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What the buyer states that may be spent: an amount with its ISO 4217 currency, and where that was read."""

    amount: float
    currency: str
    source: Source
    confidence: float = 1.0
    quote: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """What is known of one possible sale. `budget` is what the buyer states; `value` (margin over the contract's life) and
    `cost` (pursuit cost still to be spent) are the seller's own figures in the policy's currency, where given.
    `blanks` are criteria for which a record has a field that is empty."""

    name: str
    stage: Stage = "early"
    evidence: tuple[Evidence, ...] = ()
    demands: tuple[Demand, ...] = ()
    coverage: Coverage | None = None
    budget: Budget | None = None
    value: float | None = None
    cost: float | None = None
    blanks: frozenset[str] = frozenset()
