"""2,000 open opportunities over 12 periods: how near to the best plan within 10 seconds of two cores; beside a greedy plan.

The opportunities are made up from a seed: values log-normal, chances between 5 and 60 %, one to twelve weeks of three skills over
one to three periods, windows of one to six periods. They are planned once for one team and once for five, with weeks for about a
fifth of them. In the same run: the greedy plan (most value for a week first, wherever it fits) and the bound of the relaxation,
which no plan exceeds. Seconds are of the processor, since other work may share the machine: of two blocks side by side the longer
one counts, which is what a clock on the wall would show were two cores free.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from setting import figure, print_setting
from winnable.portfolio.choice import Capacity, Choice, OpenOpportunity
from winnable.portfolio.greedy import by_value_per_week
from winnable.portfolio.highs import relax
from winnable.portfolio.planning import Standing, Step, plan
from winnable.portfolio.price import prices
from winnable.portfolio.programme import Block, blocks_of

COUNT, PERIODS, SECONDS, GAP = 2000, 12, 10.0, 0.01
SKILLS = ("presales", "bid", "architect")
SETTINGS = {"one_team": (1, 60.0), "five_teams": (5, 14.0)}
SEEDS = (0, 1, 2, 3)


class Clock:
    """Seconds of the processor, of blocks side by side those of the longest; notes when the plan came within the gap."""

    def __init__(self, seconds: float) -> None:
        self.begun, self.wall, self.seconds = process_time(), perf_counter(), seconds
        self.within: float | None = None

    def spent(self) -> float:
        return process_time() - self.begun

    def left(self) -> float:
        return max(self.seconds - self.spent(), 0.0)

    def tell(self, value: float, bound: float) -> None:
        if self.within is None and bound - value <= GAP * bound:
            self.within = self.spent()

    def each(self, step: Step, standings: Sequence[Standing]) -> Iterator[Standing]:
        """Each begins at the same moment; the next turn begins when the longest is through."""
        at = longest = self.spent()
        for standing in standings:
            self.begun = process_time() - at
            yield step(standing)
            longest = max(longest, self.spent())
        self.begun = process_time() - longest


@dataclass(frozen=True, slots=True)
class Measured:
    """One portfolio: gaps to the bound, and seconds until the plan was within 1 %."""

    gap: float
    greedy_gap: float
    relaxation_gap: float
    within: float
    wall: float
    price_seconds: float


def main() -> int:
    """Plan every portfolio and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="not used: the portfolios are made up")
    parser.parse_args()
    print_setting(
        "Portfolio", f"{COUNT} made-up opportunities, {PERIODS} periods, seeds {SEEDS}", ("winnable", "highspy", "numpy")
    )
    print(f"{'':14}{'seed':>5}{'gap':>9}{'to LP':>9}{'greedy':>9}{'s to 1 %':>14}{'wall s':>9}{'CPU s, 10 prices':>18}")
    found: dict[str, list[Measured]] = {}
    for name, (teams, weeks) in SETTINGS.items():
        for seed in SEEDS:
            one = _measured(*made(seed, teams, weeks))
            found.setdefault(name, []).append(one)
            print(
                f"{name:14}{seed:5}{one.gap:9.2%}{one.relaxation_gap:9.2%}{one.greedy_gap:9.2%}"
                f"{one.within:14.2f}{one.wall:9.1f}{one.price_seconds:18.2f}",
                flush=True,
            )
    print()
    for name, rows in found.items():
        figure(f"{name}_worst_gap", max(row.gap for row in rows), "at most", GAP)
        figure(f"{name}_seconds_to_1_percent", max(row.within for row in rows), "at most", SECONDS)
        figure(f"{name}_best_greedy_gap", min(row.greedy_gap for row in rows), "at least", GAP)
    return 0


def _measured(opportunities: list[OpenOpportunity], capacity: Capacity) -> Measured:
    clock = Clock(SECONDS)
    blocks = blocks_of(opportunities, capacity)
    best = plan(blocks, clock, gap=GAP, each=clock.each)
    wall = perf_counter() - clock.wall
    relaxed = sum(_bound(block) for block in blocks)
    greedy = sum(block.worth(by_value_per_week(block)) for block in blocks)
    begun = process_time()
    prices(best, Clock(SECONDS), most=10)
    within = clock.within if clock.within is not None else float("inf")
    return Measured(best.gap, 1 - greedy / relaxed, 1 - best.value / relaxed, within, wall, process_time() - begun)


def _bound(block: Block) -> float:
    relaxation = relax(block)
    assert relaxation is not None
    return relaxation.bound


def made(seed: int, teams: int, weeks: float) -> tuple[list[OpenOpportunity], Capacity]:
    """A portfolio from a seed."""
    chance = np.random.default_rng(seed)
    opportunities = [_opportunity(number, teams, chance) for number in range(COUNT)]
    given = {(f"team {team}", skill): (weeks,) * PERIODS for team in range(teams) for skill in SKILLS}
    return opportunities, Capacity(periods=PERIODS, weeks=given)


def _opportunity(number: int, teams: int, chance: np.random.Generator) -> OpenOpportunity:
    value = float(np.exp(chance.normal(12, 0.8)))
    won, cost = float(np.clip(chance.beta(2, 6), 0.05, 0.6)), 8000 + 0.03 * value
    weeks = {
        "presales": float(chance.integers(1, 7)),
        "bid": float(chance.integers(0, 5)),
        "architect": float(chance.integers(0, 4)),
    }
    lasts, first = int(chance.integers(1, 4)), int(chance.integers(0, PERIODS - 3))
    shared = {skill: float(np.ceil(0.6 * n)) for skill, n in weeks.items()}
    gain_of_asking = float(chance.uniform(-500, 2000))
    asked = (max(won * value - cost, 0.0) + gain_of_asking + cost) / value
    choices = (
        Choice(decision="pursue", chance=won, gain=value, cost=cost, weeks=weeks, lasts=lasts),
        Choice(decision="pursue_with_partner", chance=1.25 * won, gain=0.65 * value, cost=cost + 3000, weeks=shared, lasts=lasts),
        Choice(
            decision="investigate",
            chance=min(asked, 1.0),
            gain=value,
            cost=cost,
            weeks={**weeks, "presales": weeks["presales"] + 0.5},
            lasts=lasts,
        ),
    )
    last = min(first + int(chance.integers(1, 6)), PERIODS - 1)
    return OpenOpportunity(
        key=f"o{number}", name=f"Opportunity {number}", team=f"team {number % teams}", first=first, last=last, choices=choices
    )


if __name__ == "__main__":
    raise SystemExit(main())
