"""Small portfolios, and the best plan for them by trying everything."""

import itertools
from collections.abc import Iterable

import numpy as np
from hypothesis import strategies as st

from winnable.portfolio.choice import Capacity, Choice, OpenOpportunity
from winnable.portfolio.planning import Plan
from winnable.portfolio.programme import Block

DECISIONS = ("pursue", "pursue_with_partner", "investigate")
OUTCOMES = 8


def opportunity(key: str = "a", team: str = "red", first: int = 0, last: int = 0, **choice: object) -> OpenOpportunity:
    given = {"decision": "pursue", "chance": 0.5, "gain": 100.0, "cost": 10.0, "weeks": {"bid": 2.0}} | choice
    return OpenOpportunity(key=key, name=key.upper(), team=team, first=first, last=last, choices=(Choice(**given),))


def capacity(*weeks: float, team: str = "red", skill: str = "bid") -> Capacity:
    return Capacity(periods=len(weeks), weeks={(team, skill): weeks})


@st.composite
def choices(draw: st.DrawFn, periods: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            decision=decision,
            chance=draw(st.integers(0, 20)) / 20,
            gain=float(draw(st.integers(10, 100))),
            cost=float(draw(st.integers(0, 10))),
            weeks={"bid": float(draw(st.integers(0, 3))), "presales": float(draw(st.integers(0, 2)))},
            lasts=draw(st.integers(1, periods)),
        )
        for decision in DECISIONS[: draw(st.integers(1, 3))]
    )


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[list[OpenOpportunity], Capacity]:
    periods = draw(st.integers(1, 3))
    opportunities = []
    for number in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, periods - 1))
        opportunities.append(
            OpenOpportunity(
                key=f"o{number}",
                name=f"O {number}",
                team=draw(st.sampled_from(("red", "blue"))),
                first=first,
                last=draw(st.integers(first, periods - 1)),
                choices=draw(choices(periods)),
            )
        )
    weeks = st.lists(st.integers(0, 5).map(float), min_size=periods, max_size=periods).map(tuple)
    given = {(team, skill): draw(weeks) for team in ("red", "blue") for skill in ("bid", "presales")}
    return opportunities, Capacity(periods=periods, weeks=given)


def luck(opportunities: Iterable[OpenOpportunity], seed: int = 1) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    return {o.key: chance.random(OUTCOMES) for o in opportunities}


def best_by_trying(blocks: Iterable[Block]) -> float:
    return sum(_best(block) for block in blocks)


def _best(block: Block) -> float:
    by_owner = [[None, *np.flatnonzero(block.owners == owner)] for owner in np.unique(block.owners)]
    tried = (np.array([n for n in some if n is not None], dtype=np.int64) for some in itertools.product(*by_owner))
    return max(block.worth(chosen) for chosen in tried if block.fits(chosen))


def weeks_used(plan: Plan, opportunities: Iterable[OpenOpportunity], given: Capacity) -> dict[tuple[str, str], np.ndarray]:
    """Counted anew from the steps of the plan, not from the programme."""
    team = {o.key: o.team for o in opportunities}
    used = {slot: np.zeros(given.periods) for slot in given.weeks}
    for key, column in plan.columns.items():
        for skill, weeks in column.choice.weeks.items():
            used[team[key], skill][column.start : column.start + column.choice.lasts] += weeks / column.choice.lasts
    return used
