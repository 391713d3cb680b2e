"""People's `taken` beside our `recommended`: whether overriding paid, told only where there are enough deals to tell.

A deal that was pursued although we advised against it shows what it was worth: won or not. A deal that was walked away from
shows nothing, for nobody knows how it would have ended; such overrides are counted and never judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, ClassVar, Final, Literal

from winnable.core.profile import FORBID, DecisionKey
from winnable.learning.history import Outcome

ENOUGH: Final = 10  # overrides with an outcome below which nothing is said of who was right
GOES_ON: Final = ("pursue", "pursue_with_partner")
Z95: Final = 1.96
Says = Literal["beat", "fell short", "cannot be told apart", "too few to say"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One line of the log: what we recommended of a deal, what a person did, and how it ended (None: still open).

    `person` is whatever key the team uses; it is empty where it was erased.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    date: str
    person: str
    recommended: DecisionKey
    taken: DecisionKey
    outcome: Outcome | None = None

    @property
    def is_override(self) -> bool:
        """Whether the person went on where we would not, or stopped where we would have gone on."""
        return (self.taken in GOES_ON) != (self.recommended in GOES_ON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Won of ended deals, with Wilson's 95 % interval."""

    won: int
    ended: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """Share won; None where no deal ended."""
        return self.won / self.ended if self.ended else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """The decisions of one person, or of all. `against_us` were pursued against our advice, `with_us` as we advised.

    `stopped` were walked away from (or held up) although we advised to pursue: how they would have ended nobody knows.
    `net` is what the deals pursued against our advice brought, in units of one pursuit's cost, where the break-even is known.
    """

    person: str
    decisions: int
    overridden: int
    stopped: int
    against_us: Share
    with_us: Share
    says: Says
    net: float | None


def overrides_of(log: Sequence[Taken], person: str, break_even: float) -> Overrides:
    """What became of these decisions, held against the least chance at which pursuing pays."""
    against = [t for t in log if t.is_override and t.taken in GOES_ON]
    against_us, with_us = share_of(against), share_of([t for t in log if not t.is_override and t.taken in GOES_ON])
    return Overrides(
        person=person,
        decisions=len(log),
        overridden=sum(t.is_override for t in log),
        stopped=sum(t.is_override and t.taken not in GOES_ON for t in log),
        against_us=against_us,
        with_us=with_us,
        says=_says(against_us, break_even),
        net=against_us.won / break_even - against_us.ended if against_us.ended >= ENOUGH else None,
    )


def by_person(log: Sequence[Taken], break_even: float) -> tuple[Overrides, ...]:
    """One for each person, in the order of their keys; lines without a person count only in the whole."""
    people = sorted({taken.person for taken in log if taken.person})
    return tuple(overrides_of([taken for taken in log if taken.person == person], person, break_even) for person in people)


def share_of(log: Sequence[Taken]) -> Share:
    """How many of the deals that ended were won. A deal that the buyer let drop was not won."""
    ended = [taken for taken in log if taken.outcome in ("won", "lost", "no_decision")]
    won = sum(taken.outcome == "won" for taken in ended)
    low, high = _wilson(won, len(ended))
    return Share(won=won, ended=len(ended), low=low, high=high)


def _says(share: Share, break_even: float) -> Says:
    """Walking away, as we advised, is worth nothing: overriding beat it where more were won than break-even asks for."""
    if share.ended < ENOUGH:
        return "too few to say"
    if share.low > break_even:
        return "beat"
    return "fell short" if share.high < break_even else "cannot be told apart"


def _wilson(won: int, ended: int) -> tuple[float, float]:
    if not ended:
        return 0.0, 1.0
    share, square = won / ended, Z95 * Z95
    middle = share + square / (2 * ended)
    half = Z95 * sqrt(share * (1 - share) / ended + square / (4 * ended * ended))
    return max((middle - half) / (1 + square / ended), 0.0), min((middle + half) / (1 + square / ended), 1.0)


def lines_of(log: Sequence[Taken], person: str) -> tuple[Taken, ...]:
    """All that the log holds of a person."""
    return tuple(taken for taken in log if taken.person == person)


def without(log: Sequence[Taken], person: str) -> tuple[Taken, ...]:
    """The log without a person: the decisions stay, nobody can tell any more whose they were."""
    return tuple(replace(taken, person="") if taken.person == person else taken for taken in log)
