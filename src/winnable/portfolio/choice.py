"""What may be done about one open opportunity: decisions with their value and the work that each takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from winnable.core.profile import DecisionKey

PURSUITS: tuple[DecisionKey, ...] = ("pursue", "pursue_with_partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One decision for one opportunity. `weeks` of each skill are spread evenly over the `lasts` periods that it takes.

    Winning brings `gain` with `chance`; `cost` is paid with the chance `commits` that a pursuit comes of it (1 for a pursuit,
    less for questions that may end it); `fee` is paid in any case.
    """

    decision: DecisionKey
    chance: float
    gain: float
    cost: float
    weeks: Mapping[str, float]
    lasts: int = 1
    commits: float = 1.0
    fee: float = 0.0

    @property
    def expected_value(self) -> float:
        """What it brings on average."""
        return self.chance * self.gain - self.commits * self.cost - self.fee


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOpportunity:
    """An opportunity that waits for a decision. Its work may stand in the periods `first` to `last` (from 0, both included);
    to walk away is always possible, takes no work and is worth 0."""

    key: str
    name: str
    team: str
    first: int
    last: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One skill of one team in one period."""

    team: str
    skill: str
    period: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Weeks of work that there are, by team and skill, for each period."""

    periods: int
    weeks: Mapping[tuple[str, str], tuple[float, ...]]

    def of(self, slot: Slot) -> float:
        """Weeks in one slot."""
        return self.weeks[slot.team, slot.skill][slot.period]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """How much the worst outcomes count: `weight` on the mean of the worst `tail` (a share), the rest on the expected value."""

    tail: float = 0.1
    weight: float = 0.0
