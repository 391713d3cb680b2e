"""What a new urgent opportunity would displace: the plan without it, beside the plan in which it must be pursued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from winnable.portfolio.choice import Capacity, OpenOpportunity, Risk
from winnable.portfolio.highs import Watch
from winnable.portfolio.planning import Plan, plan
from winnable.portfolio.price import Difference, difference
from winnable.portfolio.programme import Numbers, blocks_of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Displacement:
    """The plan with the urgent opportunities pursued, None where the weeks do not suffice whatever else is given up.

    `adds` is what it is worth more than the plan without them, below 0 where they displace more than they bring."""

    keys: tuple[str, ...]
    plan: Plan | None
    adds: float
    difference: Difference

    @property
    def pays(self) -> bool:
        """Whether the plan with them is worth no less than the one without."""
        return self.plan is not None and self.adds >= 0


def displaced_by(
    urgent: Sequence[str],
    opportunities: Sequence[OpenOpportunity],
    capacity: Capacity,
    before: Plan,
    watch: Watch | None = None,
    *,
    gap: float = 1e-4,
    risk: Risk | None = None,
    draws: Mapping[str, Numbers] | None = None,
) -> Displacement:
    """Plan anew with the `urgent` keys among the opportunities pursued. `before` is the plan without them.

    Teams that they do not work in keep the plan that they have.
    """
    blocks = blocks_of(opportunities, capacity, risk=risk, draws=draws, forced=urgent)
    reached = {block.slots for block in blocks if block.forced}
    same = [standing for standing in before.standings if standing.block.slots not in reached]
    possible = all(block.forced <= set(block.owners.tolist()) for block in blocks)
    after = plan([block for block in blocks if block.forced], watch, gap=gap, kept=same) if possible else None
    if after is None or not after.possible:
        return Displacement(keys=tuple(urgent), plan=None, adds=0.0, difference=Difference())
    return Displacement(keys=tuple(urgent), plan=after, adds=after.value - before.value, difference=difference(before, after))
