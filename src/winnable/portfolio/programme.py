"""The integer programme: one column for each choice and start, one row for each opportunity and each slot.

Teams share nobody, so that each is a block of its own and is solved alone. Only the worst outcomes of the whole portfolio tie
them together: where they count there is one block.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winnable.portfolio.choice import PURSUITS, Capacity, Choice, OpenOpportunity, Risk, Slot

Numbers = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """One choice for one opportunity, begun in one period."""

    key: str
    choice: Choice
    start: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Block:
    """Columns that compete for the same slots. `use` is weeks by column and slot, `payoffs` money by column and sampled outcome.

    Of the opportunities in `forced` one pursuit must be chosen.
    """

    columns: tuple[Column, ...]
    slots: tuple[Slot, ...]
    owners: Indexes
    values: Numbers
    use: Numbers
    weeks: Numbers
    payoffs: Numbers
    risk: Risk
    forced: frozenset[int] = frozenset()

    def worth(self, chosen: Indexes) -> float:
        """What a set of columns is worth: its expected value, or with the worst outcomes weighed in."""
        expected = float(self.values[chosen].sum())
        if not self.risk.weight or not len(chosen):
            return expected
        worst = mean_of_worst(self.payoffs[chosen].sum(axis=0), self.risk.tail)
        return (1 - self.risk.weight) * expected + self.risk.weight * worst

    def fits(self, chosen: Indexes) -> bool:
        """Whether the work of a set of columns fits into the weeks that there are."""
        return bool((self.use[chosen].sum(axis=0) <= self.weeks + 1e-6).all())


def mean_of_worst(outcomes: Numbers, tail: float) -> float:
    """Mean of the worst share of equally likely outcomes (the conditional value at risk); part of an outcome may count."""
    ordered = np.sort(outcomes)
    room = tail * len(ordered)
    parts = np.clip(room - np.arange(len(ordered)), 0.0, 1.0)
    return float(ordered @ parts / room)


def payoff(choice: Choice, draws: Numbers) -> Numbers:
    """What a choice brings in each sampled outcome; low draws are good luck, the same for every choice of an opportunity."""
    won, committed = draws < choice.chance, draws < choice.commits
    return choice.gain * won - choice.cost * committed - choice.fee


def blocks_of(
    opportunities: Sequence[OpenOpportunity],
    capacity: Capacity,
    *,
    risk: Risk | None = None,
    draws: Mapping[str, Numbers] | None = None,
    forced: Collection[str] = (),
) -> tuple[Block, ...]:
    """The programme, block by block. `draws` are numbers between 0 and 1 by opportunity, one for each sampled outcome."""
    risk = risk or Risk()
    if risk.weight:
        return (_block(opportunities, capacity, risk, draws or {}, frozenset(forced)),)
    teams = sorted({o.team for o in opportunities})
    parts = ([o for o in opportunities if o.team == team] for team in teams)
    return tuple(_block(part, capacity, risk, {}, frozenset(forced)) for part in parts)


def _block(
    opportunities: Sequence[OpenOpportunity], capacity: Capacity, risk: Risk, draws: Mapping[str, Numbers], forced: frozenset[str]
) -> Block:
    teams = {o.team for o in opportunities}
    slots = tuple(Slot(team, skill, p) for team, skill in capacity.weeks if team in teams for p in range(capacity.periods))
    at = {slot: number for number, slot in enumerate(slots)}
    found = [(n, o.team, column) for n, o in enumerate(opportunities) for column in _columns(o, capacity, o.key in forced)]
    use = np.zeros((len(found), len(slots)))
    for row, (_, team, column) in enumerate(found):
        for skill, weeks in column.choice.weeks.items():
            begin = at[Slot(team, skill, column.start)]
            use[row, begin : begin + column.choice.lasts] += weeks / column.choice.lasts
    return Block(
        columns=tuple(column for _, _, column in found),
        slots=slots,
        owners=np.array([n for n, _, _ in found], dtype=np.int64),
        values=np.array([column.choice.expected_value for _, _, column in found], dtype=np.float64),
        use=use,
        weeks=np.array([capacity.of(slot) for slot in slots], dtype=np.float64),
        payoffs=_payoffs([column for _, _, column in found], draws) if risk.weight else np.zeros((len(found), 0)),
        risk=risk,
        forced=frozenset(n for n, o in enumerate(opportunities) if o.key in forced),
    )


def _payoffs(columns: Sequence[Column], draws: Mapping[str, Numbers]) -> Numbers:
    rows = [payoff(column.choice, draws[column.key]) for column in columns]
    return np.array(rows, dtype=np.float64) if rows else np.zeros((0, 1))


def _columns(opportunity: OpenOpportunity, capacity: Capacity, forced: bool) -> Iterator[Column]:
    """What is worth more than walking away on average; any pursuit where one must be chosen."""
    last = min(opportunity.last, capacity.periods - 1)
    for choice in opportunity.choices:
        if (choice.decision in PURSUITS) if forced else (choice.expected_value > 0):
            for start in range(max(opportunity.first, 0), last - choice.lasts + 2):
                yield Column(opportunity.key, choice, start)
